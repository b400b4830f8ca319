"""The cahier des charges on demand: read it, receive it, see what it lacks, hand it on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.conversation.document_request import DocumentRequest, Kind
from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice, Sheet
from bot.features.document.completeness_sentence import standing
from bot.project.prepared_amendments import prepared_amendments, waiting
from domain.questionnaire import replies as say
from domain.questionnaire.form import Key, reference
from domain.questionnaire.path import Path
from domain.specification.completeness import LINES, Completeness, completeness
from domain.specification.quality import Flag, flags
from domain.versions.versions import signed

ALL = "all"
"""Instead of a page's number: the whole document, one message after the other."""
FILES = {
    "pdf": DocumentRequest(Kind.SPECIFICATION),
    "docx": DocumentRequest(Kind.SPECIFICATION, "docx"),
    "provider:pdf": DocumentRequest(Kind.SPECIFICATION, reader="provider"),
    "provider:docx": DocumentRequest(Kind.SPECIFICATION, "docx", reader="provider"),
    "annotated:pdf": DocumentRequest(Kind.SPECIFICATION, annotated=True),
    "annotated:docx": DocumentRequest(Kind.SPECIFICATION, "docx", annotated=True),
}
"""What each button asks for."""
DATA = DocumentRequest(Kind.DATA)
MOST_LISTED = 7
"""Lines of what is missing on one screen: with the remarks, no more than eight buttons."""
POINTS = {line.id: line for line in LINES}
DOCUMENT = Action("button.see_document", "document")
MISSING = Action("button.missing", "document:missing")
Line = tuple[str, Mapping[str, Any]]


def measured(visit: Visit, path: Path) -> Completeness:
    """How complete the file is; once a version is agreed, the work may have begun."""
    numbers = [row.number for row in visit.tx.versions.of_project(visit.project)]
    return completeness(path.project, visit.calendar.today, signed(numbers))


def amendments_button(count: int) -> tuple[tuple[Action, ...], ...]:
    """« 2 avenants préparés »; nothing when none waits."""
    words = "button.amendments_one" if count == 1 else "button.amendments"
    return ((Action(words, "amendments", values={"n": count}),),) if count else ()


def _empty(visit: Visit) -> Outcome | None:
    """What is said while nothing is answered, or nothing any more: a document would hold no word of theirs."""
    questions, given = visit.around.form.questions, visit.file().given
    answered = any(not questions[key[0]].silent and key[0] != "consent_data" for key in given)
    return None if answered else visit.again("document.empty")


def menu(visit: Visit) -> Outcome:
    """How complete it is, and what can be done with it."""
    if (empty := _empty(visit)) is not None:
        return empty
    path, given = visit.path(), visit.file().given
    found = measured(visit, path)
    values = {"score": found.score, "status": standing(visit.form.words, found)}
    actions: tuple[tuple[Action, ...], ...] = (
        (Action("button.read", "document:chat"),),
        (Action("button.pdf", "document:pdf"), Action("button.docx", "document:docx")),
        (MISSING, Action("button.versions", "versions")),
        (Action("button.provider", "document:provider"),),
        (Action("button.annotated", "document:annotated"),),
    )
    if path.first_open(given) is None:
        actions += ((Action("button.offers", "offers"),),)
    known = prepared_amendments(visit.tx, visit.project, visit.around.form, path)
    actions += amendments_button(len(waiting(known, visit.tx.versions.of_project(visit.project))))
    return visit.show(Notice("document.menu", values, actions))


def preparing(request: DocumentRequest) -> Callable[[Visit], Outcome]:
    """Say that it is being made; the document itself is a row of the outbox, so that a crash loses nothing."""

    def prepare(visit: Visit) -> Outcome:
        data = request.kind is Kind.DATA
        if not data and (empty := _empty(visit)) is not None:
            return empty
        wait = visit.show(Notice("data.wait" if data else "document.wait"))
        return wait + Outcome((visit.saying("document", request.to_json()),))

    return prepare


def read(visit: Visit) -> Outcome:
    """A page of the document in the chat, the first one to begin with."""
    if (empty := _empty(visit)) is not None:
        return empty
    page = None if visit.argument == ALL else int(visit.argument) if visit.argument.isdecimal() else 1
    wait = Outcome() if visit.argument else visit.show(Notice("document.wait"))
    request = DocumentRequest(Kind.SPECIFICATION, "chat", page=page)
    return wait + Outcome((visit.saying("document", request.to_json()),))


