"""The buttons of a review that answer for several items at once (`docs/rules/revue.md §2`).

Each rule returns the answers its button would give, and none when the button must not be shown.
"""

from __future__ import annotations

from domain.calendar.workdays import Calendar
from domain.questionnaire.bounds import limits
from domain.questionnaire.form import Key, is_given
from domain.questionnaire.input import parsing
from domain.questionnaire.input.bulk_answers import NOTHING, Given, still_open
from domain.questionnaire.path import Path
from domain.questionnaire.sources import Source, reads
from domain.questionnaire.values import Value, soft
from domain.reviews import milestones
from domain.reviews.advice import CONTINUE
from domain.reviews.milestones import TRIAL, milestones_of
from domain.reviews.record import CLIENT, MEASURES
from domain.reviews.recorded_actions import ACTIONS
from domain.reviews.texts import advice
from domain.specification.project import project_of


def _no_incident(path: Path, key: Key, calendar: Calendar) -> Given:
    asked = still_open(path, key)
    return {other: (parsing.NONE,) for other in asked} if len(asked) > 1 else NOTHING


def _as_agreed(path: Path, key: Key, calendar: Calendar) -> Given:
    """Answer each volume with the agreed one, which the screen shows."""
    agreed = {other: project_of(path).number("spec_volume", other[1]) for other in still_open(path, key)}
    return {other: volume for other, volume in agreed.items() if volume} if len(agreed) > 1 else NOTHING


def _as_advised(path: Path, key: Key, calendar: Calendar) -> Given:
    """Continue each task, when that is advised for all without reserve and no trial ends."""
    asked, project = still_open(path, key), project_of(path)
    if len(asked) < 2 or TRIAL in milestones_of(project):
        return NOTHING
    advised = [advice(project, str(task)) for _, task in asked]
    plain = all(one.decision == CONTINUE and not one.watch for one in advised)
    return dict.fromkeys(asked, CONTINUE) if plain else NOTHING


def _as_collected(path: Path, key: Key, calendar: Calendar) -> Given:
    """Take the provider's figures and reasons, except a figure that must be asked back."""
    project, found = project_of(path), dict[Key, Value]()
    for other in still_open(path, key):
        value = project.get("col_value", other[1])
        if value is None or not is_given(value):
            continue
        if isinstance(value, str):
            kept = value in parsing.choices_on_screen(path, other)
        else:
            kept = parsing.refusal(path, other, value, calendar) is None
        if not kept or soft(value, limits(project, other, calendar)):
            continue
        found[other] = value
        for asked, given in (("rev_kpi_cases", "col_cases"), ("rev_kpi_unmeasured", "col_unmeasured")):
            if (more := project.get(given, other[1])) is not None:
                found[asked, other[1]] = more
    return found if sum(name == key[0] for name, _ in found) > 1 else NOTHING


def _same_scores(path: Path, key: Key, calendar: Calendar) -> Given:
    """Repeat the scores of the previous task: one provider needs scoring once."""
    before = path.same_before(key)
    if before is None:
        return NOTHING
    block = [step for step in path.steps if step.item == key[1] and step.question.together == before.question.together]
    given = {step.key: path.known.get((step.question.id, before.item)) for step in block}
    scores: dict[Key, Value] = {other: value for other, value in given.items() if isinstance(value, int)}
    new = all(other not in path.known for other in given)
    return scores if new and len(scores) == len(given) > 1 else NOTHING


RULES = {
    "no_incident": Source(_no_incident, reads("rev_incident")),
    "as_agreed": Source(_as_agreed, reads("rev_volume", "spec_volume")),
    "as_advised": Source(_as_advised, reads(ACTIONS, milestones.READS)),
    "as_collected": Source(_as_collected, reads(MEASURES, "col_value", "col_cases", "col_unmeasured")),
    "same_scores": Source(_same_scores, reads(CLIENT)),
}
