"""The monthly record of a quarterly rhythm: figures noted each month, with an alert if an indicator turns red.
Rules: `docs/rules/revue.md §11`. Each record is an interview of its own; the quarter's review takes its figures.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversation.callback_data import period_named
from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice, Sheet
from bot.features.navigation.commands import BOARD
from bot.project import appointments
from bot.project.review_file import RECORD, open_review_state, opening_entries, review_of, reviews, to_rows
from bot.store import InterviewRow
from domain.calendar.periods import QUARTERLY, Period
from domain.calendar.rhythm import next_dates
from domain.questionnaire.input import replies as say
from domain.reviews.figures.monthly_record import Alert, alerts
from domain.reviews.texts import figure, of_period, the_period
from domain.specification.project import project_of


def quarter_of(month: Period) -> Period:
    return Period.holding(month.first, QUARTERLY)


def is_reviewed(exchange: Exchange, month: Period) -> bool:
    """Whether a review that covers that month has been opened, which asks for its figures itself."""
    opened = (Period.parse(str(row.period)) for row in reviews(exchange.tx, exchange.project))
    return any(one.first <= month.first < one.end for one in opened)


def _month_named(exchange: Exchange) -> Period | None:
    """The past month the button names; None for anything else."""
    month = period_named(exchange.argument)
    return month if month and month.months == 1 and month.end <= exchange.calendar.today else None


def _row(exchange: Exchange, month: Period) -> InterviewRow | None:
    rows = exchange.tx.interviews.of_occasion(exchange.project, RECORD)
    return next((row for row in rows if row.period == str(month)), None)


def open_record(exchange: Exchange) -> Outcome:
    """Ask for the figures of a month, or show them to be changed; after the review opens they can no longer change."""
    month = _month_named(exchange)
    if month is None:
        return exchange.again("notice.outdated")
    if is_reviewed(exchange, month):
        return exchange.show(Notice("reading.in_review", {"period": of_period(quarter_of(month))}))
    row = _row(exchange, month)
    if row is not None and row.closed_at is not None:
        exchange.tx.interviews.save_state(row.id, row.state, None)
        exchange.switch_to(exchange.tx.interviews.by_id(row.id))
        return exchange.turn(say.Correct(RECORD))
    exchange.switch_to(row or _begin(exchange, month))
    return exchange.turn(say.Resume())


def _begin(exchange: Exchange, month: Period) -> InterviewRow:
    rhythm = appointments.usual_rhythm(exchange)
    following = next_dates(rhythm, exchange.calendar, 1, after=exchange.now, last=month)[0].at.astimezone(exchange.zone)
    entries = opening_entries(
        exchange.tx, exchange.project, exchange.path(), month, exchange.calendar, exchange.zone, following.date()
    )
    version = exchange.context.form.version
    return exchange.tx.interviews.start(exchange.project, RECORD, exchange.now, version, to_rows(entries), str(month))


def _next_review(exchange: Exchange, month: Period) -> Period:
    """The period of the review that covers that month: the next one, usually that of its quarter."""
    one = appointments.current_appointment(exchange)
    return Period.parse(one.period) if one else quarter_of(month)


def skip(exchange: Exchange) -> Outcome:
    """Skip the month: the quarter's review will ask for its figures."""
    month = _month_named(exchange)
    if month is None:
        return exchange.again("notice.outdated")
    if is_reviewed(exchange, month):
        return exchange.show(Notice("reading.in_review", {"period": of_period(_next_review(exchange, month))}))
    row = _row(exchange, month)
    if row is not None and row.closed_at is not None:
        return exchange.show(Notice("reading.closed", in_place=True))
    values = {"month": the_period(month), "period": of_period(_next_review(exchange, month))}
    return exchange.show(Notice("reading.skipped", values, in_place=True))


def close(exchange: Exchange) -> Outcome:
    """Confirm the record; if an indicator is red, show it and propose a review now."""
    exchange.tx.set_current(exchange.chat_id, None)
    month = Period.parse(str(exchange.row.period))
    change = Action("button.reading_change", f"reading:open={month}")

    project = open_review_state(exchange.tx, exchange.project, exchange.path(), exchange.calendar, exchange.zone)
    red = alerts(project, month)
    if not red or review_of(exchange.tx, exchange.project, quarter_of(month)) is not None:
        values = {"period": of_period(_next_review(exchange, month))}
        return exchange.show(Notice("reading.noted", values, ((change, BOARD),)))
    lines = [("reading.red", {"period": of_period(month)}), *(_line(exchange, one) for one in red)]
    review = Action("button.review_now", f"review:open={month}", "primary")
    what = ("reading.red_what", {"period": of_period(_next_review(exchange, month))})
    return exchange.show(Sheet((*lines, what), ((review,), (change, BOARD))))


def _line(exchange: Exchange, alert: Alert) -> tuple[str, Mapping[str, object]]:
    project, reading = project_of(exchange.path()), alert.reading
    values = {"kpi": alert.kpi.label, "task": project.short(alert.item.split("/")[0])}
    if reading.measure.value is None or reading.target is None:
        return "reading.red_unmeasured", values
    unit = alert.kpi.unit
    return "reading.red_line", {
        **values, "value": figure(reading.measure.value, unit), "target": figure(reading.target, unit)
    }  # fmt: skip
