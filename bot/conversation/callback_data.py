"""The data of a button: a verb, the interview, the question and an argument, written `<verb><id>:<question>:<arg>`.
Telegram allows 64 bytes, so eight characters stand for the question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from domain.calendar.periods import Period, is_period
from domain.questionnaire.evolution import argument, former
from domain.questionnaire.form import Form, Key, reference
from domain.questionnaire.input import replies as say
from domain.questionnaire.input.replies import Reply

KEYED: dict[str, Callable[[Key, str], Reply]] = {
    "c": say.Choose,
    "t": lambda key, arg: say.Tick(key, arg, True),
    "u": lambda key, arg: say.Tick(key, arg, False),
    "v": lambda key, arg: say.Submit(key),
    "k": lambda key, arg: say.Continue(key),
    "s": lambda key, arg: say.Skip(key),
    "d": lambda key, arg: say.DontKnow(key),
    "m": lambda key, arg: say.Same(key),
    "o": lambda key, arg: say.AnswerInBulk(key),
    "y": lambda key, arg: say.Accept(key, -1 if (index := number_named(arg)) is None else index),
    "n": lambda key, arg: say.Decline(key),
    "p": say.Browse,
    "e": lambda key, arg: say.Edit(key),
    "f": lambda key, arg: say.Fix(key),
}
CHOOSING, TICKING = ("c", "t", "u"), ("t", "u", "v")
"""Verbs whose argument is a choice, and verbs of a multiple choice."""
FREE: dict[str, Callable[[str], Reply]] = {
    "b": lambda arg: say.GoBack(),
    "r": lambda arg: _correct(arg),
    "w": lambda arg: say.Review(),
    "g": lambda arg: say.Resume(),
}
NOTHING = "x"
ACTION = "a"
"""Verb of the buttons that run an action of a feature: a document, a pause, help, erasure."""
MOST = 2**63 - 1
"""The greatest number that the databases hold."""
_WRITTEN = re.compile(r"([a-z])([0-9a-z]{1,13}):([\w-]{8})?:(.*)", re.ASCII | re.DOTALL)
_NUMBER, _DAY = re.compile(r"[0-9]{1,18}"), re.compile(r"2[01][0-9]{2}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class ButtonData:
    """A decoded button; `key_ref` is the reference of a question, or empty."""

    verb: str
    interview: int
    key_ref: str
    argument: str


def data(verb: str, interview: int, key: Key | None = None, argument: str = "") -> str:
    """The data of a button; no `key` for a button that belongs to no question."""
    return f"{verb}{_base36(interview)}:{reference(key) if key else ''}:{argument}"


def parse(data: str) -> ButtonData | None:
    """The decoded button, or None if no version of the bot wrote this data."""
    found = _WRITTEN.fullmatch(data)
    if not found or found[1] not in {*KEYED, *FREE, NOTHING, ACTION}:
        return None
    interview = int(found[2], 36)
    return ButtonData(found[1], interview, found[3] or "", found[4]) if interview <= MOST else None


def number_named(argument: str) -> int | None:
    """The number an argument is; None for anything else. Arguments are text that anybody can forge."""
    return int(argument) if _NUMBER.fullmatch(argument) else None


def day_named(argument: str) -> date | None:
    """The day an argument is, of a year the bot may speak of; None for anything else."""
    try:
        return date.fromisoformat(argument) if _DAY.fullmatch(argument) else None
    except ValueError:
        return None


def period_named(argument: str) -> Period | None:
    """The month or quarter an argument is; None for anything else."""
    return Period.parse(argument) if is_period(argument) else None


def reply(pressed: ButtonData, asked: Key | None, keys: Sequence[Key], form: Form) -> Reply | None:
    """The reply the button stands for, its question being one of `keys`; None if it is no longer there.

    `asked`: the question on screen, which most buttons are about. A button written under an earlier form applies
    to the question that replaced its own.
    """
    if pressed.verb in FREE:
        return FREE[pressed.verb](pressed.argument)
    pairs = chain(((key, key) for key in chain([asked] if asked else [], keys)), former(form, keys))
    named = next((pair for pair in pairs if reference(pair[1]) == pressed.key_ref), None)
    if named is None or pressed.verb not in KEYED:
        return None
    key, old = named
    question, verb, chosen = form.questions[key[0]], pressed.verb, pressed.argument
    if verb in CHOOSING:
        chosen = argument(question, old[0], chosen)
    if verb in TICKING and question.type != "multi_choice":
        # The question was a multiple choice: the box ticked becomes the answer, other buttons do nothing.
        return say.Choose(key, chosen) if verb == "t" else say.Resume()
    return KEYED[verb](key, chosen)


def _correct(argument: str) -> Reply:
    section, _, page = argument.partition(":")
    return say.Correct(section or None, number_named(page) or 0)


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = digits[rest] + text
    return text or "0"
