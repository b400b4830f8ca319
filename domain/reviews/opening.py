"""Collects what a review starts from, frozen when it is opened: what is agreed, earlier answers, certificates due.

Entries are (question, item, value), like answers; `domain/reviews/record.py` reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from domain.calendar.nudges import CERTIFICATE_MONTHS, certificate_due
from domain.calendar.periods import Period, is_period
from domain.calendar.workdays import Calendar
from domain.questionnaire.form import Key, is_given
from domain.questionnaire.values import Aside, Value
from domain.specification.facts import facts
from domain.specification.project import Project

Entry = tuple[str, str | None, Value]
FACTS = frozenset(
    {"rev_period", "rev_day", "rev_start", "rev_base", "rev_aim", "rev_paper", "rev_paper_day", "rev_rhythm_declined"}
)
"""Facts noted beside a review's answers that later reviews keep."""
CERTIFICATES = {"vigilance": CERTIFICATE_MONTHS, "insurance": 12}
"""Certificate → months between two of them."""
RECEIVED = "received"
TOLD_DONE = "act_told_done"
"""Noted for an action: the day the person called it done, between two reviews."""
AROUND = timedelta(days=366)
"""How far holidays are kept before and after the review."""


def opening(
    file: Project, period: Period, calendar: Calendar, next_day: date, past: Iterable[Entry] = ()
) -> tuple[Entry, ...]:
    """Everything a review of that period starts from; `file`: what is agreed now; `past`: earlier `entries_left`."""
    earlier = tuple(past)
    start = _start(file, period, earlier)
    agreed = [
        (question, item, value)
        for (question, item), value in file.answers.items()
        if is_given(value) and not isinstance(value, Aside)
    ]
    near = sorted(day for day in calendar.holidays if abs(day - calendar.today) <= AROUND)
    noted: list[Entry] = [
        ("rev_period", None, str(period)),
        ("rev_day", None, calendar.today.isoformat()),
        ("rev_start", None, start.isoformat()),
        ("rev_holidays", None, tuple(day.isoformat() for day in near)),
        ("next_review", None, next_day.isoformat()),
    ]
    return (*agreed, *noted, *_aims(file), *_certificates(file, start, period, next_day, earlier), *earlier)


def entries_left(period: Period, answers: Mapping[Key, Value], asked: Iterable[str]) -> tuple[Entry, ...]:
    """What a closed review leaves to later ones, under its period; `answers`: on its path, `asked`: its questions."""
    kept = FACTS.union(asked)
    return tuple(
        (question, str(period) if item is None else f"{period} {item}", value)
        for (question, item), value in answers.items()
        if question in kept and is_given(value) and not _is_remembered(item)
    )


def _is_remembered(item: str | None) -> bool:
    """True for an item with a period: its answer comes from an earlier review."""
    return item is not None and (" " in item or is_period(item))


def _start(file: Project, period: Period, earlier: Iterable[Entry]) -> date:
    """When the provider starts: as the first review had it, since a service under way does not start again."""
    known = [str(value) for question, _, value in earlier if question == "rev_start"]
    written = known[0] if known else file.text("spec_start")
    return date.fromisoformat(written) if written else period.first


def _aims(file: Project) -> Iterable[Entry]:
    for item in file.kept_kpis:
        figures: tuple[tuple[str, Decimal | None], ...] = (
            ("rev_base", file.number("kpi_baseline", item)),
            ("rev_aim", file.kpi_target(item)),
        )
        yield from ((question, item, figure) for question, figure in figures if figure is not None)


def aims_then(file: Project, then: Mapping[Period, Sequence[Project]]) -> Iterable[Entry]:
    """The KPIs, bases and targets each month is judged by, when they have changed since.

    `then`: month → the file at its beginning, followed by later ones for answers it did not have. A change applies from
    the month after it.
    """
    for month, files in then.items():
        followed = next((one.kept_kpis for one in files if one.kept_kpis), file.kept_kpis)
        # A task that is no longer entrusted is not reviewed.
        followed = tuple(item for item in followed if item.split("/")[0] in file.retained_tasks)
        if set(followed) != set(file.kept_kpis):
            yield ("rev_followed", str(month), followed)
        for item in followed:
            yield from _aim_then(file, month, item, files)


def _aim_then(file: Project, month: Period, item: str, files: Iterable[Project]) -> Iterable[Entry]:
    before = next((one for one in files if item in one.kept_kpis and one.kpi_target(item) is not None), None)
    target = before.kpi_target(item) if before else None
    if before is None or target is None:
        return
    base = before.number("kpi_baseline", item)
    now = (file.kpi_target(item), file.number("kpi_baseline", item)) if item in file.kept_kpis else None
    if (target, base) != now:
        yield ("rev_aim", f"{item}/{month}", target)
        if base is not None:
            yield ("rev_base", f"{item}/{month}", base)


def _certificates(
    file: Project, start: date, period: Period, next_day: date, earlier: tuple[Entry, ...]
) -> Iterable[Entry]:
    """The certificates due before the next review, soonest first: vigilance every six months, insurance every year.

    Each is asked for once whatever the tasks, under the first task whose amount requires it
    (`docs/rules/cahier_des_charges.md §1`, `vigilance_required`): item « task/paper ».
    """
    for item, due in certificate_dues(file, start, period.first - timedelta(1), earlier).items():
        if due < next_day:
            yield ("rev_paper", item, item.split("/")[1])
            yield ("rev_paper_day", item, due.isoformat())


def certificate_dues(file: Project, start: date, after: date, earlier: Iterable[Entry]) -> dict[str, date]:
    """Item « task/paper » → when that certificate is next due, soonest first; empty when no amount requires them.

    `after`: a certificate due by that day and never asked for is no longer asked for. `earlier`: what reviews left
    (`entries_left`) and certificates received (`certificate_entries`).
    """
    bound = next((task for task in file.retained_tasks if facts(file, task)["vigilance_required"]), None)
    if bound is None:
        return {}
    entries = tuple(earlier)
    dues = {
        f"{bound}/{paper}": _certificate_due(paper, months, start, after, entries)
        for paper, months in CERTIFICATES.items()
    }
    return dict(sorted(dues.items(), key=lambda one: one[1]))


def certificate_entries(item: str, due: date) -> tuple[Entry, ...]:
    """The entries of a certificate « task/paper » received between two reviews, for the day it was due."""
    asked = f"{due} {item}"
    return (
        ("rev_paper", asked, item.split("/")[1]),
        ("rev_paper_day", asked, due.isoformat()),
        ("rev_compliance_docs", asked, RECEIVED),
    )


def _certificate_due(paper: str, months: int, start: date, after: date, earlier: tuple[Entry, ...]) -> date:
    """When the certificate is next due: at once while one asked for is missing, else when the last one is renewed."""
    answers = {(question, item): str(value) for question, item, value in earlier}
    asked = [item for question, item, value in earlier if question == "rev_paper" and value == paper]
    dues: dict[date, bool] = {}
    for item in asked:
        due = date.fromisoformat(answers["rev_paper_day", item])
        dues[due] = dues.get(due, False) or answers.get(("rev_compliance_docs", item)) == RECEIVED
    last = max((due for due, here in dues.items() if here), default=date.min)
    missing = min((due for due, here in dues.items() if not here and due > last), default=None)
    return missing or certificate_due(start, max(after, last), months)
