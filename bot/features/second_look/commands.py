"""Buttons of the person who invites a third party, and the link the third party opens."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.exchange import Exchange
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
from domain.questionnaire.input import replies as say
from domain.specification.project import project_of

# --- the person who invites


def menu(exchange: Exchange) -> Outcome:
    """Show the state of the second look, and what can be done about it."""
    if not project_of(exchange.path()).tasks:
        return exchange.again("regard.no_tasks")
    found = exchange.tx.invitations.of_project(exchange.project)
    last = found[0] if found else None
    if last is None or last.state not in (*PENDING, "revealed"):
        return exchange.show(Notice("regard.offer", actions=((CREATE,),)))
    if last.state == "revealed":
        return exchange.show(Gaps(exchange.path(), last.name))
    values = {"name": name_of(exchange, last), "until": guests.last_day(last.expires_at, exchange.zone)}
    actions = ((REVOKE,),) if last.state != "open" else ((CREATE,), (REVOKE,))
    return exchange.show(Notice(f"regard.{last.state}", values, actions))


def create(exchange: Exchange) -> Outcome:
    """Make a link; it replaces one that nobody has opened."""
    if not project_of(exchange.path()).tasks:
        return exchange.again("regard.no_tasks")
    for other in exchange.tx.invitations.of_project(exchange.project):
        if other.state == "open":
            exchange.tx.invitations.mark(other.id, "revoked")
        elif other.state in PENDING:
            return menu(exchange)
    return invite(exchange)


def revoke(exchange: Exchange) -> Outcome:
    """Revoke the invitation and erase the third party's answers."""
    for one in exchange.tx.invitations.of_project(exchange.project):
        if one.state in PENDING:
            guests.forget(exchange, one, "regard.taken_back")
            exchange.tx.invitations.mark(one.id, "revoked")
    return exchange.show(Notice("regard.revoked", actions=((CREATE,),), in_place=True))


def decide(exchange: Exchange) -> Outcome:
    """Ask about the gaps between scores, which come first among open questions."""
    exchange.switch_to(exchange.audit)
    exchange.interview = replace(exchange.interview, asking=None)
    return exchange.turn(say.Resume())


# --- the third party


def open_link(exchange: Exchange, token: str) -> Outcome:
    """Open the second look of a link: begin it, go on with it, or say why it cannot be used."""
    found = exchange.tx.invitations.by_token(token)
    if found is not None and found.purpose != OCCASION:
        found = None
    if found is not None and found.project_id == exchange.project:
        return _refuse(exchange, "own")
    row = (
        exchange.tx.interviews.in_project(found.interview_id, exchange.project)
        if found and found.interview_id
        else None
    )
    if row is not None and row.closed_at is None:
        exchange.switch_to(row)
        return resume(exchange)
    if found is not None and found.state == "declined":
        return _refuse(exchange, "declined")
    if row is not None:
        return _refuse(exchange, "given")
    if found is None or found.state not in ("open", "started", "sealed", "revealed"):
        return _refuse(exchange, "gone")
    if found.state != "open":
        return _refuse(exchange, "used")
    if found.expires_at <= exchange.now:
        return _refuse(exchange, "gone")
    row = exchange.tx.interviews.start(
        exchange.project, OCCASION, exchange.now, exchange.form.version, tasks_shown(exchange, found)
    )
    exchange.tx.invitations.mark(found.id, "started", interview_id=row.id)
    exchange.switch_to(row)
    return resume(exchange)


def _refuse(exchange: Exchange, why: str) -> Outcome:
    return exchange.show(Notice(f"regard.link_{why}", actions=((RESUME,),)))
