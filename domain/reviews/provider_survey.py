"""Rules of the provider's survey: what it shows, what a review takes from it, when scores are shown, the late note.

Rules: `docs/rules/revue.md §1 (R00), §2, §5`. Each question belongs to one occasion: the provider's are `col_…`. Scores
become the `prv_…` of the review, their figures stay `col_…` beside it and are only proposed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from domain.calendar.nudges import PROVIDER, REVEAL_AFTER
from domain.calendar.periods import is_period
from domain.calendar.workdays import Calendar
from domain.french.amounts import whole
from domain.questionnaire.form import Key, is_given
from domain.questionnaire.path import Path
from domain.questionnaire.values import Value
from domain.reviews import trust
from domain.reviews.actions import is_late
from domain.reviews.opening import Entry
from domain.reviews.questions.provider import GIVEN
from domain.reviews.record import CLIENT, COLLECTED, calendar_of
from domain.reviews.recorded_actions import RecordedAction, actions
from domain.specification.project import Project

SHOWN = frozenset(
    {
        *("profile_company_name", "audit_functions", "audit_other_label", "retain_tasks", "kpi_select", "kpi_trim"),
        *("rev_period", "rev_day", "rev_start", "rev_base", "rev_aim", "rev_followed", COLLECTED),
        *("rev_kpi_value", "rev_kpi_cases", "rev_kpi_unmeasured"),
    }
)
"""The answers a provider's questions may show: company, tasks, indicators, their figures so far and their targets.

No cost, score or comment is listed; whatever is not stays with the company.
"""
SCORES = {
    "col_clarity": "prv_clarity",
    "col_inputs": "prv_inputs",
    "col_feedback": "prv_feedback",
    "col_scope": "prv_scope",
    "col_payment": "prv_payment",
}
WORD = "prv_obstacle"
FIGURES = ("col_value", "col_cases", "col_unmeasured")
THEIRS = frozenset({*SCORES.values(), WORD})
"""The questions of a review that hold the provider's answers about the relation."""
AWAITED, NOTE_DAY, NOTE, NOTE_WORD = "prv_awaited", "prv_note_day", "prv_note", "prv_note_word"
"""Noted beside the answers of a closed review: the provider had not answered; then the day of the note, the provider's
indexes and word."""
BOTH, CLIENT_ALONE, PROVIDER_ALONE, NOBODY = "both", "client", "provider", "nobody"


def entries_for_provider(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries of a review's opening that the provider's questions may show."""
    return tuple(entry for entry in entries if entry[0] in SHOWN)


def answers_to_take(path: Path) -> tuple[Entry, ...]:
    """The entries a review takes from a provider's answers, among those on their path."""
    answers, found = path.known, []
    for step in path.steps:
        (question, item), value = step.key, answers.get(step.key)
        if not is_given(value) or value is None:
            continue
        if question in FIGURES:
            found.append((question, item, value))
        elif question in SCORES:
            found.append((SCORES[question], item, value))
        elif question == "col_obstacle":
            found.append((WORD, None, value))
    return (*found, (GIVEN, None, True))


def figure_count(entries: Iterable[Entry]) -> int:
    """How many figures the provider measured."""
    return sum(question == "col_value" and not isinstance(value, str) for question, _, value in entries)


def without_provider(prior: Iterable[Sequence[object]], period: str, own: bool) -> list[Sequence[object]]:
    """What a review starts from, without the provider's answers about that period.

    `own`: the review is that period's; a later review has them under the period. Rows are [question, item, value].
    """
    mine = THEIRS | ({GIVEN, AWAITED, NOTE_DAY, NOTE, NOTE_WORD, *FIGURES} if own else frozenset())

    def theirs(question: object, item: object) -> bool:
        if own:
            return question in mine and not (isinstance(item, str) and (" " in item or is_period(item)))
        return question in mine and (item == period or str(item).startswith(f"{period} "))

    return [row for row in prior if not theirs(row[0], row[1])]


# --- when scores are shown


@dataclass(frozen=True, slots=True)
class Sides:
    """The indexes of trust of a task, 0-100, one for each side; None for a side that has not scored it."""

    task: str
    client: Fraction | None
    provider: Fraction | None


def sides(tasks: Iterable[str], review: Mapping[Key, Value], provider: Mapping[Key, Value]) -> tuple[Sides, ...]:
    """The indexes of each task: the company's from its review's answers, the provider's from theirs (as `prv_…`)."""
    found = (
        Sides(task, _index(review, CLIENT, task), _index(provider, tuple(SCORES.values()), task)) for task in tasks
    )
    return tuple(one for one in found if one.client is not None or one.provider is not None)


def _index(answers: Mapping[Key, Value], questions: Iterable[str], task: str) -> Fraction | None:
    scores = {question: answers.get((question, task)) for question in questions}
    return trust.index({question: int(score) for question, score in scores.items() if isinstance(score, int | Decimal)})


def reveal(client: bool, provider: bool, waited: bool) -> str | None:
    """Whose scores to show now; None while they stay sealed. `waited`: the third working day has come."""
    if not trust.may_show(client, provider, waited):
        return None
    if client and provider:
        return BOTH
    return CLIENT_ALONE if client else PROVIDER_ALONE if provider else NOBODY


def wait_is_over(project: Project, today: date) -> bool:
    """True from the third working day after the review was opened."""
    return calendar_of(project).add(calendar_of(project).today, REVEAL_AFTER) <= today


# --- the note under a closed review


def note(day: date, tasks: Iterable[str], provider: Mapping[Key, Value]) -> tuple[Entry, ...]:
    """The entries added to a closed review, whose answers they leave as they are: a day and the provider's indexes."""
    indexes = [(task, one.provider) for task in tasks for one in sides((task,), {}, provider)]
    noted: list[Entry] = [(NOTE, task, whole(value)) for task, value in indexes if value is not None]
    word = provider.get((WORD, None))
    return ((NOTE_DAY, None, day.isoformat()), *noted, *(((NOTE_WORD, None, word),) if word else ()))


def is_awaited(project: Project) -> bool:
    """True when the provider had a link and had not answered when the review was closed."""
    return project.get(AWAITED) is True


def provider_index(project: Project, task: str) -> Decimal | None:
    """The provider's index noted after the review was closed, or None."""
    return project.number(NOTE, task)


def note_day(project: Project) -> date | None:
    """The day the provider's answer, or its absence, was noted under the closed review, or None."""
    written = project.text(NOTE_DAY)
    return date.fromisoformat(written) if written else None


# --- the provider's late actions


def late_actions(project: Project, tasks: Collection[str], calendar: Calendar) -> tuple[RecordedAction, ...]:
    """The provider's late actions for these tasks, oldest first."""
    mine = (noted for noted in actions(project) if noted.action.owner == PROVIDER and noted.task in tasks)
    return tuple(noted for noted in mine if is_late(noted.action, calendar.today))
