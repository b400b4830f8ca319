"""What features declare fits together, or the program says why it does not start; nobody may use what allows nobody."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.app import FEATURES, App
from bot.conversation.exchange import Exchange
from bot.conversation.feature import BadFeatures, Feature, Handler, Job, allow, anyone
from bot.conversation.incoming import Command, Press
from bot.conversation.outcome import DeliveryMarks, Outcome
from bot.conversation.views import Notice
from bot.project.jobs import PauseMention
from bot.store import Store
from bot.telegram.encode import Encoder
from bot.workdays import calendar_of
from tests.shipped_form import shipped_form

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CLAIRE, OPERATOR = 4_001, 9_001
pytestmark = pytest.mark.any_day
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def answer(exchange: Exchange) -> Outcome:
    return exchange.show(Notice("erase.kept"))


def operators(exchange: Exchange) -> bool:
    return exchange.chat_id in exchange.context.operators


def app(store: Store, features: Sequence[Feature]) -> App:
    form, zone = shipped_form(), ZoneInfo("Europe/Paris")
    return App(store, form, Encoder(form), lambda: NOW, calendar_of, str, zone, (OPERATOR,), features)


def problems(store: Store, *more: Feature, features: Sequence[Feature] = FEATURES) -> list[str]:
    with pytest.raises(BadFeatures) as bad:
        app(store, [*features, *more])
    return [problem.replace("\u00a0", " ") for problem in bad.value.problems]


@sqlite
def test_the_features_of_the_bot_fit_together(store: Store) -> None:
    assert app(store, FEATURES)


@sqlite
def test_a_name_declared_twice_is_refused(store: Store) -> None:
    twice = Feature(
        name="other",
        commands=allow(anyone, {"revue": answer}),
        aliases={"help": "aide"},
        actions=allow(anyone, {"board": answer}),
        links={"regard_": lambda exchange, _: answer(exchange)},
        sealed={"freeze": "notice.kept"},
    )
    assert problems(store, twice) == [
        "La commande /help est déclarée 2 fois.",
        "La commande /revue est déclarée 2 fois.",
        "L’action « board » est déclarée 2 fois.",
        "Le lien « regard_ » est déclaré 2 fois.",
        "Le scellé « freeze » est déclaré 2 fois.",
    ]


@dataclass(frozen=True)
class Unlisted:
    number: int


@sqlite
def test_a_job_nobody_does_and_a_job_nobody_listed_are_refused(store: Store) -> None:
    lazy = [replace(one, jobs=()) if one.name == "assessment" else one for one in FEATURES]
    assert problems(store, features=lazy) == [
        f"Personne ne fait la tâche planifiée « {kind} », qui revient à la fonction « assessment »."
        for kind in ("prepare", "time_log", "time_log_end")
    ]
    other = Feature(
        name="other",
        jobs=(
            Job(Unlisted, lambda exchange, _: answer(exchange)),
            Job(PauseMention, lambda exchange, _: answer(exchange)),
        ),
    )
    assert problems(store, other) == [
        "La tâche planifiée « pause » revient à la fonction « reminders », et non à : reminders, other.",
        "La fonction « other » fait une tâche planifiée absente de la liste : Unlisted.",
    ]


def _named_actions() -> dict[str, str]:
    """The name of each action a button of the sources runs, with the file; names computed whole are left out."""
    found: dict[str, str] = {}
    for file in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Action"):
                continue
            name = node.args[1] if len(node.args) > 1 else None
            start = name.values[0] if isinstance(name, ast.JoinedStr) else name
            if isinstance(start, ast.Constant) and (start is name or "=" in str(start.value)):
                found[str(start.value).partition("=")[0]] = file.name
    return found


def test_every_button_runs_an_action_that_a_feature_declares() -> None:
    declared = {name for one in FEATURES for name in one.actions}
    named = _named_actions()
    assert len(named) > 30 and {name: file for name, file in named.items() if name and name not in declared} == {}


@sqlite
def test_a_command_and_its_description_go_together(store: Store) -> None:
    other = Feature(name="other", commands=allow(anyone, {"horoscope": answer}), aliases={"astres": "etoiles"})
    assert problems(store, other) == [
        "La commande /horoscope n’a pas de description : écrivez « command.horoscope » dans dialogs/strings.yaml.",
        "La commande /astres mène à /etoiles, qu’aucune fonction ne propose.",
    ]
    without = [one for one in FEATURES if one.name != "bids"]
    assert problems(store, features=without) == [
        "dialogs/strings.yaml décrit la commande /offres, qu’aucune fonction ne propose."
    ]


@sqlite
@pytest.mark.parametrize(
    ("handler", "heard_by"),
    [
        (Handler(answer), ()),
        (Handler(answer, operators), (OPERATOR,)),
        (Handler(answer, anyone), (OPERATOR, CLAIRE)),
    ],
)
def test_a_command_and_a_button_are_denied_until_somebody_is_allowed(
    store: Store, handler: Handler, heard_by: tuple[int, ...]
) -> None:
    features = [
        replace(one, commands={"offres": handler}, actions={"offers": handler}) if one.name == "bids" else one
        for one in FEATURES
    ]
    bot, kept = app(store, features), shipped_form().words["erase.kept"].split("\n")[0]
    for number, chat in enumerate((OPERATOR, CLAIRE)):
        command = Command(2 * number + 1, chat, 1, name="offres")
        press = Press(2 * number + 2, chat, 77, query_id="1", data="a0::offers")
        for incoming in (command, press):
            outcome, _ = store.run_sync(bot._handle, incoming, DeliveryMarks())
            assert (kept in str([saying.payload for saying in outcome.sayings])) is (chat in heard_by)


def test_the_program_does_not_start_on_a_command_without_words(tmp_path: Path) -> None:
    for folder in ("bot", "domain", "dialogs", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    strings = tmp_path / "dialogs" / "strings.yaml"
    strings.write_text(strings.read_text("utf-8").replace("  offres: ", "  autre: ", 1), "utf-8")
    for command in ("tick", "run"):
        ended = subprocess.run(
            [sys.executable, "-m", "bot", command],
            cwd=tmp_path,
            env={**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'x.db'}", "BOT_TOKEN": "1000000:" + "x" * 35},
            capture_output=True,
            text=True,
        )
        said = ended.stderr.replace("\u00a0", " ").replace("\u202f", " ")
        assert ended.returncode == 2 and "Traceback" not in said
        assert "Fonctions à corriger :" in said and "La commande /offres n’a pas de description" in said
