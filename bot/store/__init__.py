"""The only door to SQLAlchemy and Alembic: stored rows, transactions, migrations, copies."""

from sqlalchemy.exc import OperationalError

from bot.store.copies import CopyError, backup, restore
from bot.store.engine import normalise
from bot.store.rows import (
    AnswerRow,
    Appointment,
    ConsentRow,
    InterviewRow,
    Invitation,
    OutboxRow,
    Person,
    PlannedRow,
    VersionRow,
)
from bot.store.store import NotCurrent, Store
from bot.store.transaction import Tx

__all__ = [
    "AnswerRow",
    "Appointment",
    "ConsentRow",
    "CopyError",
    "InterviewRow",
    "Invitation",
    "NotCurrent",
    "OperationalError",
    "OutboxRow",
    "Person",
    "PlannedRow",
    "Store",
    "Tx",
    "VersionRow",
    "backup",
    "normalise",
    "restore",
]
