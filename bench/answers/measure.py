"""Plays trials: each contender in turn, round after round, so that what slows the machine down slows them all."""

from __future__ import annotations

import itertools
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg

from bench.answers.contenders import POSTGRESQL, PYTHON, ROOT, SQLITE, Contender
from bench.answers.scenes import Scene
from bench.answers.trial import Outcome, Plan
from tests import postgres

TOKEN = "42:BENCH"
STORED = "SELECT update_id FROM answer WHERE update_id IS NOT NULL"
"""The update of each stored answer, in the tables of Relais as in those of the durable rival."""
SECRETS = ("BOT_TOKEN", "DATABASE_URL", "TELEGRAM_API_BASE", "OPERATOR_IDS", "PREVIEW_CLOCK", "PYTHONPATH")
SHARED = ("tasks", "people", "think", "distance", "answers", "walks", "seconds")
"""What a plan takes from its scene."""
DRIVERS = ("sqlite://", "sqlite+aiosqlite://"), ("postgresql://", "postgresql+asyncpg://")
"""How the durable rival names its databases."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of one window."""

    round: int
    contender: Contender
    scene: Scene
    outcome: Outcome
    lost: int | None
    """Answers replied to but not stored after the bot was killed; None for a bot that keeps none."""


def rounds(contenders: Sequence[Contender], scenes: Sequence[Scene], count: int, tree: Path) -> Iterator[Trial]:
    """Every trial of every round, as soon as it is over."""
    with _databases({contender.database for contender in contenders}) as new:
        for number in range(count):
            for scene in scenes:
                for contender in contenders:
                    # The number of tasks changes nothing for a rival: it is measured once.
                    if contender.is_relais or scene.tasks == scenes[0].tasks:
                        yield play(contender, scene, tree, new[contender.database](), number)


@contextmanager
def _databases(kinds: Collection[str]) -> Iterator[dict[str, Callable[[], str]]]:
    """Kind of database → a function that makes a new one and returns its URL. The server only runs if it is needed."""
    numbers = itertools.count(1)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        new = {"": lambda: "", SQLITE: lambda: f"sqlite:///{Path(folder) / f'{next(numbers)}.db'}"}
        if POSTGRESQL in kinds:
            server = stack.enter_context(postgres.server(durable=True))
            new[POSTGRESQL] = lambda: server.url(server.create())
        yield new


def play(contender: Contender, scene: Scene, tree: Path, database: str, number: int = 0) -> Trial:
    """Start the bot on an empty database, have people answer it, kill it, and look for their answers."""
    folder = tree if contender.is_relais else ROOT
    url = database
    if not contender.is_relais:
        for written, driver in DRIVERS:
            url = url.replace(written, driver)
    kept = {name: "" for name in SECRETS} | {"LOG_LEVEL": "WARNING", "BOT_TOKEN": TOKEN}
    env = kept | {"DATABASE_URL": url, "PYTHONPATH": str(folder)}
    plan = Plan(
        contender.command(),
        env,
        str(folder),
        os.devnull,
        contender.walk,
        reaction=contender.reaction,
        **{name: getattr(scene, name) for name in SHARED},
    )
    outcome = _run(plan)
    lost = lost_answers(outcome.noted, database) if database and not outcome.trouble else None
    return Trial(number, contender, scene, outcome, lost)


def _run(plan: Plan) -> Outcome:
    """Play the trial in a process of its own, with the fast libraries of the rivals' environment if it is there."""
    python = PYTHON if PYTHON.exists() else Path(sys.executable)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.json"
        file.write_text(json.dumps(asdict(plan)), "utf-8")
        command = [str(python), "-m", "bench.answers.trial", str(file)]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if ended.returncode:
        return Outcome(trouble=ended.stderr.strip().rpartition("\n")[2] or f"ended with {ended.returncode}")
    return Outcome(**json.loads(ended.stdout))


def lost_answers(noted: Collection[int], url: str) -> int:
    """How many of the answers that these updates brought are not in the database."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            stored = connection.execute(STORED).fetchall()
    else:
        with psycopg.connect(url) as server:
            stored = server.execute(STORED).fetchall()
    return len(set(noted) - {update for (update,) in stored})
