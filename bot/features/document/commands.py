"""Commands and buttons of the cahier des charges: read it, receive it, complete it, give it to a provider."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.conversation.callback_data import number_named
from bot.conversation.document_request import DocumentRequest, Kind
from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice, Sheet
from bot.features.document.completeness_sentence import completeness_sentence
from bot.project.prepared_amendments import prepared_amendments, waiting
from domain.questionnaire.form import Key, reference
from domain.questionnaire.input import replies as say
from domain.questionnaire.path import Path
from domain.specification.completeness import LINES, Completeness, completeness
from domain.specification.project import project_of
from domain.specification.quality import Flag, flags
from domain.versions.versions import is_signed

ALL = "all"
"""Argument that stands for every page of the document."""
FILES = {
    "pdf": DocumentRequest(Kind.SPECIFICATION),
    "docx": DocumentRequest(Kind.SPECIFICATION, "docx"),
    "provider:pdf": DocumentRequest(Kind.SPECIFICATION, reader="provider"),
    "provider:docx": DocumentRequest(Kind.SPECIFICATION, "docx", reader="provider"),
    "annotated:pdf": DocumentRequest(Kind.SPECIFICATION, annotated=True),
    "annotated:docx": DocumentRequest(Kind.SPECIFICATION, "docx", annotated=True),
}
"""Suffix of a button's action → the document it asks for."""
DATA = DocumentRequest(Kind.DATA)
MOST_LISTED = 7
"""Missing points shown on one screen: with the remarks, at most eight buttons."""
POINTS = {line.id: line for line in LINES}
DOCUMENT = Action("button.see_document", "document")
MISSING = Action("button.missing", "document:missing")
Line = tuple[str, Mapping[str, Any]]


def completeness_of(exchange: Exchange, path: Path) -> Completeness:
    """How complete the file is. After a signed version the start date may be in the past."""
    numbers = [row.number for row in exchange.tx.versions.of_project(exchange.project)]
    return completeness(project_of(path), exchange.calendar.today, is_signed(numbers))


def amendments_button(count: int) -> tuple[tuple[Action, ...], ...]:
    """The button « 2 avenants préparés »; no row without any."""
    words = "button.amendments_one" if count == 1 else "button.amendments"
    return ((Action(words, "amendments", values={"n": count}),),) if count else ()


def _empty(exchange: Exchange) -> Outcome | None:
    """The notice shown while nothing is answered; None if a document can be made."""
    questions, given = exchange.context.form.questions, exchange.file().given
    answered = any(not questions[key[0]].silent and key[0] != "consent_data" for key in given)
    return None if answered else exchange.again("document.empty")


def menu(exchange: Exchange) -> Outcome:
    """Show how complete the document is, and what can be done with it."""
    if (empty := _empty(exchange)) is not None:
        return empty
    path, given = exchange.path(), exchange.file().given
    found = completeness_of(exchange, path)
    values = {"score": found.score, "status": completeness_sentence(exchange.form.words, found)}
    actions: tuple[tuple[Action, ...], ...] = (
        (Action("button.read", "document:chat"),),
        (Action("button.pdf", "document:pdf"), Action("button.docx", "document:docx")),
        (MISSING, Action("button.versions", "versions")),
        (Action("button.provider", "document:provider"),),
        (Action("button.annotated", "document:annotated"),),
    )
    if path.first_open(given) is None:
        actions += ((Action("button.offers", "offers"),),)
    known = prepared_amendments(exchange.tx, exchange.project, exchange.context.form, path)
    actions += amendments_button(len(waiting(known, exchange.tx.versions.of_project(exchange.project))))
    return exchange.show(Notice("document.menu", values, actions))


def prepare_document(request: DocumentRequest) -> Callable[[Exchange], Outcome]:
    """A handler that announces the document and puts the request in the outbox, where a crash cannot lose it."""

    def prepare(exchange: Exchange) -> Outcome:
        data = request.kind is Kind.DATA
        if not data and (empty := _empty(exchange)) is not None:
            return empty
        wait = exchange.show(Notice("data.wait" if data else "document.wait"))
        return wait + Outcome((exchange.saying("document", request.to_json()),))

    return prepare


def read_page(exchange: Exchange) -> Outcome:
    """Send a page of the document in the chat: the one asked for, else the first."""
    if (empty := _empty(exchange)) is not None:
        return empty
    page = None if exchange.argument == ALL else number_named(exchange.argument) or 1
    wait = Outcome() if exchange.argument else exchange.show(Notice("document.wait"))
    request = DocumentRequest(Kind.SPECIFICATION, "chat", page=page)
    return wait + Outcome((exchange.saying("document", request.to_json()),))


