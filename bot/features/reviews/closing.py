"""The end of a review: it is frozen, its summary said, the next one planned, another rhythm proposed.

Rules: `docs/rules/revue.md §7, §8, §10`.
"""

from __future__ import annotations

from datetime import date

from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice, Review
from bot.features.document.commands import amendments_button
from bot.features.navigation.commands import BOARD
from bot.features.provider import provider_reminders, score_disclosure
from bot.features.reminders import action_reminders
from bot.project import appointments
from bot.project.prepared_amendments import tell_reviews
from bot.project.review_file import closed_late, path_through, reviews
from bot.store import InterviewRow
from domain.calendar.periods import QUARTERLY, Period
from domain.reviews.minutes.minutes import minutes
from domain.reviews.rhythm_proposal import proposed

FORMATS = (
    *(("button.minutes_read", "chat"), ("button.pdf", "pdf"), ("button.docx", "docx")),
    ("button.minutes_provider", "provider"),
)
"""The words of each button under a summary, and the form of the minutes it asks for."""


def close(visit: Visit) -> Outcome:
    """The last answer is in: the review is frozen, its summary said, the next one planned."""
    visit.tx.set_current(visit.chat_id, None)
    row = score_disclosure.awaiting(visit, visit.row)
    closed_late(visit.tx, visit.project, visit.around.form, row)
    tell_reviews(visit.tx, visit.project, visit.around.form)
    _plan_next(visit, row)
    return say_summary(visit, row) + score_disclosure.reveal_both(visit, row) + _other_rhythm(visit, row)


def _other_rhythm(visit: Visit, row: InterviewRow) -> Outcome:
    """After the last review to date, the rhythm it calls for: the person sees its dates, and accepts or not."""
    rhythm, words = appointments.rhythm_of(visit), visit.around.form.words
    later = any(
        Period.parse(str(one.period)) > Period.parse(str(row.period)) for one in reviews(visit.tx, visit.project)
    )
    if rhythm is None or later:
        return Outcome()
    found = proposed(path_through(visit.tx, visit.around.form, row).project, rhythm.frequency)
    if found is None:
        return Outcome()
    frequency, reasons = found
    keep = Action("button.reminders_keep", f"rappels:keep=frequency/{frequency}")
    if frequency == QUARTERLY:
        change = Action("button.reminders_quarterly", "rappels:try=frequency/quarterly", "primary")
        return visit.show(Notice("switch.quarterly", actions=((change,), (keep,))))
    change = Action("button.reminders_monthly", "rappels:try=frequency/monthly", "primary")
    why = ", ".join(words[f"switch_reason.{reason}"] for reason in reasons)
    return visit.show(Notice("switch.monthly", {"why": why}, ((change,), (keep,))))


def _plan_next(visit: Visit, row: InterviewRow) -> None:
    """The next appointment, on the day the person moved it to if they did; and reminders of what was promised."""
    project = path_through(visit.tx, visit.around.form, row).project
    one = appointments.reviewed(visit, str(row.period))
    if one and (moved := project.text("rev_next_date")):
        appointments.move(visit, one, date.fromisoformat(moved))
    provider_reminders.plan(visit, str(row.period))
    action_reminders.after_review(visit, project)


def say_summary(visit: Visit, row: InterviewRow) -> Outcome:
    """The summary of each task, with the minutes a press away; then what a grave decision takes."""
    project = path_through(visit.tx, visit.around.form, row).project
    found = minutes(project)
    read = tuple(Action(words, f"minutes:{format}={row.id}") for words, format in FORMATS)
    more = amendments_button(len(found.prepared_amendments))
    if any(task.renewal == "tender" for task in found.tasks):
        more = (*more, (Action("button.offers", "offers"),))
    shown = Outcome()
    for index, task in enumerate(found.tasks, 1):
        last = index == len(found.tasks)
        shown += visit.show(
            Review(project, found, task, (read[:1], read[1:3], read[3:], *more, (BOARD,)) if last else ())
        )
    for task in found.tasks:
        if task.steps:
            shown += visit.show(Review(project, found, task, steps=True))
    return shown
