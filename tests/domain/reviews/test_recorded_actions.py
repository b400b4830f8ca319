"""Actions from one review to the next: put off, at the third time decided otherwise, done without effect."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from domain.calendar.workdays import Calendar
from domain.indicators.history import Action
from domain.questionnaire.form import Key
from domain.questionnaire.lookup import variables_of
from domain.questionnaire.path import Path
from domain.questionnaire.values import Value
from domain.reviews.actions import postpones, this_week
from domain.reviews.minutes.minutes import minutes
from domain.reviews.minutes.sheet import minutes_sheet
from domain.reviews.recorded_actions import actions, escalations, is_third_postponement, red_kpis_without_action
from domain.specification.project import project_of
from tests.domain.review_path import BOOKS, DELAY, LEAVES, OCTOBER, PAY, question_ids, remembered_after, review_path

NEW: dict[Key, Value] = {("act_new", "1"): "Former", ("act_owner", "1"): "team", ("act_due", "1"): "2026-11-20"}
ID = "2026-10/1"
Said = dict[Key, Value]


def last_review(*reviews: Said, value: str = "9") -> Path:
    """Monthly reviews from October's, in the first of which an action is opened; the last one's path."""
    past, path = (), None
    for index, said in enumerate((NEW, *reviews)):
        period = OCTOBER.shift(index)
        figures: Said = {("rev_kpi_value", f"{item}/{period}"): Decimal(value) for item in (DELAY, LEAVES)}
        decided: Said = {("rev_decision", task): "continue" for task in (BOOKS, PAY)}
        path = review_path(period, {**figures, **decided, **said}, past)
        past = (*past, *remembered_after(path, period))
    assert path is not None
    return path


def postponing(due: str | None = None, third: str | None = None, status: str = "late") -> Said:
    found: Said = {("act_status", ID): status}
    if due:
        found["act_new_due", ID] = due
    if third:
        found["act_third", ID] = third
    return found


def action(path: Path) -> Action:
    return next(noted.action for noted in actions(project_of(path)) if noted.action.id == ID)


@pytest.mark.parametrize(
    ("status", "due", "off"),
    [
        ("late", date(2026, 12, 20), True),
        ("in_progress", date(2026, 12, 4), True),
        ("in_progress", date(2026, 12, 7), True),
        ("in_progress", date(2026, 12, 8), False),
        ("done", date(2026, 12, 4), False),
        ("dropped", date(2026, 12, 4), False),
        ("", date(2026, 12, 4), False),
    ],
)
def test_an_action_is_put_off_when_late_or_not_done_by_its_day(status: str, due: date, off: bool) -> None:
    one = Action("1", "ceo", due, date(2026, 11, 5))
    assert postpones(one, status, date(2026, 12, 7)) is off


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 11, 23), date(2026, 11, 27)),
        (date(2026, 11, 27), date(2026, 11, 27)),
        (date(2026, 11, 28), date(2026, 12, 4)),
        (date(2026, 12, 21), date(2026, 12, 24)),
    ],
)
def test_this_week_ends_on_its_last_working_day(day: date, last: date) -> None:
    assert this_week(day, Calendar(day, frozenset({date(2026, 12, 25)}))) == last


def test_an_action_put_off_asks_its_new_date_and_keeps_it() -> None:
    path = last_review(postponing())
    assert "act_new_due" in question_ids(path) and "act_third" not in question_ids(path)
    path = last_review(postponing("2026-12-15"))
    assert action(path).due == date(2026, 12, 15) and action(path).postponed == 1
    # The question goes on naming the day it asks about.
    assert str(variables_of(path.answers, "{due}", ID)["due"]).replace("\u00a0", " ") == "20 novembre 2026"


def test_an_action_on_its_way_before_its_day_asks_nothing() -> None:
    path = last_review(postponing("2027-01-20"), postponing(status="in_progress"))
    assert "act_new_due" not in question_ids(path) and is_third_postponement(project_of(path), ID) is None
    assert action(path).postponed == 1


def test_at_the_third_time_it_is_done_this_week_dropped_or_escalated() -> None:
    twice = (postponing("2026-12-15"), postponing("2027-01-15"))
    path = last_review(*twice, postponing())
    assert "act_third" in question_ids(path) and "act_new_due" not in question_ids(path)
    week = action(last_review(*twice, postponing(third="this_week")))
    assert week.due == date(2027, 2, 5) and week.ended is None
    dropped = action(last_review(*twice, postponing(third="drop")))
    assert (dropped.status, dropped.ended) == ("dropped", date(2027, 2, 5))
    path = last_review(*twice, postponing(third="escalate"))
    assert [one.text for one in escalations(project_of(path))] == ["Former"] and action(path).escalated
    (row,) = minutes_sheet(project_of(path), minutes(project_of(path))).actions
    assert row.escalated


def test_an_action_done_whose_figure_has_not_moved_two_periods_later_is_said_once() -> None:
    done: Said = {("act_status", ID): "done"}
    said = []
    for count in range(5):
        path = last_review(done, *[{}] * count)
        said.append([(noted.text, kpi.id) for task in minutes(project_of(path)).tasks for noted, kpi in task.fruitless])
    # Done at November's review, in December: December's figure is the first after it, February's the third.
    assert said == [[], [], [], [("Former", "gen_cycle_time")], []]


def test_a_red_figure_is_owed_an_action_until_one_is_open() -> None:
    assert [kpi.id for kpi in red_kpis_without_action(project_of(last_review({})))] == [LEAVES.split("/")[1]]
    assert len(red_kpis_without_action(project_of(last_review(postponing(status="done"))))) == 2
    assert red_kpis_without_action(project_of(last_review({}, value="2"))) == ()
