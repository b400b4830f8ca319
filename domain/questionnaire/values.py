"""Reads typed text as the answer to a question, checks whether a value may be kept, and prints it.

A text with several possible values is a doubt to ask back, never a guess (`docs/rules/methode.md §3`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from math import ceil, floor

from domain.french.choices import read_choice, read_choices, read_yes_no
from domain.french.conversion import WrongUnit
from domain.french.dates import impossible, long_date, read_date
from domain.french.numbers import NotANumber, TwoNumbers, read_number
from domain.french.text import NBSP, NNBSP, clean, join, shorten
from domain.french.units import label, unit_of, write_number, write_quantity
from domain.questionnaire.value_kinds import (
    Aside,
    Choices,
    Doubt,
    Gap,
    Limits,
    Problem,
    Refusal,
    Understood,
    Value,
    from_json,
    to_json,
)

__all__ = [
    "Aside",
    "Choices",
    "Doubt",
    "Gap",
    "Limits",
    "Problem",
    "Refusal",
    "Understood",
    "Value",
    "check",
    "example",
    "from_json",
    "join",
    "long_date",
    "parse",
    "show",
    "soft",
    "to_json",
]

Result = Understood | Doubt | Refusal

_LONGEST_LINE = 200
_LONGEST_TEXT = 4_096  # what one Telegram message holds
_LENGTHS = {"short_text": (2, 120), "long_text": (2, 1000)}
_SILENT = ("info", "recap")


def parse(type: str, text: str, limits: Limits, today: date, choices: Choices = ()) -> Result:
    """Read a text typed for a question of this type; a value outside the hard bounds is never returned.

    Raises ValueError on an unknown type, never on a text.
    """
    text = text.strip()
    if type in _LENGTHS:
        return _parse_text(type, text, limits)
    if len(text) > (_LONGEST_TEXT if type == "multi_choice" else _LONGEST_LINE):
        return Refusal(Problem.TOO_LONG, {"text": shorten(text), "max": write_number(Decimal(_LONGEST_LINE))})
    match type:
        case "number" | "scale_1_5":
            return _parse_number(type, text, limits)
        case "date":
            reading = read_date(text, today)
            days = [day.isoformat() for day in reading.values]
            return _check_bounds(type, text, days, reading.sure, limits) or _no_date(text, today)
        case "yes_no":
            answer = read_yes_no(text)
            if answer is None:
                return _refuse(Problem.NOT_A_CHOICE, text)
            return Understood(answer[0]) if answer[1] else Doubt((answer[0],))
        case "single_choice" | "multi_choice":
            read = read_choice if type == "single_choice" else read_choices
            named = read(text, choices)
            return (named and _check_bounds(type, text, [named], True, limits)) or _refuse(Problem.NOT_A_CHOICE, text)
        case "info" | "recap":
            return _refuse(Problem.NOT_A_CHOICE, text)
    raise ValueError(f"unknown answer type: {type!r}")


def _refuse(problem: Problem, text: str, **params: str) -> Refusal:
    return Refusal(problem, {"text": shorten(text), **params})


def _no_date(text: str, today: date) -> Refusal:
    """The refusal of a text that is no date, which says so when it names a day that does not exist."""
    why = impossible(text, today)
    if why is None:
        return _refuse(Problem.NOT_A_DATE, text)
    if why.month is None:
        return _refuse(Problem.NO_SUCH_MONTH, text, number=str(why.number))
    known = {"month": why.month.capitalize(), "days": str(why.days)}
    if why.year is None:
        return _refuse(Problem.NO_SUCH_DAY, text, **known)
    return _refuse(Problem.NO_SUCH_DAY_THEN, text, **known, year=str(why.year))


def _parse_number(type: str, text: str, limits: Limits) -> Result:
    code = "score_1_5" if type == "scale_1_5" else limits.unit
    try:
        reading = read_number(text, unit_of(code), limits.step)
    except NotANumber:
        return _refuse(Problem.NOT_A_NUMBER, text, unit=label(code))
    except TwoNumbers:
        return _refuse(Problem.TWO_NUMBERS, text, unit=label(code))
    except WrongUnit:
        return _refuse(Problem.WRONG_UNIT, text, unit=label(code))
    values: Sequence[Value] = reading.values
    sure = reading.sure
    if type == "scale_1_5":
        values = tuple(dict.fromkeys(whole for v in reading.values for whole in (floor(v), ceil(v))))
        sure = sure and len(values) == 1
    result = _check_bounds(type, text, values, sure, limits, reading.note)
    return result or _refuse(Problem.NOT_A_NUMBER, text)


def _check_bounds(
    type: str, text: str, values: Iterable[Value], sure: bool, limits: Limits, note: str | None = None
) -> Result | None:
    """The values within the bounds, or the refusal of the first; None when there is no value."""
    refusals = {value: check(type, value, limits) for value in values}
    allowed = tuple(value for value, refusal in refusals.items() if refusal is None)
    if allowed:
        return Understood(allowed[0], note) if sure else Doubt(allowed)
    refusal = next(iter(refusals.values()), None)
    return refusal and Refusal(refusal.problem, {**refusal.params, "text": shorten(text)})


def _parse_text(type: str, text: str, limits: Limits) -> Result:
    if len(text) > _LONGEST_TEXT:
        longest = limits.max_length or _LENGTHS[type][1]
        return _refuse(Problem.TOO_LONG, text, max=write_number(Decimal(longest)))
    kept = clean(text, one_line=type == "short_text")
    if text and not kept:
        return _refuse(Problem.BAD_CHARACTERS, text)
    return check(type, kept, limits) or Understood(kept)


def check(type: str, value: Value, limits: Limits) -> Refusal | None:
    """Why the value may not be kept, or None, by its type and its bounds alone; a gap is always allowed here."""
    if isinstance(value, Gap) or type in _SILENT:
        return None
    match type:
        case "number" | "scale_1_5":
            return _check_number(type, value, limits)
        case "date":
            return _check_date(value, limits)
        case "short_text" | "long_text":
            return _check_length(type, value, limits)
        case "yes_no":
            return None if isinstance(value, bool) else _refuse(Problem.NOT_A_CHOICE, str(value))
        case "single_choice":
            return None if isinstance(value, str) else _refuse(Problem.NOT_A_CHOICE, str(value))
        case "multi_choice":
            return _check_choices(value, limits)
    return None


def _check_choices(value: Value, limits: Limits) -> Refusal | None:
    if not isinstance(value, tuple):
        return _refuse(Problem.NOT_A_CHOICE, str(value))
    if limits.min_choices is not None and len(value) < limits.min_choices:
        return Refusal(Problem.TOO_FEW, {"min": str(limits.min_choices)})
    if limits.max_choices is not None and len(value) > limits.max_choices:
        return Refusal(Problem.TOO_MANY, {"max": str(limits.max_choices)})
    return None


def _check_number(type: str, value: Value, limits: Limits) -> Refusal | None:
    scale = type == "scale_1_5"
    if isinstance(value, bool) or not isinstance(value, int | (Decimal if not scale else int)):
        return _refuse(Problem.NOT_A_NUMBER, str(value))
    number = Decimal(value)
    if not number.is_finite():
        return _refuse(Problem.NOT_A_NUMBER, str(value))
    low, high = (Decimal(1), Decimal(5)) if scale else (limits.min, limits.max)
    for bound, problem, passed in (
        (low, Problem.BELOW_MIN, low is not None and number < low),
        (high, Problem.ABOVE_MAX, high is not None and number > high),
    ):
        if passed and bound is not None:
            name = "min" if problem is Problem.BELOW_MIN else "max"
            shown = write_number(bound) if scale else show(type, bound, limits.unit)
            return Refusal(problem, {name: shown, "text": show(type, value, limits.unit)})
    return None


def _check_date(value: Value, limits: Limits) -> Refusal | None:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        day = None
    if day is None:
        return _refuse(Problem.NOT_A_DATE, str(value))
    shown = long_date(day, weekday=False)
    if limits.min_date and day < limits.min_date:
        return Refusal(Problem.BEFORE_MIN_DATE, {"min": long_date(limits.min_date, weekday=False), "text": shown})
    if limits.max_date and day > limits.max_date:
        return Refusal(Problem.AFTER_MAX_DATE, {"max": long_date(limits.max_date, weekday=False), "text": shown})
    return None


def _check_length(type: str, value: Value, limits: Limits) -> Refusal | None:
    if not isinstance(value, str):
        return _refuse(Problem.NOT_TEXT, str(value))
    shortest, longest = _LENGTHS[type]
    shortest = shortest if limits.min_length is None else limits.min_length
    longest = longest if limits.max_length is None else limits.max_length
    if len(value) < shortest:
        return _refuse(Problem.TOO_SHORT, value, min=write_number(Decimal(shortest)))
    if len(value) > longest:
        return _refuse(
            Problem.TOO_LONG,
            value,
            max=write_number(Decimal(longest)),
            length=write_number(Decimal(len(value))),
        )
    return None


def soft(value: Value, limits: Limits) -> bool:
    """True for a number beyond the soft bounds: it is allowed but must be confirmed."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    too_low = limits.soft_min is not None and value < limits.soft_min
    return too_low or (limits.soft_max is not None and value > limits.soft_max)


def show(type: str, value: Value, unit: str | None = None, choices: Choices = ()) -> str:
    """Print the value in French: « 2 h 30 par semaine », « 1er décembre 2026 », « À préciser »."""
    labels = dict(choices)
    match value:
        case Gap() | Aside():
            return "À préciser"
        case bool():
            return "Oui" if value else "Non"
        case int() | Decimal() if type == "scale_1_5":
            return f"{write_number(Decimal(value))}{NBSP}sur{NBSP}5"
        case int() | Decimal():
            return write_quantity(Decimal(value), unit)
        case tuple():
            return f"{NNBSP}; ".join(labels.get(item, item) for item in value)
        case str() if type == "date":
            return _show_date(value)
    return labels.get(value, value) if type == "single_choice" else value


def _show_date(value: str) -> str:
    try:
        return long_date(date.fromisoformat(value), weekday=False)
    except ValueError:
        return value


def example(type: str, unit: str | None = None) -> str:
    """An example of what to type for a number, a date, a scale or a yes/no; empty for a choice and free text."""
    if type == "number":
        return unit_of(unit).measure.value.replace(" ", NBSP)
    return {"date": "24/11/2026", "scale_1_5": "4", "yes_no": "oui"}.get(type, "")
