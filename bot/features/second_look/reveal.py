"""The end of a second look: sealed until both sides are in, then shown to both; and what an erasure takes out."""

from __future__ import annotations

from typing import Any

from bot.conversation.exchange import AUDIT, Visit
from bot.conversation.outcome import Outcome
from bot.conversation.stored_answers import answered_in
from bot.conversation.views import Gaps, Notice
from bot.features.navigation.commands import RESUME
from bot.features.second_look.invitation import CREATE, PENDING, author_path, name_of
from bot.project import guests
from bot.store import Invitation
from domain.assessment.project import SCALES
from domain.assessment.second_look import FIELDS
from domain.questionnaire.path import path_of
from domain.questionnaire.values import to_json


def close(visit: Visit) -> Outcome:
    """The third party is done: seal, tell the other, and show both if both are in."""
    found = visit.tx.invitations.of_interview(visit.row.id)
    visit.tx.set_current(visit.chat_id, None)
    if found is None or found.state != "started":
        return Outcome()
    author = visit.tx.invitations.author(found.project_id)
    if path_of(visit.form, visit.interview.given, visit.interview.prior).refused:
        visit.tx.invitations.mark(found.id, "declined")
        visit.tell(author, Notice("regard.declined", {"name": name_of(visit, found)}, ((CREATE,),)))
        return Outcome()
    visit.tx.invitations.mark(found.id, "sealed")
    if not _reveal(visit, found):
        visit.tell(author, Notice("regard.arrived", {"name": name_of(visit, found)}, ((RESUME,),)))
    return Outcome()


# --- the reveal


def look_again(visit: Visit) -> Outcome:
    """The person has changed a note: a sealed second look may now be complete."""
    for one in visit.tx.invitations.of_project(visit.project):
        if one.state == "sealed":
            _reveal(visit, one)
    return Outcome()


def _reveal(visit: Visit, found: Invitation) -> bool:
    """Show both to both once both are in: the notes are sealed as they stand now. False while some are missing."""
    own = author_path(visit, found).project
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
    path = author_path(visit, found)
    visit.tell(visit.tx.invitations.author(found.project_id), Gaps(path, found.name))
    guest = visit.tx.invitations.guest(found.interview_id) if found.interview_id else None
    if guest is not None:
        visit.tell(guest, Gaps(path, found.name, guest=True))
    return True


def _given(visit: Visit, found: Invitation) -> dict[tuple[str, str | None], Any]:
    return dict(answered_in(visit.tx, visit.around.form, found.interview_id or 0))


# --- erasure


def forget(visit: Visit) -> None:
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
        visit.tell(author, Notice("regard.erased", {"name": name_of(visit, one)}, ((CREATE,),)))
