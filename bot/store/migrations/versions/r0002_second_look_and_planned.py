"""Adds interviews of several occasions, invitations of third parties, and planned jobs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add two columns and two tables."""
    op.add_column("person", sa.Column("current", sa.BigInteger()))
    op.add_column("interview", sa.Column("prior", sa.Text()))
    _invitation()
    _planned()


def _invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("interview_id", NUMBER),
        sa.Column("answers", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("token_hash", name="uq_invitation_token_hash"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_invitation_project_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["interview_id"], ["interview.id"], name="fk_invitation_interview_id", ondelete="SET NULL"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_invitation_project_id", "invitation", ["project_id"])
    op.create_index("ix_invitation_interview_id", "invitation", ["interview_id"])


def _planned() -> None:
    op.create_table(
        "planned",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_planned"),
        sa.UniqueConstraint("project_id", "kind", "item", name="uq_planned_project_id_kind_item"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_planned_project_id", ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_planned_due_at", "planned", ["due_at"])
