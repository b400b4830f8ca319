"""The holiday door: who works when, in French, for the countries where French speakers have a company."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.workdays import YEARS, ZONES, calendar_of, public_holidays

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
L3133_1 = {
    date(2027, 1, 1): "Jour de l’an",
    date(2027, 3, 29): "Lundi de Pâques",
    date(2027, 5, 1): "Fête du Travail",
    date(2027, 5, 6): "Ascension",
    date(2027, 5, 8): "Fête de la Victoire",
    date(2027, 5, 17): "Lundi de Pentecôte",
    date(2027, 7, 14): "Fête nationale",
    date(2027, 8, 15): "Assomption",
    date(2027, 11, 1): "Toussaint",
    date(2027, 11, 11): "Armistice",
    date(2027, 12, 25): "Noël",
}


def test_france_keeps_the_eleven_days_of_the_law_and_no_other() -> None:
    assert public_holidays("FR", 2027) == L3133_1


@pytest.mark.parametrize("country", ["FR-57", "FR-67", "FR-68"])
def test_alsace_and_moselle_add_good_friday_and_the_day_after_christmas(country: str) -> None:
    added = public_holidays(country, 2027).items() - L3133_1.items()
    assert added == {(date(2027, 3, 26), "Vendredi saint"), (date(2027, 12, 26), "Saint-Étienne")}


@pytest.mark.parametrize(
    ("country", "day"),
    [
        ("FR-971", date(2027, 5, 27)),
        ("FR-972", date(2027, 5, 22)),
        ("FR-973", date(2027, 6, 10)),
        ("FR-974", date(2027, 12, 20)),
        ("FR-976", date(2027, 4, 27)),
        ("FR-977", date(2027, 10, 9)),
        ("FR-978", date(2027, 5, 28)),
    ],
)
def test_a_territory_adds_the_day_slavery_was_abolished_there(country: str, day: date) -> None:
    found = public_holidays(country, 2027)
    assert found[day] == "Abolition de l’esclavage"
    assert L3133_1.items() <= found.items()


@pytest.mark.parametrize(
    ("country", "day", "name"),
    [
        ("FR-975", date(2027, 7, 14), "Fête nationale"),
        ("FR-986", date(2027, 4, 28), "Saint Pierre Chanel"),
        ("FR-987", date(2027, 3, 5), "Arrivée de l’Évangile"),
        ("FR-988", date(2027, 9, 24), "Fête de la Citoyenneté"),
        ("BE", date(2027, 7, 21), "Fête nationale"),
        ("LU", date(2027, 6, 23), "Fête nationale"),
        ("CH", date(2027, 3, 26), "Vendredi saint"),
        ("CH-GE", date(2027, 9, 9), "Jeûne genevois"),
        ("CH-VD", date(2027, 9, 20), "Lundi du Jeûne fédéral"),
        ("CA-QC", date(2027, 6, 24), "Fête nationale du Québec"),
        ("CA-QC", date(2027, 5, 24), "Journée nationale des patriotes"),
    ],
)
def test_other_places_have_their_own_days_named_in_french(country: str, day: date, name: str) -> None:
    assert public_holidays(country, 2027)[day] == name


def test_switzerland_without_a_canton_keeps_the_days_most_cantons_keep() -> None:
    found = set(public_holidays("CH", 2027).values())
    assert {"Nouvel An", "Vendredi saint", "Lundi de Pâques", "Ascension", "Fête nationale", "Noël"} <= found
    assert not found & {"Jeûne genevois", "Fête du Travail", "Fête-Dieu"}


@pytest.mark.parametrize("country", ["", "XX", "FR-99", "CA", "CH-XX", "DE", "fr"])
def test_an_unknown_country_is_an_error_that_names_it(country: str) -> None:
    with pytest.raises(ValueError, match=repr(country)):
        calendar_of(NOW, PARIS, country)


@pytest.mark.parametrize("country", ZONES)
def test_every_country_has_a_zone_and_a_calendar_right_three_years_back_and_ahead(country: str) -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    calendar = calendar_of(now, ZoneInfo(ZONES[country]), country)
    assert calendar.today == now.astimezone(ZoneInfo(ZONES[country])).date()
    for year in range(2026 - YEARS, 2026 + YEARS + 1):
        here = public_holidays(country, year)
        assert 4 <= len(here) <= 20
        assert not any(calendar.is_working_day(day) for day in here)
        days = [date(year, 1, 1) + timedelta(count) for count in range(365)]
        assert all(calendar.is_working_day(day) for day in days if day.weekday() < 5 and day not in here)


def test_names_have_no_straight_apostrophe() -> None:
    assert not [name for country in ZONES for name in public_holidays(country, 2027).values() if "'" in name]


def test_a_calendar_is_that_of_france_unless_told_otherwise() -> None:
    assert calendar_of(NOW, PARIS) == calendar_of(NOW, PARIS, "FR")
