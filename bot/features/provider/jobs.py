"""Planned jobs about a provider: the reminder of their late actions, the end of the wait for their answer."""

from __future__ import annotations

from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Notice
from bot.features.provider.provider_reminders import provider_of, stop_button
from bot.features.provider.score_disclosure import PENDING, end_of_wait, invitations, reveal_late, tasks_of
from bot.project import jobs
from bot.project.jobs import LateProviderActions, SurveyEnd
from bot.project.review_file import open_review_state
from domain.reviews.provider_survey import late_actions
from domain.reviews.texts import company, day


def recall_late_actions(exchange: Exchange, job: LateProviderActions) -> Outcome:
    """Remind the provider who answered by link of their late actions, on their own tasks."""
    provider = provider_of(exchange)
    if provider is None or exchange.person.silent_at:
        return Outcome()
    project = open_review_state(exchange.tx, exchange.project, exchange.path(), exchange.calendar, exchange.zone)
    theirs = tasks_of(exchange, exchange.tx.invitations.by_id(provider[0]))
    late = late_actions(project, project.retained_tasks if theirs is None else theirs, exchange.calendar)
    if late:
        line = exchange.context.form.words["collection.late_line"]
        lines = "\n".join(line.format(action=one.text, due=day(one.action.due)) for one in late)
        values = {"company": company(project), "actions": lines}
        words = "collection.late_one" if len(late) == 1 else "collection.late"
        exchange.tell(provider[1], Notice(words, values, ((stop_button(provider[0]),),)))
    return Outcome()


def end_wait(exchange: Exchange, job: SurveyEnd) -> Outcome:
    """End the wait for the provider, or extend it if the review has been postponed meanwhile."""
    found = next((one for one in invitations(exchange) if one.id == job.invitation), None)
    if found is None or found.state not in PENDING:
        return Outcome()
    later = end_of_wait(exchange, str(found.period))
    if later is not None and later > exchange.now:
        jobs.plan(exchange, job, later)
        # The provider may have finished since `found` was read.
        exchange.tx.invitations.mark(found.id, exchange.tx.invitations.by_id(found.id).state, expires_at=later)
        return Outcome()
    reveal_late(exchange, found)
    return Outcome()
