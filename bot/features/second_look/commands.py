"""What the person who invites a third party does, and what the third party does with the link."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Gaps, Notice
from bot.features.navigation.commands import RESUME, resume
from bot.features.second_look.invitation import (
    CREATE,
    OCCASION,
    PENDING,
    REVOKE,
    invite,
    name_of,
    tasks_shown,
)
from bot.project import guests
from domain.questionnaire import replies as say

# --- the person who invites


def menu(visit: Visit) -> Outcome:
    """Where the second look stands, and what can be done about it."""
    if not visit.path().project.tasks:
        return visit.again("regard.no_tasks")
    found = visit.tx.invitations.of_project(visit.project)
    last = found[0] if found else None
    if last is None or last.state not in (*PENDING, "revealed"):
        return visit.show(Notice("regard.offer", actions=((CREATE,),)))
    if last.state == "revealed":
        return visit.show(Gaps(visit.path(), last.name))
    values = {"name": name_of(visit, last), "until": guests.last_day(last.expires_at, visit.zone)}
    actions = ((REVOKE,),) if last.state != "open" else ((CREATE,), (REVOKE,))
    return visit.show(Notice(f"regard.{last.state}", values, actions))


def create(visit: Visit) -> Outcome:
    """A new link, in place of the one that waits if there is one."""
    if not visit.path().project.tasks:
        return visit.again("regard.no_tasks")
    for other in visit.tx.invitations.of_project(visit.project):
        if other.state == "open":
            visit.tx.invitations.mark(other.id, "revoked")
        elif other.state in PENDING:
            return menu(visit)
    return invite(visit)


def revoke(visit: Visit) -> Outcome:
    """Take the invitation back; what the third party had said is erased."""
    for one in visit.tx.invitations.of_project(visit.project):
        if one.state in PENDING:
            guests.forget(visit, one, "regard.taken_back")
            visit.tx.invitations.mark(one.id, "revoked")
    return visit.show(Notice("regard.revoked", actions=((CREATE,),), in_place=True))


def decide(visit: Visit) -> Outcome:
    """The gaps, one by one: they come first among what is still open."""
    visit.sit(visit.audit)
    visit.interview = replace(visit.interview, asking=None)
    return visit.turn(say.Resume())


# --- the third party


def open_link(visit: Visit, token: str) -> Outcome:
    """Somebody followed a link: they begin, go on, or learn why not."""
    found = visit.tx.invitations.by_token(token)
    if found is not None and found.purpose != OCCASION:
        found = None
    if found is not None and found.project_id == visit.project:
        return _refused(visit, "own")
    row = visit.tx.interviews.mine(found.interview_id, visit.project) if found and found.interview_id else None
    if row is not None and row.closed_at is None:
        visit.sit(row)
        return resume(visit)
    if found is not None and found.state == "declined":
        return _refused(visit, "declined")
    if row is not None:
        return _refused(visit, "given")
    if found is None or found.state not in ("open", "started", "sealed", "revealed"):
        return _refused(visit, "gone")
    if found.state != "open":
        return _refused(visit, "used")
    if found.expires_at <= visit.now:
        return _refused(visit, "gone")
    row = visit.tx.interviews.start(visit.project, OCCASION, visit.now, visit.form.version, tasks_shown(visit, found))
    visit.tx.invitations.mark(found.id, "started", interview_id=row.id)
    visit.sit(row)
    return resume(visit)


def _refused(visit: Visit, why: str) -> Outcome:
    return visit.show(Notice(f"regard.link_{why}", actions=((RESUME,),)))
