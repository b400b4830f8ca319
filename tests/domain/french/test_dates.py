from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.questionnaire.values import Doubt, Limits, Problem, Refusal, Understood, long_date, parse, show

WEDNESDAY = date(2026, 11, 18)


def read(text: str, today: date = WEDNESDAY, limits: Limits | None = None) -> Understood | Doubt | Refusal:
    return parse("date", text, limits or Limits(), today)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24/11/2026", "2026-11-24"),
        ("24/11", "2026-11-24"),
        ("18/11", "2026-11-18"),
        ("17/11", "2027-11-17"),
        ("03/04", "2027-04-03"),
        ("29/02", "2028-02-29"),
        ("24-11-2026", "2026-11-24"),
        ("24.11.26", "2026-11-24"),
        ("2026-11-24", "2026-11-24"),
        ("24 11 2026", "2026-11-24"),
        ("24 novembre 2026", "2026-11-24"),
        ("Le 24 Novembre 2026.", "2026-11-24"),
        ("24 nov", "2026-11-24"),
        ("24 sept. 2027", "2027-09-24"),
        ("1er décembre", "2026-12-01"),
        ("premier décembre", "2026-12-01"),
        ("1 decembre", "2026-12-01"),
        ("vingt-quatre novembre", "2026-11-24"),
        ("mardi 24 novembre", "2026-11-24"),
        ("mardi 24/11/2026", "2026-11-24"),
        ("aujourd’hui", "2026-11-18"),
        ("hier", "2026-11-17"),
        ("Avant-hier", "2026-11-16"),
        ("ce soir", "2026-11-18"),
        ("lundi dernier", "2026-11-16"),
        ("mercredi dernier", "2026-11-11"),
        ("vendredi passé", "2026-11-13"),
        ("il y a 3 jours", "2026-11-15"),
        ("il y a un mois", "2026-10-18"),
        ("demain", "2026-11-19"),
        ("après-demain", "2026-11-20"),
        ("lundi", "2026-11-23"),
        ("lundi prochain", "2026-11-23"),
        ("lundi en huit", "2026-11-30"),
        ("mercredi", "2026-11-25"),
        ("dans 3 mois", "2027-02-18"),
        ("dans 15 jours", "2026-12-03"),
        ("dans deux semaines", "2026-12-02"),
        ("dans sept jours", "2026-11-25"),
        ("dans un an", "2027-11-18"),
        ("fin novembre", "2026-11-30"),
        ("fin sept", "2027-09-30"),
        ("début janvier", "2027-01-01"),
        ("mi-mars", "2027-03-15"),
        ("mi mars 2028", "2028-03-15"),
        ("fin du mois", "2026-11-30"),
        ("fin du mois prochain", "2026-12-31"),
        ("fin d’année", "2026-12-31"),
        ("en fin d’année", "2026-12-31"),
        ("la semaine prochaine", "2026-11-23"),
        ("le mois prochain", "2026-12-01"),
        ("l’année prochaine", "2027-01-01"),
    ],
)
def test_a_date_is_understood_however_it_is_typed(text: str, day: str) -> None:
    assert read(text) == Understood(day)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("lundi 24 novembre", ("2026-11-24", "2026-11-23")),
        ("vendredi 24/11/2026", ("2026-11-24", "2026-11-27")),
        ("en mars", ("2027-03-01", "2027-03-15", "2027-03-31")),
        ("décembre", ("2026-12-01", "2026-12-15", "2026-12-31")),
        ("en novembre", ("2026-11-30",)),
        ("le 15", ("2026-12-15",)),
        ("vers le 1er décembre", ("2026-12-01",)),
    ],
)
def test_an_uncertain_date_is_asked_back(text: str, days: tuple[str, ...]) -> None:
    assert read(text) == Doubt(days)


