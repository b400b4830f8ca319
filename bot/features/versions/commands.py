"""Versions of the cahier des charges in the chat: the list, what changes, freezing one, « Bon pour accord ».

Rules: `docs/rules/cahier_des_charges.md §8`. Files are made after the commit
(`bot/features/document/document_service.py`), from the frozen answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.conversation.document_request import DocumentRequest, Format, Kind
from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice, Sheet
from bot.features.document.commands import DOCUMENT, amendments_button, blocked, measured
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
from domain.questionnaire import replies as say
from domain.questionnaire.form import Key
from domain.questionnaire.values import show
from domain.specification.editions import Change, is_draft
from domain.versions.amendments import OPEN, WRITTEN
from domain.versions.versions import (
    amendment_rank,
    next_number,
    next_signed,
    signature_needed,
    signed,
)

FREEZE, APPROVAL = "freeze", "approval"
MOST_LISTED, MOST_CHANGES = 5, 20
FREEZE_IT = Action("button.freeze", "versions:freeze", "primary")
CHANGES = Action("button.changes", "versions:changes")
REASONS = "\u202f; "
Line = tuple[str, Mapping[str, Any]]


def listing(visit: Visit) -> Outcome:
    """The versions, the newest first; older ones by pages."""
    found = _editions(visit)
    rows = list(reversed(found.rows))
    first = int(visit.argument) if visit.argument.isdecimal() else 0
    first = first if first < len(rows) else 0
    shown = rows[first : first + MOST_LISTED]
    waits = amendments_button(len(waiting(found.prepared, rows)))
    if not rows:
        return visit.show(Notice("version.none", actions=((FREEZE_IT,), (APPROVE,), *waits)))
    lines: list[Line] = [("version.title", {"n": len(rows)})]
    lines += [_line(visit, row) for row in shown]
    actions: list[tuple[Action, ...]] = [
        (Action("button.version", f"version={row.id}", values={"number": row.number}),) for row in shown
    ]
    if first + MOST_LISTED < len(rows):
        actions.append((Action("button.older", f"versions={first + MOST_LISTED}"),))
    actions += waits
    if _agreed(found, found.changes(visit.path(), visit.now)):
        lines.append(("version.agreed", {"number": rows[0].number}))
        return visit.show(Sheet(tuple(lines), tuple(actions)))
    return visit.show(Sheet(tuple(lines), (*actions, (FREEZE_IT,), (APPROVE,))))


def _agreed(found: Editions, told: Sequence[Change]) -> bool:
    """Whether the last version is agreed and says all that the answers and the prepared amendments say."""
    return signed(found.numbers[-1:]) and not told and not found.waiting


def _line(visit: Visit, row: VersionRow) -> Line:
    words = "version.line_reason" if row.reason else "version.line"
    return words, {"number": row.number, "date": _day(visit, row), "reason": row.reason or ""}


def one(visit: Visit) -> Outcome:
    """A version: when, why, by whom, its fingerprint, its files."""
    row = _named(visit)
    if row is None:
        return visit.again("version.unknown")
    lines: list[Line] = [_line(visit, row)]
    if row.approved_by:
        lines.append(("version.approved_by", {"name": row.approved_by, "date": _day(visit, row)}))
    if row.pdf_sha256:
        lines.append(("version.fingerprint", {"sha": row.pdf_sha256}))
    files = tuple(Action(f"button.{name}", f"version:{name}={row.id}") for name in ("pdf", "docx"))
    since = Action("button.changes", f"versions:changes={row.id}")
    return visit.show(Sheet(tuple(lines), (files, (since,), (VERSIONS,))))


def download(format: Format) -> Callable[[Visit], Outcome]:
    def send(visit: Visit) -> Outcome:
        row = _named(visit)
        if row is None:
            return visit.again("version.unknown")
        wait = visit.show(Notice("document.wait"))
        request = DocumentRequest(Kind.VERSION, format, number=row.id)
        return wait + Outcome((visit.saying("document", request.to_json()),))

    return send


def changes(visit: Visit) -> Outcome:
    """What the document says otherwise since a version, the last one unless another is named."""
    found = _editions(visit)
    row = _named(visit) or (found.rows[-1] if found.rows else None)
    if row is None:
        return visit.show(Notice("version.none", actions=((FREEZE_IT,), (APPROVE,))))
    told = found.changes(visit.path(), visit.now, row)
    if not told:
        return visit.show(Notice("version.unchanged", {"number": row.number}, ((VERSIONS,),)))
    head: Line = ("version.changes_title", {"number": row.number, "date": _day(visit, row), "n": len(told)})
    more: tuple[Line, ...] = ()
    if len(told) > MOST_CHANGES:
        more = (("version.changes_more", {"n": len(told) - MOST_CHANGES}),)
    lines = tuple(_change(change) for change in told[:MOST_CHANGES])
    return visit.show(Sheet((head, *lines, *more), (*_to_do(visit, found), (VERSIONS,))))


def _to_do(visit: Visit, found: Editions) -> tuple[tuple[Action, ...], ...]:
    """What the last version calls for: nothing once it is agreed and the answers say the same."""
    told = found.changes(visit.path(), visit.now)
    if not told:
        return () if found.rows[-1].approved_by else ((APPROVE,),)
    return ((APPROVE if signature_needed(found.numbers, told) else FREEZE_IT,),)


def _change(change: Change) -> Line:
    words = "changed" if change.old and change.new else "added" if change.new else "removed"
    return f"version.{words}", {"article": change.article, "old": change.old or "", "new": change.new or ""}


# --- freezing


def freeze(visit: Visit) -> Outcome:
    """Freeze the document as it stands, unless nothing changed or what changed must be signed."""
    return _refusal(visit, signing=False) or _interview(visit, FREEZE)


def approve(visit: Visit) -> Outcome:
    """« Bon pour accord », unless something still blocks the signature."""
    return _refusal(visit, signing=True) or _interview(visit, APPROVAL)


def _refusal(visit: Visit, signing: bool) -> Outcome | None:
    """Why this version cannot be frozen now, said with the way out; None when it can."""
    found, path = _editions(visit), visit.path()
    told = found.changes(path, visit.now)
    last = found.rows[-1] if found.rows else None
    if not path.project.tasks:
        return visit.again("document.empty")
    if signing and any(one.state in OPEN for one in found.waiting):
        return amendments(visit)
    step = path.first_open(path.project.answers)
    if signing and found.waiting and step and step.question.type != "contradiction":
        # What an amendment brought is said before it is signed; a doubt never holds an accord back.
        visit.sit(visit.audit)
        return visit.turn(say.Resume())
    if last is not None and not told and not (signing and (is_draft(last.number) or found.waiting)):
        words = "version.agreed" if signing else "version.unchanged"
        return visit.show(Notice(words, {"number": last.number}, ((VERSIONS,),)))
    if not signing:
        needed = signature_needed(found.numbers, told)
        values = {"number": next_signed(found.numbers), "amendments": _amendments(visit, found.next_numbers)}
        return visit.show(Notice("version.to_sign", values, ((CHANGES,), (APPROVE,)))) if needed else None
    if signed(found.numbers) and not (found.waiting or signature_needed(found.numbers, told)):
        return visit.show(Notice("version.only_minor", actions=((CHANGES,), (FREEZE_IT,))))
    lacking = measured(visit, path)
    return blocked(visit, lacking) if lacking.blocking else None


def _interview(visit: Visit, occasion: str) -> Outcome:
    if visit.row.occasion != occasion:
        named = [row.approved_by for row in visit.tx.versions.of_project(visit.project) if row.approved_by]
        prior = [["last_name", None, named[-1]]] if named else []
        visit.sit(visit.tx.interviews.start(visit.project, occasion, visit.now, visit.around.form.version, prior))
    return resume(visit)


def frozen(visit: Visit) -> Outcome:
    """The reason is given, or passed over: the version is made."""
    reason = _said(visit, "freeze_reason")
    visit.sit(visit.audit)
    found, path = _editions(visit), visit.path()
    # The person may have changed something meanwhile, in another window.
    if refused := _refusal(visit, signing=False):
        return refused
    return _made(visit, found, next_number(found.numbers, found.changes(path, visit.now)), reason)


def approved(visit: Visit) -> Outcome:
    """The accord is given: the version is made, with the name under it."""
    given, name, reason = (visit.interview.given.get(("approval_given", None)), *_approval(visit))
    visit.sit(visit.audit)
    if given is not True or not name:
        return _unsigned(visit)
    if refused := _refusal(visit, signing=True):
        return refused
    found = _editions(visit)
    return _made(visit, found, next_signed(found.numbers), reason, name)


def _unsigned(visit: Visit) -> Outcome:
    """« Non »: what was written for an amendment stays in the answers, and can be taken out."""
    written = any(one.state == WRITTEN for one in _editions(visit).waiting)
    return visit.show(Notice("amendment.unsigned", actions=((LISTING,),))) if written else Outcome()


def _approval(visit: Visit) -> tuple[str | None, str | None]:
    return _said(visit, "approval_name"), _said(visit, "approval_reason")


def _made(visit: Visit, found: Editions, number: str, reason: str | None, name: str | None = None) -> Outcome:
    """Kept with the answers of this instant and the amendments an accord takes; its files follow."""
    file, rank = visit.file(), amendment_rank(number)
    taken = found.waiting if name else ()
    numbers = numbers_for(taken, found.prepared, found.rows) if rank else ()
    answers = snapshot(found.form, file.given, file.prior) | entry(numbers, taken)
    reason = reason or REASONS.join(one.why for one in taken) or None
    made = visit.tx.versions.add(visit.project, number, visit.now, visit.chat_id, answers, reason, name)
    if rank and not taken:
        tell_reviews(visit.tx, visit.project, visit.around.form)
    words = "amended" if rank else "approved" if name else "frozen" if is_draft(number) else "notified"
    told = visit.show(
        Notice(
            f"version.{words}",
            {"number": number, "amendments": _amendments(visit, numbers), "name": name or ""},
            ((VERSIONS,), (DOCUMENT,)),
        )
    )
    request = DocumentRequest(Kind.FROZEN, number=made)
    return told + Outcome((visit.saying("document", request.to_json()),))


def _amendments(visit: Visit, numbers: Sequence[int]) -> str:
    """« l’avenant n° 3 », « les avenants n° 1 et 2 »."""
    words = visit.around.form.words["amendment.several" if len(numbers) > 1 else "amendment.one"]
    return words.format(numbers=list_numbers(numbers))


def _said(visit: Visit, question: str) -> str | None:
    key: Key = (question, None)
    value = visit.interview.given.get(key)
    return value if isinstance(value, str) else None


def _editions(visit: Visit) -> Editions:
    form, rows = visit.around.form, visit.tx.versions.of_project(visit.project)
    return Editions(form, rows, visit.seen, prepared_amendments(visit.tx, visit.project, form, visit.path()))


def _named(visit: Visit) -> VersionRow | None:
    """The version the button names, if it is this project's."""
    return _editions(visit).row(int(visit.argument)) if visit.argument.isdecimal() else None


def _day(visit: Visit, row: VersionRow) -> str:
    return show("date", visit.seen(row.made_at).today.isoformat())
