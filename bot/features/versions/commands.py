"""Lists the versions of the cahier des charges and their changes, freezes one, records « Bon pour accord ».
Rules: `docs/rules/cahier_des_charges.md §8`. Files are made after the commit, from the frozen answers
(`bot/features/document/document_service.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.conversation.callback_data import number_named
from bot.conversation.document_request import DocumentRequest, Format, Kind
from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice, Sheet
from bot.features.document.commands import DOCUMENT, amendments_button, completeness_of, say_what_blocks
from bot.features.navigation.commands import resume
from bot.features.versions.amendment_menu import APPROVE, LISTING, VERSIONS
from bot.features.versions.amendment_menu import listing as amendments
from bot.project.editions import Editions, snapshot
from bot.project.prepared_amendments import (
    entry,
    list_numbers,
    numbers_for,
    prepared_amendments,
    tell_reviews,
    waiting,
)
from bot.store import VersionRow
from domain.questionnaire.form import Key
from domain.questionnaire.input import replies as say
from domain.questionnaire.values import show
from domain.specification.editions import Change, is_draft
from domain.specification.project import project_of
from domain.versions.amendments import OPEN, WRITTEN
from domain.versions.versions import (
    amendment_rank,
    is_signed,
    next_number,
    next_signed,
    signature_needed,
)

FREEZE, APPROVAL = "freeze", "approval"
MOST_LISTED, MOST_CHANGES = 5, 20
FREEZE_IT = Action("button.freeze", "versions:freeze", "primary")
CHANGES = Action("button.changes", "versions:changes")
REASONS = "\u202f; "
Line = tuple[str, Mapping[str, Any]]


def listing(exchange: Exchange) -> Outcome:
    """Show a page of versions, the newest first."""
    found = _editions(exchange)
    rows = list(reversed(found.rows))
    first = number_named(exchange.argument) or 0
    first = first if first < len(rows) else 0
    shown = rows[first : first + MOST_LISTED]
    waits = amendments_button(len(waiting(found.prepared, rows)))
    if not rows:
        return exchange.show(Notice("version.none", actions=((FREEZE_IT,), (APPROVE,), *waits)))
    lines: list[Line] = [("version.title", {"n": len(rows)})]
    lines += [_line(exchange, row) for row in shown]
    actions: list[tuple[Action, ...]] = [
        (Action("button.version", f"version={row.id}", values={"number": row.number}),) for row in shown
    ]
    if first + MOST_LISTED < len(rows):
        actions.append((Action("button.older", f"versions={first + MOST_LISTED}"),))
    actions += waits
    if _is_agreed(found, found.changes(exchange.path(), exchange.now)):
        lines.append(("version.agreed", {"number": rows[0].number}))
        return exchange.show(Sheet(tuple(lines), tuple(actions)))
    return exchange.show(Sheet(tuple(lines), (*actions, (FREEZE_IT,), (APPROVE,))))


def _is_agreed(found: Editions, told: Sequence[Change]) -> bool:
    """Whether the last version is signed and up to date with the answers and the prepared amendments."""
    return is_signed(found.numbers[-1:]) and not told and not found.waiting


def _line(exchange: Exchange, row: VersionRow) -> Line:
    words = "version.line_reason" if row.reason else "version.line"
    return words, {"number": row.number, "date": _day(exchange, row), "reason": row.reason or ""}


def one(exchange: Exchange) -> Outcome:
    """Show a version: date, reason, approver, fingerprint, files."""
    row = _version_named(exchange)
    if row is None:
        return exchange.again("version.unknown")
    lines: list[Line] = [_line(exchange, row)]
    if row.approved_by:
        lines.append(("version.approved_by", {"name": row.approved_by, "date": _day(exchange, row)}))
    if row.pdf_sha256:
        lines.append(("version.fingerprint", {"sha": row.pdf_sha256}))
    files = tuple(Action(f"button.{name}", f"version:{name}={row.id}") for name in ("pdf", "docx"))
    since = Action("button.changes", f"versions:changes={row.id}")
    return exchange.show(Sheet(tuple(lines), (files, (since,), (VERSIONS,))))


def download(format: Format) -> Callable[[Exchange], Outcome]:
    def send(exchange: Exchange) -> Outcome:
        row = _version_named(exchange)
        if row is None:
            return exchange.again("version.unknown")
        wait = exchange.show(Notice("document.wait"))
        request = DocumentRequest(Kind.VERSION, format, number=row.id)
        return wait + Outcome((exchange.saying("document", request.to_json()),))

    return send


def changes(exchange: Exchange) -> Outcome:
    """Show the changes of the document since a version: the one the button names, else the last."""
    found = _editions(exchange)
    row = _version_named(exchange) or (found.rows[-1] if found.rows else None)
    if row is None:
        return exchange.show(Notice("version.none", actions=((FREEZE_IT,), (APPROVE,))))
    told = found.changes(exchange.path(), exchange.now, row)
    if not told:
        return exchange.show(Notice("version.unchanged", {"number": row.number}, ((VERSIONS,),)))
    head: Line = ("version.changes_title", {"number": row.number, "date": _day(exchange, row), "n": len(told)})
    more: tuple[Line, ...] = ()
    if len(told) > MOST_CHANGES:
        more = (("version.changes_more", {"n": len(told) - MOST_CHANGES}),)
    lines = tuple(_change(change) for change in told[:MOST_CHANGES])
    return exchange.show(Sheet((head, *lines, *more), (*_to_do(exchange, found), (VERSIONS,))))


def _to_do(exchange: Exchange, found: Editions) -> tuple[tuple[Action, ...], ...]:
    """The button to freeze or approve; none if the last version is approved and up to date."""
    told = found.changes(exchange.path(), exchange.now)
    if not told:
        return () if found.rows[-1].approved_by else ((APPROVE,),)
    return ((APPROVE if signature_needed(found.numbers, told) else FREEZE_IT,),)


def _change(change: Change) -> Line:
    words = "changed" if change.old and change.new else "added" if change.new else "removed"
    return f"version.{words}", {"article": change.article, "old": change.old or "", "new": change.new or ""}


# --- freezing


def freeze(exchange: Exchange) -> Outcome:
    """Begin to freeze the document, unless nothing changed or the changes need a signature."""
    return _refusal(exchange, signing=False) or _interview(exchange, FREEZE)


def approve(exchange: Exchange) -> Outcome:
    """Begin « Bon pour accord », unless something prevents the signature."""
    return _refusal(exchange, signing=True) or _interview(exchange, APPROVAL)


def _refusal(exchange: Exchange, signing: bool) -> Outcome | None:
    """What is shown if a version cannot be frozen (or signed) now; None if it can."""
    found, path = _editions(exchange), exchange.path()
    told = found.changes(path, exchange.now)
    last = found.rows[-1] if found.rows else None
    if not project_of(path).tasks:
        return exchange.again("document.empty")
    if signing and any(one.state in OPEN for one in found.waiting):
        return amendments(exchange)
    step = path.first_open(path.known)
    if signing and found.waiting and step and step.question.type != "contradiction":
        # Questions an amendment raised are answered before it is signed; a contradiction never prevents a signature.
        exchange.switch_to(exchange.audit)
        return exchange.turn(say.Resume())
    if last is not None and not told and not (signing and (is_draft(last.number) or found.waiting)):
        words = "version.agreed" if signing else "version.unchanged"
        return exchange.show(Notice(words, {"number": last.number}, ((VERSIONS,),)))
    if not signing:
        needed = signature_needed(found.numbers, told)
        values = {"number": next_signed(found.numbers), "amendments": _amendments(exchange, found.next_numbers)}
        return exchange.show(Notice("version.to_sign", values, ((CHANGES,), (APPROVE,)))) if needed else None
    if is_signed(found.numbers) and not (found.waiting or signature_needed(found.numbers, told)):
        return exchange.show(Notice("version.only_minor", actions=((CHANGES,), (FREEZE_IT,))))
    lacking = completeness_of(exchange, path)
    return say_what_blocks(exchange, lacking) if lacking.blocking else None


def _interview(exchange: Exchange, occasion: str) -> Outcome:
    if exchange.row.occasion != occasion:
        named = [row.approved_by for row in exchange.tx.versions.of_project(exchange.project) if row.approved_by]
        prior = [["last_name", None, named[-1]]] if named else []
        exchange.switch_to(
            exchange.tx.interviews.start(exchange.project, occasion, exchange.now, exchange.context.form.version, prior)
        )
    return resume(exchange)


def make_version(exchange: Exchange) -> Outcome:
    """Make the version after the reason is given or skipped."""
    reason = _text_answer(exchange, "freeze_reason")
    exchange.switch_to(exchange.audit)
    found, path = _editions(exchange), exchange.path()
    # The person may have changed an answer meanwhile, from another message.
    if refused := _refusal(exchange, signing=False):
        return refused
    return _make(exchange, found, next_number(found.numbers, found.changes(path, exchange.now)), reason)


def make_approved_version(exchange: Exchange) -> Outcome:
    """Make the approved version, with the approver's name."""
    given, name, reason = (exchange.interview.given.get(("approval_given", None)), *_approval(exchange))
    exchange.switch_to(exchange.audit)
    if given is not True or not name:
        return _explain_unsigned(exchange)
    if refused := _refusal(exchange, signing=True):
        return refused
    found = _editions(exchange)
    return _make(exchange, found, next_signed(found.numbers), reason, name)


