"""The amendments reviews prepared: where each stands, which a version took, and how all are numbered.

One numbering for both: an amendment prepared at a review keeps its number once signed; a version whose amendment no
review prepared takes the next free one. What a version took stands in its answers file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from bot.content.answers_file import look_of, taken
from bot.project.review_file import OCCASION, amendments_of, beside, file_at, keep_beside
from bot.project.review_file import Amendment as Offered
from bot.store import InterviewRow, Tx, VersionRow
from domain.assessment.project import Project
from domain.calendar.workdays import Calendar
from domain.questionnaire.form import Form, Key
from domain.questionnaire.path import Path, path_of
from domain.questionnaire.values import Value
from domain.reviews.texts import NUMBERED
from domain.versions import amendments
from domain.versions.amendments import GONE, NOTED, OWN, SAY, WRITE, WRITTEN
from domain.versions.versions import Amendment, Prepared, amendment_rank

LEFT = "amendment_left"
"""Noted beside the answers of the file, by number: what the person decided of an amendment instead of writing it."""
ASIDE, TAKEN_UP = "aside", "taken_up"
"""The next version does not take it; it does after all. « noted »: it takes it in its annex alone."""
OPEN, CHANGED = (WRITE, SAY), (WRITTEN, OWN)
"""What is settled before an accord; what the answers say already, as proposed or otherwise."""


def prepared(tx: Tx, project: int, form: Form, path: Path) -> tuple[Prepared, ...]:
    """All of a project, signed or not, in the order of their numbers; `path`: through the person's own file."""
    rows = tx.versions.of_project(project)
    done, known = _done(rows), amendments_of(tx, project, form)
    # Reviews prepare several at once: their file is read once.
    one_each = {one.opened: one for one in known if one.number not in done}
    files = {opened: _then(tx, project, path, one) for opened, one in one_each.items()}
    left = beside(tx, project, form, LEFT) if files else {}
    signed = _signed(form, rows) if files else None
    return tuple(
        _prepared(path.project, one)
        if one.number in done
        else _standing(files[one.opened], path, one, left.get(str(one.number)), signed)
        for one in known
    )


def _prepared(file: Project, one: Offered) -> Prepared:
    kpi = file.form.catalogue.kpis.get(one.subject or "")
    about = kpi.label if kpi and one.trigger == "target" else file.short(one.task)
    question, item = next(iter(amendments.keys(file, one.task, one.asked)), (None, None))
    return Prepared(
        number=one.number,
        about=f"{one.task}/{one.trigger}/{one.subject or ''}",
        article=f"{about} – {file.form.words[f'article.{one.trigger}']}",
        old=one.old,
        new=one.new,
        why=one.why,
        major=one.major,
        question=question,
        item=item,
    )


def _standing(then: Project, path: Path, one: Offered, left: str | None, signed: Project | None) -> Prepared:
    """One no version has taken, as the answers have it now; `then`: the file when its review began.

    What it takes out is what is in force: what was written since and never signed is not.
    """
    file, printed = path.project, _prepared(path.project, one)
    state = amendments.standing(then, path, one.task, one.asked, _calendar(one), signed)
    dropped = file.form.words["amendment.dropped"] if one.trigger == "kpi" and one.asked.new is None else ""
    if state in CHANGED:
        old, new = amendments.words(signed or then, file, one.task, one.asked)
        proposed = one.new if state == OWN and new != one.new else ""
        return replace(printed, old=old, new=new or dropped, state=state, proposed=proposed)
    if state == WRITE:
        old, _ = amendments.words(signed or then, file, one.task, one.asked)
        printed = replace(printed, old=old or one.old, new=one.new or dropped)
    elif state == SAY:
        printed = replace(printed, old=one.old or amendments.current(file, one.task, one.asked))
        state = NOTED if left == NOTED else state
    return replace(printed, state=ASIDE if left == ASIDE and state != GONE else state)


def _signed(form: Form, rows: Sequence[VersionRow]) -> Project | None:
    """The file that the last version agreed keeps."""
    last = next((row for row in reversed(rows) if row.approved_by), None)
    return path_of(form, taken(last.answers, form), look_of(last.answers, form)).project if last else None


def _then(tx: Tx, project: int, path: Path, one: Offered) -> Project:
    """The file when the review that called for the amendment began."""
    return next(iter(file_at(tx, project, path.project.form, one.opened)), path.project)


