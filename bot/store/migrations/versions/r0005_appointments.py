"""Adds appointments, absences, the person's country and zone, and whether they want reminders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add three columns and two tables."""
    for name, type in (("country", sa.Text()), ("zone", sa.Text()), ("silent_at", INSTANT)):
        op.add_column("person", sa.Column(name, type))
    op.create_table(
        "appointment",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("opens_at", INSTANT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("snoozes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_appointment"),
        sa.UniqueConstraint("project_id", "period", name="uq_appointment_project_id_period"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_appointment_project_id", ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "absence",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_absence"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_absence_project_id", ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_absence_project_id", "absence", ["project_id"])
