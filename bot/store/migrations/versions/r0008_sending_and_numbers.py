"""Adds to the outbox who sends a row and how far it went, and to update numbers the bot they belong to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add three columns and the table of holds; make two tables again under a key that names the bot."""
    for column in (
        sa.Column("claimed_until", INSTANT),
        sa.Column("sent", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("bulk", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("outbox", column)
    op.create_index("ix_outbox_chat_id", "outbox", ["chat_id"])
    op.create_table(
        "hold",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("scope", "chat_id", name="pk_hold"),
    )
    _processed_updates()
    _set_aside()


def _processed_updates() -> None:
    """Rows written before belong to bot 0; the first bot that starts makes them its own."""
    op.execute("CREATE TEMPORARY TABLE before AS SELECT update_id, at FROM processed_update")
    op.drop_table("processed_update")
    op.create_table(
        "processed_update",
        sa.Column("bot", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("bot", "update_id", name="pk_processed_update"),
    )
    op.execute("INSERT INTO processed_update (bot, update_id, at) SELECT 0, update_id, at FROM before")
    op.execute("DROP TABLE before")


def _set_aside() -> None:
    columns = "update_id, chat_id, payload, error, at"
    op.execute(f"CREATE TEMPORARY TABLE before AS SELECT {columns} FROM set_aside")
    op.drop_table("set_aside")
    op.create_table(
        "set_aside",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("bot", sa.BigInteger(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger()),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("error", sa.Text()),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_set_aside"),
        sqlite_autoincrement=True,
    )
    op.execute(f"INSERT INTO set_aside (bot, {columns}) SELECT 0, {columns} FROM before ORDER BY at")
    op.execute("DROP TABLE before")
    op.create_index("ix_set_aside_chat_id", "set_aside", ["chat_id"])
