"""Adds the purpose of an invitation: a provider's survey for a review, besides a third party's second look."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add three columns; existing invitations are all of the second look."""
    purpose = sa.Column("purpose", sa.Text(), nullable=False, server_default="second_look")
    for column in (purpose, sa.Column("period", sa.Text()), sa.Column("silent_at", sa.DateTime(timezone=True))):
        op.add_column("invitation", column)
