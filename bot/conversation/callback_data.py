"""The data of a button: a verb, the interview, the question and an argument, written `<verb><id>:<question>:<arg>`.
Telegram allows 64 bytes, so eight characters stand for the question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

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
    "y": lambda key, arg: say.Accept(key, int(arg) if arg.isdecimal() else -1),
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
    head, _, rest = data.partition(":")
    ref, separator, argument = rest.partition(":")
    if not separator or not head or head[0] not in {*KEYED, *FREE, NOTHING, ACTION}:
        return None
    try:
        return ButtonData(head[0], int(head[1:], 36), ref, argument)
    except ValueError:
        return None


def reply(pressed: ButtonData, keys: Iterable[Key], form: Form) -> Reply | None:
    """The reply the button stands for, its question being one of `keys`; None if it is no longer there.

    A button written under an earlier form applies to the question that replaced its own.
    """
    if pressed.verb in FREE:
        return FREE[pressed.verb](pressed.argument)
    known = list(keys)
    named = [(key, key) for key in known if reference(key) == pressed.key_ref]
    named += [(key, old) for key, old in former(form, known) if reference(old) == pressed.key_ref]
    if not named or pressed.verb not in KEYED:
        return None
    key, old = named[0]
    question, verb, chosen = form.questions[key[0]], pressed.verb, pressed.argument
    if verb in CHOOSING:
        chosen = argument(question, old[0], chosen)
    if verb in TICKING and question.type != "multi_choice":
        # The question was a multiple choice: the box ticked becomes the answer, other buttons do nothing.
        return say.Choose(key, chosen) if verb == "t" else say.Resume()
    return KEYED[verb](key, chosen)


def _correct(argument: str) -> Reply:
    section, _, page = argument.partition(":")
    return say.Correct(section or None, int(page) if page.isdecimal() else 0)


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = digits[rest] + text
    return text or "0"
