"""A form that changes under files stopped anywhere, a review under way and a frozen version: each goes on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.app import App
from bot.conversation import callback_data
from bot.conversation.exchange import AUDIT
from bot.conversation.incoming import EditedText, Press, Text
from bot.conversation.outcome import DeliveryMarks
from bot.documents import Documents
from bot.project.editions import Editions
from bot.project.file_snapshot import export
from bot.project.form_changes import compare_forms
from bot.project.review_file import path_through, reviews
from bot.store import Tx
from bot.telegram.encode import Encoder
from bot.workdays import calendar_of
from domain.questionnaire.form import Form, Key
from domain.questionnaire.turn import Asking
from domain.questionnaire.values import Gap, Value
from domain.specification.project import project_of
from tests.bot.content.evolving_form import AFTER, BEFORE, FINISHED, NOW, STOPS, Forms, changed_form, stop_at
from tests.bot.server_harness import PARIS, rows
from tests.bot.simulated_reviews import hold_review, set_clock, start_service
from tests.bot.simulation import CLAIRE, OPERATOR, Simulation

ROWS = "select question, item, value from answer order by id"


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Forms:
    return Forms(
        changed_form(tmp_path_factory.mktemp("before"), BEFORE), changed_form(tmp_path_factory.mktemp("after"), AFTER)
    )


def start_with_form(simulation: Simulation, form: Form) -> None:
    """The bot starts with this form."""
    simulation.app = App(
        simulation.store, form, Encoder(form), lambda: simulation.now, calendar_of, str, PARIS, (OPERATOR,)
    )


@pytest.fixture
def simulation(simulation: Simulation, forms: Forms) -> Simulation:
    """The same, with the form as it was."""
    start_with_form(simulation, forms.before)
    return simulation


def known_answers(simulation: Simulation, chat_id: int) -> dict[Key, Value]:
    """The answers that count in somebody's own file."""
    return simulation.store.run_sync(lambda tx: dict(simulation.exchange(tx, chat_id).path().known))


def on_screen(simulation: Simulation, chat_id: int) -> Key | None:
    screen = simulation.store.run_sync(lambda tx: simulation.exchange(tx, chat_id).interview.asking)
    return screen.key if isinstance(screen, Asking) else None


def pressed(simulation: Simulation, chat_id: int, key: Key, choice: str, verb: str = "c") -> str:
    """Press a button that an earlier form made."""
    interview = simulation.store.run_sync(lambda tx: simulation.exchange(tx, chat_id).audit.id)
    data = callback_data.data(verb, interview, key, choice)
    return simulation._handle(Press(simulation._next(), chat_id, 77, query_id="1", data=data))


def test_ten_files_stopped_anywhere_go_on_and_nothing_is_asked_twice(
    simulation: Simulation, forms: Forms, database_url: str
) -> None:
    said = {chat: stop_at(simulation, forms.before, chat, stop) for chat, stop in enumerate(STOPS, 1)}
    stored = rows(database_url, ROWS)
    start_with_form(simulation, forms.after)
    for chat, (stop, expected) in enumerate(STOPS.items(), 1):
        simulation.say("/reprendre", chat)
        assert on_screen(simulation, chat) == expected, stop
        found = known_answers(simulation, chat)
        for name, item in said[chat]:
            assert (NOW.get(name, name), item) in found or name == "profile_motto", (stop, name)
        path = simulation.store.run_sync(lambda tx, chat=chat: simulation.exchange(tx, chat).path())
        still = {step.question.id for step in path.steps if step.key not in found}
        assert not still & {NOW.get(name, name) for name, item in said[chat] if item is None}, stop
    finished = known_answers(simulation, len(STOPS))
    assert finished["profile_sold_in", None] == "En Bretagne" and finished["profile_moment", None] == "strained"
    assert finished["profile_tools", None] == "Un tableur" and finished["profile_remote_days", None] == "often"
    assert finished["obj_deadline", "payroll"] == "three_months"
    # Rows are never rewritten.
    assert rows(database_url, ROWS) == stored


