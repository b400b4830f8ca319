"""Who answers somebody else's link: a third party or a provider, in an interview of their own."""

from __future__ import annotations

from bot.conversation.exchange import Visit
from bot.conversation.views import Notice
from bot.store import Invitation


def forget(visit: Visit, one: Invitation, words: str | None) -> None:
    """The guest's interview goes with the invitation; they are told in these words, if any."""
    guest = visit.tx.invitations.guest(one.interview_id) if one.interview_id else None
    if one.interview_id is None or guest is None:
        return
    visit.tx.invitations.forget([one.interview_id])
    if words:
        visit.tell(guest, Notice(words))
