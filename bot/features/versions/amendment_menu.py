"""Shows the prepared amendments: what each would change, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.conversation.document_request import DocumentRequest, Kind
from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice, Sheet
from bot.features.document.commands import ask
from bot.project.prepared_amendments import (
    answers_to_restore,
    decisions_to_prepare,
    leave,
    prepared_amendments,
    waiting,
)
from domain.questionnaire.form import Key
from domain.questionnaire.values import Value
from domain.reviews.amendment_decisions import AmendmentDecision
from domain.specification.editions import PreparedAmendment
from domain.versions.amendments import ASIDE, CHANGED, OPEN, SAY, keys_on_path

MOST_LISTED = 6
"""Amendments with a button, at most: eight buttons with « Inscrire » and the versions."""
VERSIONS = Action("button.versions", "versions")
APPROVE = Action("button.approve", "versions:approve", "success")
LISTING = Action("button.amendments_all", "amendments")
Line = tuple[str, Mapping[str, Any]]


def listing(exchange: Exchange) -> Outcome:
    """Show the prepared amendments that no version has taken, with the button to apply them."""
    found = pending(exchange)
    if not found:
        return exchange.show(Notice("amendment.none", actions=((VERSIONS,),)))
    to_settle = any(one.state in OPEN for one in found)
    words = f"amendment.title{'' if to_settle else '_ready'}{'_one' if len(found) == 1 else ''}"
    lines: list[Line] = [(words, {"n": len(found)}), *(line(exchange, one) for one in found)]
    actions: list[tuple[Action, ...]] = []
    if to_settle:
        actions.append((Action("button.inscribe", f"amendments:write={newest(found)}", "success"),))
    elif any(one.state != ASIDE for one in found):
        actions.append((APPROVE,))
    each = [Action("button.amendment", f"amendment={one.number}", values={"number": one.number}) for one in found]
    actions += _by_two(each[:MOST_LISTED])
    return exchange.show(Sheet(tuple(lines), (*actions, (VERSIONS,))))


def _by_two(each: list[Action]) -> list[tuple[Action, ...]]:
    """Rows of two buttons."""
    return [tuple(each[first : first + 2]) for first in range(0, len(each), 2)]


def pending(exchange: Exchange) -> tuple[PreparedAmendment, ...]:
    """The prepared amendments that no version has taken, those left aside included."""
    return waiting(_all_prepared(exchange), exchange.tx.versions.of_project(exchange.project))


def newest(found: tuple[PreparedAmendment, ...]) -> int:
    """The highest number, which grows with each amendment prepared."""
    return max(one.number for one in found)


def line(exchange: Exchange, one: PreparedAmendment) -> Line:
    """« Avenant n° 2 · Cible : 95 % → 90 % », and its state."""
    known = exchange.context.form.words
    values = {
        "number": one.number,
        "article": one.article,
        "old": one.old or known["amendment.nothing"],
        "new": one.new or known["amendment.to_write"],
        "proposed": one.proposed,
        "why": one.why,
    }
    return f"amendment.line_{one.state}{'_otherwise' if one.proposed else ''}", values


def _all_prepared(exchange: Exchange) -> tuple[PreparedAmendment, ...]:
    return prepared_amendments(exchange.tx, exchange.project, exchange.context.form, exchange.path())


def decisions(exchange: Exchange) -> dict[int, AmendmentDecision]:
    """Number → the review's decision to prepare the amendment."""
    return decisions_to_prepare(exchange.tx, exchange.project, exchange.context.form)


# --- one of them


def amendment_named(exchange: Exchange) -> PreparedAmendment | None:
    """The pending amendment the button names; None if it is no longer pending."""
    return next((one for one in pending(exchange) if str(one.number) == exchange.argument), None)


def one(exchange: Exchange) -> Outcome:
    """Show one amendment: its reason, its document, and the choices other than applying it."""
    found = amendment_named(exchange)
    if found is None:
        return listing(exchange)
    reason: tuple[Line, ...] = () if found.state == SAY else (("amendment.why", {"why": found.why}),)
    return exchange.show(Sheet((line(exchange, found), *reason), (*_choices(exchange, found), (LISTING,))))


def _choices(exchange: Exchange, found: PreparedAmendment) -> list[tuple[Action, ...]]:
    number = found.number
    actions: list[tuple[Action, ...]] = []
    if found.question and found.state != ASIDE:
        title = exchange.context.form.questions[found.question].title
        actions.append((Action("button.amendment_answer", f"amendment:answer={number}", values={"title": title}),))
    if found.state == SAY:
        actions.append((Action("button.amendment_noted", f"amendment:noted={number}"),))
    if found.state in CHANGED and answers_before(exchange, found):
        actions.append((Action("button.amendment_undo", f"amendment:undo={number}"),))
    elif found.state == ASIDE:
        actions.append((Action("button.amendment_taken_up", f"amendment:taken_up={number}"),))
    elif found.state not in CHANGED:
        actions.append((Action("button.amendment_aside", f"amendment:aside={number}"),))
    actions.append((Action("button.amendment_pdf", f"amendment:pdf={number}", values={"number": number}),))
    return actions


def answers_before(exchange: Exchange, found: PreparedAmendment) -> dict[Key, Value]:
    """The answers that undo an amendment in the file."""
    return answers_to_restore(exchange.tx, exchange.project, exchange.path(), decisions(exchange)[found.number])


def answer(exchange: Exchange) -> Outcome:
    """Ask again the questions an amendment is about."""
    found = amendment_named(exchange)
    keys = keys_on_path(exchange.path(), decisions(exchange)[found.number].proposal) if found else ()
    return ask(exchange, keys) if keys else listing(exchange)


def leaving(how: str, states: tuple[str, ...]) -> Callable[[Exchange], Outcome]:
    """A handler that records the decision `how` about an amendment in one of `states`, then shows the list."""

    def decide(exchange: Exchange) -> Outcome:
        found = amendment_named(exchange)
        if found and found.state in states:
            leave(exchange.tx, exchange.project, exchange.audit, found.number, how, exchange.now)
        return listing(exchange)

    return decide


def download(exchange: Exchange) -> Outcome:
    """Send one prepared amendment as a document, to be read before it is signed."""
    if all(str(one.number) != exchange.argument for one in _all_prepared(exchange)):
        return listing(exchange)
    wait = exchange.show(Notice("document.wait"))
    request = DocumentRequest(Kind.AMENDMENT, number=int(exchange.argument))
    return wait + Outcome((exchange.saying("document", request.to_json()),))
