"""The variables of a review's texts, in French (`docs/rules/revue.md §2, §12`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from domain.assessment.assessment import COMPANY, LABEL, SCORED, VISIONS
from domain.calendar.periods import Period
from domain.french.dates import MONTHS
from domain.french.text import NBSP
from domain.indicators.status import ON_TARGET, UNKNOWN
from domain.questionnaire.sources import Item, Source, reads
from domain.questionnaire.values import show
from domain.reviews import milestones, recorded_actions
from domain.reviews import record as known
from domain.reviews.amendment_decisions import CALLED_FOR, NUMBER, amendment_number, called_for, motive
from domain.reviews.figures.series import last_measured, target
from domain.reviews.milestones import expected_cost
from domain.reviews.opening import TOLD_DONE
from domain.reviews.recorded_actions import ACTIONS
from domain.reviews.state import last_readings, latest_readings_by_kpi
from domain.reviews.texts import advice, advice_words, company, day, figure, owner, period_label, the_period
from domain.specification.project import Project

OF_FIGURES = frozenset({"volume_off_twice", "cause_target", "green_six_times", "delay_accepted"})
"""Ids of the reasons of an amendment that are figures (`domain/reviews/amendment_proposals.py`)."""


def _period(project: Project, item: Item) -> str | None:
    if item and item.count("/") == 2:
        return period_label(_month(item))
    period = known.period_of(project)
    return period_label(period) if period else None


def _previous(project: Project, item: Item) -> str:
    """The previous figure: « le mois dernier : 40 € », « en mars : 40 € », « en décembre 2026 : 40 € »."""
    words, found, month = project.form.words, last_measured(project, str(item)), _month(str(item))
    if found is None or found.value is None:
        return words["review.no_value"]
    value, before = figure(found.value, project.kpi(str(item)).unit), found.period
    reviewed = known.period_of(project)
    if before == month.shift(-1) and reviewed == month:
        return words["review.last_month"].format(value=value)
    named = period_label(before) if before.first.year != month.first.year else MONTHS[before.first.month - 1]
    return words["review.that_month"].format(month=named, value=value)


def _month(item: str) -> Period:
    return Period.parse(item.split("/")[2])


def _target(project: Project, item: Item) -> str:
    words, value, unit = project.form.words, target(project, str(item)), project.kpi(str(item)).unit
    if value is None:
        return words["review.no_target"]
    aim = known.aim_of(known.review_records(project)[-1], str(item))
    since = known.target_since(project, str(item).rsplit("/", 1)[0], aim)
    if since is not None:
        return words["review.target_then"].format(value=figure(value, unit), now=figure(since, unit))
    if aim.target is not None and value != aim.target:
        return words["review.target_step"].format(value=figure(value, unit), full=figure(aim.target, unit))
    return figure(value, unit)


def _earlier_figure(project: Project, item: Item) -> str:
    """« (janvier 2027 : 8 jours ouvrés) » for a figure given in its own month, which is not asked again; else empty."""
    value = project.get("rev_kpi_value", item)
    if project.get(known.COLLECTED, item) is not True or not isinstance(value, int | Decimal):
        return ""
    shown = figure(Decimal(value), project.kpi(str(item)).unit)
    return project.form.words["review.noted_then"].format(period=period_label(_month(str(item))), value=shown)


def _volume_when(project: Project, item: Item) -> str | None:
    """The period of a volume: « en octobre 2026 », « par mois, en moyenne, sur le 4e trimestre 2026 »."""
    period, words = known.period_of(project), project.form.words
    if period is None:
        return None
    return words["review.volume_quarter" if period.months > 1 else "review.volume_month"].format(
        period=the_period(period)
    )


def _agreed_value(question: str) -> Callable[[Project, Item], str | None]:
    def agreed(project: Project, item: Item) -> str | None:
        value = project.number(question, item)
        unit = project.function(str(item)).volume_unit if question == "spec_volume" else "business_days"
        return None if value is None else figure(value, unit)

    return agreed


def _action(write: Callable[[Project, recorded_actions.RecordedAction], str]) -> Callable[[Project, Item], str | None]:
    def variable(project: Project, item: Item) -> str | None:
        noted = next((one for one in recorded_actions.actions(project, before=True) if one.action.id == item), None)
        return None if noted is None else write(project, noted)

    return variable


def _done_since(project: Project, item: Item) -> str:
    """The sentence for an action called done since the last review; else empty."""
    done_on = project.text(TOLD_DONE, item)
    earlier = [one.day.isoformat() for one in known.review_records(project) if one.past]
    late = not done_on or (earlier and done_on < earlier[-1])
    return "" if late else project.form.words["review.told_done"].format(day=day(done_on))


def _date(project: Project, item: Item) -> str | None:
    written = project.text("rev_paper_day", item) if item else project.text("next_review")
    return day(written) if written else None


def _time(project: Project, item: Item) -> str | None:
    choice = project.form.questions["review_time"].choice(project.text("review_time"))
    return choice.label if choice else None


def _vision(project: Project, item: Item) -> str | None:
    choice = project.form.questions["vision_first"].choice(project.text("vision_first"))
    return f"«{NBSP}{choice.label}{NBSP}»" if choice else None


def _incident(project: Project, item: Item) -> str | None:
    kind = known.open_incident(project, str(item))
    choice = project.form.questions["rev_incident"].choice(kind) if kind else None
    return choice.label.lower() if choice else None


def _motive(project: Project, item: Item) -> str | None:
    """Why an amendment is proposed, in a sentence that opens by the kind of reason."""
    found = called_for(project).get(str(item))
    if found is None:
        return None
    kind = "figures" if found.reason in OF_FIGURES else "anniversary" if found.reason == "anniversary" else "changed"
    return project.form.words[f"motive_opening.{kind}"].format(motive=motive(project, found))


# --- the first reviews and the yearly one


def _trial(project: Project, item: Item) -> str:
    """The sentence before the decision when the trial is over: how many full targets are met; else empty."""
    if milestones.TRIAL not in milestones.milestones_of(project):
        return ""
    kpis, history = project.catalogue.kpis, recorded_actions.histories(project)[str(item)]
    judged = [one for one in last_readings(latest_readings_by_kpi(history, kpis)) if one.light != UNKNOWN]
    kept = sum(one.light == ON_TARGET for one in judged)
    full = "review.trial" if all(one.full for one in judged) else "review.trial_step"
    return project.form.words[full if judged else "review.trial_bare"].format(kept=kept, n=len(judged))


def _expected_cost(project: Project, item: Item) -> str:
    cost = expected_cost(project, str(item)) if milestones.YEAR in milestones.milestones_of(project) else None
    if cost is None:
        return ""
    return project.form.words["review.expected_cost"].format(cost=show("number", cost, "eur_per_month"))


def _span(project: Project, item: Item) -> str:
    year = milestones.YEAR in milestones.milestones_of(project)
    return project.form.words["review.this_year" if year else "review.this_quarter"]


VARIABLES: Mapping[str, Source[str | None]] = {
    "period": Source(_period, known.REVIEWED),
    "previous": Source(_previous, known.MEASURES),
    "noted": Source(_earlier_figure, reads("rev_kpi_value", known.COLLECTED)),
    "volume_when": Source(_volume_when, known.REVIEWED),
    "agreed_volume": Source(_agreed_value("spec_volume"), reads("spec_volume")),
    "agreed_turnaround": Source(_agreed_value("spec_turnaround"), reads("spec_turnaround")),
    "target": Source(_target, known.LIGHT),
    "provider": Source(lambda project, item: project.form.words["review.provider"]),
    "company": Source(lambda project, item: company(project), reads("profile_company_name")),
    "action": Source(_action(lambda project, noted: noted.text), ACTIONS),
    "owner": Source(_action(owner), ACTIONS),
    "due": Source(_action(lambda project, noted: day(noted.action.due)), ACTIONS),
    "told_done": Source(_done_since, reads(known.TOLD, TOLD_DONE)),
    "document": Source(
        lambda project, item: project.form.words.get(f"paper.{project.text('rev_paper', item)}"), known.PAPERS
    ),
    "date": Source(_date, reads("rev_paper_day", "next_review")),
    "time": Source(_time, reads("review_time")),
    "vision": Source(_vision, reads("vision_first")),
    "incident": Source(_incident, known.REVIEW),
    "recommendation": Source(lambda project, item: advice_words(project, advice(project, str(item))), ACTIONS),
    "motif": Source(_motive, reads(CALLED_FOR, LABEL)),
    "k": Source(lambda project, item: str(amendment_number(project, str(item))), NUMBER),
    "trial": Source(_trial, reads(milestones.READS, ACTIONS)),
    "expected_cost": Source(_expected_cost, reads(milestones.READS, SCORED, COMPANY, VISIONS)),
    "span": Source(_span, milestones.READS),
}
