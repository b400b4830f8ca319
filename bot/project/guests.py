"""Who answers somebody else's link: a third party or a provider, in an interview of their own."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.conversation.exchange import Exchange
from bot.conversation.views import Notice
from bot.store import Invitation
from domain.questionnaire.values import show


def last_day(at: datetime, zone: ZoneInfo) -> str:
    """The day a link ends, in words, where whoever reads it lives."""
    return show("date", at.astimezone(zone).date().isoformat())


def forget(exchange: Exchange, one: Invitation, words: str | None) -> None:
    """The guest's interview goes with the invitation; they are told in these words, if any."""
    guest = exchange.tx.invitations.guest(one.interview_id) if one.interview_id else None
    if one.interview_id is None or guest is None:
        return
    exchange.tx.invitations.forget([one.interview_id])
    if words:
        exchange.tell(guest, Notice(words))