def _explain_unsigned(exchange: Exchange) -> Outcome:
    """After a « Non », say that applied amendments stay in the answers and can be undone."""
    written = any(one.state == WRITTEN for one in _editions(exchange).waiting)
    return exchange.show(Notice("amendment.unsigned", actions=((LISTING,),))) if written else Outcome()


def _approval(exchange: Exchange) -> tuple[str | None, str | None]:
    return _text_answer(exchange, "approval_name"), _text_answer(exchange, "approval_reason")


def _make(exchange: Exchange, found: Editions, number: str, reason: str | None, name: str | None = None) -> Outcome:
    """Store the version with the answers as they are now and the amendments it takes, and request its files."""
    file, rank = exchange.file(), amendment_rank(number)
    taken = found.waiting if name else ()
    numbers = numbers_for(taken, found.prepared, found.rows) if rank else ()
    answers = snapshot(found.form, file.given, file.prior) | entry(numbers, taken)
    reason = reason or REASONS.join(one.why for one in taken) or None
    made = exchange.tx.versions.add(exchange.project, number, exchange.now, exchange.chat_id, answers, reason, name)
    if rank and not taken:
        tell_reviews(exchange.tx, exchange.project, exchange.context.form)
    words = "amended" if rank else "approved" if name else "frozen" if is_draft(number) else "notified"
    told = exchange.show(
        Notice(
            f"version.{words}",
            {"number": number, "amendments": _amendments(exchange, numbers), "name": name or ""},
            ((VERSIONS,), (DOCUMENT,)),
        )
    )
    request = DocumentRequest(Kind.FROZEN, number=made)
    return told + Outcome((exchange.saying("document", request.to_json()),))


def _amendments(exchange: Exchange, numbers: Sequence[int]) -> str:
    """« l’avenant n° 3 », « les avenants n° 1 et 2 »."""
    words = exchange.context.form.words["amendment.several" if len(numbers) > 1 else "amendment.one"]
    return words.format(numbers=list_numbers(numbers))


def _text_answer(exchange: Exchange, question: str) -> str | None:
    key: Key = (question, None)
    value = exchange.interview.given.get(key)
    return value if isinstance(value, str) else None


def _editions(exchange: Exchange) -> Editions:
    form, rows = exchange.context.form, exchange.tx.versions.of_project(exchange.project)
    return Editions(
        form, rows, exchange.calendar_at, prepared_amendments(exchange.tx, exchange.project, form, exchange.path())
    )


def _version_named(exchange: Exchange) -> VersionRow | None:
    """The version the button names, if it belongs to this project."""
    named = number_named(exchange.argument)
    return None if named is None else _editions(exchange).row(named)


def _day(exchange: Exchange, row: VersionRow) -> str:
    return show("date", exchange.calendar_at(row.made_at).today.isoformat())
