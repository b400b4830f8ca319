"""The tables after the last migration. Answers are append-only: the last row of a question is its current answer.
Deleting a `person` deletes everything about them, except in `outbox` and `set_aside`, which may be about a chat
without a person.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.types import TypeDecorator


class Utc(TypeDecorator[datetime]):
    """An instant: UTC in the database, aware in Python. Raises ValueError for a naive datetime."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"a datetime without a time zone cannot be stored: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite has no zones, so it returns naive datetimes.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite only numbers rows itself in a column declared exactly INTEGER.
Number = BigInteger().with_variant(Integer, "sqlite")

# Without names, a batch migration on SQLite could not drop a constraint.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[int]:
    return Column("id", Number, primary_key=True, autoincrement=True)


def _telegram_id(name: str) -> Column[int]:
    return Column(name, Number, primary_key=True, autoincrement=False)


def _owner(name: str, target: str) -> Column[int]:
    return Column(name, Number, ForeignKey(target, ondelete="CASCADE"), nullable=False)


person = Table(
    "person",
    metadata,
    _telegram_id("chat_id"),
    Column("created_at", Utc, nullable=False),
    Column("reachable", Boolean, nullable=False),
    Column("card", BigInteger),
    Column("paused_at", Utc),
    Column("current", BigInteger),
    Column("country", Text),
    Column("zone", Text),
    Column("silent_at", Utc),
)

project = Table(
    "project",
    metadata,
    _id(),
    _owner("chat_id", "person.chat_id"),
    Column("created_at", Utc, nullable=False),
    # Raised by triggers at each change of what a project holds (`migrations/versions/r0009_version_of_a_project.py`).
    Column("version", BigInteger, nullable=False, server_default="0"),
    Index(None, "chat_id"),
    sqlite_autoincrement=True,
)

interview = Table(
    "interview",
    metadata,
    _id(),
    _owner("project_id", "project.id"),
    Column("occasion", Text, nullable=False),
    Column("state", Text),
    Column("opened_at", Utc, nullable=False),
    Column("closed_at", Utc),
    Column("said_at", Utc),
    Column("form_version", Text, nullable=False),
    Column("prior", Text),
    Column("period", Text),
    Index(None, "project_id"),
    # A review exists once per project and period; the interviews of other occasions have no period.
    Index(None, "project_id", "occasion", "period", unique=True),
    sqlite_autoincrement=True,
)

answer = Table(
    "answer",
    metadata,
    _id(),
    _owner("project_id", "project.id"),
    _owner("interview_id", "interview.id"),
    Column("question", Text, nullable=False),
    Column("item", Text),
    Column("value", Text, nullable=False),
    Column("wording", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("update_id", BigInteger),
    Column("message_id", BigInteger),
    Index(None, "project_id", "id"),
    # Erasing an interview looks for its answers: without this it would read the whole table.
    Index(None, "interview_id"),
    sqlite_autoincrement=True,
)

invitation = Table(
    "invitation",
    metadata,
    _id(),
    _owner("project_id", "project.id"),
    # The link itself is not stored, so that nobody who reads the database can use it.
    Column("token_hash", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("state", Text, nullable=False),
    Column("interview_id", Number, ForeignKey("interview.id", ondelete="SET NULL")),
    Column("answers", Text),
    Column("purpose", Text, nullable=False, server_default="second_look"),
    Column("period", Text),
    Column("silent_at", Utc),
    Index(None, "project_id"),
    Index(None, "interview_id"),
    sqlite_autoincrement=True,
)

planned = Table(
    "planned",
    metadata,
    _id(),
    _owner("project_id", "project.id"),
    Column("kind", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("due_at", Utc, nullable=False),
    # Number of failures.
    Column("attempts", Integer, nullable=False, server_default="0"),
    # A job exists once per project, however often it is planned.
    UniqueConstraint("project_id", "kind", "item"),
    Index(None, "due_at"),
    sqlite_autoincrement=True,
)

appointment = Table(
    "appointment",
    metadata,
    _id(),
    _owner("project_id", "project.id"),
    Column("period", Text, nullable=False),
    Column("opens_at", Utc, nullable=False),
    Column("state", Text, nullable=False),
    Column("snoozes", Integer, nullable=False),
    UniqueConstraint("project_id", "period"),
    sqlite_autoincrement=True,
)

absence = Table(
    "absence",
    metadata,
    _id(),
    _owner("project_id", "project.id"),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Index(None, "project_id"),
    sqlite_autoincrement=True,
)

version = Table(
    "version",
    metadata,
    _id(),
    _owner("project_id", "project.id"),
    Column("number", Text, nullable=False),
    Column("made_at", Utc, nullable=False),
    Column("author", BigInteger, nullable=False),
    Column("reason", Text),
    Column("approved_by", Text),
    Column("form_version", Text, nullable=False),
    Column("answers", Text, nullable=False),
    # The files themselves, so that a version can be downloaded byte for byte after the templates have changed.
    Column("pdf", LargeBinary),
    Column("docx", LargeBinary),
    Column("pdf_sha256", Text),
    Column("docx_sha256", Text),
    UniqueConstraint("project_id", "number"),
    sqlite_autoincrement=True,
)

consent = Table(
    "consent",
    metadata,
    _id(),
    _owner("chat_id", "person.chat_id"),
    Column("given", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Index(None, "chat_id"),
    sqlite_autoincrement=True,
)

processed_update = Table(
    "processed_update",
    metadata,
    # Two bots may number their updates alike.
    Column("bot", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Utc, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("chat_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("not_before", Utc, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text),
    # Until when only the process that wrote or took the row may send it.
    Column("claimed_until", Utc),
    # Number of its messages that Telegram has accepted.
    Column("sent", Integer, nullable=False, server_default="0"),
    # Whether nobody waits for it: a reminder rather than a reply.
    Column("bulk", Boolean, nullable=False, server_default=false()),
    Index(None, "chat_id"),
    sqlite_autoincrement=True,
)

hold = Table(
    "hold",
    metadata,
    Column("scope", Text, primary_key=True),
    # 0 unless the scope is a chat.
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("until", Utc, nullable=False),
)

set_aside = Table(
    "set_aside",
    metadata,
    _id(),
    Column("bot", BigInteger, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("chat_id", BigInteger),
    Column("payload", Text, nullable=False),
    # None while the update waits for its turn.
    Column("error", Text),
    Column("at", Utc, nullable=False),
    Index(None, "chat_id"),
    sqlite_autoincrement=True,
)
