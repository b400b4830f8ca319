"""Converts a quantity from the unit a person used to the unit asked for, and from one period to another.

Five working days a week (`docs/rules/methode.md §6`, audit_hours), 52 weeks a year: a month is 4.33 weeks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from domain.french.text import fold
from domain.french.units import Measure, Unit


class WrongUnit(ValueError):
    """The text gives another kind of quantity than the one asked for."""


_D = Decimal
_PER_YEAR = {"day": 260, "week": 52, "month": 12, "quarter": 4, "semester": 2, "year": 1}
_WORKING_DAY = (_D(7), _D(8))

# Words written after a number -> (kind of unit, how many of that unit).
_WORDS: dict[str, tuple[str, Decimal]] = {
    spelling: (kind, _D(factor))
    for kind, factor, spellings in (
        ("", "1", ""),
        ("", "0.5", "demi|demie"),
        ("", "0.25", "quart|quarts"),
        ("hour", "1", "h|hr|hrs|heure|heures|h ouvrees|heure ouvree|heures ouvrees|h.o"),
        ("hour", "0.5", "demi heure|demi heures|demie heure"),
        ("minute", "15", "quart d'heure|quarts d'heure"),
        ("minute", "1", "min|mn|mins|minute|minutes|min ouvrees|'"),
        ("workday", "1", "jour ouvre|jours ouvres|j ouvre|j ouvres|j.o|jo"),
        ("day", "1", "j|jour|jours|journee|journees"),
        ("halfday", "1", "demi journee|demi journees|demie journee|matinee|matinees|apres midi|demi jour"),
        ("halfday", "1", "demi jour ouvre|demi journee ouvree|matin|matins"),
        ("calendar", "1", "jour calendaire|jours calendaires"),
        ("saturday", "1", "jour ouvrable|jours ouvrables"),
        ("week", "1", "semaine|semaines|sem"),
        ("month", "1", "mois"),
        ("quarter", "1", "trimestre|trimestres"),
        ("semester", "1", "semestre|semestres"),
        ("year", "1", "an|ans|annee|annees"),
        ("money", "1", "€|eur|euro|euros"),
        (
            "foreign",
            "1",
            "$|£|chf|usd|cad|gbp|fr|franc|francs|dollar|dollars|livre|livres|franc suisse|francs suisses",
        ),
        ("percent", "1", "%|pour cent|pour 100|pourcent|pourcents|pourcentage|p. 100|p.100|p 100"),
        ("score", "1", "/5|/ 5|sur 5|etoile|etoiles"),
        ("count", "1", "fois|x|unite|unites"),
    )
    for spelling in spellings.split("|")
}
_COUNTED = frozenset(
    "action appel article bon bulletin campagne candidat candidature client colis commande compte contact "
    "contenu contrat declaration demande devis document dossier e-mail email ecriture facture fiche incident "
    "lead ligne livrable mail message page passage personne piece poste post publication rapport reclamation "
    "releve rendez-vous rdv reunion salarie scenario ticket traitement unite vente video".split()
)

# Words that may name the things counted; « trois fois moins » names none.
_THINGS = re.compile(r"(?!.*(?:moins|plus|pas)(?![a-z]))(?:de |d')?[a-z][a-z' -]*")

# (measure asked for, kind of unit typed) -> (possible factors, whether the factor is an exact definition)
_FACTORS: dict[tuple[Measure, str], tuple[tuple[Decimal, ...], bool]] = {
    (Measure.HOURS, "hour"): ((_D(1),), True),
    (Measure.HOURS, "day"): (_WORKING_DAY, False),
    (Measure.HOURS, "workday"): (_WORKING_DAY, False),
    (Measure.HOURS, "halfday"): ((_D("3.5"), _D(4)), False),
    (Measure.HOURS, "week"): ((_D(35), _D(40)), False),
    (Measure.MINUTES, "minute"): ((_D(1),), True),
    (Measure.MINUTES, "hour"): ((_D(60),), True),
    (Measure.WORKDAYS, "workday"): ((_D(1),), True),
    (Measure.WORKDAYS, "day"): ((_D(1),), True),
    (Measure.WORKDAYS, "saturday"): ((_D(1),), False),
    (Measure.WORKDAYS, "halfday"): ((_D("0.5"),), True),
    (Measure.WORKDAYS, "week"): ((_D(5),), False),
    (Measure.WORKDAYS, "month"): ((_D(21),), False),
    (Measure.DAYS, "day"): ((_D(1),), True),
    (Measure.DAYS, "calendar"): ((_D(1),), True),
    (Measure.DAYS, "workday"): ((_D(1),), False),
    (Measure.DAYS, "halfday"): ((_D("0.5"),), True),
    (Measure.DAYS, "week"): ((_D(7),), True),
    (Measure.DAYS, "month"): ((_D(30),), False),
    (Measure.MONTHS, "month"): ((_D(1),), True),
    (Measure.MONTHS, "quarter"): ((_D(3),), True),
    (Measure.MONTHS, "semester"): ((_D(6),), True),
    (Measure.MONTHS, "year"): ((_D(12),), True),
    (Measure.MONEY, "money"): ((_D(1),), True),
    (Measure.PERCENT, "percent"): ((_D(1),), True),
    (Measure.SCORE, "score"): ((_D(1),), True),
    (Measure.COUNT, "count"): ((_D(1),), True),
}
# (measure asked for, smaller unit typed) -> (divisor, whether the quotient is exact and not an estimate)
_DIVISORS: dict[tuple[Measure, str], tuple[int, bool]] = {
    (Measure.HOURS, "minute"): (60, True),
    (Measure.WORKDAYS, "hour"): (8, False),
    (Measure.DAYS, "hour"): (24, False),
    (Measure.MONTHS, "day"): (30, False),
}
# In French « huit jours » means a week and « quinze jours » two, unless working days are named: days -> working days.
_IDIOMS = {_D(8): _D(5), _D(15): _D(10)}


def to_unit(numbers: Sequence[Decimal], words: str, unit: Unit) -> tuple[tuple[Decimal, ...], bool, str | None]:
    """Convert the numbers, followed by these words, to the unit.

    Returns the values, whether they are certain, and the name of the conversion made or None. Raises WrongUnit.
    """
    if words and words in (fold(unit.noun), fold(unit.noun).rstrip("s")):
        return tuple(numbers), True, None
    kind, many = _WORDS.get(words.replace("-", " "), (None, _D(1)))
    measure = unit.measure
    numbers = [number * many for number in numbers]
    if kind == "":
        return tuple(numbers), True, None
    if kind is None:
        return tuple(numbers), _counts(words, unit), None
    if measure is Measure.WORKDAYS and kind == "day" and numbers[0] in _IDIOMS:
        return (numbers[0], _IDIOMS[numbers[0]]), False, None
    if measure is Measure.WORKDAYS and kind == "hour" and not numbers[0] % 24:
        return tuple(number / 24 for number in numbers), False, None
    if (measure, kind) in _DIVISORS:
        divisor, exact = _DIVISORS[measure, kind]
        return tuple(round(number / divisor, 4 if exact else 1) for number in numbers), exact, kind + "s"
    if (measure, kind) in _FACTORS:
        factors, exact = _FACTORS[measure, kind]
        converted = f"{kind}s" if factors != (_D(1),) else None
        return tuple(number * factor for number in numbers for factor in factors), exact, converted
    raise WrongUnit


def _counts(words: str, unit: Unit) -> bool:
    """True when the words after a number surely name the things counted, False when they may.

    Raises WrongUnit when they cannot, or when the unit is not a count.
    """
    if unit.measure is not Measure.COUNT or not _THINGS.fullmatch(words):
        raise WrongUnit
    first = re.sub(r"^(?:de |d')", "", words).split(" ")[0]
    own = {word.rstrip("s") for word in fold(unit.noun).split(" ")}
    return first.rstrip("s") in _COUNTED | own or first in _COUNTED


def over_period(
    values: Sequence[Decimal], period: str | None, unit: Unit, step: Decimal | None
) -> tuple[tuple[Decimal, ...], bool]:
    """Convert values counted over `period` to the unit's own period.

    Returns the values and whether they are the values given. Raises WrongUnit when the two cannot be compared.
    """
    if period is None or period == unit.per:
        return tuple(values), True
    if unit.per is None:
        if unit.measure in (Measure.COUNT, Measure.PERCENT):
            return tuple(values), False
        raise WrongUnit
    if unit.per == "hour" and period == "day":
        converted = [value / hours for value in values for hours in _WORKING_DAY]
    elif period in _PER_YEAR and unit.per in _PER_YEAR:
        converted = [value * _PER_YEAR[period] / _PER_YEAR[unit.per] for value in values]
    else:
        raise WrongUnit
    return tuple(dict.fromkeys(_to_grain(value, unit, step) for value in converted)), False


def _to_grain(value: Decimal, unit: Unit, step: Decimal | None) -> Decimal:
    """Round an estimate to `step`, or to the grain of its unit, but never down to zero."""
    default = {
        Measure.HOURS: "0.25",
        Measure.MONEY: "0.01",
        Measure.COUNT: "1" if abs(value) >= 10 else "0.1",
    }
    grain = step or _D(default.get(unit.measure, "0.1"))
    if value and abs(value) < grain:
        return grain if value > 0 else -grain
    return round(value / grain) * grain
