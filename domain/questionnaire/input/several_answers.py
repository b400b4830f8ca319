"""Reads several answers in one message: the choices of a list, or a figure for each indicator asked next.

Figures come in the order asked, « 3 ; 95 ; 12 » or one a line, for the task on screen; an empty place answers nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from domain.calendar.workdays import Calendar
from domain.questionnaire.form import Key
from domain.questionnaire.input import parsing
from domain.questionnaire.path import Path
from domain.questionnaire.transition import Transition
from domain.questionnaire.turn import Asking, Note, Turn, Weighing
from domain.questionnaire.values import Doubt, Problem, Refusal, Understood, Value

Typed = Mapping[Key, Understood | Doubt | Refusal]
_SURE = re.compile(r"\s*[;\n]\s*")
_COMMAS = re.compile(r",\s+|\s+[/|]\s+")
"""Separators of « 3, 95, 12 », read as several figures only when each is one and there are as many as are asked."""


def group(path: Path, key: Key, known: bool = False) -> tuple[Key, ...]:
    """The figures one message may give from this one on: those its task still lacks, or all when `known`."""
    if key[0] not in path.form.sources.figures:
        return (key,)
    task, answers = str(key[1]).split("/")[0], path.known
    same = [step.key for step in path.steps if step.key[0] == key[0] and str(step.item).split("/")[0] == task]
    later = same[same.index(key) + 1 :] if key in same else []
    return (key, *(other for other in later if known or other not in answers))


def parse_figures(path: Path, key: Key, text: str, calendar: Calendar, known: bool = False) -> Typed | None:
    """Read each of the figures typed; None when the text answers one question.

    `known`: the text corrects an earlier message and may change figures already given.
    """
    asked = group(path, key, known)
    if len(asked) == 1:
        return None
    parts = _SURE.split(text.strip().rstrip("; \n"))
    if len(parts) == 1:
        parts = _COMMAS.split(text.strip())
        found = _each(path, asked, parts, calendar) if len(parts) == len(asked) else {}
        return found if found and all(isinstance(one, Understood) for one in found.values()) else None
    if len(parts) > len(asked):
        return {key: Refusal(Problem.TOO_MANY_FIGURES, {"n": str(len(parts)), "max": str(len(asked))})}
    return _each(path, asked, parts, calendar) or None


def _each(path: Path, asked: tuple[Key, ...], parts: list[str], calendar: Calendar) -> Typed:
    return {
        key: parsing.parse_text(path, key, part, calendar)
        for key, part in zip(asked, parts, strict=False)
        if part.strip()
    }


def keep(transition: Transition, each: Typed) -> Turn:
    """Keep the figures understood, and ask for the first that is not."""
    given: dict[Key, Value] = {}
    left: list[tuple[Key, Doubt | Refusal]] = []
    for key, found in each.items():
        if not isinstance(found, Understood):
            left.append((key, found))
        elif refused := parsing.refusal(transition.path, key, found.value, transition.calendar):
            left.append((key, refused))
        elif transition.is_unusual(key, found.value) and transition.answers.get(key) != found.value:
            left.append((key, Doubt((found.value,))))
        elif transition.answers.get(key) != found.value:
            given[key] = found.value
    turn = transition.record_all(given) if given else None
    if not left or (turn and (isinstance(turn.interview.asking, Weighing) or transition.interview.queue)):
        return turn or transition.resume()
    shown = transition.ask_again(*left[0])
    return replace(shown, saved=turn.saved, outputs=(*turn.outputs, *shown.outputs)) if turn else shown


# --- the choices of a list


def tick_known(transition: Transition, key: Key, text: str) -> Turn | None:
    """Tick the choices a typed list names and refuse its other words; None when it has only one of the two."""
    if transition.form.questions[key[0]].type != "multi_choice":
        return None
    known, unknown = parsing.match_typed_choices(transition.path, key, text)
    return transition.refuse(unknown, _ticking(transition, key, known)) if known and unknown else None


def _ticking(transition: Transition, key: Key, typed: tuple[str, ...]) -> Asking:
    now = transition.asking(key)
    for choice in typed:
        now = replace(now, draft=parsing.tick_choice(transition.path, key, now.draft, choice, True), candidates=())
    return now


def tick(transition: Transition, key: Key, typed: tuple[str, ...]) -> Turn:
    """Tick the choices of a list and wait for « Valider »; « aucun » answers at once."""
    return (
        transition.try_value(key, typed)
        if parsing.stands_alone(typed)
        else transition.show(_ticking(transition, key, typed), Note("ticked"))
    )