@pytest.mark.parametrize(
    "text", ["bientôt", "hier et demain", "0 mars", "30/02/1026", "", "00/00", "45", "٢٤/١١", "24/11/1026"]
)
def test_what_is_no_date_is_never_turned_into_one(text: str) -> None:
    result = read(text)
    assert isinstance(result, Refusal)
    assert result.problem is Problem.NOT_A_DATE


@pytest.mark.parametrize(
    ("text", "problem", "said"),
    [
        ("31 février", Problem.NO_SUCH_DAY_THEN, {"month": "Février", "days": "28", "year": "2027"}),
        ("31/02", Problem.NO_SUCH_DAY_THEN, {"month": "Février", "days": "28", "year": "2027"}),
        ("le 29 février 2027", Problem.NO_SUCH_DAY_THEN, {"month": "Février", "days": "28", "year": "2027"}),
        ("30/02/28", Problem.NO_SUCH_DAY_THEN, {"month": "Février", "days": "29", "year": "2028"}),
        ("2027-02-30", Problem.NO_SUCH_DAY_THEN, {"month": "Février", "days": "28", "year": "2027"}),
        ("pour le mardi 31 avril", Problem.NO_SUCH_DAY, {"month": "Avril", "days": "30"}),
        ("32/01/2027", Problem.NO_SUCH_DAY, {"month": "Janvier", "days": "31"}),
        ("11/24/2026", Problem.NO_SUCH_MONTH, {"number": "24"}),
    ],
)
def test_a_day_no_calendar_has_is_refused_with_the_reason(text: str, problem: Problem, said: dict[str, str]) -> None:
    assert read(text) == Refusal(problem, {"text": text, **said})


def test_three_months_from_a_31st_is_the_last_day_of_a_shorter_month() -> None:
    assert read("dans 3 mois", date(2026, 11, 30)) == Understood("2027-02-28")


def test_a_date_outside_the_bounds_is_refused_with_the_bound() -> None:
    limits = Limits(min_date=date(2026, 12, 1), max_date=date(2027, 11, 18))
    assert read("demain", limits=limits) == Refusal(
        Problem.BEFORE_MIN_DATE, {"text": "demain", "min": "1er décembre 2026"}
    )
    assert read("dans 2 ans", limits=limits) == Refusal(
        Problem.AFTER_MAX_DATE, {"text": "dans 2 ans", "max": "18 novembre 2027"}
    )


def test_only_the_readings_within_the_bounds_are_proposed() -> None:
    assert read("en mars", limits=Limits(min_date=date(2027, 3, 10))) == Doubt(("2027-03-15", "2027-03-31"))


def test_a_long_date_says_the_day_of_the_week_and_the_first_as_1er() -> None:
    assert long_date(date(2026, 11, 24)) == "mardi 24 novembre 2026"
    assert long_date(date(2026, 12, 1), weekday=False) == "1er décembre 2026"


@given(st.dates(date(1950, 1, 1), date(2150, 12, 31)), st.dates(date(2020, 1, 1), date(2060, 12, 31)))
def test_a_date_that_is_shown_is_understood_as_the_same_date(day: date, today: date) -> None:
    shown = show("date", day.isoformat())
    assert read(shown, today) == Understood(day.isoformat())
    assert read(long_date(day), today) == Understood(day.isoformat())


WORDS = st.lists(
    st.sampled_from(
        "le lundi mardi 24 31 29/02 nov sept fin mi début du mois prochain dans un an 999 ans d'ici .".split()
    ),
    max_size=6,
)


@given(st.text(max_size=40) | WORDS.map(" ".join), st.dates(date(2020, 1, 1), date(2060, 12, 31)))
def test_no_text_breaks_the_reading_of_a_date_nor_its_bounds(text: str, today: date) -> None:
    limits = Limits(min_date=today, max_date=today.replace(year=today.year + 1, day=28))
    result = read(text, today, limits)
    values = (result.value,) if isinstance(result, Understood) else ()
    if isinstance(result, Doubt):
        values = result.candidates
    assert all(
        isinstance(value, str) and limits.min_date <= date.fromisoformat(value) <= limits.max_date for value in values
    )
