"""What reviews do when its time comes: the figures of a month are asked for."""

from __future__ import annotations

from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.features.reminders.buttons import STOP
from bot.features.reviews.monthly_record import is_reviewed, quarter_of
from bot.project import appointments
from bot.project.jobs import MonthFigures
from domain.calendar.periods import QUARTERLY, Period
from domain.content.review_sources import figures
from domain.reviews.texts import of_period


def ask_month(visit: Visit, job: MonthFigures) -> Outcome:
    """One message with the way to answer and the way out, unless there is nothing to note."""
    month, rhythm = Period.parse(job.month), appointments.rhythm_of(visit)
    if rhythm is None or rhythm.frequency != QUARTERLY or visit.person.silent_at or not visit.person.reachable:
        return Outcome()
    due = len(figures(visit.path().project, month))
    # After an outage the figures of a quarter that is over are asked at its review.
    if not due or is_reviewed(visit, month) or quarter_of(month).end <= visit.calendar.today:
        return Outcome()
    words = "reading.ask_one" if due == 1 else "reading.ask"
    values = {"n": due, "period": of_period(month)}
    give = Action("button.reading_open", f"reading:open={month}", "primary")
    skip = Action("button.reading_skip", f"reading:skip={month}")
    visit.tell(visit.chat_id, Notice(words, values, ((give, skip), (STOP,))))
    return Outcome()
