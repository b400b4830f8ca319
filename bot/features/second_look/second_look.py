"""The second look: one link for one trusted third party, blind notes, sealed until both are in, then shown to both.

Rules: `docs/rules/methode.md §7`, `docs/rules/scoring.md §9`. An invitation is open, started, sealed, then revealed;
or it ends declined, revoked, expired or erased.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.conversation.exchange import AUDIT, Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Gaps, Notice
from bot.features.navigation import commands
from bot.project import guests
from bot.store import Invitation, PlannedRow
from domain.assessment.assessment import SCALES
from domain.assessment.second_look import FIELDS
from domain.questionnaire import replies as say
from domain.questionnaire.path import Path, path_of
from domain.questionnaire.values import from_json, show, to_json
from domain.specification.project import project_of

OCCASION = "second_look"
WORD = "regard_"
"""What a link starts the bot with, before its token."""
VALID = timedelta(days=7)
REMIND = 2
"""Working days after which a link that has not been followed up is mentioned, once."""
PENDING = ("open", "started", "sealed")
CREATE = Action("button.regard_create", "regard:create", "primary")
REVOKE = Action("button.regard_revoke", "regard:revoke", "danger")


# --- the person who invites


def menu(visit: Visit) -> Outcome:
    """Where the second look stands, and what can be done about it."""
    if not project_of(visit.path()).tasks:
        return visit.again("regard.no_tasks")
    found = visit.tx.invitations.of_project(visit.project)
    last = found[0] if found else None
    if last is None or last.state not in (*PENDING, "revealed"):
        return visit.show(Notice("regard.offer", actions=((CREATE,),)))
    if last.state == "revealed":
        return visit.show(Gaps(visit.path(), last.name))
    values = {"name": _name(visit, last), "until": show("date", _local(visit, last).isoformat())}
    actions = ((REVOKE,),) if last.state != "open" else ((CREATE,), (REVOKE,))
    return visit.show(Notice(f"regard.{last.state}", values, actions))


def create(visit: Visit) -> Outcome:
    """A new link, in place of the one that waits if there is one."""
    if not project_of(visit.path()).tasks:
        return visit.again("regard.no_tasks")
    for other in visit.tx.invitations.of_project(visit.project):
        if other.state == "open":
            visit.tx.invitations.mark(other.id, "revoked")
        elif other.state in PENDING:
            return menu(visit)
    return _invite(visit)


def _invite(visit: Visit) -> Outcome:
    token, expires = secrets.token_urlsafe(16), visit.now + VALID
    name = project_of(visit.path()).text("third_name")
    made = visit.tx.invitations.add(visit.project, token, name, visit.now, expires, "open")
    remind = visit.calendar.add(visit.calendar.today, REMIND)
    visit.tx.planned.put(visit.project, "second_look_remind", str(made), visit.at(remind, 10))
    visit.tx.planned.put(visit.project, "second_look_expire", str(made), expires)
    link = visit.around.link(WORD + token)
    until = show("date", (visit.calendar.today + VALID).isoformat())
    told = visit.show(Notice("regard.made", {"until": until}))
    forward = Action("button.regard_send", "", url=f"https://t.me/share/url?url={link}")
    return told + visit.show(Notice("regard.message", {"link": link, "until": until}, ((forward,),)))


def named(visit: Visit) -> Outcome:
    """The person has said who their third party is: here is the link (once)."""
    pending = any(one.state in PENDING for one in visit.tx.invitations.of_project(visit.project))
    return Outcome() if pending else _invite(visit)


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


def opened(visit: Visit, token: str) -> Outcome:
    """Somebody followed a link: they begin, go on, or learn why not."""
    found = visit.tx.invitations.by_token(token)
    if found is not None and found.purpose != OCCASION:
        found = None
    if found is not None and found.project_id == visit.project:
        return _refused(visit, "own")
    row = visit.tx.interviews.mine(found.interview_id, visit.project) if found and found.interview_id else None
    if row is not None and row.closed_at is None:
        visit.sit(row)
        return commands.resume(visit)
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
    row = visit.tx.interviews.start(visit.project, OCCASION, visit.now, visit.form.version, _tasks(visit, found))
    visit.tx.invitations.mark(found.id, "started", interview_id=row.id)
    visit.sit(row)
    return commands.resume(visit)


def _refused(visit: Visit, why: str) -> Outcome:
    return visit.show(Notice(f"regard.link_{why}", actions=((commands.RESUME,),)))


def _tasks(visit: Visit, found: Invitation) -> list[list[Any]]:
    """What the third party is shown: the names of the activities, and nothing else of the file."""
    project = project_of(_author_path(visit, found))
    seen: list[list[Any]] = [["audit_functions", None, to_json(project.tasks)]]
    own = project.text("audit_other_label", "other")
    return [*seen, ["audit_other_label", "other", own]] if own else seen


def closing(visit: Visit) -> Outcome:
    """The third party is done: seal, tell the other, and show both if both are in."""
    found = visit.tx.invitations.of_interview(visit.row.id)
    visit.tx.set_current(visit.chat_id, None)
    if found is None or found.state != "started":
        return Outcome()
    author = visit.tx.invitations.author(found.project_id)
    if path_of(visit.form, visit.interview.given, visit.interview.prior).refused:
        visit.tx.invitations.mark(found.id, "declined")
        visit.tell(author, Notice("regard.declined", {"name": _name(visit, found)}, ((CREATE,),)))
        return Outcome()
    visit.tx.invitations.mark(found.id, "sealed")
    if not _reveal(visit, found):
        visit.tell(author, Notice("regard.arrived", {"name": _name(visit, found)}, ((commands.RESUME,),)))
    return Outcome()


# --- the reveal


def noted(visit: Visit) -> Outcome:
    """The person has changed a note: a sealed second look may now be complete."""
    for one in visit.tx.invitations.of_project(visit.project):
        if one.state == "sealed":
            _reveal(visit, one)
    return Outcome()


def _reveal(visit: Visit, found: Invitation) -> bool:
    """Show both to both once both are in: the notes are sealed as they stand now. False while some are missing."""
    own = project_of(_author_path(visit, found))
    theirs = {key: value for key, value in _given(visit, found).items() if key[0].startswith("third_")}
    tasks = [task for task in own.tasks if ("third_friction", task) in theirs]
    sealed = [[f"sealed_{name}", task, own.number(SCALES[name], task)] for task in tasks for name in FIELDS]
    if not tasks or any(value is None for _, _, value in sealed):
        return False
    notes = [[question, item, to_json(value)] for (question, item), value in theirs.items() if item in tasks]
    look = [*notes, *sealed, ["third_look", None, str(found.id)]]
    word = theirs.get(("third_blindspot", None))
    if isinstance(word, str):
        look.append(["third_blindspot", None, word])
    audit = visit.tx.interviews.of(found.project_id, AUDIT, visit.now, visit.form.version)
    visit.tx.interviews.set_prior(audit.id, look)
    visit.tx.invitations.mark(found.id, "revealed", answers=look)
    path = _author_path(visit, found)
    visit.tell(visit.tx.invitations.author(found.project_id), Gaps(path, found.name))
    guest = visit.tx.invitations.guest(found.interview_id) if found.interview_id else None
    if guest is not None:
        visit.tell(guest, Gaps(path, found.name, guest=True))
    return True


def _author_path(visit: Visit, found: Invitation) -> Path:
    """The path through the file the invitation is about."""
    audit = visit.tx.interviews.of(found.project_id, AUDIT, visit.now, visit.form.version)
    file = visit.loaded(audit)
    return path_of(visit.around.form, file.given, file.prior)


def _given(visit: Visit, found: Invitation) -> dict[tuple[str, str | None], Any]:
    answers = visit.tx.answers(found.interview_id or 0)
    return {key: from_json(raw) for key, raw in answers.items()}


# --- time passing, erasure


def remind(visit: Visit, planned: PlannedRow) -> Outcome:
    """Once: to the third party who has begun, else to the person whose link waits."""
    for one in visit.tx.invitations.of_project(visit.project):
        if str(one.id) != planned.item or one.expires_at <= visit.now:
            continue
        guest = visit.tx.invitations.guest(one.interview_id) if one.interview_id else None
        until = {"until": show("date", _local(visit, one).isoformat()), "name": _name(visit, one)}
        if one.state == "started" and guest is not None:
            visit.tell(guest, Notice("regard.remind_guest", until, ((commands.RESUME,),)))
        elif one.state == "open":
            visit.tell(visit.chat_id, Notice("regard.remind", until, ((CREATE,), (REVOKE,))))
    return Outcome()


def expire(visit: Visit, planned: PlannedRow) -> Outcome:
    """Seven days have gone: say so without reproach."""
    for one in visit.tx.invitations.of_project(visit.project):
        if str(one.id) == planned.item and one.state in ("open", "started"):
            guests.forget(visit, one, "regard.too_late")
            visit.tx.invitations.mark(one.id, "expired")
            visit.tell(visit.chat_id, Notice("regard.expired", {"name": _name(visit, one)}, ((CREATE,),)))
    return Outcome()


def erased(visit: Visit) -> None:
    """Before somebody's data go: what they said to others goes, and what others said to them."""
    for one in visit.tx.invitations.of_project(visit.project):
        guests.forget(visit, one, "regard.taken_back" if one.state == "started" else None)
    for one in visit.tx.invitations.answered_by(visit.chat_id):
        if one.state not in (*PENDING, "revealed"):
            continue
        if one.state == "revealed":
            audit = visit.tx.interviews.of(one.project_id, AUDIT, visit.now, visit.form.version)
            if ["third_look", None, str(one.id)] in audit.prior:
                visit.tx.interviews.set_prior(audit.id, [])
        visit.tx.invitations.mark(one.id, "erased", answers=None)
        author = visit.tx.invitations.author(one.project_id)
        visit.tell(author, Notice("regard.erased", {"name": _name(visit, one)}, ((CREATE,),)))


# --- small things


def _name(visit: Visit, one: Invitation) -> str:
    return one.name or visit.around.form.words["regard.someone"]


def _local(visit: Visit, one: Invitation) -> Any:
    return one.expires_at.astimezone(visit.zone).date()


COMMANDS: Mapping[str, Callable[[Visit], Outcome]] = {"regard": menu}
ACTIONS: Mapping[str, Callable[[Visit], Outcome]] = {
    "regard": menu,
    "regard:create": create,
    "regard:revoke": revoke,
    "regard:gaps": decide,
}
CLOSINGS: Mapping[str, Callable[[Visit], Outcome]] = {OCCASION: closing}
WATCHED: Mapping[str, Callable[[Visit], Outcome]] = {
    "third_name": named,
    **{SCALES[name]: noted for name in FIELDS},
}
DUES: Mapping[str, Callable[[Visit, PlannedRow], Outcome]] = {
    "second_look_remind": remind,
    "second_look_expire": expire,
}
