"""Adds the period of an interview, so that a review exists once per project and period."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add a column and its unique index."""
    op.add_column("interview", sa.Column("period", sa.Text()))
    op.create_index(
        "ix_interview_project_id_occasion_period", "interview", ["project_id", "occasion", "period"], unique=True
    )
