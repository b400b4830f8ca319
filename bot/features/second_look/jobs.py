"""What becomes of a link for a second look as days go by: mentioned once, then over."""

from __future__ import annotations

from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Notice
from bot.features.navigation.commands import RESUME
from bot.features.second_look.invitation import CREATE, REVOKE, name_of
from bot.project import guests
from bot.project.jobs import SecondLookEnd, SecondLookReminder


def remind(exchange: Exchange, job: SecondLookReminder) -> Outcome:
    """Once: to the third party who has begun, else to the person whose link waits."""
    for one in exchange.tx.invitations.of_project(exchange.project):
        if one.id != job.invitation or one.expires_at <= exchange.now:
            continue
        guest = exchange.tx.invitations.guest(one.interview_id) if one.interview_id else None
        told = guest if one.state == "started" else exchange.chat_id if one.state == "open" else None
        if told is None:
            continue
        until = {"until": guests.last_day(one.expires_at, exchange.zone_of(told)), "name": name_of(exchange, one)}
        if one.state == "started":
            exchange.tell(told, Notice("regard.remind_guest", until, ((RESUME,),)))
        else:
            exchange.tell(told, Notice("regard.remind", until, ((CREATE,), (REVOKE,))))
    return Outcome()


def expire(exchange: Exchange, job: SecondLookEnd) -> Outcome:
    """Seven days have gone: say so without reproach."""
    for one in exchange.tx.invitations.of_project(exchange.project):
        if one.id == job.invitation and one.state in ("open", "started"):
            guests.forget(exchange, one, "regard.too_late")
            exchange.tx.invitations.mark(one.id, "expired")
            exchange.tell(exchange.chat_id, Notice("regard.expired", {"name": name_of(exchange, one)}, ((CREATE,),)))
    return Outcome()
