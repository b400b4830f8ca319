"""« Inscrire dans le cahier »: changes the answers as the prepared amendments say, then asks for approval.
The machine edits the answers before the signature, so that the signed document, its differences, the board and the
next reviews read one source. Applying twice changes nothing more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Notice, Sheet
from bot.features.versions.amendment_menu import (
    APPROVE,
    LISTING,
    Line,
    amendment_named,
    answers_before,
    decisions,
    line,
    listing,
    newest,
    pending,
)
from bot.features.versions.commands import approve
from domain.questionnaire.form import Key
from domain.questionnaire.input import replies as say
from domain.questionnaire.path import path_of
from domain.questionnaire.turn import Asking, Weighing
from domain.questionnaire.values import Value
from domain.versions.amendments import (
    CHANGED,
    OPEN,
    SAY,
    WRITE,
    answers_to_write,
    calendar_of,
    keys_on_path,
)


def write(exchange: Exchange) -> Outcome:
    """Apply the amendments that were listed, name those the person had changed otherwise, and ask what is missing."""
    found = pending(exchange)
    if not found or str(newest(found)) != exchange.argument:
        # Since that button was shown, a version was signed or another amendment prepared.
        return listing(exchange)
    given: dict[Key, Value] = {}
    queue: list[Key] = []
    file, known = exchange.file(), decisions(exchange)
    for one in found:
        path, decision = path_of(exchange.context.form, {**file.given, **given}, file.prior), known[one.number]
        if one.state == WRITE:
            given |= answers_to_write(path, decision.proposal, calendar_of(decision))
        elif one.state == SAY:
            queue += keys_on_path(path, decision.proposal)
    if not given and not queue:
        told = _show_applied(exchange, "amendment.inscribed") if any(one.proposed for one in found) else Outcome()
        return told + approve(exchange)
    over = _answer(exchange, given, queue)
    told = _show_applied(exchange, "amendment.inscribed" if over else "amendment.inscribed_more")
    return told + (approve(exchange) if over else exchange.turn(say.Resume()))


def _answer(exchange: Exchange, given: Mapping[Key, Value], queue: list[Key], back: bool = False) -> bool:
    """Save the answers `given` in the person's own file and queue other questions; True if nothing is left to ask.

    A contradiction that was open before does not count. `back`: the answers undo an amendment, and what they
    remove is not shown for confirmation.
    """
    exchange.switch_to(exchange.audit)
    doubt = exchange.path().first_open(exchange.path().known)
    exchange.interview = replace(exchange.interview, asking=None, queue=tuple(queue))
    screen = exchange.take(say.Write(given)).interview.asking if given else None
    if back and isinstance(screen, Weighing) and not screen.review:
        screen = exchange.take(say.Continue(screen.key)).interview.asking
    return not queue and (screen is None or (doubt is not None and screen == Asking(doubt.key)))


def _show_applied(exchange: Exchange, words: str) -> Outcome:
    lines: list[Line] = [line(exchange, one) for one in pending(exchange) if one.state in CHANGED]
    return exchange.show(Sheet(((words, {}), *lines))) if lines else Outcome()


def undo(exchange: Exchange) -> Outcome:
    """Undo an amendment: give the answers from before it."""
    found = amendment_named(exchange)
    if found is None or found.state not in CHANGED:
        return listing(exchange)
    given = answers_before(exchange, found)
    return listing(exchange) if _answer(exchange, given, [], back=True) else exchange.turn(say.Resume())


def show_next_step(exchange: Exchange) -> Outcome:
    """Say what the amendments still need once the file has no open question: an answer, or the approval."""
    found = [one for one in pending(exchange) if one.state in (*OPEN, *CHANGED)]
    if any(one.state in OPEN for one in found):
        return exchange.show(Notice("amendment.unsettled", actions=((LISTING,),)))
    words = "amendment.settled_one" if len(found) == 1 else "amendment.settled"
    return exchange.show(Notice(words, actions=((APPROVE,), (LISTING,)))) if found else Outcome()


def back_to_list(exchange: Exchange) -> Outcome:
    """Handle /retour at the first question of an approval: show the amendments it takes, if any."""
    return listing(exchange) if pending(exchange) else exchange.turn(say.GoBack())
