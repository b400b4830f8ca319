"""Reads a database directly, without the bot."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text as sql

from bot.store import Store


def rows(database_url: str, query: str, **values: Any) -> list[Any]:
    """The rows of a query, as plain tuples."""
    store = Store(database_url)
    try:
        return [tuple(row) for row in store.run_sync(lambda tx: tx._connection.execute(sql(query), values).all())]
    finally:
        store.close_sync()
