"""Knows what each unit measures and how to print a quantity in French (`docs/rules/methode.md §3`).

The units of indicators are free text (« j.o. », « EUR/pièce », « factures par mois »): this module reads them too.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import lru_cache

from domain.french.text import NBSP, NNBSP, fold


class Measure(Enum):
    """What a unit measures; the value is an example as printed."""

    HOURS = "2 h 30"
    MINUTES = "45 min"
    WORKDAYS = "2 jours ouvrés"
    DAYS = "10 jours"
    MONTHS = "6 mois"
    MONEY = "1 200 €"
    PERCENT = "15 %"
    SCORE = "4"
    COUNT = "12"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure. `per`: the period it is counted over (hour, day, week, month, quarter, semester, year).

    `noun`: the plural noun printed after the number in place of a symbol; `suffix`: the text after the noun or symbol.
    """

    measure: Measure
    per: str | None = None
    noun: str = ""
    suffix: str = ""


PERIODS = {
    "heure": "hour",
    "h": "hour",
    "jour": "day",
    "jours": "day",
    "journee": "day",
    "j": "day",
    "semaine": "week",
    "semaines": "week",
    "sem": "week",
    "mois": "month",
    "trimestre": "quarter",
    "semestre": "semester",
    "an": "year",
    "ans": "year",
    "annee": "year",
}

_KNOWN = {
    "hours_per_week": Unit(Measure.HOURS, "week", suffix=" par semaine"),
    "h/semaine": Unit(Measure.HOURS, "week", suffix=" par semaine"),
    "h/mois": Unit(Measure.HOURS, "month", suffix=" par mois"),
    "heures par mois": Unit(Measure.HOURS, "month", suffix=" par mois"),
    "heures": Unit(Measure.HOURS),
    "h.o.": Unit(Measure.HOURS, noun="heures ouvrées"),
    "minutes": Unit(Measure.MINUTES),
    "business_days": Unit(Measure.WORKDAYS, noun="jours ouvrés"),
    "j.o.": Unit(Measure.WORKDAYS, noun="jours ouvrés"),
    "jours": Unit(Measure.DAYS, noun="jours"),
    "months": Unit(Measure.MONTHS, noun="mois"),
    "eur": Unit(Measure.MONEY),
    "EUR": Unit(Measure.MONEY),
    "eur_per_month": Unit(Measure.MONEY, "month", suffix=" par mois"),
    "eur_per_hour": Unit(Measure.MONEY, "hour", suffix=" par heure"),
    "percent": Unit(Measure.PERCENT),
    "score_1_5": Unit(Measure.SCORE),
    "note/5": Unit(Measure.SCORE),
    "count_per_month": Unit(Measure.COUNT, "month", suffix=" par mois"),
}
_PLAIN = {"", "count", "nombre", "unité", "ratio", "à demander", "kpi_unit", "by_objective"}
# Nouns with the same singular and plural.
_INVARIABLE = {"avis", "accès", "cas", "colis", "devis", "fois", "mois", "temps"}


@lru_cache(maxsize=256)
def unit_of(code: str | None) -> Unit:
    """The unit a code of the form or of the catalogues stands for; an unknown text counts the things it names."""
    code = (code or "").strip()
    if code in _KNOWN:
        return _KNOWN[code]
    if code in _PLAIN:
        return Unit(Measure.COUNT)
    if code.startswith("%"):
        return Unit(Measure.PERCENT, suffix=code[1:])
    if code.upper().startswith("EUR/"):
        things = code[4:].split("/")
        return Unit(Measure.MONEY, _period(things), suffix=" par " + " et par ".join(things))
    noun, par, period = code.partition(" par ")
    return Unit(Measure.COUNT, _period([period]), noun=noun, suffix=par + period)


def _period(things: list[str]) -> str | None:
    return next((PERIODS[fold(thing)] for thing in things if fold(thing) in PERIODS), None)


def label(code: str | None) -> str:
    """The unit alone, in words: « jours ouvrés », « € par mois », « % »; empty for a plain number."""
    unit = unit_of(code)
    words = {
        Measure.HOURS: "heures",
        Measure.MINUTES: "minutes",
        Measure.MONEY: "€",
        Measure.PERCENT: "%",
        Measure.SCORE: "sur 5",
    }
    return ((unit.noun or words.get(unit.measure, "")) + unit.suffix).strip()


def write_number(value: Decimal, decimals: int = 0) -> str:
    """Print « 1 200,5 », with at least `decimals` decimals when the value is not whole, and a true minus sign."""
    whole, _, fraction = f"{abs(value):f}".partition(".")
    fraction = fraction.rstrip("0")
    if fraction:
        fraction = "," + fraction.ljust(decimals, "0")
    sign = "−" if value < 0 else ""
    return sign + f"{int(whole):,}".replace(",", NNBSP) + fraction


def write_duration(minutes: int) -> str:
    """Print « 3 h 30 », « 45 min » or « 0 h », with no-break spaces inside."""
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else ""
    if not hours and rest:
        return f"{sign}{rest}{NBSP}min"
    return sign + write_number(Decimal(hours)) + f"{NBSP}h" + (f"{NBSP}{rest:02d}" if rest else "")


def write_quantity(value: Decimal, code: str | None) -> str:
    """Print the value with its unit: « 2 h 30 par semaine », « 1 200,50 € par mois », « 1 jour ouvré »."""
    unit = unit_of(code)
    return _amount(value, unit) + unit.suffix


def _amount(value: Decimal, unit: Unit) -> str:
    quarters = value * 4 == (value * 4).to_integral_value()
    match unit.measure:
        case Measure.HOURS if not unit.noun:
            return write_duration(round(value * 60))
        case Measure.HOURS if not quarters:
            return write_duration(round(value * 60)) + f"{NBSP}ouvrées"
        case Measure.MINUTES if value == value.to_integral_value():
            return write_duration(int(value))
        case Measure.MINUTES:
            return write_number(value) + f"{NBSP}min"
        case Measure.MONEY:
            return write_number(value, decimals=2) + f"{NBSP}€"
        case Measure.PERCENT:
            return write_number(value) + f"{NNBSP}%"
        case Measure.SCORE:
            return write_number(value) + f"{NBSP}sur{NBSP}5"
    if not unit.noun:
        return write_number(value)
    return write_number(value) + NBSP + (unit.noun if abs(value) >= 2 else _singular(unit.noun))


def _singular(noun: str) -> str:
    words = noun.split(" ")
    return " ".join(
        word[:-1] if word.endswith("s") and len(word) > 3 and word not in _INVARIABLE else word for word in words
    )