def test_what_was_said_to_a_question_that_is_gone_stays_in_the_export(simulation: Simulation, forms: Forms) -> None:
    stop_at(simulation, forms.before, CLAIRE, FINISHED)
    start_with_form(simulation, forms.after)
    data = json.loads(simulation.store.run_sync(export, CLAIRE, forms.after, simulation.now))
    assert "profile_motto" not in data["answers"] and data["answers"]["profile_sold_in"] == "En Bretagne"
    kept = {row["question"]: row["value"] for row in data["history"]}
    assert kept["profile_motto"] == "Toujours devant" and kept["profile_market"] == "En Bretagne"


def test_a_value_that_became_none_is_asked_again_and_its_row_stays(simulation: Simulation, forms: Forms) -> None:
    stop_at(simulation, forms.before, CLAIRE, FINISHED)

    def change(tx: Tx) -> None:
        exchange = simulation.exchange(tx)
        tx.add_answer(exchange.project, exchange.audit.id, "profile_remote", None, False, "x", simulation.now)

    simulation.store.run_sync(change)
    start_with_form(simulation, forms.after)
    assert "jours à distance" in simulation.say("/reprendre")
    simulation.press("Jamais")
    assert known_answers(simulation, CLAIRE)["profile_remote_days", None] == "never"
    # What was passed over stays so: it was not a value.
    stop_at(simulation, forms.before, 2, FINISHED)

    def skip(tx: Tx) -> None:
        exchange = simulation.exchange(tx, 2)
        tx.add_answer(exchange.project, exchange.audit.id, "profile_remote", None, None, "x", simulation.now)

    simulation.store.run_sync(skip)
    assert known_answers(simulation, 2)["profile_remote_days", None] is Gap.SKIPPED


def test_the_buttons_of_the_old_form_answer_the_question_of_the_new_one(simulation: Simulation, forms: Forms) -> None:
    for chat, stop in enumerate(("profile_remote", "profile_stage", "profile_motto", "profile_software"), 1):
        stop_at(simulation, forms.before, chat, (stop, None))
    start_with_form(simulation, forms.after)
    pressed(simulation, 1, ("profile_remote", None), "yes")
    assert known_answers(simulation, 1)["profile_remote_days", None] == "often"
    pressed(simulation, 2, ("profile_stage", None), "under_pressure")
    assert known_answers(simulation, 2)["profile_moment", None] == "strained"
    assert "en ce moment" in pressed(simulation, 3, ("profile_motto", None), "", "s")
    assert known_answers(simulation, 4)["profile_tools", None] == "Un carnet"
    # One that has its answer already says so, as any old button.
    assert "Un carnet" in pressed(simulation, 4, ("profile_software", None), "", "s")


def test_a_message_edited_after_the_change_corrects_the_answer_it_gave(simulation: Simulation, forms: Forms) -> None:
    stop_at(simulation, forms.before, CLAIRE, ("profile_market", None))
    simulation._handle(Text(simulation._next(), CLAIRE, 41, text="En Savoie"))
    start_with_form(simulation, forms.after)
    simulation.store.run_sync(
        simulation.app._handle, EditedText(simulation._next(), CLAIRE, 41, text="En Ardèche"), DeliveryMarks()
    )
    assert known_answers(simulation, CLAIRE)["profile_sold_in", None] == "En Ardèche"


def test_a_review_under_way_goes_on(simulation: Simulation, forms: Forms) -> None:
    set_clock(simulation, 2026, 11, 9)
    start_service(simulation)
    simulation.say("/revue")
    simulation.press("Faire le point maintenant")
    while "humeur" not in simulation.say("/reprendre"):
        simulation.press(simulation.last_labels[0])
    shown = simulation.press("Bonne")
    assert "quelle valeur" in shown
    start_with_form(simulation, forms.after)
    screens = hold_review(simulation, "2", shown=simulation.say("/reprendre"))
    assert not any("esprit" in screen or "humeur" in screen for screen in screens)

    def closed_feeling(tx: Tx) -> Value | None:
        (row,) = reviews(tx, simulation.exchange(tx).project)
        assert row.closed_at is not None
        return project_of(path_through(tx, forms.after, row)).get("rev_feeling", None)

    assert simulation.store.run_sync(closed_feeling) == "fine"