def offer_both(words: str, name: str) -> Callable[[Visit], Outcome]:
    """Says what this version is for, and offers it in both formats."""
    formats = (Action("button.pdf", f"document:{name}:pdf"), Action("button.docx", f"document:{name}:docx"))
    return lambda visit: visit.show(Notice(words, actions=(formats,)))


# --- what is missing, what is weak


def missing(visit: Visit) -> Outcome:
    """What the document lacks, the most urgent first, each a press away from being said."""
    path = visit.path()
    found, weak = measured(visit, path), flags(path.project)
    remarks = ((Action("button.flags", "document:flags", values={"n": len(weak)}),),) if weak else ()
    if not found.missing:
        return visit.show(Notice("document.missing_none", actions=(*remarks, (DOCUMENT,))))
    head = ("document.missing_title", {"score": found.score, "status": standing(visit.form.words, found)})
    lines, actions = _corrections(visit, found, [line for line, _ in found.missing][:MOST_LISTED])
    more = len(found.missing) - MOST_LISTED
    rest: tuple[Line, ...] = (("document.missing_more", {"n": more}),) if more > 0 else ()
    return visit.show(Sheet((head, *lines, *rest), (*actions, *remarks)))


def blocked(visit: Visit, found: Completeness) -> Outcome:
    """What forbids the signature: said, each with its correction."""
    lines, actions = _corrections(visit, found, found.blocking[:MOST_LISTED])
    head = ("version.blocked_one" if len(found.blocking) == 1 else "version.blocked", {"n": len(found.blocking)})
    return visit.show(Sheet((head, *lines), (*actions, (DOCUMENT,))))


def _corrections(
    visit: Visit, found: Completeness, ids: Iterable[str]
) -> tuple[tuple[Line, ...], tuple[tuple[Action, ...], ...]]:
    words, earned = visit.form.words, dict(found.earned)
    lines, actions = [], []
    for line in ids:
        lost = POINTS[line].points - int(earned[line])
        said = "document.line_blocking" if POINTS[line].blocking else "document.line"
        lines.append((said, {"line": words[f"completeness.{line}"], "n": lost}))
        values = {"title": words[f"completeness.{line}"]}
        actions.append((Action("button.fix", f"document:complete={line}", values=values),))
    return tuple(lines), tuple(actions)


def weak_points(visit: Visit) -> Outcome:
    """The remarks on its quality, at most five, each with its correction."""
    project = visit.path().project
    found = flags(project)
    if not found:
        return visit.show(Notice("document.flags_none", actions=((MISSING,),)))
    lines = tuple((f"flag.{flag.id}", {"task": project.short(flag.task), "words": flag.words or ""}) for flag in found)
    actions = tuple((_mending(visit, flag),) for flag in found)
    head: Line = ("document.flags_title", {})
    return visit.show(Sheet((head, *lines), (*actions, (MISSING,))))


def _mending(visit: Visit, flag: Flag) -> Action:
    title = visit.around.form.questions[flag.key[0]].title
    return Action("button.fix", f"document:mend={reference(flag.key)}", values={"title": title})


def complete(visit: Visit) -> Outcome:
    """Ask what a line of completeness lacks, one after the other; what is no longer missing is not asked."""
    path = visit.path()
    lacking = dict(measured(visit, path).missing)
    keys = [key for key in lacking.get(visit.argument, ()) if path.step(key)]
    return ask(visit, keys) if keys else missing(visit)


def mend(visit: Visit) -> Outcome:
    """Ask again the answer a remark is about."""
    keys = [flag.key for flag in flags(visit.path().project) if reference(flag.key) == visit.argument]
    return ask(visit, keys[:1]) if keys else weak_points(visit)


def ask(visit: Visit, keys: Iterable[Key]) -> Outcome:
    """Put these questions of the person's own file next, whether they were answered or not."""
    visit.sit(visit.audit)
    visit.interview = replace(visit.interview, asking=None, queue=tuple(keys))
    return visit.turn(say.Resume())
