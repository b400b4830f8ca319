from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.questionnaire.values import Doubt, Limits, Problem, Refusal, Understood, parse, show

TODAY = date(2026, 11, 18)


def read(text: str, unit: str | None, **bounds: Decimal) -> Understood | Doubt | Refusal:
    return parse("number", text, Limits(unit=unit, **bounds), TODAY)


def numbers(*values: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(value) for value in values)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2,5", "2.5"),
        ("2.5", "2.5"),
        ("2h30", "2.5"),
        ("2 h 30", "2.5"),
        ("2\u00a0h\u00a030", "2.5"),
        ("2h30min", "2.5"),
        ("2 h et 30 min", "2.5"),
        ("2 H 30 MIN.", "2.5"),
        ("3:30", "3.5"),
        ("90 min", "1.5"),
        ("30 min", "0.5"),
        ("20 min", "0.3333"),
        ("2h05", "2.0833"),
        ("une heure et demie", "1.5"),
        ("1 heure et demie", "1.5"),
        ("deux heures", "2"),
        ("deux heures trente", "2.5"),
        ("deux heures et quart", "2.25"),
        ("une heure trois quarts", "1.75"),
        ("un quart d’heure", "0.25"),
        ("quart d'heure", "0.25"),
        ("trois quarts d'heure", "0.75"),
        ("une demi-heure", "0.5"),
        ("1/2 heure", "0.5"),
        ("deux et demi", "2.5"),
        ("deux virgule cinq", "2.5"),
        ("vingt et une heures", "21"),
        ("environ 3 h par semaine", "3"),
        ("plutôt 3 h par semaine", "3"),
        ("à peu près 3h/semaine", "3"),
        ("a peu pres 3 h la semaine", "3"),
        ("~3 h", "3"),
        ("~ 3 h", "3"),
        ("3 heures/sem", "3"),
        ("3 h par semaine environ", "3"),
        ("3,2", "3.2"),
        ("0,125", "0.125"),
        ("rien", "0"),
        ("Aucune.", "0"),
        ("zéro", "0"),
        ("0", "0"),
    ],
)
def test_hours_are_understood_however_they_are_typed(text: str, hours: str) -> None:
    result = read(text, "hours_per_week")
    assert isinstance(result, Understood)
    assert result.value == Decimal(hours)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("1 200,50 €", "eur_per_month", "1200.5"),
        ("1\u202f200,50\u00a0€", "eur_per_month", "1200.5"),
        ("1 200,50 € HT", "eur_per_month", "1200.5"),
        ("1.200,50 €", "eur_per_month", "1200.5"),
        ("1,200.50 €", "eur_per_month", "1200.5"),
        ("1'200,50", "eur_per_month", "1200.5"),
        ("1.200.000", "eur", "1200000"),
        ("2k", "eur_per_month", "2000"),
        ("12 k€", "eur_per_month", "12000"),
        ("1,5k", "eur_per_month", "1500"),
        ("2 mille euros", "eur_per_month", "2000"),
        ("mille deux cents", "eur_per_month", "1200"),
        ("douze cents", "eur_per_month", "1200"),
        ("dix-neuf cents euros", "eur_per_month", "1900"),
        ("deux cents euros", "eur_per_month", "200"),
        ("quatre-vingt-dix-sept euros", "eur_per_month", "97"),
        ("nonante-cinq euros", "eur_per_month", "95"),
        ("une centaine d’euros", "eur_per_month", "100"),
        ("€ 1200", "eur_per_month", "1200"),
        ("300€/mois HT", "eur_per_month", "300"),
        ("gratuit", "eur_per_month", "0"),
        ("50 € de l’heure", "eur_per_hour", "50"),
        ("50 €/h", "eur_per_hour", "50"),
        ("15 %", "percent", "15"),
        ("15%", "percent", "15"),
        ("quinze pour cent", "percent", "15"),
        ("−3,5 %", "percent", "-3.5"),
        ("3 fois par mois", "count_per_month", "3"),
        ("40 factures par mois", "count_per_month", "40"),
        ("une vingtaine de factures", "count_per_month", "20"),
        ("une demi-journée", "business_days", "0.5"),
        ("demi-journée", "business_days", "0.5"),
        ("une journée", "business_days", "1"),
        ("2 j.o.", "business_days", "2"),
        ("15 jours ouvrés", "business_days", "15"),
        ("2 jours et demi", "business_days", "2.5"),
        ("un an et demi", "months", "18"),
        ("un trimestre", "months", "3"),
        ("1h30", "minutes", "90"),
        ("une heure et demie", "minutes", "90"),
        ("4/5", "score_1_5", "4"),
        ("3,5 sur 5", "note/5", "3.5"),
        ("2 semaines", "jours", "14"),
        ("4 heures ouvrées", "h.o.", "4"),
        ("3€ la pièce", "EUR/pièce", "3"),
        ("20 €/salarié/mois", "EUR/salarié/mois", "20"),
        ("1 facture par mois", "factures par mois", "1"),
    ],
)
def test_each_unit_is_understood_as_people_write_it(text: str, unit: str, value: str) -> None:
    result = read(text, unit)
    assert isinstance(result, Understood)
    assert result.value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "unit", "candidates"),
    [
        ("1.200", "eur", ("1200", "1.2")),
        ("1,200", "hours_per_week", ("1200", "1.2")),
        ("entre 2 et 4 h", "hours_per_week", ("2", "3", "4")),
        ("2 à 4 h", "hours_per_week", ("2", "3", "4")),
        ("2-4", "hours_per_week", ("2", "3", "4")),
        ("2 à 3 fois", "count_per_month", ("2", "3")),
        ("30 min à 1 h", "hours_per_week", ("0.5", "0.75", "1")),
        ("de 10 à 12 k€", "eur", ("10000", "11000", "12000")),
        ("10 ou 12", "hours_per_week", ("10", "12")),
        ("une demi-journée", "hours_per_week", ("3.5", "4")),
        ("une journée", "hours_per_week", ("7", "8")),
        ("2 jours par semaine", "hours_per_week", ("14", "16")),
        ("2h5", "hours_per_week", ("2.0833", "2.5")),
        ("3 h par jour", "hours_per_week", ("15",)),
        ("90 min par jour", "hours_per_week", ("7.5",)),
        ("2 h par mois", "hours_per_week", ("0.5",)),
        ("5 min par mois", "hours_per_week", ("0.25",)),
        ("plus de 3 h", "hours_per_week", ("3",)),
        ("un peu plus de 3 h", "hours_per_week", ("3",)),
        ("12 000 € par an", "eur_per_month", ("1000",)),
        ("60 € par trimestre", "eur_per_month", ("20",)),
        ("1200 € TTC", "eur_per_month", ("1000", "1200")),
        ("400 € par jour", "eur_per_hour", ("57.14", "50")),
        ("3 fois par semaine", "count_per_month", ("13",)),
        ("40 bananes", "count_per_month", ("40",)),
        ("15 jours", "business_days", ("15", "10")),
        ("48 h", "business_days", ("2",)),
    ],
)
def test_a_text_with_several_readings_is_asked_back(text: str, unit: str, candidates: tuple[str, ...]) -> None:
    assert read(text, unit) == Doubt(numbers(*candidates))


