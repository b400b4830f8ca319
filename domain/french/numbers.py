"""Reads a quantity typed by a French speaker: « 2h30 », « 12 k€ par an », « entre 2 et 4 h ».

A text that may mean several values gives them all; nothing is guessed (`docs/rules/methode.md §3`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from domain.french.conversion import over_period, to_unit
from domain.french.text import fold
from domain.french.units import PERIODS, Measure, Unit
from domain.french.words import to_digits


class NotANumber(ValueError):
    """The text holds no quantity."""


class TwoNumbers(ValueError):
    """The text holds several quantities and does not say how they go together."""


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """The values a text may mean, in the unit asked for. `sure`: there is one, and it is exactly what was typed.

    `note`: the conversion made ("minutes", "hours", "weeks", "years", "thousands"…), or None.
    """

    values: tuple[Decimal, ...]
    sure: bool
    note: str | None = None


@dataclass(frozen=True, slots=True)
class _Context:
    """The words around an amount: its period, whether it includes tax, whether it is vague (« plus de »)."""

    period: str | None = None
    with_tax: bool = False
    vague: bool = False


LIMIT = Decimal(10) ** 11
_TAX_RATE = Decimal("1.2")
_NUMERAL = r"[-+]? ?[0-9](?:[0-9 .,']*[0-9])?"
_PLAIN = re.compile(r"([0-9]{1,11})(?:[.,]([0-9]{1,4}))?")
_GROUPED = re.compile(r"([1-9][0-9]{0,2})([ '.,])([0-9]{3}(?:\2[0-9]{3}){0,2})(?:(?!\2)[.,]([0-9]{1,4}))?")
_LOOSE_GROUPS = re.compile(r"[0-9 ]+(?:[.,][0-9]+)?")

_NOTHING = re.compile(
    r"(?:c'est )?(?:rien(?: du tout)?|aucun|aucune|neant|zero|gratuit|gratuitement)"
    r"|aucun (?:cout|frais|temps)|aucune (?:depense|heure)|zero (?:euros?|heures?|minutes?|frais)"
)
_ABOUT = (
    r"environ|approximativement|a peu pres|autour d'|autour de|aux alentours de|de l'ordre de|en moyenne"
    r"|en gros|plus ou moins|grosso modo|disons|je dirais|plutot|dans les|c'est|ca fait|vers|env\.?|~|≈"
)
_MORE_OR_LESS = (
    r"un peu plus d'|un peu plus de|un peu moins d'|un peu moins de"
    r"|plus d'|plus de|moins d'|moins de|au moins|au plus|au minimum|au maximum|minimum|maximum|mini|maxi"
    r"|min|max|jusqu'a|pres de|presque|a peine|pas plus de|[<>+]"
)
_AROUND_FRONT = re.compile(rf"(?:(?P<about>{_ABOUT})|(?P<vague>{_MORE_OR_LESS}))(?![a-z]) ?")
_AROUND_END = re.compile(
    r" ?(?:(?P<about>\(?(?:environ|a peu pres|en gros|en moyenne|approximativement)\)?)"
    r"|(?P<vague>(?<=[ 0-9])(?:au moins|au plus|au minimum|(?:grand )?maximum|minimum|maxi?|mini"
    r"|et plus|ou plus|ou moins)|\+))$"
)
_BIG_OR_SMALL = re.compile(
    r"(?<![a-z])(?:petit|bon|bonne|gros|grosse|long|longue)e?s? (?=heure|quart|demi|journee|semaine)"
)
_TAX = re.compile(r" ?\(?(?:(?P<without>ht|hors taxes?)|(?P<with>ttc|toutes taxes comprises))\)?$")
_PERIOD = re.compile(
    r"(?:(?: ?/ ?| par | chaque | tous les | toutes les | a la | de l'| a l'| l'| la | le | au )"
    rf"(?:({'|'.join(PERIODS)})\.?(?: ouvree?| travaillee?)?)"
    r"| (hebdo|hebdomadaire|mensuel|mensuelle|trimestriel|trimestrielle|annuel|annuelle|quotidien|quotidienne"
    r"|journalier)s?)(?: et)?$"
)
_ADJECTIVES = {
    "hebdo": "week",
    "mensu": "month",
    "trime": "quarter",
    "annue": "year",
    "quoti": "day",
    "journ": "day",
}

_RANGE = (
    re.compile(r"entre (.+?) et (.+)"),
    re.compile(r"(?:de )?(.+?) (?:a|jusqu'a) (.+)"),
    re.compile(r"(.*?[0-9a-z€%]) ?- ?([0-9].*)"),
)
_EITHER = re.compile(r"(?:soit )?(.+?),? (?:ou|soit) (.+)")
_CLOCK = re.compile(rf"({_NUMERAL}) ?(?:h|hrs?|heures?) ?(?:et )?([0-9]{{1,2}}) ?(mn|mins?|minutes?)?(?: ouvrees?)?")
_COLON = re.compile(r"([0-9]{1,3}) ?: ?([0-5][0-9])")
_AND_PART = re.compile(
    r"([0-9]+) ?((?:[a-z€]+ ?)??)(?:et (?=[13qd])|(?<=[a-z] )(?=[13]))((?:1 )?demie?|(?:1 )?quart|3 quarts)"
)
_PART = {"demi": Decimal("0.5"), "demie": Decimal("0.5"), "quart": Decimal("0.25"), "quarts": Decimal("0.75")}
_FRACTION = re.compile(r"(?<![0-9.,/])([13])/([24])(?= ?[a-z])")
_SIMPLE = re.compile(
    rf"([€$£]|eur|euros?|chf|usd|cad|gbp)? ?({_NUMERAL}) ?(k(?![a-z])|k(?=eur)|millions?(?: d'| de )?)? ?"
    r"([^0-9]*|/ ?5|sur 5|p[a-z. ]*100)"
)
_SCALES = {"": Decimal(1), "k": Decimal(1000), "m": Decimal(1_000_000)}


def read_number(text: str, unit: Unit, step: Decimal | None = None) -> ParsedNumber:
    """Read every value the text may mean in `unit`; converted values are rounded to `step`, or to the unit's grain.

    Raises NotANumber, TwoNumbers or WrongUnit.
    """
    folded = fold(text).strip(" .!?;,")
    if _NOTHING.fullmatch(folded):
        return ParsedNumber((Decimal(0),), True)
    amount, context = _peel(folded, unit)
    if amount.startswith(("demi", "quart d")):
        amount = f"une {amount}"
    values, sure, note = _amount(to_digits(amount), unit)
    values, exact = over_period(values, context.period, unit, step)
    if context.with_tax:
        # The person is asked which amount is meant: without the standard 20 % tax, or as typed.
        values, exact = tuple(v for value in values for v in (round(value / _TAX_RATE, 2), value)), False
    values = tuple(dict.fromkeys(_tidy(value) for value in values))
    return ParsedNumber(values, sure and exact and not context.vague and len(values) == 1, note)


def _tidy(value: Decimal) -> Decimal:
    """Remove useless zeros, and the digits a JSON number would not keep exactly."""
    value = _check(round(value, 4))
    return round(value, 0) if value == value.to_integral_value() else value.normalize()


def _peel(text: str, unit: Unit) -> tuple[str, _Context]:
    """Split the text into its amount and the words around it, in whatever order they were typed."""
    period, with_tax, vague = None, False, False
    while found := _AROUND_FRONT.match(text):
        text, vague = text[found.end() :], vague or bool(found["vague"])
    if smaller := _BIG_OR_SMALL.search(text):
        text, vague = text[: smaller.start()] + text[smaller.end() :], True
    own = _own_suffix(unit.suffix)
    while True:
        if found := own.search(text):
            text = text[: found.start()].rstrip()
        elif unit.measure is Measure.MONEY and (found := _TAX.search(text)):
            text, with_tax = text[: found.start()], with_tax or bool(found["with"])
        elif found := _AROUND_END.search(text):
            text, vague = text[: found.start()], vague or bool(found["vague"])
        elif not period and (found := _PERIOD.search(text)):
            text, period = text[: found.start()], PERIODS.get(found[1] or "") or _ADJECTIVES[found[2][:5]]
        else:
            return text.strip(" ,"), _Context(period, with_tax, vague)


@lru_cache(maxsize=256)
def _own_suffix(suffix: str) -> re.Pattern[str]:
    """A pattern for the unit's suffix: as it is printed (« par salarié et par mois »), or typed « /salarié/mois »."""
    words = fold(suffix)
    if not words.startswith("par "):
        return re.compile(f"{re.escape(words)}$" if words else "(?!)")
    things = map(re.escape, words.removeprefix("par ").split(" et par "))
    return re.compile(
        r"(?: ?/ ?|par |chaque |(?:de |a )?(?:la |le |l'))" + r" ?(?:/ ?|(?:et )?par )".join(things) + "$"
    )


