"""Adds versions of the cahier des charges, with their answers and files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add one table."""
    op.create_table(
        "version",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("project_id", NUMBER, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("author", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("approved_by", sa.Text()),
        sa.Column("form_version", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("pdf", sa.LargeBinary()),
        sa.Column("docx", sa.LargeBinary()),
        sa.Column("pdf_sha256", sa.Text()),
        sa.Column("docx_sha256", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_version"),
        sa.UniqueConstraint("project_id", "number", name="uq_version_project_id_number"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_version_project_id", ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )
