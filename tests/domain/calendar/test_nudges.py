"""What is sent around a review, an action or a paper, and when reminders fall silent (`docs/rules/revue.md §9`)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar.nudges import (
    Nudge,
    action_nudges,
    certificate_due,
    certificate_nudges,
    disclosure_time,
    review_nudges,
    silence,
    snooze_to,
    snoozes,
)
from domain.calendar.rhythm import Absence, Rhythm
from tests.domain.calendars import ABSENCES, FRANCE, MOMENTS, PARIS, polite, rhythm

OPENING = datetime(2027, 5, 10, 9, 30, tzinfo=PARIS)
NEXT = datetime(2027, 6, 7, 9, 30, tzinfo=PARIS)


def days(nudges: tuple[Nudge, ...]) -> dict[str, str]:
    return {nudge.id: f"{nudge.at.astimezone(PARIS):%d/%m %H:%M}" for nudge in nudges}


def local(text: str) -> datetime:
    return datetime.fromisoformat(f"2027-{text}").replace(tzinfo=PARIS)


def test_the_plan_of_the_review_of_10_may_2027_is_that_of_the_protocol() -> None:
    assert days(review_nudges(OPENING, rhythm(), FRANCE)) == {
        "collect": "30/04 09:30",
        "eve": "07/05 09:30",
        "open": "10/05 09:30",
        "follow_up": "11/05 09:30",
        "last_call": "13/05 09:30",
        "missed": "20/05 09:30",
        "provider_actions": "25/05 09:30",
    }


def test_each_message_has_its_readers() -> None:
    to = {nudge.id: nudge.to for nudge in review_nudges(OPENING, rhythm(), FRANCE)}
    assert to["collect"] == ("ceo", "provider")
    assert to["missed"] == ()
    assert to["provider_actions"] == ("provider",)
    assert {to[id] for id in ("eve", "open", "follow_up", "last_call")} == {("ceo",)}


def test_a_review_put_off_is_not_announced_twice() -> None:
    again = review_nudges(OPENING, rhythm(), FRANCE, again=True)
    assert [nudge.id for nudge in again] == ["open", "follow_up", "last_call", "missed", "provider_actions"]


def test_nothing_is_sent_for_a_review_once_the_next_one_opens() -> None:
    plan = review_nudges(OPENING, rhythm(), FRANCE, until=local("05-12 09:30"))
    assert days(plan[2:]) == {"open": "10/05 09:30", "follow_up": "11/05 09:30", "missed": "12/05 09:30"}


def test_what_falls_with_the_opening_of_the_next_review_is_dropped() -> None:
    plan = review_nudges(OPENING, rhythm(), FRANCE, until=local("05-13 09:30"))
    assert [nudge.id for nudge in plan[2:]] == ["open", "follow_up", "missed"]


def test_an_absence_suspends_the_reminders_and_moves_them() -> None:
    away = rhythm(absences=(Absence(date(2027, 5, 11), date(2027, 5, 14)),))
    found = days(review_nudges(OPENING, away, FRANCE))
    assert (found["follow_up"], found["last_call"], found["missed"]) == ("18/05 09:30", "20/05 09:30", "26/05 09:30")


def test_the_eve_is_not_announced_before_an_absence_as_if_it_were_tomorrow() -> None:
    away = rhythm(absences=(Absence(date(2027, 4, 28), date(2027, 5, 7)),))
    found = days(review_nudges(OPENING, away, FRANCE))
    assert "eve" not in found
    assert found["collect"] == "21/04 09:30"


def test_scores_are_shown_three_working_days_after_the_opening_at_the_latest() -> None:
    assert disclosure_time(OPENING, rhythm(), FRANCE) == datetime(2027, 5, 13, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "offered"),
    [
        (
            "05-10 09:35",
            {
                "hour": "10/05 10:35",
                "tonight": "10/05 17:30",
                "tomorrow": "11/05 09:30",
                "three_days": "13/05 09:30",
                "next_week": "18/05 09:30",
            },
        ),
        (
            "05-05 09:35",
            {
                "hour": "05/05 10:35",
                "tonight": "05/05 17:30",
                "tomorrow": "07/05 09:30",
                "three_days": "11/05 09:30",
                "next_week": "10/05 09:30",
            },
        ),
        ("05-10 17:30", {"hour", "tomorrow", "three_days", "next_week"}),
        ("05-10 17:31", {"tomorrow", "three_days", "next_week"}),
        ("05-08 12:00", {"tomorrow", "three_days", "next_week"}),
    ],
)
def test_a_review_is_put_off_within_working_hours(now: str, offered: dict[str, str] | set[str]) -> None:
    """10 May 2027 is a Monday, the next one is Whit Monday."""
    found = days(snoozes(local(now), 0, rhythm(), FRANCE, until=NEXT))  # type: ignore[arg-type]
    assert (found if isinstance(offered, dict) else set(found)) == offered


def test_nothing_is_put_off_to_the_next_review_or_later() -> None:
    found = snoozes(local("05-10 09:35"), 0, rhythm(), FRANCE, until=local("05-13 09:30"))
    assert [one.id for one in found] == ["hour", "tonight", "tomorrow"]


def test_a_review_is_put_off_three_times_at_most() -> None:
    now = local("05-10 09:35")
    assert snoozes(now, 2, rhythm(), FRANCE, until=NEXT)
    assert snoozes(now, 3, rhythm(), FRANCE, until=NEXT) == ()
    assert snooze_to(date(2027, 5, 12), now, 3, rhythm(), FRANCE, until=NEXT) == "too_many"


@pytest.mark.parametrize(
    ("day", "until", "found"),
    [
        (date(2027, 5, 12), NEXT, datetime(2027, 5, 12, 7, 30, tzinfo=UTC)),
        (date(2027, 6, 8), local("07-05 09:30"), datetime(2027, 6, 8, 7, 30, tzinfo=UTC)),
        (date(2027, 6, 9), local("07-05 09:30"), "too_far"),
        (date(2027, 5, 10), NEXT, "past"),
        (date(2027, 5, 9), NEXT, "past"),
        (date(2027, 5, 15), NEXT, "not_worked"),
        (date(2027, 5, 17), NEXT, "not_worked"),
        (date(2027, 6, 7), NEXT, "next_review"),
        (date(2027, 6, 4), NEXT, datetime(2027, 6, 4, 7, 30, tzinfo=UTC)),
    ],
)
def test_a_date_is_chosen_within_twenty_working_days(day: date, until: datetime, found: datetime | str) -> None:
    assert snooze_to(day, local("05-10 09:35"), 0, rhythm(), FRANCE, until=until) == found


def test_an_action_is_recalled_before_on_the_day_and_once_after() -> None:
    found = days(action_nudges(date(2027, 5, 20), rhythm(), FRANCE))
    assert found == {"action_soon": "18/05 09:30", "action_today": "20/05 09:30", "action_late": "25/05 09:30"}


def test_an_action_due_on_a_sunday_is_recalled_on_the_monday() -> None:
    found = days(action_nudges(date(2027, 5, 23), rhythm(), FRANCE))
    assert found == {"action_soon": "20/05 09:30", "action_today": "24/05 09:30", "action_late": "27/05 09:30"}


def test_a_paper_is_asked_for_fifteen_and_five_working_days_before_then_on_the_day() -> None:
    found = days(certificate_nudges(date(2027, 5, 10), rhythm(), FRANCE))
    assert found == {"paper_first": "16/04 09:30", "paper_soon": "30/04 09:30", "paper_today": "10/05 09:30"}


@pytest.mark.parametrize(
    ("after", "due"),
    [
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 2, 27), date(2027, 2, 28)),
        (date(2027, 2, 28), date(2027, 8, 31)),
    ],
)
def test_papers_fall_due_every_six_months_from_the_signature(after: date, due: date) -> None:
    assert certificate_due(date(2026, 8, 31), after) == due


@pytest.mark.parametrize(
    ("outcomes", "rule"),
    [
        ([], None),
        (["closed"], None),
        (["missed"], "note"),
        (["missed", "missed"], "ask"),
        (["missed", "missed", "missed"], "sleep"),
        (["missed"] * 5, "sleep"),
        (["missed", "missed", "closed"], None),
        (["missed", "closed", "missed"], "note"),
    ],
)
def test_silence_is_answered_by_less_and_less(outcomes: list[str], rule: str | None) -> None:
    assert silence(outcomes) == rule


@given(MOMENTS, ABSENCES, st.integers(0, 2))
def test_nothing_planned_or_offered_ever_falls_at_a_wrong_time(
    now: datetime, absences: tuple[Absence, ...], used: int
) -> None:
    current: Rhythm = rhythm(absences=absences, zone=ZoneInfo("America/Toronto"))
    until, today = now + timedelta(days=60), now.astimezone(current.zone).date()
    sent = [*action_nudges(today, current, FRANCE), *certificate_nudges(today, current, FRANCE)]
    offered = snoozes(now, used, current, FRANCE, until=until)
    for one in offered:
        assert now < one.at < until
        plan = review_nudges(one.at, current, FRANCE, until=until, again=True)
        assert all(nudge.at >= one.at for nudge in plan)
        assert [nudge.id for nudge in plan].count("missed") == 1
        sent += [nudge for nudge in plan if nudge.at < until]
    assert all(polite(one.at, current, FRANCE) for one in [*sent, *offered])
