"""Actions of improvement (`docs/rules/revue.md §6`)."""

from dataclasses import replace
from datetime import date

import pytest

from domain.indicators.history import Action
from domain.indicators.measures import Reading, readings
from domain.reviews import actions
from tests.domain.indicator_history import CALENDAR, START, aim, measures, month
from tests.domain.scoring_examples import CATALOGUE

KPIS = CATALOGUE.kpis
OPENED = date(2026, 7, 6)
ACTION = Action("a1", "provider", date(2026, 7, 20), OPENED, kpi="gen_on_time")


def read(values: list[str | None], kpi: str = "gen_on_time", target: str = "95") -> tuple[Reading, ...]:
    return readings(KPIS[kpi], measures(kpi, values, aim(target, "70")), START)


def test_three_actions_stand_open_at_most() -> None:
    some = [replace(ACTION, id=str(number)) for number in range(3)]
    assert actions.room([], OPENED) == 3
    assert actions.room(some[:2], OPENED) == 1
    assert actions.room(some, OPENED) == 0
    done = [*some[:2], replace(some[2], status="done", ended=date(2026, 7, 10))]
    assert (actions.room(done, date(2026, 7, 9)), actions.room(done, date(2026, 7, 10))) == (0, 1)
    assert actions.room([*some, *some], OPENED) == 0


def test_an_action_is_due_in_ten_working_days_and_never_after_the_next_review() -> None:
    assert actions.default_due(OPENED, date(2026, 8, 5), CALENDAR) == date(2026, 7, 21)
    assert actions.default_due(OPENED, date(2026, 7, 15), CALENDAR) == date(2026, 7, 15)


@pytest.mark.parametrize(("postponed", "left"), [(0, 2), (1, 1), (2, 0), (3, 0)])
def test_an_action_is_put_off_twice_at_most(postponed: int, left: int) -> None:
    assert actions.postponements_left(replace(ACTION, postponed=postponed)) == left


@pytest.mark.parametrize(
    ("day", "late", "too_late"),
    [
        (date(2026, 7, 20), False, False),
        (date(2026, 7, 21), True, False),
        (date(2026, 8, 3), True, False),
        (date(2026, 8, 4), True, True),
    ],
)
def test_an_action_is_too_late_after_ten_working_days(day: date, late: bool, too_late: bool) -> None:
    assert actions.is_late(ACTION, day) is late
    assert actions.is_too_late(ACTION, day, CALENDAR) is too_late


def test_an_action_that_ended_is_late_no_more() -> None:
    dropped = replace(ACTION, status="dropped", ended=date(2026, 8, 1))
    assert not actions.is_too_late(dropped, date(2026, 9, 1), CALENDAR)
    assert actions.is_late(dropped, date(2026, 7, 31))


def test_a_red_kpi_demands_an_action_unless_one_serves_it() -> None:
    now = (read(["80"])[-1], read(["99"])[-1], read([None, None], "gen_rework_rate", "5")[-1])
    assert actions.kpis_without_action(now, [], OPENED) == ("gen_on_time", "gen_rework_rate")
    assert actions.kpis_without_action(now, [ACTION], OPENED) == ("gen_rework_rate",)
    ended = replace(ACTION, status="done", ended=OPENED)
    assert actions.kpis_without_action(now, [ended], OPENED) == ("gen_on_time", "gen_rework_rate")


def test_every_cause_suggests_actions() -> None:
    assert set(actions.SUGGESTED) == {"volume", "inputs", "method", "capacity", "target", "external"}
    assert all(2 <= len(suggested) <= 4 for suggested in actions.SUGGESTED.values())


@pytest.mark.parametrize(
    ("values", "signalled"),
    [
        (["80", "80", "80"], True),
        (["80", "85", "81"], True),
        (["80", "85", "81.1"], False),
        (["80", "85", "79"], True),
        (["80", "80"], False),
        (["95", "95", "95"], False),
        (["80", "80", None], False),
        ([None, "80", "80"], False),
    ],
)
def test_an_action_done_without_effect_two_periods_later_is_signalled(
    values: list[str | None], signalled: bool
) -> None:
    """Done in month 6, the first measured; the tolerance is 2 around the full target."""
    done = replace(ACTION, status="done", ended=month(6).first, opened=date(2026, 5, 4))
    assert actions.without_effect(done, KPIS["gen_on_time"], read(values)) is signalled


def test_an_action_dropped_or_for_another_kpi_is_not_blamed() -> None:
    series = read(["80", "80", "80"])
    done = replace(ACTION, status="done", ended=month(6).first)
    assert actions.without_effect(done, KPIS["gen_on_time"], series)
    assert not actions.without_effect(replace(done, status="dropped"), KPIS["gen_on_time"], series)
    assert not actions.without_effect(replace(done, kpi=None), KPIS["gen_on_time"], series)
    assert not actions.without_effect(ACTION, KPIS["gen_on_time"], series)
