"""Reads the reviews of a file from its answers: figures, texts and decisions, by period and by task.

The answers of earlier reviews, copied when this one was opened (`domain/reviews/opening.py`), have the period in their
item (« 2026-10 », « 2026-10 bookkeeping »); those of this review have the item alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial

from domain.calendar.periods import Period
from domain.calendar.workdays import Calendar
from domain.indicators.aims import KEPT
from domain.indicators.history import Aim, AmendmentKey, History, Incident, Measure, TaskReview, Terms
from domain.questionnaire.sources import reads
from domain.reviews.figures import service_measures
from domain.reviews.state import GRAVE_INCIDENTS
from domain.specification.project import Project

CLIENT = ("rel_reliability", "rel_transparency", "rel_responsiveness", "rel_initiative", "rel_ease")
COLLECTED = "rev_collected"
"""Noted beside a review's answers: this figure was given in its own month and is not asked again."""
PROVIDER = ("prv_clarity", "prv_inputs", "prv_feedback", "prv_scope", "prv_payment")

# --- the answers each function below reads

REVIEWED = reads("rev_period")
CALENDAR = reads("rev_day", "rev_holidays")
TOLD = reads(REVIEWED, "rev_day")
AIM = reads(TOLD, "rev_aim", "rev_base")
MEASURES = reads(AIM, "rev_kpi_value", "rev_kpi_cases", "rev_kpi_unmeasured", "rev_kpi_cause")
LIGHT = reads(MEASURES, "rev_start")
FOLLOWED = reads(KEPT, "rev_followed")
INCIDENTS = reads(TOLD, "rev_incident", "rev_incident_settled")
REVIEW = reads(
    *(MEASURES, INCIDENTS, CLIENT, PROVIDER),
    *("rev_objective_feel", "rev_grave", "rev_paper_refused", "rev_volume", "rev_turnaround", "rev_unwritten"),
    *("qtr_scope", "qtr_vision", "year_next", "rev_decision", "rev_amendment"),
)
TERMS = reads(KEPT, "obj_main", "obj_secondary", "spec_volume", "spec_budget", "spec_turnaround")
HISTORY = reads(REVIEW, TERMS, "rev_start")
PAPERS = reads("rev_paper")
OVERDUE = reads(TOLD, CALENDAR, "rev_compliance_docs")


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """The answers of one review; `past`: it is earlier than the review the project's answers belong to."""

    project: Project
    period: Period
    past: bool

    def key(self, item: str | None) -> str | None:
        if not self.past:
            return item
        return str(self.period) if item is None else f"{self.period} {item}"

    def text(self, question: str, item: str | None = None) -> str:
        return self.project.text(question, self.key(item))

    def chosen(self, question: str, item: str | None = None) -> tuple[str, ...]:
        return self.project.chosen(question, self.key(item))

    def number(self, question: str, item: str | None = None) -> Decimal | None:
        return self.project.number(question, self.key(item))

    @property
    def day(self) -> date:
        """The day the review was opened."""
        return date.fromisoformat(self.text("rev_day"))


# --- the review


def period_of(project: Project) -> Period | None:
    """The period of the review these answers belong to; None when they are not a review's."""
    written = project.text("rev_period")
    return Period.parse(written) if written else None


def calendar_of(project: Project) -> Calendar:
    """The day the review was opened and the holidays around it."""
    day = date.fromisoformat(project.text("rev_day"))
    return Calendar(day, frozenset(map(date.fromisoformat, project.chosen("rev_holidays"))))


def start_of(project: Project) -> date:
    """The day the provider started."""
    return date.fromisoformat(project.text("rev_start"))


def review_records(project: Project) -> tuple[ReviewRecord, ...]:
    """Every review, oldest first, this one included."""
    return project.memoize("told", lambda: _read_records(project))


def _read_records(project: Project) -> tuple[ReviewRecord, ...]:
    earlier = [item for item, _ in project.every("rev_day") if item]
    found = [ReviewRecord(project, Period.parse(item), True) for item in earlier]
    now = period_of(project)
    if now is not None:
        found.append(ReviewRecord(project, now, False))
    return tuple(sorted(found, key=lambda one: one.period))


# --- one task


def terms(project: Project, task: str) -> Terms:
    """The terms of the task agreed when the review was opened."""
    return Terms(
        kpis=tuple(item.split("/")[1] for item in project.kept_kpis if item.split("/")[0] == task),
        main=project.text("obj_main", task),
        secondary=project.text("obj_secondary", task) or None,
        volume=project.number("spec_volume", task),
        price=project.number("spec_budget", task),
        turnaround=project.number("spec_turnaround", task),
    )


def measures(one: ReviewRecord, task: str) -> Iterator[Measure]:
    """The figures one review recorded for the task, in the order asked."""
    head = one.key(f"{task}/") or ""
    for item, _ in one.project.every("rev_kpi_value"):
        if item and item.startswith(head):
            yield _measure(one, item.split(" ")[-1])


def figures(one: ReviewRecord, task: str) -> tuple[Measure, ...]:
    """The figures of `measures`, memoized because they are read many times."""
    return one.project.memoize(("figures", one.period, task), lambda: tuple(measures(one, task)), _given(one, MEASURES))


def _given(one: ReviewRecord, read: frozenset[str]) -> frozenset[str]:
    """Those of the questions `read` of a review that may still be answered: all those of an earlier one were before."""
    return frozenset() if one.past else read


