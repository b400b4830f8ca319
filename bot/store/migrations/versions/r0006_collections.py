"""Invitations for several purposes: the provider's, of one review, besides the third party's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add three columns; those there are were all of the second look."""
    purpose = sa.Column("purpose", sa.Text(), nullable=False, server_default="second_look")
    for column in (purpose, sa.Column("period", sa.Text()), sa.Column("silent_at", sa.DateTime(timezone=True))):
        op.add_column("invitation", column)
