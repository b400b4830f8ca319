"""The planned job of reviews: asking for the figures of a month."""

from __future__ import annotations

from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.features.reminders.buttons import STOP
from bot.features.reviews.monthly_record import is_reviewed, quarter_of
from bot.project import appointments
from bot.project.jobs import MonthFigures
from domain.calendar.periods import QUARTERLY, Period
from domain.reviews.figures.due import figures_due
from domain.reviews.texts import of_period
from domain.specification.project import project_of


def ask_month(exchange: Exchange, job: MonthFigures) -> Outcome:
    """Ask for the figures of a month of a quarterly rhythm, if there are any to note."""
    month, rhythm = Period.parse(job.month), appointments.rhythm_of(exchange)
    if rhythm is None or rhythm.frequency != QUARTERLY or exchange.person.silent_at or not exchange.person.reachable:
        return Outcome()
    due = len(figures_due(project_of(exchange.path()), month))
    # After an outage, figures of a past quarter are asked at its review.
    if not due or is_reviewed(exchange, month) or quarter_of(month).end <= exchange.calendar.today:
        return Outcome()
    words = "reading.ask_one" if due == 1 else "reading.ask"
    values = {"n": due, "period": of_period(month)}
    give = Action("button.reading_open", f"reading:open={month}", "primary")
    skip = Action("button.reading_skip", f"reading:skip={month}")
    exchange.tell(exchange.chat_id, Notice(words, values, ((give, skip), (STOP,))))
    return Outcome()
