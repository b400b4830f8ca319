"""The prepared amendments in the chat: what each would change, and what can be done with one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.conversation.document_request import DocumentRequest, Kind
from bot.conversation.exchange import Visit
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
"""With « Inscrire » and the versions, no more than eight buttons."""
VERSIONS = Action("button.versions", "versions")
APPROVE = Action("button.approve", "versions:approve", "success")
LISTING = Action("button.amendments_all", "amendments")
Line = tuple[str, Mapping[str, Any]]


def listing(visit: Visit) -> Outcome:
    """What the reviews prepared and no version has taken: what each would change, and the way to write it."""
    found = pending(visit)
    if not found:
        return visit.show(Notice("amendment.none", actions=((VERSIONS,),)))
    to_settle = any(one.state in OPEN for one in found)
    words = f"amendment.title{'' if to_settle else '_ready'}{'_one' if len(found) == 1 else ''}"
    lines: list[Line] = [(words, {"n": len(found)}), *(line(visit, one) for one in found)]
    actions: list[tuple[Action, ...]] = []
    if to_settle:
        actions.append((Action("button.inscribe", f"amendments:write={newest(found)}", "success"),))
    elif any(one.state != ASIDE for one in found):
        actions.append((APPROVE,))
    each = [Action("button.amendment", f"amendment={one.number}", values={"number": one.number}) for one in found]
    actions += _by_two(each[:MOST_LISTED])
    return visit.show(Sheet(tuple(lines), (*actions, (VERSIONS,))))


def _by_two(each: list[Action]) -> list[tuple[Action, ...]]:
    """Two to a row."""
    return [tuple(each[first : first + 2]) for first in range(0, len(each), 2)]


def pending(visit: Visit) -> tuple[PreparedAmendment, ...]:
    """Those that wait, left aside or not."""
    return waiting(_known(visit), visit.tx.versions.of_project(visit.project))


def newest(found: tuple[PreparedAmendment, ...]) -> int:
    """The highest number: one that is prepared later has a higher one."""
    return max(one.number for one in found)


def line(visit: Visit, one: PreparedAmendment) -> Line:
    """« Avenant n° 2 · Cible : 95 % → 90 % », and what becomes of it."""
    known = visit.around.form.words
    values = {
        "number": one.number,
        "article": one.article,
        "old": one.old or known["amendment.nothing"],
        "new": one.new or known["amendment.to_write"],
        "proposed": one.proposed,
        "why": one.why,
    }
    return f"amendment.line_{one.state}{'_otherwise' if one.proposed else ''}", values


def _known(visit: Visit) -> tuple[PreparedAmendment, ...]:
    return prepared_amendments(visit.tx, visit.project, visit.around.form, visit.path())


def decisions(visit: Visit) -> dict[int, AmendmentDecision]:
    """What the reviews decided to prepare, by number."""
    return decisions_to_prepare(visit.tx, visit.project, visit.around.form)


# --- one of them


def named(visit: Visit) -> PreparedAmendment | None:
    """The amendment that waits and that the button names."""
    return next((one for one in pending(visit) if str(one.number) == visit.argument), None)


def one(visit: Visit) -> Outcome:
    """Why it was prepared, its paper, and what may be done instead of writing it as it is."""
    found = named(visit)
    if found is None:
        return listing(visit)
    said: tuple[Line, ...] = () if found.state == SAY else (("amendment.why", {"why": found.why}),)
    return visit.show(Sheet((line(visit, found), *said), (*_choices(visit, found), (LISTING,))))


def _choices(visit: Visit, found: PreparedAmendment) -> list[tuple[Action, ...]]:
    number = found.number
    actions: list[tuple[Action, ...]] = []
    if found.question and found.state != ASIDE:
        title = visit.around.form.questions[found.question].title
        actions.append((Action("button.amendment_answer", f"amendment:answer={number}", values={"title": title}),))
    if found.state == SAY:
        actions.append((Action("button.amendment_noted", f"amendment:noted={number}"),))
    if found.state in CHANGED and answers_before(visit, found):
        actions.append((Action("button.amendment_undo", f"amendment:undo={number}"),))
    elif found.state == ASIDE:
        actions.append((Action("button.amendment_taken_up", f"amendment:taken_up={number}"),))
    elif found.state not in CHANGED:
        actions.append((Action("button.amendment_aside", f"amendment:aside={number}"),))
    actions.append((Action("button.amendment_pdf", f"amendment:pdf={number}", values={"number": number}),))
    return actions


def answers_before(visit: Visit, found: PreparedAmendment) -> dict[Key, Value]:
    """The answers to give again so that the file says what it said before that amendment."""
    return answers_to_restore(visit.tx, visit.project, visit.path(), decisions(visit)[found.number])


def answer(visit: Visit) -> Outcome:
    """Ask again what an amendment is about."""
    found = named(visit)
    keys = keys_on_path(visit.path(), decisions(visit)[found.number].proposal) if found else ()
    return ask(visit, keys) if keys else listing(visit)


def leaving(how: str, states: tuple[str, ...]) -> Callable[[Visit], Outcome]:
    """Note what the person decides of it, where it still may be decided; then show them all again."""

    def decide(visit: Visit) -> Outcome:
        found = named(visit)
        if found and found.state in states:
            leave(visit.tx, visit.project, visit.audit, found.number, how, visit.now)
        return listing(visit)

    return decide


def paper(visit: Visit) -> Outcome:
    """One prepared amendment by itself, to be read before it is signed."""
    if all(str(one.number) != visit.argument for one in _known(visit)):
        return listing(visit)
    wait = visit.show(Notice("document.wait"))
    request = DocumentRequest(Kind.AMENDMENT, number=int(visit.argument))
    return wait + Outcome((visit.saying("document", request.to_json()),))
