"""The prepared amendments in the chat: what waits for a signature, the answer to change, one on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.file_menu import ask
from bot.outcome import Outcome
from bot.prepared import prepared, waiting
from bot.show import Action, Notice, Sheet
from bot.versions import APPROVE, VERSIONS
from bot.visit import Visit
from domain.form import Key
from domain.versions import Prepared

MOST_LISTED = 3
"""With an answer and a paper each, no more than eight buttons."""
Line = tuple[str, Mapping[str, Any]]


def listing(visit: Visit) -> Outcome:
    """What the reviews prepared and no version has taken: the article, old → new, why; and the answers to change."""
    found = waiting(_known(visit), visit.tx.versions.of_project(visit.project))
    if not found:
        return visit.show(Notice("amendment.none", actions=((VERSIONS,),)))
    words = "amendment.title_one" if len(found) == 1 else "amendment.title"
    lines: list[Line] = [(words, {"n": len(found)})]
    actions: list[tuple[Action, ...]] = []
    for one in found[:MOST_LISTED]:
        lines.append(_line(visit, one))
        actions += _actions(visit, one)
    if len(found) > MOST_LISTED:
        lines.append(("amendment.more", {"n": len(found) - MOST_LISTED}))
    return visit.show(Sheet(tuple(lines), (*actions, (APPROVE,), (VERSIONS,))))


def _line(visit: Visit, one: Prepared) -> Line:
    new = one.new or visit.around.form.words["amendment.to_write"]
    old = one.old or visit.around.form.words["amendment.nothing"]
    return "amendment.line", {"number": one.number, "article": one.article, "old": old, "new": new, "why": one.why}


def _actions(visit: Visit, one: Prepared) -> tuple[tuple[Action, ...], ...]:
    paper = (Action("button.amendment_pdf", f"amendment:pdf={one.number}", values={"number": one.number}),)
    key = _touched(visit, one)
    if key is None:
        return (paper,)
    values = {"number": one.number, "title": visit.around.form.questions[key[0]].title}
    return (Action("button.amendment_answer", f"amendment:answer={one.number}", values=values),), paper


def _touched(visit: Visit, one: Prepared) -> Key | None:
    """The answer the amendment changes, if it is asked."""
    key = (one.question, one.item) if one.question else None
    return key if key and visit.path().step(key) else None


def _known(visit: Visit) -> tuple[Prepared, ...]:
    return prepared(visit.tx, visit.project, visit.around.form, visit.path().project)


def _named(visit: Visit) -> Prepared | None:
    """The prepared amendment the button names."""
    return next((one for one in _known(visit) if str(one.number) == visit.argument), None)


def answer(visit: Visit) -> Outcome:
    """Ask again the answer an amendment changes."""
    one = _named(visit)
    key = _touched(visit, one) if one else None
    return ask(visit, [key]) if key else listing(visit)


def paper(visit: Visit) -> Outcome:
    """One prepared amendment by itself, to be read before it is signed."""
    one = _named(visit)
    if one is None:
        return listing(visit)
    wait = visit.show(Notice("document.wait"))
    return wait + Outcome((visit.saying("document", {"format": f"amendment:pdf={one.number}"}),))


ACTIONS: Mapping[str, Callable[[Visit], Outcome]] = {
    "amendments": listing,
    "amendment:answer": answer,
    "amendment:pdf": paper,
}
