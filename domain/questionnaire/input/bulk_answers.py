"""One button that answers for several items at once, where that is as sincere as answering them one by one."""

from __future__ import annotations

from collections.abc import Mapping

from domain.calendar.workdays import Calendar
from domain.questionnaire.form import Key
from domain.questionnaire.path import Path
from domain.questionnaire.values import Value

Given = Mapping[Key, Value]
NOTHING: Given = {}


def answers(path: Path, key: Key, calendar: Calendar) -> Given:
    """The answers that button under this question gives; empty when it has none."""
    rule = path.form.questions[key[0]].together
    found: Given = path.form.sources.together[rule](path, key, calendar) if rule else NOTHING
    return found


def still_open(path: Path, key: Key) -> tuple[Key, ...]:
    """The question for this item and for later ones without an answer; none when this item has one."""
    same = [step.key for step in path.steps if step.key[0] == key[0]]
    if key not in same or key in path.known:
        return ()
    return tuple(other for other in same[same.index(key) :] if other not in path.known)
