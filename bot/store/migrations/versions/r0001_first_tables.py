"""Creates the first tables: people, projects, interviews, answers, updates and the outbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# Written out rather than imported, so that the migration never changes once released.
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create every table."""
    _people()
    _interviews()
    _answers()
    _messages()


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("chat_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("card", sa.BigInteger()),
        sa.Column("paused_at", INSTANT),
        sa.PrimaryKeyConstraint("chat_id", name="pk_person"),
    )
    op.create_table(
        "consent",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("chat_id", NUMBER, nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
        sa.ForeignKeyConstraint(["chat_id"], ["person.chat_id"], name="fk_consent_chat_id", ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_consent_chat_id", "consent", ["chat_id"])


def _interviews() -> None:
    op.create_table(
        "project",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("chat_id", NUMBER, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_project"),
        sa.ForeignKeyConstraint(["chat_id"], ["person.chat_id"], name="fk_project_chat_id", ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_project_chat_id", "project", ["chat_id"])
    op.create_table(
        "interview",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("state", sa.Text()),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT),
        sa.Column("said_at", INSTANT),
        sa.Column("form_version", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_interview"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_interview_project_id", ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_interview_project_id", "interview", ["project_id"])


def _answers() -> None:
    op.create_table(
        "answer",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("interview_id", NUMBER, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("item", sa.Text()),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("update_id", sa.BigInteger()),
        sa.Column("message_id", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_answer_project_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["interview_id"], ["interview.id"], name="fk_answer_interview_id", ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_answer_project_id_id", "answer", ["project_id", "id"])
    op.create_index("ix_answer_interview_id", "answer", ["interview_id"])


def _messages() -> None:
    op.create_table(
        "processed_update",
        sa.Column("update_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("update_id", name="pk_processed_update"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("not_before", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "set_aside",
        sa.Column("update_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger()),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("update_id", name="pk_set_aside"),
    )
