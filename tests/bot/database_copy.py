"""Everything a database holds, read out and put back, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, update

from bot.store import Store, Tx
from bot.store.tables import metadata, project

TABLES = metadata.sorted_tables
Rows = dict[str, list[tuple[Any, ...]]]
"""The rows of each table as the driver gives them, and under "" the last numbers given to rows."""


def read_rows(store: Store) -> Rows:
    return store.run_sync(_read)


def replace_rows(store: Store, rows: Rows) -> None:
    """The database holds these rows and nothing else; the next ones are numbered as they would have been."""
    store.run_sync(_replace, rows)


def _read(tx: Tx) -> Rows:
    connection = tx._connection
    found = {
        table.name: [tuple(row) for row in connection.exec_driver_sql(f"SELECT {_columns(table)} FROM {table.name}")]
        for table in TABLES
    }
    numbers = (
        "SELECT sequencename, last_value FROM pg_sequences ORDER BY 1"
        if _on_postgresql(connection)
        else "SELECT name, seq FROM sqlite_sequence ORDER BY 1"
    )
    return {**found, "": [tuple(row) for row in connection.exec_driver_sql(numbers)]}


def _replace(tx: Tx, rows: Rows) -> None:
    connection = tx._connection
    on_postgresql = _on_postgresql(connection)
    for table in reversed(TABLES):
        connection.exec_driver_sql(f"DELETE FROM {table.name}")
    for table in TABLES:
        if rows[table.name]:
            marks = ", ".join(["%s" if on_postgresql else "?"] * len(table.columns))
            insert = f"INSERT INTO {table.name} ({_columns(table)}) VALUES ({marks})"
            connection.exec_driver_sql(insert, rows[table.name])
    # Each row put back has raised the version of its project.
    id_and_version = [list(project.c).index(column) for column in (project.c.id, project.c.version)]
    for row in rows[project.name]:
        number, version = (row[at] for at in id_and_version)
        connection.execute(update(project).where(project.c.id == number).values(version=version))
    if on_postgresql:
        for name, last in rows[""]:
            connection.exec_driver_sql("SELECT setval(%s, %s, %s)", (name, last or 1, last is not None))
    else:
        connection.exec_driver_sql("DELETE FROM sqlite_sequence")
        if rows[""]:
            connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", rows[""])


def _columns(table: Any) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)


def _on_postgresql(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"
