"""The silent monthly record of a quarterly rhythm: one short message a month, an alert when a light turns red.

Rules: `docs/rules/revue.md §11`. What is noted stands in an interview of its own; the quarter's review takes it over.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice, Sheet
from bot.features.navigation.commands import BOARD
from bot.project import appointments
from bot.project.review_file import RECORD, kept, review_of, reviews, standing, starting
from bot.store import InterviewRow
from domain.calendar.periods import QUARTERLY, Period
from domain.calendar.rhythm import next_dates
from domain.questionnaire import replies as say
from domain.reviews.figures.monthly_record import Alert, alerts
from domain.reviews.texts import figure, of_period, the_period


def quarter_of(month: Period) -> Period:
    return Period.holding(month.first, QUARTERLY)


def is_reviewed(visit: Visit, month: Period) -> bool:
    """True once a review that tells of that month has been opened: the figures are asked there."""
    opened = (Period.parse(str(row.period)) for row in reviews(visit.tx, visit.project))
    return any(one.first <= month.first < one.end for one in opened)


def _month_named(visit: Visit) -> Period | None:
    """The month the button names."""
    try:
        month = Period.parse(visit.argument)
    except ValueError:
        return None
    return month if month.months == 1 and month.end <= visit.calendar.today else None


def _row(visit: Visit, month: Period) -> InterviewRow | None:
    rows = visit.tx.interviews.on(visit.project, RECORD)
    return next((row for row in rows if row.period == str(month)), None)


def open_record(visit: Visit) -> Outcome:
    """The figures of a month, one after the other; noted already, they may be changed until the review."""
    month = _month_named(visit)
    if month is None:
        return visit.again("notice.outdated")
    if is_reviewed(visit, month):
        return visit.show(Notice("reading.in_review", {"period": of_period(quarter_of(month))}))
    row = _row(visit, month)
    if row is not None and row.closed_at is not None:
        visit.tx.interviews.save_state(row.id, row.state, None)
        visit.sit(visit.tx.interviews.by_id(row.id))
        return visit.turn(say.Correct(RECORD))
    visit.sit(row or _begun(visit, month))
    return visit.turn(say.Resume())


def _begun(visit: Visit, month: Period) -> InterviewRow:
    rhythm = appointments.usual_rhythm(visit)
    following = next_dates(rhythm, visit.calendar, 1, after=visit.now, last=month)[0].at.astimezone(visit.zone)
    entries = starting(visit.tx, visit.project, visit.path(), month, visit.calendar, visit.zone, following.date())
    version = visit.around.form.version
    return visit.tx.interviews.start(visit.project, RECORD, visit.now, version, kept(entries), str(month))


def _told_at(visit: Visit, month: Period) -> Period:
    """The review that will tell of that month: the next one, its quarter’s own unless the rhythm changed."""
    one = appointments.current(visit)
    return Period.parse(one.period) if one else quarter_of(month)


def skip(visit: Visit) -> Outcome:
    """Nothing this month: the review of the quarter will ask, unless the figures are noted or asked there already."""
    month = _month_named(visit)
    if month is None:
        return visit.again("notice.outdated")
    if is_reviewed(visit, month):
        return visit.show(Notice("reading.in_review", {"period": of_period(_told_at(visit, month))}))
    row = _row(visit, month)
    if row is not None and row.closed_at is not None:
        return visit.show(Notice("reading.closed", in_place=True))
    values = {"month": the_period(month), "period": of_period(_told_at(visit, month))}
    return visit.show(Notice("reading.skipped", values, in_place=True))


def close(visit: Visit) -> Outcome:
    """The month is noted: silence, unless a light is red; then what to do, at once."""
    visit.tx.set_current(visit.chat_id, None)
    month = Period.parse(str(visit.row.period))
    change = Action("button.reading_change", f"reading:open={month}")

    project = standing(visit.tx, visit.project, visit.path(), visit.calendar, visit.zone)
    red = alerts(project, month)
    if not red or review_of(visit.tx, visit.project, quarter_of(month)) is not None:
        values = {"period": of_period(_told_at(visit, month))}
        return visit.show(Notice("reading.noted", values, ((change, BOARD),)))
    lines = [("reading.red", {"period": of_period(month)}), *(_line(visit, one) for one in red)]
    review = Action("button.review_now", f"review:open={month}", "primary")
    what = ("reading.red_what", {"period": of_period(_told_at(visit, month))})
    return visit.show(Sheet((*lines, what), ((review,), (change, BOARD))))


def _line(visit: Visit, alert: Alert) -> tuple[str, Mapping[str, object]]:
    project, reading = visit.path().project, alert.reading
    values = {"kpi": alert.kpi.label, "task": project.short(alert.item.split("/")[0])}
    if reading.measure.value is None or reading.target is None:
        return "reading.red_unmeasured", values
    unit = alert.kpi.unit
    return "reading.red_line", {
        **values, "value": figure(reading.measure.value, unit), "target": figure(reading.target, unit)
    }  # fmt: skip
