"""Erasing everything about a person, confirmed twice; those who worked with them are told, and no more."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.features.provider import provider_survey
from bot.features.second_look import second_look


def ask(visit: Visit) -> Outcome:
    keep = Action("button.erase_cancel", "erase_cancel")
    actions = ((Action("button.erase", "erase", "danger"),), (keep,))
    return visit.show(Notice("erase.ask", {"n": len(visit.tx.history(visit.project))}, actions))


def _ask_again(visit: Visit) -> Outcome:
    actions = (
        (Action("button.erase_cancel", "erase_cancel"),),
        (Action("button.erase_now", "erase_now", "danger"),),
    )
    return visit.show(Notice("erase.sure", actions=actions, in_place=True))


def _erase(visit: Visit) -> Outcome:
    second_look.erased(visit)
    provider_survey.erased(visit)
    answers = visit.tx.erase(visit.chat_id)
    return visit.direct(Notice("erase.done", {"n": answers}, in_place=True))


COMMANDS: Mapping[str, Callable[[Visit], Outcome]] = {"supprimer": ask}
ACTIONS: Mapping[str, Callable[[Visit], Outcome]] = {
    "erase": _ask_again,
    "erase_now": _erase,
    "erase_cancel": lambda visit: visit.show(Notice("erase.kept", in_place=True)),
}
