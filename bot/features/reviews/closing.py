"""Closes a review: freezes it, shows its summary, plans the next one and proposes another rhythm.
Rules: `docs/rules/revue.md §7, §8, §10`.
"""

from __future__ import annotations

from datetime import date

from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice, Review
from bot.features.document.commands import amendments_button
from bot.features.navigation.commands import BOARD
from bot.features.provider import provider_reminders, score_disclosure
from bot.features.reminders import action_reminders
from bot.project import appointments
from bot.project.prepared_amendments import tell_reviews
from bot.project.review_file import path_through, reviews, tell_later_reviews
from bot.store import InterviewRow
from domain.calendar.periods import QUARTERLY, Period
from domain.reviews.minutes.minutes import minutes
from domain.reviews.rhythm.proposal import rhythm_to_propose
from domain.specification.project import project_of

FORMATS = (
    *(("button.minutes_read", "chat"), ("button.pdf", "pdf"), ("button.docx", "docx")),
    ("button.minutes_provider", "provider"),
)
"""Label of each button under a summary → format of the minutes it sends."""


def close(exchange: Exchange) -> Outcome:
    """Close the review after its last answer, and show its summary, the scores and the rhythm proposed."""
    exchange.tx.set_current(exchange.chat_id, None)
    row = score_disclosure.review_awaiting_provider(exchange, exchange.row)
    tell_later_reviews(exchange.tx, exchange.project, exchange.context.form, row)
    tell_reviews(exchange.tx, exchange.project, exchange.context.form)
    _plan_next(exchange, row)
    return say_summary(exchange, row) + score_disclosure.reveal_both(exchange, row) + _other_rhythm(exchange, row)


def _other_rhythm(exchange: Exchange, row: InterviewRow) -> Outcome:
    """Propose the rhythm that the latest review calls for, if it is another one."""
    rhythm, words = appointments.rhythm_of(exchange), exchange.context.form.words
    later = any(
        Period.parse(str(one.period)) > Period.parse(str(row.period)) for one in reviews(exchange.tx, exchange.project)
    )
    if rhythm is None or later:
        return Outcome()
    found = rhythm_to_propose(project_of(path_through(exchange.tx, exchange.context.form, row)), rhythm.frequency)
    if found is None:
        return Outcome()
    frequency, reasons = found
    keep = Action("button.reminders_keep", f"rappels:keep=frequency/{frequency}")
    if frequency == QUARTERLY:
        change = Action("button.reminders_quarterly", "rappels:try=frequency/quarterly", "primary")
        return exchange.show(Notice("switch.quarterly", actions=((change,), (keep,))))
    change = Action("button.reminders_monthly", "rappels:try=frequency/monthly", "primary")
    why = ", ".join(words[f"switch_reason.{reason}"] for reason in reasons)
    return exchange.show(Notice("switch.monthly", {"why": why}, ((change,), (keep,))))


def _plan_next(exchange: Exchange, row: InterviewRow) -> None:
    """Plan the next appointment, on the day the person chose if any, and the reminders of actions."""
    project = project_of(path_through(exchange.tx, exchange.context.form, row))
    one = appointments.close_appointment(exchange, str(row.period))
    if one and (moved := project.text("rev_next_date")):
        appointments.reschedule(exchange, one, date.fromisoformat(moved))
    provider_reminders.plan(exchange, str(row.period))
    action_reminders.after_review(exchange, project)


def say_summary(exchange: Exchange, row: InterviewRow) -> Outcome:
    """Show the summary of each task, with buttons for the minutes; then the steps of a grave decision."""
    project = project_of(path_through(exchange.tx, exchange.context.form, row))
    found = minutes(project)
    read = tuple(Action(words, f"minutes:{format}={row.id}") for words, format in FORMATS)
    more = amendments_button(len(found.prepared_amendments))
    if any(task.renewal == "tender" for task in found.tasks):
        more = (*more, (Action("button.offers", "offers"),))
    shown = Outcome()
    for index, task in enumerate(found.tasks, 1):
        last = index == len(found.tasks)
        shown += exchange.show(
            Review(project, found, task, (read[:1], read[1:3], read[3:], *more, (BOARD,)) if last else ())
        )
    for task in found.tasks:
        if task.plan:
            shown += exchange.show(Review(project, found, task, steps=True))
    return shown