def offer_both(words: str, name: str) -> Callable[[Exchange], Outcome]:
    """A handler that explains an edition of the document and offers it as PDF and Word."""
    formats = (Action("button.pdf", f"document:{name}:pdf"), Action("button.docx", f"document:{name}:docx"))
    return lambda exchange: exchange.show(Notice(words, actions=(formats,)))


# --- what is missing, what is weak


def missing(exchange: Exchange) -> Outcome:
    """Show the missing points, the most urgent first, each with a button to answer it."""
    path = exchange.path()
    found, weak = completeness_of(exchange, path), flags(project_of(path))
    remarks = ((Action("button.flags", "document:flags", values={"n": len(weak)}),),) if weak else ()
    if not found.missing:
        return exchange.show(Notice("document.missing_none", actions=(*remarks, (DOCUMENT,))))
    head = (
        "document.missing_title",
        {"score": found.score, "status": completeness_sentence(exchange.form.words, found)},
    )
    lines, actions = _corrections(exchange, found, [line for line, _ in found.missing][:MOST_LISTED])
    more = len(found.missing) - MOST_LISTED
    rest: tuple[Line, ...] = (("document.missing_more", {"n": more}),) if more > 0 else ()
    return exchange.show(Sheet((head, *lines, *rest), (*actions, *remarks)))


def say_what_blocks(exchange: Exchange, found: Completeness) -> Outcome:
    """Show what prevents the signature, each point with a button to correct it."""
    lines, actions = _corrections(exchange, found, found.blocking[:MOST_LISTED])
    head = ("version.blocked_one" if len(found.blocking) == 1 else "version.blocked", {"n": len(found.blocking)})
    return exchange.show(Sheet((head, *lines), (*actions, (DOCUMENT,))))


def _corrections(
    exchange: Exchange, found: Completeness, ids: Iterable[str]
) -> tuple[tuple[Line, ...], tuple[tuple[Action, ...], ...]]:
    words, earned = exchange.form.words, dict(found.earned)
    lines, actions = [], []
    for line in ids:
        lost = POINTS[line].points - int(earned[line])
        said = "document.line_blocking" if POINTS[line].blocking else "document.line"
        lines.append((said, {"line": words[f"completeness.{line}"], "n": lost}))
        values = {"title": words[f"completeness.{line}"]}
        actions.append((Action("button.fix", f"document:complete={line}", values=values),))
    return tuple(lines), tuple(actions)


def weak_points(exchange: Exchange) -> Outcome:
    """Show at most five remarks on the quality of the document, each with a button to correct it."""
    project = project_of(exchange.path())
    found = flags(project)
    if not found:
        return exchange.show(Notice("document.flags_none", actions=((MISSING,),)))
    lines = tuple((f"flag.{flag.id}", {"task": project.short(flag.task), "words": flag.words or ""}) for flag in found)
    actions = tuple((_mending(exchange, flag),) for flag in found)
    head: Line = ("document.flags_title", {})
    return exchange.show(Sheet((head, *lines), (*actions, (MISSING,))))


def _mending(exchange: Exchange, flag: Flag) -> Action:
    title = exchange.context.form.questions[flag.key[0]].title
    return Action("button.fix", f"document:mend={reference(flag.key)}", values={"title": title})


def complete(exchange: Exchange) -> Outcome:
    """Ask the questions that a line of completeness still lacks."""
    path = exchange.path()
    lacking = dict(completeness_of(exchange, path).missing)
    keys = [key for key in lacking.get(exchange.argument, ()) if path.step(key)]
    return ask(exchange, keys) if keys else missing(exchange)


def mend(exchange: Exchange) -> Outcome:
    """Ask the question a remark is about again."""
    keys = [flag.key for flag in flags(project_of(exchange.path())) if reference(flag.key) == exchange.argument]
    return ask(exchange, keys[:1]) if keys else weak_points(exchange)


def ask(exchange: Exchange, keys: Iterable[Key]) -> Outcome:
    """Ask these questions of the person's own file next, answered or not."""
    exchange.switch_to(exchange.audit)
    exchange.interview = replace(exchange.interview, asking=None, queue=tuple(keys))
    return exchange.turn(say.Resume())
