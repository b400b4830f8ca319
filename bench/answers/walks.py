"""What a person does with each screen of a bot, and how the bench knows that a screen is the reply to an answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bench.answers.telegram.fake_telegram import Json

MIX = "CCNCCCTCCNCCCNCCTCNC"
"""The questions of the rivals: choice, number or text."""


@dataclass(frozen=True, slots=True)
class Screen:
    """A message as a person sees it."""

    kind: str
    text: str
    buttons: tuple[Json, ...]

    def same_as(self, other: Screen) -> bool:
        return self.text == other.text and self.buttons == other.buttons


@dataclass(slots=True)
class Memory:
    """What a person remembers of the walk so far."""

    text: str = ""
    shown: Screen | None = None
    tries: int = 0
    """How often the same screen came back."""
    ticked: int = 0
    category: int = 0
    steps: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """What a screen says about the last act, and the next one: a button to press or a text to write."""

    answered: bool
    """Whether the last act was an answer: the bot noted it and went on to another question."""
    act: Json | str
    finished: bool = False
    """Whether this is the last screen of the walk; then nothing follows."""


Walk = Callable[[Memory, Screen, int], Step | None]
"""The step after a screen, for so many tasks; None if the screen is not the reply."""


def screen(message: Mapping[str, Any], kind: str) -> Screen:
    rows = message.get("reply_markup", {}).get("inline_keyboard", ())
    buttons = tuple(button for row in rows for button in row if "callback_data" in button)
    return Screen(kind, message.get("text") or message.get("caption") or "", buttons)


# --- the interview of Relais

ASIDE = re.compile(
    "Retour|Aide|Pause|Passer|Je ne sais pas|Corriger|Modifier|Expliquez|Aidez|chronom|[Mm]atrice|Pourquoi|PDF|Word|"
    "Faire ou|Revoir|Relire|Catégories|Suite|Avant|Calendrier|Autre|seul avec|Garder :|Comme pour"
)
"""Buttons that do not answer."""
NOTED = "✓ "
"""How a screen begins that notes an answer before the next question."""
LAST = re.compile("Votre dossier est complet|Tout y est")
EXAMPLE = re.compile(r"par exemple\s*:\s*(.+)")
TYPED = ("Atelier Lune", "5", "40", "2 h", "1er juin 2027")
PATIENCE = 3
"""Refusals of one question after which a person passes over it."""
TICKED, FREE, SUBMIT = "✅", "▫️", "Valider"


def relais(memory: Memory, shown: Screen, tasks: int) -> Step | None:
    """The French interview, once: the first choice, `tasks` activities, the example where something is to be typed."""
    if shown.kind in ("photo", "document") or not shown.buttons:
        return None
    if memory.shown and shown.same_as(memory.shown):
        # Sent a second time by a bot that is late: the reply is still to come.
        return None
    memory.shown = shown
    memory.tries = memory.tries + 1 if memory.text == shown.text else 0
    memory.text = shown.text
    answered = shown.text.startswith(NOTED)
    if LAST.search(shown.text):
        return Step(answered, "", finished=True)
    pressed = _list_of_tasks(memory, shown, tasks) if "Choisissez-en trois" in shown.text else _list(shown)
    return Step(answered, pressed or _single(memory, shown))


def _list_of_tasks(memory: Memory, shown: Screen, tasks: int) -> Json | None:
    """Open a category, tick what is in it, then the next one, until there are enough activities."""
    submit, free = _beginning(shown, SUBMIT), [one for one in _beginning(shown, FREE) if "Autre" not in one["text"]]
    if memory.ticked >= tasks and submit:
        return submit[0]
    if free:
        memory.ticked += 1
        return free[0]
    categories = [one for one in shown.buttons if one["text"].endswith(")") and one not in submit]
    back = [one for one in shown.buttons if "Catégories" in one["text"]]
    if back or not categories:
        return back[0] if back else None
    memory.category += 1
    return categories[(memory.category - 1) % len(categories)]


def _list(shown: Screen) -> Json | None:
    """Tick one choice of a list, then submit it."""
    submit, free = _beginning(shown, SUBMIT), [one for one in _beginning(shown, FREE) if "Autre" not in one["text"]]
    if submit and (_beginning(shown, TICKED) or not free):
        return submit[0]
    return free[0] if free else None


def _single(memory: Memory, shown: Screen) -> Json | str:
    if memory.tries > PATIENCE:
        for words in ("Passer", "Je ne sais pas"):
            if skip := _beginning(shown, words):
                return skip[0]
    choices = [one for one in shown.buttons if not ASIDE.search(one["text"]) and not one["text"].startswith(SUBMIT)]
    if choices:
        return choices[min(memory.tries, len(choices) - 1)]
    example = EXAMPLE.search(shown.text)
    typed = (example[1], *TYPED) if example else TYPED
    return typed[memory.tries % len(typed)]


def _beginning(shown: Screen, words: str) -> list[Json]:
    return [one for one in shown.buttons if one["text"].startswith(words)]


# --- the rivals

THANKS = "Thank you"
BACK = re.compile("Back|Skip")


def questionnaire(memory: Memory, shown: Screen, tasks: int) -> Step | None:
    """The rivals' twenty questions: the first choice, or 5; done at the thanks."""
    if not shown.buttons and not shown.text.startswith(THANKS):
        return None
    answered = bool(memory.text) and shown.text != memory.text
    memory.text = shown.text
    if shown.text.startswith(THANKS):
        return Step(answered, "", finished=True)
    choices = [one for one in shown.buttons if not BACK.search(one["text"])]
    return Step(answered, choices[0] if choices else "5")


def twenty_replies(memory: Memory, shown: Screen, tasks: int) -> Step | None:
    """As many presses and texts as the questionnaire has, with a bot whose reply is always the same."""
    answered = bool(memory.text) and shown.text != memory.text
    memory.text = shown.text
    if memory.steps == len(MIX):
        return Step(answered, "", finished=True)
    choice = MIX[memory.steps] == "C"
    memory.steps += 1
    return Step(answered, shown.buttons[0] if choice else "5")


WALKS: dict[str, Walk] = {"relais": relais, "questionnaire": questionnaire, "twenty replies": twenty_replies}
