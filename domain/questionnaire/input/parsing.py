"""Reads a typed text, a button or a tick for one question of the path, and checks whether its value may be kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from domain.calendar.workdays import Calendar
from domain.french.choices import match_choices
from domain.french.dates import long_date
from domain.french.text import fold, shorten
from domain.questionnaire.bounds import limits
from domain.questionnaire.form import Key
from domain.questionnaire.lookup import choices
from domain.questionnaire.path import Path
from domain.questionnaire.values import Doubt, Limits, Problem, Refusal, Understood, Value, check, parse

MOST_DIGITS = 12
"""Most digits of a figure in a button; a longer one is not ours."""

NONE = "none"
"""The choice that excludes the others."""
IDENTICAL = ("identique", "idem", "pareil", "la meme", "le meme", "=")
"""Words that repeat the last figure."""


def choices_on_screen(path: Path, key: Key) -> tuple[str, ...]:
    """The ids of the choices on screen."""
    return tuple(choice.id for choice in choices(path.answers, key))


def parse_text(path: Path, key: Key, text: str, calendar: Calendar) -> Understood | Doubt | Refusal:
    """Read typed text for this question; a number may also be the label of one of its buttons (« Aidez-moi »)."""
    question = path.form.questions[key[0]]
    labels = [(choice.id, choice.label) for choice in choices(path.answers, key)]
    if question.type in ("number", "contradiction"):
        for choice, label in labels:
            if fold(label) == fold(text):
                return Understood(choice)
    figure = path.form.sources.figures.get(question.id)
    if figure is not None and fold(text) in IDENTICAL:
        last = figure(path.answers, key[1])
        if last is not None:
            return Understood(last)
    kind = "short_text" if question.type == "contradiction" else question.type
    return parse(kind, text, limits(path.answers, key, calendar), calendar.today, labels)


def yes_or_no(text: str, calendar: Calendar) -> bool | None:
    """Read « oui » or « non », typed to a value that was asked back; None for any other text."""
    found = parse("yes_no", text, Limits(), calendar.today)
    return bool(found.value) if isinstance(found, Understood) else None


def value_of_button(path: Path, key: Key, argument: str) -> Value | None:
    """The value a button stands for; None when the question has no such button."""
    step = path.step(key)
    if step is None:
        return None
    kind = step.question.type
    if kind == "yes_no":
        return {"yes": True, "no": False}.get(argument)
    if kind == "scale_1_5":
        return int(argument) if argument in ("1", "2", "3", "4", "5") else None
    if kind == "date":
        return argument
    if argument in choices_on_screen(path, key):
        return (argument,) if kind == "multi_choice" else argument
    return _figure(argument) if kind == "number" else None


def _figure(argument: str) -> Decimal | None:
    try:
        figure = Decimal(argument)
    except InvalidOperation:
        return None
    return figure if figure.is_finite() and abs(figure.adjusted()) <= MOST_DIGITS else None


def tick_choice(path: Path, key: Key, draft: tuple[str, ...], choice: str, on: bool) -> tuple[str, ...]:
    """The ticks after one changes, in the order of the list; « rien » excludes the others."""
    kept = set(draft) - {choice}
    if on:
        kept = {choice} if choice == NONE else (kept - {NONE}) | {choice}
    return tuple(known for known in choices_on_screen(path, key) if known in kept)


def match_typed_choices(path: Path, key: Key, text: str) -> tuple[tuple[str, ...], Refusal | None]:
    """The choices a typed list names, and a refusal of the words that name none, or None."""
    known, unknown = match_choices(text, [(choice.id, choice.label) for choice in choices(path.answers, key)])
    return known, Refusal(Problem.NOT_A_CHOICE, {"text": shorten(", ".join(unknown))}) if unknown else None


def stands_alone(draft: tuple[str, ...]) -> bool:
    """True for « aucun » alone, which is a whole answer since it excludes the others."""
    return draft == (NONE,)


def refusal(path: Path, key: Key, value: Value, calendar: Calendar) -> Refusal | None:
    """Why the value may not be kept, or None: its type, its bounds, or a choice not, or no longer, in the list."""
    question = path.form.questions[key[0]]
    if question.type in ("single_choice", "multi_choice"):
        named = value if isinstance(value, tuple) else (str(value),)
        known = choices_on_screen(path, key)
        if unknown := [name for name in named if name not in known]:
            return Refusal(Problem.NOT_A_CHOICE, {"text": unknown[0]})
    if question.id in path.form.sources.names and not any(map(str.isalpha, str(value))):
        return Refusal(Problem.NOT_A_NAME, {"text": str(value)})
    kind = "short_text" if question.type == "contradiction" else question.type
    if question.id in path.form.sources.worked_days and (
        refused := _not_worked(date.fromisoformat(str(value)), calendar)
    ):
        return refused
    return check(kind, value, limits(path.answers, key, calendar))


def _not_worked(day: date, calendar: Calendar) -> Refusal | None:
    if calendar.is_working_day(day):
        return None
    known = {"text": long_date(day, weekday=False), "next": long_date(calendar.on_or_after(day))}
    return Refusal(Problem.NOT_WORKED, known)
