"""The amendments reviews prepared: which wait for a signature, what a version took, and how all are numbered.

One numbering for both: an amendment prepared at a review keeps its number once signed; a version whose amendment no
review prepared takes the next free one. What a version took stands in its answers file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import Any

from bot.review_file import OCCASION, amendments_of
from bot.review_file import Amendment as Offered
from bot.store import Tx, VersionRow
from domain.amendments import ANSWERS
from domain.form import Form
from domain.project import Project
from domain.review_texts import NUMBERED
from domain.versions import Amendment, Prepared, amendment_rank


def prepared(tx: Tx, project: int, form: Form, file: Project) -> tuple[Prepared, ...]:
    """All of a project, signed or not, in the order of their numbers."""
    return tuple(_prepared(file, one) for one in amendments_of(tx, project, form))


def _prepared(file: Project, one: Offered) -> Prepared:
    kpi = file.form.catalogue.kpis.get(one.subject or "")
    about = kpi.label if kpi and one.trigger == "target" else file.short(one.task)
    question = ANSWERS.get(one.trigger)
    loop = file.form.questions[question].for_each if question else None
    item = f"{one.task}/{one.subject}" if one.trigger == "target" else one.task
    return Prepared(
        number=one.number,
        about=f"{one.task}/{one.trigger}/{one.subject or ''}",
        article=f"{about} – {file.form.words[f'article.{one.trigger}']}",
        old=one.old,
        new=one.new,
        why=one.why,
        major=one.major,
        question=question,
        item=item if loop else None,
    )


def waiting(known: Sequence[Prepared], rows: Iterable[VersionRow]) -> tuple[Prepared, ...]:
    """Those no version has taken; one prepared anew takes the place of the earlier."""
    done = {one.number for row in rows for one in taken_by(row)}
    last = {one.about: one.number for one in known}
    return tuple(one for one in known if one.number == last[one.about] and one.number not in done)


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