def _amount(text: str, unit: Unit) -> tuple[tuple[Decimal, ...], bool, str | None]:
    """Read one quantity, or two that make a range or an alternative."""
    if found := _EITHER.fullmatch(text):
        return tuple(_shared_unit(found[1], found[2], unit)), False, None
    for pattern in _RANGE:
        if found := pattern.fullmatch(text):
            low, *_, high = sorted(_shared_unit(found[1], found[2], unit))
            middle = (low + high) / 2
            whole_only = unit.measure is Measure.COUNT and middle != middle.to_integral_value()
            return (low, high) if whole_only else (low, middle, high), False, None
    return _quantity(text, unit)


def _shared_unit(first: str, second: str, unit: Unit) -> list[Decimal]:
    """Read two bounds that may share one unit: « 10 à 12 k€ »."""
    if re.fullmatch(_NUMERAL, first) and (
        tail := re.fullmatch(rf"{_NUMERAL} ?([^0-9]*)(?:[0-9]{{1,2}}[a-z ]*)?", second)
    ):
        first = f"{first} {tail[1]}"
    values = [*_quantity(first, unit)[0], *_quantity(second, unit)[0]]
    if len(values) > 4:
        raise TwoNumbers
    return values


def _quantity(text: str, unit: Unit) -> tuple[tuple[Decimal, ...], bool, str | None]:
    """Read one quantity: its values in the unit asked for, whether they are certain, the conversion made or None."""
    text = _FRACTION.sub(lambda found: str(Decimal(found[1]) / int(found[2])), text)
    if found := _CLOCK.fullmatch(text) or _COLON.fullmatch(text):
        return _clock(found, unit)
    part = Decimal(0)
    if found := _AND_PART.fullmatch(text):
        part = _PART[found[3].split(" ")[-1]]
        text = f"{found[1]} {found[2]}"
    if not (simple := _SIMPLE.fullmatch(text)):
        raise TwoNumbers if len(re.findall(r"(?<![a-z0-9])[0-9]+", text)) > 1 else NotANumber
    scale = _SCALES[(simple[3] or "")[:1]]
    words = f"{simple[1] or ''} {simple[4]}".strip()
    numbers = [_check((number + part) * scale) for number in _numeral(simple[2])]
    values, sure, note = to_unit(numbers, words, unit)
    return values, sure and len(numbers) == 1, note or ("thousands" if scale > 1 else None)


