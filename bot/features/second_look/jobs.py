"""What becomes of a link for a second look as days go by: mentioned once, then over."""

from __future__ import annotations

from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Notice
from bot.features.navigation.commands import RESUME
from bot.features.second_look.invitation import CREATE, REVOKE, last_day, name_of
from bot.project import guests
from bot.project.jobs import SecondLookEnd, SecondLookReminder
from domain.questionnaire.values import show


def remind(visit: Visit, job: SecondLookReminder) -> Outcome:
    """Once: to the third party who has begun, else to the person whose link waits."""
    for one in visit.tx.invitations.of_project(visit.project):
        if one.id != job.invitation or one.expires_at <= visit.now:
            continue
        guest = visit.tx.invitations.guest(one.interview_id) if one.interview_id else None
        until = {"until": show("date", last_day(visit, one).isoformat()), "name": name_of(visit, one)}
        if one.state == "started" and guest is not None:
            visit.tell(guest, Notice("regard.remind_guest", until, ((RESUME,),)))
        elif one.state == "open":
            visit.tell(visit.chat_id, Notice("regard.remind", until, ((CREATE,), (REVOKE,))))
    return Outcome()


def expire(visit: Visit, job: SecondLookEnd) -> Outcome:
    """Seven days have gone: say so without reproach."""
    for one in visit.tx.invitations.of_project(visit.project):
        if one.id == job.invitation and one.state in ("open", "started"):
            guests.forget(visit, one, "regard.too_late")
            visit.tx.invitations.mark(one.id, "expired")
            visit.tell(visit.chat_id, Notice("regard.expired", {"name": name_of(visit, one)}, ((CREATE,),)))
    return Outcome()
