"""The only door to SQLAlchemy and Alembic: stored rows, transactions, migrations, copies."""

from bot.store.copies import CopyError, backup, restore
from bot.store.engine import normalise
from bot.store.limits.trouble import StoreInUse, StoreReplaced, StoreUnavailable
from bot.store.rows import (
    AnswerRow,
    Appointment,
    ConsentRow,
    Hold,
    InterviewRow,
    Invitation,
    OpenFile,
    OutboxRow,
    Person,
    PlannedRow,
    VersionRow,
    WaitingUpdate,
)
from bot.store.store import NotCurrent, Store
from bot.store.transaction import Tx

__all__ = [
    "AnswerRow",
    "Appointment",
    "ConsentRow",
    "CopyError",
    "Hold",
    "InterviewRow",
    "Invitation",
    "NotCurrent",
    "OpenFile",
    "OutboxRow",
    "Person",
    "PlannedRow",
    "Store",
    "StoreInUse",
    "StoreReplaced",
    "StoreUnavailable",
    "Tx",
    "VersionRow",
    "WaitingUpdate",
    "backup",
    "normalise",
    "restore",
]
