"""What third parties and providers have in common: guests who answer somebody's link in their own interview."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.conversation.exchange import Exchange
from bot.conversation.views import Notice
from bot.store import Invitation
from domain.questionnaire.values import show


def last_day(at: datetime, zone: ZoneInfo) -> str:
    """The last day of a link in words, in the reader's zone."""
    return show("date", at.astimezone(zone).date().isoformat())


def forget(exchange: Exchange, one: Invitation, words: str | None) -> None:
    """Delete the guest's interview, and tell them with the notice `words` if given."""
    guest = exchange.tx.invitations.guest(one.interview_id) if one.interview_id else None
    if one.interview_id is None or guest is None:
        return
    exchange.tx.invitations.forget([one.interview_id])
    if words:
        exchange.tell(guest, Notice(words))
