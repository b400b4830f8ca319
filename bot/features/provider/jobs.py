"""What is done about a provider when its time comes: their late actions are recalled, the wait for them ends."""

from __future__ import annotations

from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Notice
from bot.features.provider.provider_reminders import provider_of, stop_button
from bot.features.provider.score_disclosure import PENDING, end_of_wait, invitations, reveal_late, tasks_of
from bot.project import jobs
from bot.project.jobs import LateProviderActions, SurveyEnd
from bot.project.review_file import standing
from domain.reviews.provider_survey import late_actions
from domain.reviews.texts import company, day


def recall_late_actions(visit: Visit, job: LateProviderActions) -> Outcome:
    """One message to the provider who answered by link, if an action of theirs is late on a task that is theirs."""
    provider = provider_of(visit)
    if provider is None or visit.person.silent_at:
        return Outcome()
    project = standing(visit.tx, visit.project, visit.path(), visit.calendar, visit.zone)
    theirs = tasks_of(visit, visit.tx.invitations.by_id(provider[0]))
    late = late_actions(project, project.retained if theirs is None else theirs, visit.calendar)
    if late:
        line = visit.around.form.words["collection.late_line"]
        lines = "\n".join(line.format(action=one.text, due=day(one.action.due)) for one in late)
        values = {"company": company(project), "actions": lines}
        words = "collection.late_one" if len(late) == 1 else "collection.late"
        visit.tell(provider[1], Notice(words, values, ((stop_button(provider[0]),),)))
    return Outcome()


def end_wait(visit: Visit, job: SurveyEnd) -> Outcome:
    """The wait is over, unless the review was put off meanwhile: then it goes on as long."""
    found = next((one for one in invitations(visit) if one.id == job.invitation), None)
    if found is None or found.state not in PENDING:
        return Outcome()
    later = end_of_wait(visit, str(found.period))
    if later is not None and later > visit.now:
        jobs.plan(visit, job, later)
        # The provider may be done since it was read.
        visit.tx.invitations.mark(found.id, visit.tx.invitations.by_id(found.id).state, expires_at=later)
        return Outcome()
    reveal_late(visit, found)
    return Outcome()