def _measure(one: ReviewRecord, item: str) -> Measure:
    _, kpi, month = item.split("/")
    cases = one.number("rev_kpi_cases", item)
    value = one.project.get("rev_kpi_value", one.key(item))
    return Measure(
        kpi,
        Period.parse(month),
        aim_of(one, item),
        Decimal(value) if isinstance(value, int | Decimal) else None,
        None if cases is None else int(cases),
        one.text("rev_kpi_unmeasured", item) or None,
        one.text("rev_kpi_cause", item) or None,
    )


def aim_of(one: ReviewRecord, item: str) -> Aim:
    """The base and target of that month: those noted for it, else those agreed when that review was opened."""
    followed = item.rsplit("/", 1)[0]
    of = item if one.number("rev_aim", item) is not None else followed
    return Aim(one.number("rev_base", of), one.number("rev_aim", of))


def followed_kpis(project: Project, month: Period) -> tuple[str, ...]:
    """The KPIs, « task/kpi », followed when that month began."""
    return project.chosen("rev_followed", str(month)) or project.kept_kpis


def target_since(project: Project, kpi: str, measured: Aim) -> Decimal | None:
    """The current full target of « task/kpi » when a figure is judged by another one; else None."""
    now = review_records(project)[-1].number("rev_aim", kpi)
    return None if now is None or measured.target is None or now == measured.target else now


def _review(one: ReviewRecord, task: str) -> TaskReview:
    scores = {question: one.number(question, task) for question in (*CLIENT, *PROVIDER)}
    given = {question: int(score) for question, score in scores.items() if score is not None}
    noted = figures(one, task)
    return TaskReview(
        period=one.period,
        day=one.day,
        measures=noted,
        feeling=one.text("rev_objective_feel", task) or None,
        incidents=tuple(Incident(kind) for kind in one.chosen("rev_incident", task) if kind != "none"),
        client={question: score for question, score in given.items() if question in CLIENT},
        provider={question: score for question, score in given.items() if question in PROVIDER},
        changes=frozenset(one.chosen("qtr_scope")) - {"none"},
        grave=frozenset(_grave(one, task)),
        volume=_answer_or_count(one.number("rev_volume", task), service_measures.volume(noted)),
        turnaround=_answer_or_count(one.number("rev_turnaround", task), service_measures.turnaround(noted)),
        vision=one.text("qtr_vision") or None,
        unwritten=one.text("rev_unwritten", task),
        renewal=one.text("year_next", task) or None,
        decision=one.text("rev_decision", task) or None,
        amendment_answers=dict(_amendment_answers(one, task)),
    )


def _answer_or_count(answer: Decimal | None, counted: Decimal | None) -> Decimal | None:
    return counted if answer is None else answer


def _grave(one: ReviewRecord, task: str) -> Iterator[str]:
    """The grave facts noted for the task: those behind an incident, and certificates the provider refuses to give."""
    yield from (fact for fact in one.chosen("rev_grave", task) if fact != "none")
    head = one.key(f"{task}/") or ""
    for item, refused in one.project.every("rev_paper_refused"):
        if item and item.startswith(head) and refused is True:
            yield "papers_refused"


def service_measures_in(project: Project, task: str) -> tuple[Decimal | None, Decimal | None]:
    """The volume and the delay that the figures of this review give; None for one that must be asked."""
    found = figures(review_records(project)[-1], task)
    return service_measures.volume(found), service_measures.turnaround(found)


def certificate_overdue(project: Project, item: str) -> bool:
    """True when a certificate asked for at the last review is still missing, more than ten working days later."""
    answers = [
        (one.day, answer) for one in review_records(project) if (answer := one.text("rev_compliance_docs", item))
    ]
    return service_measures.certificate_overdue(answers, calendar_of(project))


def certificates(project: Project) -> tuple[str, ...]:
    """`task/paper` of the provider's certificates this review asks for."""
    return tuple(item for item, _ in project.every("rev_paper") if item and " " not in item)


def _amendment_answers(one: ReviewRecord, task: str) -> Iterator[tuple[AmendmentKey, str]]:
    head = one.key(f"{task}/") or ""
    for item, answer in one.project.every("rev_amendment"):
        if item and item.startswith(head) and isinstance(answer, str):
            _, trigger, subject = item.split(" ")[-1].split("/")
            yield (trigger, subject or None), answer


def _settle_incidents(reviews: list[TaskReview], known: tuple[ReviewRecord, ...], task: str) -> tuple[TaskReview, ...]:
    """The reviews with their grave incidents settled on the day a review, theirs or a later one, says so."""
    found = list(reviews)
    for index, one in enumerate(known):
        if one.project.get("rev_incident_settled", one.key(task)) is not True:
            continue
        for before in range(index + 1):
            closed = tuple(
                replace(incident, settled=incident.settled or one.day) for incident in found[before].incidents
            )
            found[before] = replace(found[before], incidents=closed)
    return tuple(found)


def history(project: Project, task: str) -> History:
    """The history of one task, without its actions."""
    return project.memoize(("history", task), lambda: _history(project, task), HISTORY)


def _history(project: Project, task: str) -> History:
    known = review_records(project)
    return History(
        task, start_of(project), terms(project, task), _settle_incidents(_reviews(project, task), known, task)
    )


def _reviews(project: Project, task: str) -> list[TaskReview]:
    return [
        project.memoize(("review", one.period, task), partial(_review, one, task), _given(one, REVIEW))
        for one in review_records(project)
    ]


def open_incident(project: Project, task: str) -> str | None:
    """The kind of the last grave incident not settled before this review; None when there is none."""
    settled = _settle_incidents(_reviews(project, task), review_records(project)[:-1], task)
    kinds = [one.kind for review in settled for one in review.incidents if one.settled is None]
    return next((kind for kind in reversed(kinds) if kind in GRAVE_INCIDENTS), None)
