"""The variables a review's texts may name, printed in French (`docs/rules/revue.md §2`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from domain.assessment.project import Project
from domain.calendar.periods import Period
from domain.french.dates import MONTHS
from domain.french.text import NBSP
from domain.questionnaire.values import show
from domain.reviews import milestone_texts, recorded_actions
from domain.reviews import record as known
from domain.reviews.advice import Advice, advise
from domain.reviews.amendment_decisions import amendment_number, called_for, motive
from domain.reviews.opening import TOLD_DONE

Item = str | None
OF_FIGURES = frozenset({"volume_off_twice", "cause_target", "green_six_times", "delay_accepted"})
"""The reasons of an amendment that are figures, by id (`domain/reviews/amendment_proposals.py`)."""


def period_label(period: Period) -> str:
    """« novembre 2026 », « 4e trimestre 2026 »."""
    if period.months == 1:
        return f"{MONTHS[period.first.month - 1]} {period.first.year}"
    quarter = (period.first.month + 2) // 3
    return f"{quarter}{'er' if quarter == 1 else 'e'} trimestre {period.first.year}"


def the_period(period: Period) -> str:
    """« novembre 2026 », « le 4e trimestre 2026 », as it follows « pour »."""
    return f"le {period_label(period)}" if period.months > 1 else period_label(period)


def of_period(period: Period) -> str:
    """« de novembre 2026 », « d’octobre 2026 », « du 4e trimestre 2026 »."""
    label = period_label(period)
    if period.months > 1:
        return f"du {label}"
    return f"d’{label}" if label[0] in "ao" else f"de {label}"


def figure(value: Decimal, unit: str | None) -> str:
    return show("number", value, unit)


def day(value: date | str) -> str:
    return show("date", value if isinstance(value, str) else value.isoformat())


def _period(project: Project, item: Item) -> str | None:
    if item and item.count("/") == 2:
        return period_label(_month(item))
    period = known.period_of(project)
    return period_label(period) if period else None


def _previous(project: Project, item: Item) -> str:
    """« le mois dernier : 40 € », « en mars : 40 € », « en décembre 2026 : 40 € »."""
    words, found, month = project.form.words, known.last_measured(project, str(item)), _month(str(item))
    if found is None or found.value is None:
        return words["review.no_value"]
    value, before = figure(found.value, project.kpi(str(item)).unit), found.period
    reviewed = known.period_of(project)
    if before == month.shifted(-1) and reviewed == month:
        return words["review.last_month"].format(value=value)
    named = period_label(before) if before.first.year != month.first.year else MONTHS[before.first.month - 1]
    return words["review.that_month"].format(month=named, value=value)


def _month(item: str) -> Period:
    return Period.parse(item.split("/")[2])


def _target(project: Project, item: Item) -> str:
    words, value, unit = project.form.words, known.target(project, str(item)), project.kpi(str(item)).unit
    if value is None:
        return words["review.no_target"]
    aim = known.aim_of(known.told(project)[-1], str(item))
    since = known.target_since(project, str(item).rsplit("/", 1)[0], aim)
    if since is not None:
        return words["review.target_then"].format(value=figure(value, unit), now=figure(since, unit))
    if aim.target is not None and value != aim.target:
        return words["review.target_step"].format(value=figure(value, unit), full=figure(aim.target, unit))
    return figure(value, unit)


def _noted_then(project: Project, item: Item) -> str:
    """« (janvier 2027 : 8 jours ouvrés) » for a figure given in its month, which is not on screen; else nothing."""
    value = project.get("rev_kpi_value", item)
    if project.get(known.COLLECTED, item) is not True or not isinstance(value, int | Decimal):
        return ""
    shown = figure(Decimal(value), project.kpi(str(item)).unit)
    return project.form.words["review.noted_then"].format(period=period_label(_month(str(item))), value=shown)


def _volume_when(project: Project, item: Item) -> str | None:
    """« en octobre 2026 », « par mois, en moyenne, sur le 4e trimestre 2026 »."""
    period, words = known.period_of(project), project.form.words
    if period is None:
        return None
    return words["review.volume_quarter" if period.months > 1 else "review.volume_month"].format(
        period=the_period(period)
    )


def _agreed(question: str) -> Callable[[Project, Item], str | None]:
    def agreed(project: Project, item: Item) -> str | None:
        value = project.number(question, item)
        unit = project.function(str(item)).volume_unit if question == "spec_volume" else "business_days"
        return None if value is None else figure(value, unit)

    return agreed


def company(project: Project) -> str:
    """What the provider knows the company by."""
    return project.text("profile_company_name") or project.form.words["review.company"]


def task_names(project: Project) -> str:
    """« Comptabilité, Paie et Site web »."""
    *others, last = [project.short(task) for task in project.retained] or [""]
    joint = project.form.words["review.and"]
    return f"{', '.join(others)} {joint} {last}" if others else last


def task(project: Project, item: Item) -> str:
    """The task of a question, all of them for a question about none."""
    return task_names(project) if item is None else project.short(item.split("/")[0])


def advice(project: Project, task: str) -> Advice:
    return advise(recorded_actions.histories(project)[task], project.form.catalogue.kpis, known.calendar_of(project))


def advice_words(project: Project, found: Advice) -> str:
    """« ajuster (la tâche est à l’orange, la confiance est fragile) »: the decision and its two reasons."""
    words = project.form.words
    decision = "watch" if found.watch else "stop_legal" if found.legal else found.decision
    about = _about(project, found)
    first, second = (words[f"advice_reason.{reason}"].format(about=about) for reason in found.reasons)
    return words[f"advice.{decision}"].format(first=first, second=second)


def _about(project: Project, found: Advice) -> str:
    """The name of what the advice is about: an indicator, or an action in its own words."""
    kpi = project.form.catalogue.kpis.get(found.about or "")
    noted = _noted(project, found.about)
    return kpi.label if kpi else noted.text if noted else ""


def _noted(project: Project, item: Item) -> recorded_actions.Noted | None:
    return next((noted for noted in recorded_actions.actions(project) if noted.action.id == item), None)


def _action(write: Callable[[Project, recorded_actions.Noted], str]) -> Callable[[Project, Item], str | None]:
    def variable(project: Project, item: Item) -> str | None:
        noted = next((one for one in recorded_actions.actions(project, before=True) if one.action.id == item), None)
        return None if noted is None else write(project, noted)

    return variable


def _told_done(project: Project, item: Item) -> str:
    """Said done since the last review, or nothing."""
    said = project.text(TOLD_DONE, item)
    held = [one.day.isoformat() for one in known.told(project) if one.past]
    late = not said or (held and said < held[-1])
    return "" if late else project.form.words["review.told_done"].format(day=day(said))


def owner(project: Project, noted: recorded_actions.Noted) -> str:
    """Who is in charge, as the button said it, inside a sentence."""
    return project.form.words[f"owner.{noted.action.owner}"]


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
    """Why an amendment is called for, as a sentence that says what kind of reason it is."""
    found = called_for(project).get(str(item))
    if found is None:
        return None
    kind = "figures" if found.reason in OF_FIGURES else "anniversary" if found.reason == "anniversary" else "changed"
    return project.form.words[f"motive_opening.{kind}"].format(motive=motive(project, found))


VARIABLES: dict[str, Callable[[Project, Item], str | None]] = {
    **milestone_texts.VARIABLES,
    "task": task,
    "period": _period,
    "previous": _previous,
    "noted": _noted_then,
    "volume_when": _volume_when,
    "agreed_volume": _agreed("spec_volume"),
    "agreed_turnaround": _agreed("spec_turnaround"),
    "target": _target,
    "provider": lambda project, item: project.form.words["review.provider"],
    "company": lambda project, item: company(project),
    "action": _action(lambda project, noted: noted.text),
    "owner": _action(owner),
    "due": _action(lambda project, noted: day(noted.action.due)),
    "told_done": _told_done,
    "document": lambda project, item: project.form.words.get(f"paper.{project.text('rev_paper', item)}"),
    "date": _date,
    "time": _time,
    "vision": _vision,
    "incident": _incident,
    "recommendation": lambda project, item: advice_words(project, advice(project, str(item))),
    "motif": _motive,
    "k": lambda project, item: str(amendment_number(project, str(item))),
}