@pytest.mark.parametrize(
    ("text", "unit", "problem"),
    [
        ("12 00", "hours_per_week", Problem.TWO_NUMBERS),
        ("1 2 3", "hours_per_week", Problem.TWO_NUMBERS),
        ("06 12 34 56 78", "eur", Problem.TWO_NUMBERS),
        ("2 1/2 h", "hours_per_week", Problem.TWO_NUMBERS),
        ("deux trois heures", "hours_per_week", Problem.NOT_A_NUMBER),
        ("1e5", "eur", Problem.NOT_A_NUMBER),
        ("٣", "eur", Problem.NOT_A_NUMBER),
        ("3٣", "eur", Problem.WRONG_UNIT),
        ("aucune idée", "hours_per_week", Problem.NOT_A_NUMBER),
        ("beaucoup", "hours_per_week", Problem.NOT_A_NUMBER),
        ("2h75", "hours_per_week", Problem.NOT_A_NUMBER),
        ("9" * 40, "eur", Problem.NOT_A_NUMBER),
        ("", "eur", Problem.NOT_A_NUMBER),
        ("1 200 €", "hours_per_week", Problem.WRONG_UNIT),
        ("15 %", "hours_per_week", Problem.WRONG_UNIT),
        ("3 mois", "hours_per_week", Problem.WRONG_UNIT),
        ("3 bananes", "hours_per_week", Problem.WRONG_UNIT),
        ("2h30", "eur", Problem.WRONG_UNIT),
        ("15 %", "eur_per_month", Problem.WRONG_UNIT),
        ("1'200.50 CHF", "eur_per_month", Problem.WRONG_UNIT),
        ("$50", "eur", Problem.WRONG_UNIT),
        ("1200 € par mois", "eur", Problem.WRONG_UNIT),
        ("50 € par heure", "eur_per_month", Problem.WRONG_UNIT),
        ("3 fois moins", "count_per_month", Problem.WRONG_UNIT),
        ("1" * 201, "eur", Problem.TOO_LONG),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(text: str, unit: str, problem: Problem) -> None:
    result = read(text, unit)
    assert isinstance(result, Refusal)
    assert result.problem is problem


def test_a_refusal_quotes_the_text_and_names_the_bound() -> None:
    low = read(" -3 ", "hours_per_week", min=Decimal(5), max=Decimal(90))
    assert low == Refusal(Problem.BELOW_MIN, {"text": "-3", "min": "5\u00a0h par semaine"})
    high = read("12 k€", "eur_per_month", max=Decimal(1000))
    assert high == Refusal(Problem.ABOVE_MAX, {"text": "12 k€", "max": "1\u202f000\u00a0€ par mois"})


def test_a_reading_outside_the_bounds_is_not_proposed() -> None:
    assert read("1.200", "hours_per_week", max=Decimal(60)) == Doubt(numbers("1.2"))


def test_nothing_is_zero_only_where_zero_is_allowed() -> None:
    result = read("rien", "hours_per_week", min=Decimal(5))
    assert isinstance(result, Refusal)
    assert result.problem is Problem.BELOW_MIN


def test_a_conversion_is_named() -> None:
    assert read("90 min", "hours_per_week") == Understood(Decimal("1.5"), "minutes")
    assert read("2k", "eur") == Understood(Decimal(2000), "thousands")
    assert read("2 ans", "months") == Understood(Decimal(24), "years")
    assert read("2 h", "hours_per_week") == Understood(Decimal(2))


def test_an_estimate_follows_the_step_of_the_question() -> None:
    assert read("100 € par semaine", "eur_per_month", step=Decimal(10)) == Doubt(numbers("430"))


UNITS = [
    *"hours_per_week h/semaine h/mois heures h.o. business_days j.o. jours months minutes".split(),
    *"eur eur_per_month eur_per_hour EUR/mois EUR/heure EUR/pièce EUR/rendez-vous EUR/m²".split(),
    *"EUR/salarié/mois percent % count_per_month count nombre unité ratio score_1_5 note/5".split(),
    "heures par mois",
    "factures par mois",
    "contacts travaillés par mois",
    "postes ouverts par an",
    "dossiers par trimestre",
    "scénarios actifs",
    "jours par mois",
    "% du brut annuel",
]


@given(st.sampled_from(UNITS), st.integers(-500_000, 90_000_000))
def test_what_is_shown_is_understood_as_the_same_value(unit: str, count: int) -> None:
    in_hours = unit.startswith(("h", "heures"))
    value = round(Decimal(count) / 60, 4) if in_hours else Decimal(count) / 100
    shown = show("number", value, unit)
    assert parse("number", shown, Limits(unit=unit), TODAY) in (
        Understood(value),
        Understood(value, "minutes"),
        Understood(value, "hours"),
    ), shown


WORDS = st.lists(
    st.sampled_from(
        "1 2,5 1.200 12 - à entre et ou de h 30 min € k % par mois jour /5 un deux mille cent vingt demi "
        "quart heure TTC environ plus de ١ ½ 1/2 . , fois 99999999999 rien".split()
    ),
    max_size=8,
)


@given(st.text(max_size=60) | WORDS.map(" ".join) | WORDS.map("".join), st.sampled_from(UNITS))
def test_no_text_breaks_the_reading_nor_the_bounds(text: str, unit: str) -> None:
    low, high = Decimal(0), Decimal(60)
    result = read(text, unit, min=low, max=high)
    values = (result.value,) if isinstance(result, Understood) else ()
    if isinstance(result, Doubt):
        values = result.candidates
        assert values
    assert all(isinstance(value, Decimal) and low <= value <= high for value in values)
