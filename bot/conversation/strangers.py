"""What a chat is answered about which nothing is stored but the answer, until it is delivered."""

from __future__ import annotations

from datetime import datetime

from bot.conversation.incoming import FailedUpdate, Incoming, Membership, OtherChat, Press
from bot.conversation.outcome import LEASE, Outcome, Saying
from bot.conversation.views import Departure, Encode, Notice, Place
from bot.store import Tx


def answer_stranger(tx: Tx, incoming: Incoming, encode: Encode, now: datetime) -> Outcome:
    """Answer a group or channel, or somebody who is not known or no longer."""
    if isinstance(incoming, Membership):
        return Outcome()
    if isinstance(incoming, OtherChat):
        show: Notice | Departure = Departure("private_only")
    else:
        show = Notice("trouble" if isinstance(incoming, FailedUpdate) else "notice.nothing_stored")
    pressed = incoming.message_id if isinstance(incoming, Press) else None
    calls = encode(show, Place(incoming.chat_id, pressed, None)).calls
    number = tx.outbox.say(incoming.chat_id, "message", calls, now, now + LEASE)
    return Outcome((Saying(number, incoming.chat_id, "message", calls, now + LEASE),))
