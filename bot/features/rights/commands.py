"""Erasing everything about a person, confirmed twice; those who worked with them are told, and no more."""

from __future__ import annotations

from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice


def ask(visit: Visit) -> Outcome:
    keep = Action("button.erase_cancel", "erase_cancel")
    actions = ((Action("button.erase", "erase", "danger"),), (keep,))
    return visit.show(Notice("erase.ask", {"n": len(visit.tx.history(visit.project))}, actions))


def ask_again(visit: Visit) -> Outcome:
    actions = (
        (Action("button.erase_cancel", "erase_cancel"),),
        (Action("button.erase_now", "erase_now", "danger"),),
    )
    return visit.show(Notice("erase.sure", actions=actions, in_place=True))


def erase(visit: Visit) -> Outcome:
    for settle in visit.around.erasures:
        settle(visit)
    answers = visit.tx.erase(visit.chat_id)
    return visit.direct(Notice("erase.done", {"n": answers}, in_place=True))


def keep(visit: Visit) -> Outcome:
    return visit.show(Notice("erase.kept", in_place=True))