def _clock(found: re.Match[str], unit: Unit) -> tuple[tuple[Decimal, ...], bool, str | None]:
    """Read « 2 h 30 »; « 2h5 » has two values, two hours and five minutes or two and a half hours."""
    hours, typed = _numeral(found[1]), found[2]
    if len(hours) > 1 or hours[0] != hours[0].to_integral_value() or int(typed) > 59:
        raise NotANumber
    sign = -1 if found[1].startswith("-") else 1
    minutes = hours[0] * 60 + sign * int(typed)
    if len(typed) == 1 and not found[3]:
        both = [minutes, hours[0] * 60 + sign * 6 * int(typed)]
        return to_unit(both, "min", unit)[0], False, None
    values, sure, _ = to_unit([minutes], "min", unit)
    return values, sure, None


def _numeral(text: str) -> tuple[Decimal, ...]:
    """The values a numeral may have: two when exactly three digits follow its only separator (« 1.500 »)."""
    sign = -1 if text.startswith("-") else 1
    digits = text.lstrip("+- ")
    if found := _PLAIN.fullmatch(digits):
        values = [Decimal(f"{found[1]}.{found[2] or 0}")]
        if len(found[2] or "") == 3 and re.fullmatch(r"[1-9][0-9]{0,2}", found[1]):
            values = [Decimal(found[1] + found[2]), *values]
    elif found := _GROUPED.fullmatch(digits):
        values = [Decimal(f"{found[1]}{re.sub('[^0-9]', '', found[3])}.{found[4] or 0}")]
    elif _LOOSE_GROUPS.fullmatch(digits) and " " in digits:
        raise TwoNumbers
    else:
        raise NotANumber
    return tuple(_check(sign * value) for value in values)


def _check(value: Decimal) -> Decimal:
    """Return the value; raise NotANumber when it is so large that storage would lose its decimals."""
    if abs(value) >= LIMIT:
        raise NotANumber
    return value
