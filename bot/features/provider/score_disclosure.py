"""What is told to the two sides of a review, and when: both sides' scores at once, the wait that ends.

The company has answered once its review is closed, the provider once their interview is; a closed review is frozen, so
that scores which come later are a dated note under it. Rules: `docs/rules/revue.md §2 (règle de courtoisie), §5, §9`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.exchange import AUDIT, Visit
from bot.conversation.outcome import Outcome
from bot.conversation.stored_answers import answered_in, entries_of
from bot.conversation.views import Notice, Sheet
from bot.project import appointments, guests
from bot.project.review_file import kept, path_through, review_of
from bot.store import InterviewRow, Invitation
from domain.assessment.project import Project
from domain.calendar.nudges import revealed_at
from domain.calendar.periods import Period
from domain.questionnaire.path import path_of
from domain.reviews.provider_survey import (
    AWAITED,
    BOTH,
    CLIENT_ALONE,
    NOBODY,
    PROVIDER_ALONE,
    WORD,
    Sides,
    note,
    reveal,
    sides,
)
from domain.reviews.record import PROVIDER
from domain.reviews.texts import company, of_period
from domain.specification.texts import number, whole

OCCASION = "collection"
PENDING = ("open", "started", "sealed")


# --- when


def until(visit: Visit, period: str) -> datetime:
    """When a link made now ends and one side's scores no longer wait for the other's: at least three working days."""
    soonest = revealed_at(visit.now, appointments.usual_rhythm(visit), visit.calendar)
    return max(end_of_wait(visit, period) or soonest, soonest)


def end_of_wait(visit: Visit, period: str) -> datetime | None:
    """The third working day after that review opens; None when it is not planned."""
    one = appointments.current(visit)
    if one is None or one.period != period:
        return None
    return revealed_at(one.opens_at, appointments.usual_rhythm(visit), visit.calendar)


def invitations(visit: Visit) -> list[Invitation]:
    """Every request to a provider about this file, the latest first."""
    return visit.tx.invitations.of_project(visit.project, OCCASION)


# --- the review is closed, or the provider is done after it


def awaiting(visit: Visit, row: InterviewRow) -> InterviewRow:
    """The review that is being closed, with a word that the provider has not answered yet if they were asked."""
    # The provider may have begun or answered since it was read.
    row = visit.tx.interviews.locked(row.id)
    for one in [visit.tx.invitations.by_id(one.id) for one in invitations(visit) if one.period == row.period]:
        if one.state not in ("open", "started"):
            continue
        if any(question in PROVIDER for question, _ in visit.interview.given):
            # They were there, and gave their scores on the spot.
            guests.forget(visit, one, "collection.link_over")
            visit.tx.invitations.mark(one.id, "over")
            continue
        visit.tx.interviews.add_prior(row.id, [[AWAITED, None, True]])
        return visit.tx.interviews.by_id(row.id)
    return row


def reveal_both(visit: Visit, row: InterviewRow) -> Outcome:
    """The company has answered: if the provider has too, both are told at once."""
    for one in invitations(visit):
        if one.period == row.period and one.state in ("sealed", "waited"):
            return _tell_sides(visit, _Review.of(visit, one), waited=False, here=True)
    return Outcome()


def reveal_late(visit: Visit, found: Invitation) -> None:
    """The wait is over: what there is to show is shown, to both."""
    if found.interview_id is not None:
        # As the provider's own last answer does: theirs, then the review, then the invitation.
        visit.tx.interviews.locked(found.interview_id)
    _tell_sides(visit, _Review.of(visit, found), waited=True, here=False)


def second_side(visit: Visit, found: Invitation) -> Outcome:
    """The provider has answered after the company: both are told, and the closed review gets its note."""
    return _tell_sides(visit, _Review.of(visit, found), waited=False, here=True)


@dataclass(frozen=True)
class _Review:
    """The review an invitation is for: its row once opened, the answers it was closed with or the file's."""

    found: Invitation
    row: InterviewRow | None
    project: Project
    over: bool

    @classmethod
    def of(cls, visit: Visit, one: Invitation) -> _Review:
        """Locked, the review's row first."""
        row = review_of(visit.tx, one.project_id, Period.parse(str(one.period)))
        row = visit.tx.interviews.locked(row.id) if row else None
        found = visit.tx.invitations.by_id(one.id)
        if row is not None and row.closed_at is not None:
            return cls(found, row, path_through(visit.tx, visit.around.form, row).project, True)
        file = visit.loaded(visit.tx.interviews.of(one.project_id, AUDIT, visit.now, visit.form.version))
        return cls(found, row, path_of(visit.around.form, file.given, file.prior).project, False)


