"""Ends a second look: scores stay sealed until both sides have given theirs, then both see them. Also its erasure."""

from __future__ import annotations

from typing import Any

from bot.conversation.exchange import AUDIT, Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.stored_answers import answered_in
from bot.conversation.views import Gaps, Notice
from bot.features.navigation.commands import RESUME
from bot.features.second_look.invitation import CREATE, PENDING, author_path, name_of
from bot.project import guests
from bot.store import Invitation
from domain.assessment.assessment import SCALES
from domain.assessment.second_look import FIELDS
from domain.questionnaire.values import to_json
from domain.specification.project import project_of


def close(exchange: Exchange) -> Outcome:
    """Seal the third party's scores and tell the person; show both sides if the person's scores are complete."""
    found = exchange.tx.invitations.of_interview(exchange.row.id)
    exchange.tx.set_current(exchange.chat_id, None)
    if found is None or found.state != "started":
        return Outcome()
    author = exchange.tx.invitations.author(found.project_id)
    if exchange.interview.path_in(exchange.form).refusal:
        exchange.tx.invitations.mark(found.id, "declined")
        exchange.tell(author, Notice("regard.declined", {"name": name_of(exchange, found)}, ((CREATE,),)))
        return Outcome()
    exchange.tx.invitations.mark(found.id, "sealed")
    if not _reveal(exchange, found):
        exchange.tell(author, Notice("regard.arrived", {"name": name_of(exchange, found)}, ((RESUME,),)))
    return Outcome()


# --- the reveal


def look_again(exchange: Exchange) -> Outcome:
    """Try again to show a sealed second look, after the person has scored a task."""
    for one in exchange.tx.invitations.of_project(exchange.project):
        if one.state == "sealed":
            _reveal(exchange, one)
    return Outcome()


def _reveal(exchange: Exchange, found: Invitation) -> bool:
    """Show both sides' scores to both, the person's as they are now; False if some are missing."""
    own = project_of(author_path(exchange, found))
    theirs = {key: value for key, value in _answers(exchange, found).items() if key[0].startswith("third_")}
    tasks = [task for task in own.tasks if ("third_friction", task) in theirs]
    sealed = [[f"sealed_{name}", task, own.number(SCALES[name], task)] for task in tasks for name in FIELDS]
    if not tasks or any(value is None for _, _, value in sealed):
        return False
    notes = [[question, item, to_json(value)] for (question, item), value in theirs.items() if item in tasks]
    look = [*notes, *sealed, ["third_look", None, str(found.id)]]
    word = theirs.get(("third_blindspot", None))
    if isinstance(word, str):
        look.append(["third_blindspot", None, word])
    audit = exchange.tx.interviews.of(found.project_id, AUDIT, exchange.now, exchange.form.version)
    exchange.tx.interviews.set_prior(audit.id, look)
    exchange.tx.invitations.mark(found.id, "revealed", answers=look)
    path = author_path(exchange, found)
    exchange.tell(exchange.tx.invitations.author(found.project_id), Gaps(path, found.name))
    guest = exchange.tx.invitations.guest(found.interview_id) if found.interview_id else None
    if guest is not None:
        exchange.tell(guest, Gaps(path, found.name, guest=True))
    return True


def _answers(exchange: Exchange, found: Invitation) -> dict[tuple[str, str | None], Any]:
    return dict(answered_in(exchange.tx, exchange.context.form, found.interview_id or 0))


# --- erasure


def forget(exchange: Exchange) -> None:
    """Before somebody's data are erased, erase the scores they gave others and those others gave them."""
    for one in exchange.tx.invitations.of_project(exchange.project):
        guests.forget(exchange, one, "regard.taken_back" if one.state == "started" else None)
    for one in exchange.tx.invitations.answered_by(exchange.chat_id):
        if one.state not in (*PENDING, "revealed"):
            continue
        if one.state == "revealed":
            audit = exchange.tx.interviews.of(one.project_id, AUDIT, exchange.now, exchange.form.version)
            if ["third_look", None, str(one.id)] in audit.prior:
                exchange.tx.interviews.set_prior(audit.id, [])
        exchange.tx.invitations.mark(one.id, "erased", answers=None)
        author = exchange.tx.invitations.author(one.project_id)
        exchange.tell(author, Notice("regard.erased", {"name": name_of(exchange, one)}, ((CREATE,),)))
