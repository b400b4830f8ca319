"""The summary of a review fits on a phone whatever was typed, and says facts first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.telegram.screens.phrases import Phrases, visible_length
from bot.telegram.screens.review import MOST_SUMMARY, board, plan, summary
from domain.calendar.periods import Period
from domain.questionnaire.form import Key
from domain.questionnaire.values import Value
from domain.reviews.board import board as tiles
from domain.reviews.board import trend_lines
from domain.reviews.minutes.minutes import minutes
from domain.specification.project import project_of
from tests.domain.review_path import BOOKS, DELAY, LEAVES, PAY, review_path, review_series
from tests.shipped_form import shipped_form

PHRASES = Phrases(shipped_form().words)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=2, max_size=120)
OCTOBER = Period(date(2026, 10, 1))
FIGURES_SAID: dict[Key, Value] = {("rev_kpi_value", f"{item}/2026-10"): Decimal("3.4") for item in (DELAY, LEAVES)}
FIGURES = st.sampled_from(["1", "3", "3.2", "9", "99999.5", None])


def said(action: str, decision: str) -> dict[Key, Value]:
    return {
        **{("rev_decision", task): decision for task in (BOOKS, PAY)},
        **{("rel_transparency", task): 1 for task in (BOOKS, PAY)},
        **{("rev_objective_feel", task): "reached" for task in (BOOKS, PAY)},
        ("act_new", "1"): action,
        ("act_owner", "1"): "third_party",
        ("act_due", "1"): "2026-11-20",
    }


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(FIGURES, min_size=1, max_size=3), TEXTS, st.sampled_from(["continue", "adjust", "recovery", "stop"]))
def test_a_summary_holds_in_nine_hundred_characters(values: list[str | None], action: str, decision: str) -> None:
    project = project_of(review_series(values, said(action, decision)))
    found = minutes(project)
    for task in found.tasks:
        text = summary(PHRASES, project, found, task)
        assert visible_length(text) <= MOST_SUMMARY
        assert "Décision" in text and "Prochain point" in text


def test_a_summary_says_the_light_the_trend_the_trust_and_the_decision() -> None:
    project = project_of(review_series(["9", "7", "5"], said("Former à l’outil", "adjust")))
    found = minutes(project)
    text = summary(PHRASES, project, found, found.tasks[0]).replace("\u00a0", " ")
    assert text.startswith("<b>Comptabilité — point de décembre 2026</b> · 🔴 hors cible")
    assert "(cible 3 jours ouvrés) 🔴 ↗" in text and "Confiance : vous 50" in text
    assert "Vous dites l’objectif atteint, les chiffres non" in text
    assert "Actions : 2 ouvertes" in text and "Prochaine : Former à l’outil (votre tiers, 20 novembre 2026)" in text
    assert "Décision : on ajuste." in text


def test_a_recovery_gives_its_two_dates() -> None:
    project = project_of(review_series(["9", "9", "9"], said("Former", "recovery")))
    text = plan(PHRASES, project, minutes(project).tasks[0])
    assert "à quinze jours" in text and text.count("•") == 2


def test_the_board_says_all_is_well_only_when_it_is() -> None:
    def said_of(values: list[str | None], changed: dict[Key, Value] | None = None) -> str:
        project = (
            project_of(review_series(values))
            if changed is None
            else project_of(review_path(OCTOBER, FIGURES_SAID, changed=changed))
        )
        return board(PHRASES, project, tiles(project, minutes(project).day), minutes(project).day)

    assert "Tout ce qui est mesuré est dans la cible" in said_of(["2"])
    assert "À regarder d’abord" in said_of(["3.2"])
    assert "Rien n’est encore mesuré" in said_of([None])
    assert "pas mesuré deux fois de suite" in said_of([None, None])
    begun = said_of([], {("spec_start", None): "2026-10-01"})
    assert "la montée en charge suit ses paliers" in begun and "palier atteint" in begun


def test_the_picture_says_a_step_is_met_where_the_text_does() -> None:
    begun = project_of(review_path(OCTOBER, FIGURES_SAID, changed={("spec_start", None): "2026-10-01"}))
    assert {one.note for one in trend_lines(begun, minutes(begun).day).values()} == {"palier atteint"}
    settled = project_of(review_series(["2"]))
    assert {one.note for one in trend_lines(settled, minutes(settled).day).values()} == {""}


def test_the_board_names_what_to_look_at_first() -> None:
    project = project_of(review_series(["9"]))
    found = tiles(project, minutes(project_of(review_series(["9"], said("Former", "adjust")))).day)
    text = board(PHRASES, project, found, minutes(project_of(review_series(["9"], said("Former", "adjust")))).day)
    assert (
        "2 indicateurs suivis, aucun dans la cible." in text and "À regarder d’abord" in text and "hors cible" in text
    )


def test_a_summary_says_the_action_without_effect_and_what_becomes_of_the_discount() -> None:
    project = project_of(review_series(["9", "9", "9"], said("Former à l’outil", "adjust")))
    found = minutes(project)
    task = found.tasks[0]
    (kpi,) = [outlook.kpi for outlook in task.outlooks]
    done = replace(task, fruitless=((found.actions[0], kpi),), discount=(kpi,))
    text = summary(PHRASES, project, found, done).replace("\u00a0", " ")
    assert "« Former à l’outil » : l’action est faite, le chiffre n’a pas bougé (Délai médian de traitement)." in text
    assert "elle peut porter sur Délai médian de traitement" in text
    assert "Pas de remise cette fois" in summary(PHRASES, project, found, replace(task, discount=()))
    long = replace(found.actions[0], text="très " * 60)
    crowded = replace(done, fruitless=((long, kpi),), discount=(kpi,) * 12)
    text = summary(PHRASES, project, found, crowded)
    assert visible_length(text) <= MOST_SUMMARY and "Décision" in text


def test_a_level_to_hold_is_said_held_or_not_without_a_way_to_make() -> None:
    level = {("kpi_target", DELAY): "custom", ("kpi_target_custom", DELAY): Decimal(4)}
    for measured, words in (("2", "Objectif : garder 4 jours ouvrés, tenu."), ("9", "pas tenu.")):
        figures = {("rev_kpi_value", f"{item}/2026-10"): Decimal(measured) for item in (DELAY, LEAVES)}
        project = project_of(review_path(OCTOBER, {**figures, **said("Former", "continue")}, changed=level))
        found = minutes(project)
        text = summary(PHRASES, project, found, found.tasks[0]).replace("\u00a0", " ")
        assert words in text and "du chemin entre 4" not in text