def _tell_sides(visit: Visit, review: _Review, waited: bool, here: bool) -> Outcome:
    """Tell what may be told now. `here`: whoever wrote hears it at once; the others, at the next tick."""
    found, project = review.found, review.project
    if found.state not in (*PENDING, "waited"):
        return Outcome()
    given = entries_of(visit.around.form, found.answers or ())
    known = sides(project.retained, project.answers if review.over else {}, given)
    which = reveal(any(one.client is not None for one in known), bool(_scored(known)), waited)
    if which is None:
        return Outcome()
    author = visit.tx.invitations.author(found.project_id)
    if review.over and review.row and [AWAITED, None, True] in review.row.prior:
        day = visit.now.astimezone(visit.zone_of(author)).date()
        visit.tx.interviews.add_prior(review.row.id, kept(note(day, project.retained, given)))
    states = {BOTH: "revealed", PROVIDER_ALONE: "waited"}
    guest = visit.tx.invitations.guest(found.interview_id) if found.interview_id else None
    word = str(given.get((WORD, None), ""))
    heard = _own(visit, review, known, which, word), _guests(review, _of_theirs(visit, found, known), which)
    if which in (CLIENT_ALONE, NOBODY):
        guests.forget(visit, found, None)
    visit.tx.invitations.mark(found.id, states.get(which, "expired"))
    said = Outcome()
    for chat, shown in zip((author, guest), heard, strict=True):
        if chat is None or shown is None:
            continue
        if here and chat == visit.chat_id:
            said += visit.show(shown)
        else:
            visit.tell(chat, shown)
    return said


def _scored(known: Iterable[Sides]) -> list[Sides]:
    return [one for one in known if one.provider is not None]


def _of_theirs(visit: Visit, found: Invitation, known: tuple[Sides, ...]) -> tuple[Sides, ...]:
    """The tasks the provider scored, or said are theirs: how the others are judged is not their business."""
    mine = tasks_of(visit, found) or ()
    return tuple(one for one in known if one.provider is not None or one.task in mine)


def tasks_of(visit: Visit, found: Invitation) -> list[str] | None:
    """The tasks the provider said are theirs; None when they were not asked."""
    given = answered_in(visit.tx, visit.around.form, found.interview_id) if found.interview_id else {}
    said = given.get(("col_tasks", None))
    return list(said) if isinstance(said, tuple) else None


def _values(review: _Review, known: tuple[Sides, ...], side: str) -> dict[str, str]:
    period, said = of_period(Period.parse(str(review.found.period))), _lines(review.project, known, side)
    return {"company": company(review.project), "period": period, "said": said}


def _own(visit: Visit, review: _Review, known: tuple[Sides, ...], which: str, word: str) -> Sheet | Notice | None:
    """What the company hears."""
    values = _values(review, known, "own")
    if which == BOTH:
        return _with(word, "collection.revealed", values)
    if which == PROVIDER_ALONE:
        return _with(word, "collection.waited_own", values)
    if which == CLIENT_ALONE:
        return Notice("collection.unanswered", values)
    return None if visit.person.silent_at else Notice("collection.expired", values)


def _guests(review: _Review, known: tuple[Sides, ...], which: str) -> Notice:
    """What the provider hears."""
    words = {BOTH: "collection.revealed", PROVIDER_ALONE: "collection.waited_guest"}
    if which == CLIENT_ALONE and known:
        words[which] = "collection.unanswered_guest"
    return Notice(words.get(which, "collection.too_late"), _values(review, known, "guest"))


def _with(word: str, words: str, values: Mapping[str, str]) -> Sheet:
    more = (("collection.word", {"word": word}),) if word else ()
    return Sheet(((words, values), *more))


def _lines(project: Project, known: tuple[Sides, ...], side: str) -> str:
    """« Votre prestataire est à 75 sur 100, vous à 88. » after a space, or a line for each task."""
    words, texts = project.form.words, []
    for one in known:
        client, provider = (number(whole(index)) if index is not None else None for index in (one.client, one.provider))
        which = "both" if client and provider else "client" if client else "provider"
        text = words[f"collection.{side}_{which}"].format(client=client, provider=provider, company=company(project))
        texts.append((one.task, text))
    if len(texts) == 1:
        return f" {texts[0][1][:1].upper()}{texts[0][1][1:]}."
    line = words["collection.line"]
    return "".join("\n" + line.format(task=project.short(task), said=text) for task, text in texts)
