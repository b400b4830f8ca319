"""« Inscrire dans le cahier »: the answers say what the prepared amendments say, then the accord is asked for.

The answers are written before the signature, by the machine that edits them, so that the document that is signed, its
differences, the board and the next reviews read one source. Twice is once: what is written is not to be written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Notice, Sheet
from bot.features.versions.amendment_menu import (
    APPROVE,
    LISTING,
    Line,
    answers_before,
    decisions,
    line,
    listing,
    named,
    newest,
    pending,
)
from bot.features.versions.commands import approve
from domain.questionnaire import replies as say
from domain.questionnaire.form import Key
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


def write(visit: Visit) -> Outcome:
    """Write what was shown, say what the person had changed otherwise, ask what must still be said."""
    found = pending(visit)
    if not found or str(newest(found)) != visit.argument:
        # Signed meanwhile, or another was prepared since that button was shown.
        return listing(visit)
    given: dict[Key, Value] = {}
    queue: list[Key] = []
    file, known = visit.file(), decisions(visit)
    for one in found:
        path, decision = path_of(visit.around.form, {**file.given, **given}, file.prior), known[one.number]
        if one.state == WRITE:
            given |= answers_to_write(path, decision.proposal, calendar_of(decision))
        elif one.state == SAY:
            queue += keys_on_path(path, decision.proposal)
    if not given and not queue:
        told = _said(visit, "amendment.inscribed") if any(one.proposed for one in found) else Outcome()
        return told + approve(visit)
    over = _answered(visit, given, queue)
    told = _said(visit, "amendment.inscribed" if over else "amendment.inscribed_more")
    return told + (approve(visit) if over else visit.turn(say.Resume()))


def _answered(visit: Visit, given: Mapping[Key, Value], queue: list[Key], back: bool = False) -> bool:
    """Answer these questions of the person's own file, and put those next; True when that leaves nothing to ask.

    A doubt that was open before is not brought by an amendment: it waits. `back`: what came with these answers goes
    with them, and is not said.
    """
    visit.sit(visit.audit)
    doubt = visit.path().first_open(visit.path().project.answers)
    visit.interview = replace(visit.interview, asking=None, queue=tuple(queue))
    screen = visit.take(say.Write(given)).interview.asking if given else None
    if back and isinstance(screen, Weighing) and not screen.review:
        screen = visit.take(say.Continue(screen.key)).interview.asking
    return not queue and (screen is None or (doubt is not None and screen == Asking(doubt.key)))


def _said(visit: Visit, words: str) -> Outcome:
    lines: list[Line] = [line(visit, one) for one in pending(visit) if one.state in CHANGED]
    return visit.show(Sheet(((words, {}), *lines))) if lines else Outcome()


def undo(visit: Visit) -> Outcome:
    """The answers say again what they said before an amendment was written, or said by the person."""
    found = named(visit)
    if found is None or found.state not in CHANGED:
        return listing(visit)
    given = answers_before(visit, found)
    return listing(visit) if _answered(visit, given, [], back=True) else visit.turn(say.Resume())


def corrected(visit: Visit) -> Outcome:
    """Nothing is left to ask about the file: what the amendments still wait for, an answer or the accord."""
    found = [one for one in pending(visit) if one.state in (*OPEN, *CHANGED)]
    if any(one.state in OPEN for one in found):
        return visit.show(Notice("amendment.unsettled", actions=((LISTING,),)))
    words = "amendment.settled_one" if len(found) == 1 else "amendment.settled"
    return visit.show(Notice(words, actions=((APPROVE,), (LISTING,)))) if found else Outcome()


def before(visit: Visit) -> Outcome:
    """/retour from the first question of an accord: the amendments it takes."""
    return listing(visit) if pending(visit) else visit.turn(say.Back())
