"""Numbers the states of a project: a trigger raises its version at each change of what it holds, whoever makes it.

A later migration that makes one of these tables again must make its triggers again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

HELD = ("interview", "answer", "invitation", "appointment", "absence", "version")
RAISE = "UPDATE project SET version = version + 1 WHERE id ="


def upgrade() -> None:
    """Add the column and the triggers."""
    op.add_column("project", sa.Column("version", sa.BigInteger(), nullable=False, server_default="0"))
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION raise_project_version() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN {RAISE} COALESCE(NEW.project_id, OLD.project_id); RETURN NULL; END $$"
        )
    for table in HELD:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(
                f"CREATE TRIGGER {table}_changed AFTER INSERT OR UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION raise_project_version()"
            )
            continue
        for change, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            op.execute(
                f"CREATE TRIGGER {table}_{change.lower()} AFTER {change} ON {table} BEGIN {RAISE} {row}.project_id; END"
            )
