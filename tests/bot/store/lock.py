"""Watches for transactions that wait for a lock on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable

import psycopg

from tests.waiting import wait_in_thread_until

WAITING = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def wait_for_a_lock(url: str, or_else: Callable[[], bool] = lambda: False) -> None:
    """Wait until a transaction of the database waits for another's lock, or another event happens."""
    with psycopg.connect(url, autocommit=True) as admin:
        wait_in_thread_until(lambda: or_else() or admin.execute(WAITING).fetchone() is not None)
