"""A form before and after its authors change it, and the files stopped in it meanwhile."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.content.forms import DIALOGS, load_form
from bot.conversation.exchange import AUDIT
from bot.store import Tx
from domain.questionnaire.form import Form, Key
from domain.questionnaire.path import path_of
from domain.questionnaire.values import Value, to_json
from tests.bot.finished_file import finished_answers
from tests.bot.simulation import Simulation

PROFILE, REVIEW = "interview/1_profile.yaml", "review/1_review.yaml"


def question(id: str, type: str, text: str, *more: str) -> str:
    lines = (f"type: {type}", f"title: {id}", f"text: {text}", "help: Une phrase.", *more)
    return f"  - id: {id}\n" + "".join(f"    {line}\n" for line in lines)


MARKET = question("profile_market", "short_text", "Où vendez-vous ?")
TOOLS = question("profile_tools", "short_text", "Quels outils ?")
SOFTWARE = question("profile_software", "short_text", "Quels logiciels ?")
REMOTE = question("profile_remote", "yes_no", "À distance ?", "required: false")
MOTTO = question("profile_motto", "short_text", "Votre devise ?")
MOOD = question(
    "rev_mood", "single_choice", "Votre humeur ?", "choices: [{id: good, label: Bonne}, {id: bad, label: Rude}]"
)
STAGE, KPI = "  - id: profile_stage\n", "  - id: rev_kpi_value\n"
BEFORE = {
    PROFILE: [(STAGE, f"{MARKET}{TOOLS}{SOFTWARE}{REMOTE}{MOTTO}{STAGE}")],
    REVIEW: [(KPI, f"{MOOD}{KPI}")],
}
"""The form as it was: five questions and one of the review that the next one does not ask, or not so."""
SOLD = question("profile_sold_in", "short_text", "Où vend l’entreprise ?", "was: profile_market")
TOOLS_NOW = question("profile_tools", "short_text", "Quels outils et logiciels ?", "was: profile_software")
DAYS = question(
    "profile_remote_days",
    "single_choice",
    "Combien de jours à distance ?",
    "choices: [{id: often, label: Souvent}, {id: never, label: Jamais}]",
    "was: {profile_remote: {yes: often}}",
)
FEELING = question(
    "rev_feeling",
    "single_choice",
    "Votre état d’esprit ?",
    "choices: [{id: fine, label: Bien, was: good}, {id: bad, label: Mal}]",
    "was: rev_mood",
)
FIRST, M3 = "  - id: vision_first\n", "{id: m3, "
AFTER = {
    PROFILE: [
        (STAGE, f"{SOLD}{TOOLS_NOW}  - id: profile_moment\n    was: profile_stage\n"),
        ("{id: under_pressure, ", "{id: strained, was: under_pressure, "),
    ],
    "interview/6_vision.yaml": [(FIRST, f"{DAYS}{FIRST}")],
    "interview/4_objectives.yaml": [(M3, "{id: three_months, was: m3, ")],
    "interview/8_review_setup.yaml": [("section: review_setup\n", "section: rhythm\nwas: review_setup\n")],
    REVIEW: [(KPI, f"{FEELING}{KPI}")],
}
"""Renamed, merged, retyped and moved, removed; two choices and a step renamed."""
NOW = {
    "profile_market": "profile_sold_in",
    "profile_software": "profile_tools",
    "profile_remote": "profile_remote_days",
    "profile_stage": "profile_moment",
    "recap_review_setup": "recap_rhythm",
}
EXTRA: dict[Key, Value] = {
    ("profile_market", None): "En Bretagne",
    ("profile_tools", None): "Un carnet",
    ("profile_software", None): "Un tableur",
    ("profile_remote", None): True,
    ("profile_motto", None): "Toujours devant",
    ("profile_stage", None): "under_pressure",
}
FINISHED: Key = ("", None)
STOPS: dict[Key, Key | None] = {
    ("profile_market", None): ("profile_sold_in", None),
    ("profile_tools", None): ("profile_tools", None),
    # The question it was merged into has its answer.
    ("profile_software", None): ("profile_moment", None),
    # It moved to another step, and is on screen.
    ("profile_remote", None): ("profile_remote_days", None),
    ("profile_motto", None): ("profile_moment", None),
    ("profile_stage", None): ("profile_moment", None),
    ("audit_hours", "payroll"): ("audit_hours", "payroll"),
    ("obj_deadline", "bookkeeping"): ("obj_deadline", "bookkeeping"),
    ("spec_duration", None): ("spec_duration", None),
    FINISHED: None,
}
"""Where each of ten files stopped in the form as it was, and the question it goes on with."""


def changed_form(folder: Path, changes: dict[str, list[tuple[str, str]]]) -> Form:
    """The form of the bot's dialogs with these texts replaced in these files."""
    shutil.copytree(DIALOGS, folder / "dialogs")
    for name, pairs in changes.items():
        file = folder / "dialogs" / name
        text = file.read_text("utf-8")
        for old, new in pairs:
            assert old in text, "the content has changed: mend this case"
            text = text.replace(old, new, 1)
        file.write_text(text, "utf-8")
    return load_form(folder / "dialogs")


@dataclass(frozen=True)
class Forms:
    before: Form
    after: Form


def stop_at(simulation: Simulation, form: Form, chat_id: int, stop: Key) -> dict[Key, Value]:
    """Write the file of somebody who answered up to a question, which is on their screen; what they answered."""
    given = {**finished_answers(), **EXTRA, ("obj_deadline", "payroll"): "m3", ("obj_deadline", "bookkeeping"): "m3"}
    steps = [step.key for step in path_of(form, given).steps]
    assert stop == FINISHED or stop in steps
    kept = {key: given[key] for key in (steps if stop == FINISHED else steps[: steps.index(stop)])}
    screen = {"key": list(stop), "draft": [], "attempts": 0, "candidates": [], "page": None}
    state: dict[str, Any] = {"queue": []} if stop == FINISHED else {"queue": [], "asking": screen}

    def write(tx: Tx) -> None:
        tx.person(chat_id, simulation.now)
        project = tx.project(chat_id, simulation.now)
        row = tx.interviews.of(project, AUDIT, simulation.now, form.version)
        for (name, item), value in kept.items():
            tx.add_answer(project, row.id, name, item, to_json(value), form.version, simulation.now)
        tx.interviews.save_state(row.id, state, simulation.now if stop == FINISHED else None, simulation.now)

    simulation.store.run_sync(write)
    return kept
