"""One press that answers for several items at once, where that is as sincere as answering one after the other.

Each rule says what the press would answer, and nothing when it is not to be offered (`docs/rules/revue.md §2`: what is
asked of a task is asked, the press only says it of several).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from domain.calendar.workdays import Calendar
from domain.questionnaire import parsing
from domain.questionnaire.bounds import limits
from domain.questionnaire.form import Key, is_given
from domain.questionnaire.path import Path
from domain.questionnaire.values import Value, soft
from domain.reviews.advice import CONTINUE
from domain.reviews.milestones import TRIAL, of
from domain.reviews.texts import advice

Answers = Mapping[Key, Value]
NOTHING: Answers = {}


def answers(path: Path, key: Key, calendar: Calendar) -> Answers:
    """What the press under this question says; empty when there is none."""
    rule = path.project.form.questions[key[0]].together
    return TOGETHER[rule](path, key, calendar) if rule else NOTHING


def _open(path: Path, key: Key) -> tuple[Key, ...]:
    """The question for this item and the later ones not answered yet; none once this one is."""
    known = path.project.answers
    same = [step.key for step in path.steps if step.key[0] == key[0]]
    if key not in same or key in known:
        return ()
    return tuple(other for other in same[same.index(key) :] if other not in known)


def _no_incident(path: Path, key: Key, calendar: Calendar) -> Answers:
    asked = _open(path, key)
    return {other: (parsing.NONE,) for other in asked} if len(asked) > 1 else NOTHING


def _as_agreed(path: Path, key: Key, calendar: Calendar) -> Answers:
    """The volumes agreed, each told on screen."""
    agreed = {other: path.project.number("spec_volume", other[1]) for other in _open(path, key)}
    return {other: volume for other, volume in agreed.items() if volume} if len(agreed) > 1 else NOTHING


def _as_advised(path: Path, key: Key, calendar: Calendar) -> Answers:
    """Going on, when it is advised for each without a reserve, and no trial ends."""
    asked, project = _open(path, key), path.project
    if len(asked) < 2 or TRIAL in of(project):
        return NOTHING
    advised = [advice(project, str(task)) for _, task in asked]
    plain = all(one.decision == CONTINUE and not one.watch for one in advised)
    return dict.fromkeys(asked, CONTINUE) if plain else NOTHING


def _as_collected(path: Path, key: Key, calendar: Calendar) -> Answers:
    """What the provider gave, figures and reasons, but for a figure to be asked back."""
    project, found = path.project, dict[Key, Value]()
    for other in _open(path, key):
        value = project.get("col_value", other[1])
        if value is None or not is_given(value):
            continue
        if isinstance(value, str):
            kept = value in parsing.offered(path, other)
        else:
            kept = parsing.refusal(path, other, value, calendar) is None
        if not kept or soft(value, limits(project, other, calendar)):
            continue
        found[other] = value
        for asked, given in (("rev_kpi_cases", "col_cases"), ("rev_kpi_unmeasured", "col_unmeasured")):
            if (more := project.get(given, other[1])) is not None:
                found[asked, other[1]] = more
    return found if sum(name == key[0] for name, _ in found) > 1 else NOTHING


def _same_scores(path: Path, key: Key, calendar: Calendar) -> Answers:
    """Every score, as for the task before: one provider is scored once."""
    before = path.same_before(key)
    if before is None:
        return NOTHING
    block = [step for step in path.steps if step.item == key[1] and step.question.together == before.question.together]
    given = {step.key: path.project.answers.get((step.question.id, before.item)) for step in block}
    scores: dict[Key, Value] = {other: value for other, value in given.items() if isinstance(value, int)}
    new = all(other not in path.project.answers for other in given)
    return scores if new and len(scores) == len(given) > 1 else NOTHING


TOGETHER: dict[str, Callable[[Path, Key, Calendar], Answers]] = {
    "no_incident": _no_incident,
    "as_agreed": _as_agreed,
    "as_advised": _as_advised,
    "as_collected": _as_collected,
    "same_scores": _same_scores,
}
