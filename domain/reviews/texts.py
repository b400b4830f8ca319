"""Puts a review in French words: its period, figures and days, the advice and its reasons."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from domain.calendar.periods import Period
from domain.french.dates import MONTHS
from domain.questionnaire.answers import Answers
from domain.questionnaire.values import show
from domain.reviews import record as known
from domain.reviews import recorded_actions
from domain.reviews.advice import Advice, advise
from domain.specification.project import Project


def period_label(period: Period) -> str:
    """The period alone: « novembre 2026 », « 4e trimestre 2026 »."""
    if period.months == 1:
        return f"{MONTHS[period.first.month - 1]} {period.first.year}"
    quarter = (period.first.month + 2) // 3
    return f"{quarter}{'er' if quarter == 1 else 'e'} trimestre {period.first.year}"


def the_period(period: Period) -> str:
    """The period after « pour »: « novembre 2026 », « le 4e trimestre 2026 »."""
    return f"le {period_label(period)}" if period.months > 1 else period_label(period)


def of_period(period: Period) -> str:
    """The period with « de »: « de novembre 2026 », « d’octobre 2026 », « du 4e trimestre 2026 »."""
    label = period_label(period)
    if period.months > 1:
        return f"du {label}"
    return f"d’{label}" if label[0] in "ao" else f"de {label}"


def figure(value: Decimal, unit: str | None) -> str:
    return show("number", value, unit)


def day(value: date | str) -> str:
    return show("date", value if isinstance(value, str) else value.isoformat())


def company(answers: Answers) -> str:
    """The name of the company, or words for it when there is none."""
    return answers.text("profile_company_name") or answers.form.words["review.company"]


def advice(project: Project, task: str) -> Advice:
    return advise(recorded_actions.histories(project)[task], project.catalogue.kpis, known.calendar_of(project))


def advice_words(project: Project, found: Advice) -> str:
    """The decision and its two reasons: « ajuster (la tâche est à l’orange, la confiance est fragile) »."""
    words = project.form.words
    decision = "watch" if found.watch else "stop_legal" if found.legal else found.decision
    about = _about(project, found)
    first, second = (words[f"advice_reason.{reason}"].format(about=about) for reason in found.reasons)
    return words[f"advice.{decision}"].format(first=first, second=second)


def _about(project: Project, found: Advice) -> str:
    """The label of the indicator, or the text of the action, that the advice is about; empty when there is none."""
    kpi = project.catalogue.kpis.get(found.about or "")
    noted = _recorded_action(project, found.about)
    return kpi.label if kpi else noted.text if noted else ""


def _recorded_action(project: Project, item: str | None) -> recorded_actions.RecordedAction | None:
    return next((noted for noted in recorded_actions.actions(project) if noted.action.id == item), None)


def owner(project: Project, noted: recorded_actions.RecordedAction) -> str:
    """The owner of the action, in words that fit inside a sentence."""
    return project.form.words[f"owner.{noted.action.owner}"]
