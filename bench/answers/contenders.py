"""The bots that are measured: how each is started, on which database, and how its people walk."""

from __future__ import annotations

import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RIVALS = ROOT / ".venv" / "rivals"
"""The environment of the rivals, made by `install_rivals`."""
REQUIREMENTS = ROOT / "bench" / "rivals" / "requirements.txt"
PYTHON = RIVALS / "bin" / "python"
SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"


@dataclass(frozen=True, slots=True)
class Contender:
    """One bot; `database` is empty if it keeps its answers in memory, or keeps none."""

    name: str
    title: str
    module: str = ""
    """The module of a rival; empty: Relais."""
    database: str = ""
    walk: str = "questionnaire"
    reaction: float = 0.0
    """Seconds its people take before each act."""

    @property
    def is_relais(self) -> bool:
        return not self.module

    def command(self) -> list[str]:
        if self.is_relais:
            return [sys.executable, "-m", "bot", "run"]
        return [str(PYTHON), "-m", self.module]


CONTENDERS = {
    one.name: one
    for one in (
        Contender("relais", "Relais, SQLite", database=SQLITE, walk="relais"),
        Contender("relais-pg", "Relais, PostgreSQL", database=POSTGRESQL, walk="relais"),
        Contender("bare", "aiogram, bare: nothing kept", "bench.rivals.aiogram_bare", walk="twenty replies"),
        Contender("dialog", "aiogram-dialog, in memory; 20 ms a reaction", "bench.rivals.dialog_bot", reaction=0.02),
        Contender("ptb", "python-telegram-bot, in memory", "bench.rivals.ptb_bot"),
        Contender("sql", "aiogram and SQLAlchemy, SQLite (WAL, FULL)", "bench.rivals.aiogram_sql", SQLITE),
        Contender("sql-pg", "aiogram and SQLAlchemy, PostgreSQL", "bench.rivals.aiogram_sql", POSTGRESQL),
    )
}
FLOOR = "bare"
"""The contender that the others are divided by."""


def install_rivals() -> None:
    """Make the environment of the rivals, or bring it to what their requirements say."""
    made = RIVALS / "made"
    if made.exists() and made.read_bytes() == REQUIREMENTS.read_bytes():
        return
    venv.create(RIVALS, with_pip=True)
    quiet = ("-qq", "--disable-pip-version-check")
    subprocess.run([PYTHON, "-m", "pip", "install", *quiet, "-r", REQUIREMENTS], check=True)
    made.write_bytes(REQUIREMENTS.read_bytes())
