"""What a review starts from, frozen when it is opened: what is agreed, what was said before, what falls due.

Entries are (question, item, value), like answers; see `domain/reviews/record.py` for how they are read.
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
"""What was noted beside a review's answers, and is worth remembering of it."""
CERTIFICATES = {"vigilance": CERTIFICATE_MONTHS, "insurance": 12}
"""Months between two of each."""
RECEIVED = "received"
TOLD_DONE = "act_told_done"
"""By action: the day it was said done, between two reviews."""
AROUND = timedelta(days=366)
"""Holidays are kept that far on both sides."""


def opening(
    file: Project, period: Period, calendar: Calendar, next_day: date, past: Iterable[Entry] = ()
) -> tuple[Entry, ...]:
    """Everything a review of that period starts from; `file`: the company's, as agreed now; `past`: `remembered`."""
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
    """What a closed review leaves to the next ones; `answers`: those on its path, `asked`: the review's questions."""
    kept = FACTS.union(asked)
    return tuple(
        (question, str(period) if item is None else f"{period} {item}", value)
        for (question, item), value in answers.items()
        if question in kept and is_given(value) and not _is_remembered(item)
    )


def _is_remembered(item: str | None) -> bool:
    """True for what a review itself remembered of those before it: it stands under their period."""
    return item is not None and (" " in item or is_period(item))


def _start(file: Project, period: Period, earlier: Iterable[Entry]) -> date:
    """When the provider starts, as the first review knew it: what has begun does not begin again."""
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
    """The KPIs, bases and targets each month is judged by, where they have changed since.

    `then`: for each month, the file as it stood at its beginning, and later ones for what was not said yet. A change
    holds from the month that follows it.
    """
    for month, files in then.items():
        followed = next((one.kept_kpis for one in files if one.kept_kpis), file.kept_kpis)
        # What is not entrusted any more is not reviewed.
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
    """The papers that fall due before the next review, soonest first: vigilance every six months, insurance every year.

    They are the provider's, asked once whatever the tasks, under the first whose amount calls for them
    (`docs/rules/cahier_des_charges.md §1`, `vigilance_required`): item « task/paper ».
    """
    for item, due in certificate_dues(file, start, period.first - timedelta(1), earlier).items():
        if due < next_day:
            yield ("rev_paper", item, item.split("/")[1])
            yield ("rev_paper_day", item, due.isoformat())


def certificate_dues(file: Project, start: date, after: date, earlier: Iterable[Entry]) -> dict[str, date]:
    """When each paper falls due next, by item « task/paper », soonest first; none when no amount calls for them.

    `after`: what fell due by that day and was never asked for is not asked for any more. `earlier`: `remembered`
    and `received`.
    """
    bound = next((task for task in file.retained_tasks if facts(file, task)["vigilance_required"]), None)
    if bound is None:
        return {}
    said = tuple(earlier)
    dues = {
        f"{bound}/{paper}": _certificate_due(paper, months, start, after, said)
        for paper, months in CERTIFICATES.items()
    }
    return dict(sorted(dues.items(), key=lambda one: one[1]))


def certificate_entries(item: str, due: date) -> tuple[Entry, ...]:
    """What reviews are told of a paper « task/paper » received between two of them, for that day it fell due."""
    asked = f"{due} {item}"
    return (
        ("rev_paper", asked, item.split("/")[1]),
        ("rev_paper_day", asked, due.isoformat()),
        ("rev_compliance_docs", asked, RECEIVED),
    )


def _certificate_due(paper: str, months: int, start: date, after: date, earlier: tuple[Entry, ...]) -> date:
    """When the paper falls due: what was asked for and not received still is, what was received is until its next."""
    said = {(question, item): str(value) for question, item, value in earlier}
    asked = [item for question, item, value in earlier if question == "rev_paper" and value == paper]
    dues: dict[date, bool] = {}
    for item in asked:
        due = date.fromisoformat(said["rev_paper_day", item])
        dues[due] = dues.get(due, False) or said.get(("rev_compliance_docs", item)) == RECEIVED
    last = max((due for due, here in dues.items() if here), default=date.min)
    missing = min((due for due, here in dues.items() if not here and due > last), default=None)
    return missing or certificate_due(start, max(after, last), months)
