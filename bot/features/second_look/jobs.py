"""Planned jobs of a second look: its only reminder, and the end of its link."""

from __future__ import annotations

from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Notice
from bot.features.navigation.commands import RESUME
from bot.features.second_look.invitation import CREATE, REVOKE, name_of
from bot.project import guests
from bot.project.jobs import SecondLookEnd, SecondLookReminder


def remind(exchange: Exchange, job: SecondLookReminder) -> Outcome:
    """Remind the third party who has begun, or else the person whose link nobody has opened."""
    for one in exchange.tx.invitations.of_project(exchange.project):
        if one.id != job.invitation or one.expires_at <= exchange.now:
            continue
        guest = exchange.tx.invitations.guest(one.interview_id) if one.interview_id else None
        recipient = guest if one.state == "started" else exchange.chat_id if one.state == "open" else None
        if recipient is None:
            continue
        until = {"until": guests.last_day(one.expires_at, exchange.zone_of(recipient)), "name": name_of(exchange, one)}
        if one.state == "started":
            exchange.tell(recipient, Notice("regard.remind_guest", until, ((RESUME,),)))
        else:
            exchange.tell(recipient, Notice("regard.remind", until, ((CREATE,), (REVOKE,))))
    return Outcome()


def expire(exchange: Exchange, job: SecondLookEnd) -> Outcome:
    """Close the invitation after `VALID` and tell the person."""
    for one in exchange.tx.invitations.of_project(exchange.project):
        if one.id == job.invitation and one.state in ("open", "started"):
            guests.forget(exchange, one, "regard.too_late")
            exchange.tx.invitations.mark(one.id, "expired")
            exchange.tell(exchange.chat_id, Notice("regard.expired", {"name": name_of(exchange, one)}, ((CREATE,),)))
    return Outcome()
