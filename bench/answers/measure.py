"""Plays trials: each contender in turn, round after round, so that what slows the machine down slows them all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.answers.contenders import PYTHON, ROOT, Contender
from bench.answers.databases import Databases, lost_answers
from bench.answers.plan import Outcome, Plan
from bench.answers.scenes import Scene

TOKEN = "42:BENCH"
UNSET = ("OPERATOR_IDS", "PREVIEW_CLOCK", "PYTHONDONTWRITEBYTECODE")
"""Variables that must not reach the bots: with the last one, each start would compile the whole bot again."""
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
    with Databases({contender.database for contender in contenders}) as databases:
        places = KeptPlaces(databases, tree)
        for number in range(count):
            for scene in scenes:
                for contender in contenders:
                    # The number of tasks changes nothing for a rival: it is measured once.
                    if contender.is_relais or scene.tasks == scenes[0].tasks:
                        url, file = places.of(contender, scene)
                        yield play(contender, scene, tree, url, number, file)


class KeptPlaces:
    """Databases with everybody at their place in the walk. Every round begins with a copy."""

    def __init__(self, databases: Databases, tree: Path) -> None:
        self._databases, self._tree = databases, tree
        self._made: dict[tuple[str, int, int], tuple[str, Path]] = {}

    def of(self, contender: Contender, scene: Scene) -> tuple[str, Path | None]:
        """A database for a trial, and the file of its people; no file for one person, or a bot that forgets."""
        if scene.people == 1 or not contender.database:
            return self._databases.new(contender.database), None
        key = contender.name, scene.people, scene.tasks
        if key not in self._made:
            url, file = self._databases.new(contender.database), self._databases.folder / "-".join(map(str, key))
            if play(contender, scene, self._tree, url, places=file).outcome.trouble:
                # The trial itself tries again, and tells what is wrong.
                return self._databases.new(contender.database), None
            self._made[key] = url, file
        url, file = self._made[key]
        return self._databases.copy(url), file


def play(
    contender: Contender, scene: Scene, tree: Path, database: str, number: int = 0, places: Path | None = None
) -> Trial:
    """Start the bot on this database, have people answer it, kill it, and look for their answers.

    With a file of `places`, they go on from there; without the file itself, it is made, and nothing is measured.
    """
    folder = tree if contender.is_relais else ROOT
    url = database
    if not contender.is_relais:
        for written, driver in DRIVERS:
            url = url.replace(written, driver)
    env = {name: "" for name in UNSET} | {"LOG_LEVEL": "WARNING", "BOT_TOKEN": TOKEN}
    env |= {"DATABASE_URL": url, "PYTHONPATH": str(folder)}
    plan = Plan(
        contender.command(),
        env,
        str(folder),
        os.devnull,
        contender.walk,
        reaction=contender.reaction,
        places=str(places or ""),
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