def _calendar(one: Offered) -> Calendar:
    # Nothing an amendment writes is a date: the day only stands where bounds ask for one.
    return Calendar(one.prepared)


def waiting(known: Sequence[Prepared], rows: Iterable[VersionRow]) -> tuple[Prepared, ...]:
    """Those no version has taken and that still apply; one prepared anew takes the place of the earlier."""
    done = _done(rows)
    last = {one.about: one.number for one in known}
    return tuple(one for one in known if one.number == last[one.about] and one.number not in done and one.state != GONE)


def to_take(known: Sequence[Prepared], rows: Iterable[VersionRow]) -> tuple[Prepared, ...]:
    """Those the next signed version takes: the ones that wait, but those left aside."""
    return tuple(one for one in waiting(known, rows) if one.state != ASIDE)


def _done(rows: Iterable[VersionRow]) -> set[int]:
    return {one.number for row in rows for one in taken_by(row)}


# --- what the answers become


def offered(tx: Tx, project: int, form: Form) -> dict[int, Offered]:
    """What the reviews offered and was prepared, by number: read once for all that is done with it."""
    return {one.number: one for one in amendments_of(tx, project, form)}


def writes(path: Path, one: Offered) -> dict[Key, Value]:
    """The answers that say that amendment; nothing when its value must be said."""
    return amendments.written(path, one.task, one.asked, _calendar(one))


def unwrites(tx: Tx, project: int, path: Path, one: Offered) -> dict[Key, Value]:
    """The answers that say what stood before."""
    return amendments.undone(_then(tx, project, path, one), path, one.task, one.asked)


def asks(path: Path, one: Offered) -> tuple[Key, ...]:
    """The questions that say that amendment, if they are asked."""
    return tuple(key for key in amendments.keys(path.project, one.task, one.asked) if path.step(key))


def leave(tx: Tx, project: int, audit: InterviewRow, number: int, how: str, now: datetime) -> None:
    """Keep beside the answers of the file what the person decided of an amendment."""
    keep_beside(tx, project, audit, LEFT, str(number), how, now)


# --- what a version keeps


def entry(numbers: Sequence[int], taken: Sequence[Prepared]) -> dict[str, Any]:
    """What the answers file of a version keeps of its amendment."""
    return {"amendments": {"numbers": list(numbers), "prepared": [asdict(one) for one in taken]}}


def taken_by(row: VersionRow) -> tuple[Prepared, ...]:
    return tuple(Prepared(**one) for one in row.answers.get("amendments", {}).get("prepared", ()))


def numbers_of(row: VersionRow) -> tuple[int, ...]:
    """The numbers of the amendment a version carries; none for a version that carries none."""
    rank = amendment_rank(row.number)
    return tuple(row.answers.get("amendments", {}).get("numbers", () if rank is None else (rank,)))


def numbers_for(taken: Sequence[Prepared], known: Sequence[Prepared], rows: Iterable[VersionRow]) -> tuple[int, ...]:
    """The numbers of the next amendment: those of what it takes, else the first that is free."""
    if taken:
        return tuple(one.number for one in taken)
    given = [number for row in rows for number in numbers_of(row)] + [one.number for one in known]
    return (max(given, default=0) + 1,)


def tell_reviews(tx: Tx, project: int, form: Form) -> None:
    """The reviews under way number their amendments after all those numbered so far, signed or prepared."""
    given = [number for row in tx.versions.of_project(project) for number in numbers_of(row)]
    given += [one.number for one in amendments_of(tx, project, form)]
    for row in tx.interviews.on(project, OCCASION):
        if row.closed_at is None:
            kept = [entry for entry in tx.interviews.locked(row.id).prior if entry[0] != NUMBERED]
            tx.interviews.set_prior(row.id, [*kept, [NUMBERED, None, max(given, default=0)]])


def said(numbers: Iterable[int]) -> str:
    """« 1 », « 1 et 2 », « 1, 2 et 3 »."""
    names = [str(number) for number in numbers]
    return " et ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def as_frozen(amendment: Amendment | None, row: VersionRow) -> Amendment | None:
    """The amendment of a version with the numbers and the prepared ones it was frozen with."""
    return amendment and replace(amendment, numbers=numbers_of(row), prepared=taken_by(row))