def test_a_frozen_version_says_what_it_said_and_nothing_has_changed_since(simulation: Simulation, forms: Forms) -> None:
    stop_at(simulation, forms.before, CLAIRE, FINISHED)
    simulation.say("/versions")
    simulation.press("Figer cette version")
    simulation.press("Passer")

    def text(form: Form) -> bytes:
        found = simulation.store.run_sync(lambda tx: tx.versions.of_project(simulation.exchange(tx).project))
        editions = Editions(form, found, lambda at: calendar_of(at, PARIS))
        return Documents().render(editions.frozen(found[0]), "md")

    before = text(forms.before)
    start_with_form(simulation, forms.after)
    assert text(forms.after) == before and b"3 mois" in before
    simulation.say("/versions")
    assert "Rien n’a changé depuis la version 0.1" in simulation.press("Figer cette version")


def test_check_against_tells_what_the_form_does_to_a_database(simulation: Simulation, forms: Forms) -> None:
    for chat, stop in enumerate(STOPS, 1):
        stop_at(simulation, forms.before, chat, stop)
    lines = simulation.store.look(compare_forms, forms.before)
    assert len(lines) == 1 and "10 entretiens" not in lines[0] and lines[0].endswith("Rien n’y change.")
    found = "\n".join(simulation.store.look(compare_forms, forms.after))
    assert "W001 question « profile_motto » retirée : 5 réponses dans 5 dossiers" in found
    assert "W003 question « profile_market » reprise par « profile_sold_in » : 9 réponses dans 9 dossiers" in found
    assert "W003 question « profile_software » reprise par « profile_tools » : 7 réponses dans 7 dossiers" in found
    assert "W003 question « profile_stage » reprise par « profile_moment » : 4 réponses dans 4 dossiers" in found
    assert "W003 question « obj_deadline »" in found
    assert "W004 question « profile_motto » retirée : à l’écran de 1 entretien ouvert" in found
    assert "9 entretiens ouverts" in found and "W002" not in found and "Bretagne" not in found


def test_check_against_counts_what_is_asked_again_reviews_under_way_and_versions_without_files(
    simulation: Simulation, forms: Forms
) -> None:
    set_clock(simulation, 2026, 11, 9)
    start_service(simulation, profile_remote=False, profile_stage="gone_for_long", spec_duration__payroll="m12")
    simulation.say("/revue")
    simulation.press("Faire le point maintenant")

    def freeze(tx: Tx) -> int:
        return tx.versions.add(
            simulation.exchange(tx).project, "0.1", simulation.now, CLAIRE, {"form_version": "x", "answers": {}}
        )

    version = simulation.store.run_sync(freeze)
    found = "\n".join(simulation.store.look(compare_forms, forms.after))
    assert "W002 question « profile_remote » changée : 1 réponse dans 1 dossier, à redemander" in found
    assert "W002 question « profile_stage » changée" in found and "W002 question « spec_duration » changée" in found
    assert "W005 1 point en cours" in found
    assert f"W006 1 version figée sans ses deux fichiers : {version} " in found


def test_check_against_warns_and_does_not_fail_and_writes_nothing(
    database_url: str, simulation: Simulation, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(tx: Tx) -> None:
        tx.person(1, simulation.now)
        project = tx.project(1, simulation.now)
        row = tx.interviews.of(project, AUDIT, simulation.now, "x")
        tx.add_answer(project, row.id, "profile_motto", None, "secret", "x", simulation.now)

    simulation.store.run_sync(write)
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert main(["check", "--against"]) == main(["check", "--against", database_url]) == 0
    out = capfd.readouterr().out
    assert out.count("W001 question « profile_motto » retirée") == 2 and "secret" not in out
    with pytest.raises(Exception, match=r"(?i)read.?only"):
        simulation.store.look(lambda tx: tx.person(2, simulation.now))


def test_a_database_older_than_the_program_is_not_compared(
    empty_database_url: str, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["check", "--against", empty_database_url]) == 2
    assert "Rien n’a été comparé" in capfd.readouterr().err
    assert not (tmp_path / "empty.db").exists()
    assert main(["check", "--against", "mysql://x"]) == 2
