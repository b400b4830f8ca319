"""Acts on a database from another process: `python -m tests.bot.store.other_process <deed> <url> …`."""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor

from bot.store import Store, Tx
from tests.bot.store.rows import ADA, NOW

THREADS, REPLIES = 4, 10
MANY = 3_000


def save(tx: Tx) -> bool:
    """Save an answer and its update in one transaction; False if the update is already processed."""
    if not tx.updates.claim(900, NOW):
        return False
    tx.person(ADA, NOW)
    project_id = tx.project(ADA, NOW)
    interview = tx.interviews.of(project_id, "audit", NOW, "v1")
    tx.add_answer(project_id, interview.id, "name", None, "Ada", "v1", NOW)
    return True


def save_and_wait(url: str, moment: str) -> None:
    """Save, and wait to be killed: inside the transaction, or once it is committed."""
    store = Store(url)

    def save_and_wait_inside(tx: Tx) -> None:
        save(tx)
        if moment == "inside":
            _wait_for_the_end(moment)

    store.run_sync(save_and_wait_inside)
    _wait_for_the_end("committed")


def _wait_for_the_end(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()
    sys.stdin.read()


def reply(tx: Tx) -> None:
    """Read, decide, save: the shape of every use case. A lost update leaves a smaller number."""
    tx.person(ADA, NOW)
    project_id = tx.project(ADA, NOW)
    interview = tx.interviews.of(project_id, "audit", NOW, "v1")
    steps = (interview.state or {"steps": 0})["steps"]
    tx.add_answer(project_id, interview.id, "steps", None, steps + 1, "v1", NOW)
    tx.interviews.save_state(interview.id, {"steps": steps + 1}, None)


def reply_from_threads(url: str) -> None:
    store = Store(url)
    with ThreadPoolExecutor(THREADS) as threads:
        for done in [threads.submit(store.run_sync, reply) for _ in range(THREADS * REPLIES)]:
            done.result()
    store.close_sync()


def write_without_a_pause(url: str) -> None:
    store = Store(url)

    def write(tx: Tx, number: int) -> None:
        tx.updates.claim(1_000_000 + number, NOW)
        time.sleep(0.005)

    for number in range(MANY):
        store.run_sync(write, number)
        if not number:
            sys.stdout.write("writing\n")
            sys.stdout.flush()
    store.close_sync()


if __name__ == "__main__":
    deeds = {"save_and_wait": save_and_wait, "reply": reply_from_threads, "write": write_without_a_pause}
    deeds[sys.argv[1]](*sys.argv[2:])
