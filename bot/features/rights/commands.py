"""Erases everything about a person after two confirmations; the people they worked with are told."""

from __future__ import annotations

from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice


def ask(exchange: Exchange) -> Outcome:
    keep = Action("button.erase_cancel", "erase_cancel")
    actions = ((Action("button.erase", "erase", "danger"),), (keep,))
    return exchange.show(Notice("erase.ask", {"n": len(exchange.tx.history(exchange.project))}, actions))


def ask_again(exchange: Exchange) -> Outcome:
    actions = (
        (Action("button.erase_cancel", "erase_cancel"),),
        (Action("button.erase_now", "erase_now", "danger"),),
    )
    return exchange.show(Notice("erase.sure", actions=actions, in_place=True))


def erase(exchange: Exchange) -> Outcome:
    for settle in exchange.context.erasures:
        settle(exchange)
    answers = exchange.tx.erase(exchange.chat_id)
    # Written after the erasure, and deleted once it is delivered.
    return exchange.show(Notice("erase.done", {"n": answers}, in_place=True))


def keep(exchange: Exchange) -> Outcome:
    return exchange.show(Notice("erase.kept", in_place=True))
