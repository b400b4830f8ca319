"""What is told to the two sides of a review, and when: both sides' scores at once; then what the provider owes.

The company has answered once its review is closed, the provider once their interview is; a closed review is frozen, so
that scores which come later are a dated note under it. Rules: `domain/revue.md §2 (règle de courtoisie), §5, §9`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot import appointments
from bot.outcome import Outcome
from bot.review_file import kept, path_through, review_of, standing
from bot.show import Action, Notice, Sheet
from bot.store import InterviewRow, Invitation, PlannedRow
from bot.visit import AUDIT, Visit
from domain.collection import (
    AWAITED,
    BOTH,
    CLIENT_ALONE,
    NOBODY,
    PROVIDER_ALONE,
    WORD,
    Sides,
    late_actions,
    note,
    reveal,
    sides,
)
from domain.nudges import revealed_at, review_nudges
from domain.path import path_of
from domain.periods import Period
from domain.project import Project
from domain.review_answers import PROVIDER
from domain.review_texts import day, of_period
from domain.texts import number, whole
from domain.values import from_json

OCCASION = "collection"
PENDING = ("open", "started", "sealed")
END, LATE = "collection_end", "provider_actions"
"""Kinds of planned rows: the link's end by its invitation's id, the provider's late actions by period."""


def company(project: Project) -> str:
    """What the provider knows the company by."""
    return project.text("profile_company_name") or project.form.words["review.company"]


def provider_of(visit: Visit) -> tuple[int, int] | None:
    """The invitation and the chat of the last provider who answered by link, unless they want no message."""
    return next(iter(visit.tx.invitations.listeners(visit.project, OCCASION)), None)


def forget_guest(visit: Visit, one: Invitation, words: str | None) -> None:
    """The provider's interview goes with the invitation."""
    guest = visit.tx.invitations.guest(one.interview_id) if one.interview_id else None
    if one.interview_id is None or guest is None:
        return
    visit.tx.invitations.forget([one.interview_id])
    if words:
        visit.tell(guest, Notice(words))


# --- when


def until(visit: Visit, period: str) -> datetime:
    """When a link made now ends and one side's scores no longer wait for the other's: at least three working days."""
    soonest = revealed_at(visit.now, appointments.usual_rhythm(visit), visit.calendar)
    return max(_end(visit, period) or soonest, soonest)


def _end(visit: Visit, period: str) -> datetime | None:
    """The third working day after that review opens; None when it is not planned."""
    one = appointments.current(visit)
    if one is None or one.period != period:
        return None
    return revealed_at(one.opens_at, appointments.usual_rhythm(visit), visit.calendar)


def ended(visit: Visit, planned: PlannedRow) -> Outcome:
    """The wait is over, unless the review was put off meanwhile: then it goes on as long."""
    found = next((one for one in _all(visit) if str(one.id) == planned.item), None)
    if found is None or found.state not in PENDING:
        return Outcome()
    later = _end(visit, str(found.period))
    if later is not None and later > visit.now:
        visit.tx.planned.put(visit.project, END, planned.item, later)
        visit.tx.invitations.mark(found.id, found.state, expires_at=later)
        return Outcome()
    if found.interview_id is not None:
        # As the provider's own last answer does: theirs, then the review, then the invitation.
        visit.tx.interviews.locked(found.interview_id)
    _told(visit, _Review.of(visit, found), waited=True, here=False)
    return Outcome()


def _all(visit: Visit) -> list[Invitation]:
    return visit.tx.invitations.of_project(visit.project, OCCASION)


# --- the review is closed, or the provider is done after it


def awaiting(visit: Visit, row: InterviewRow) -> InterviewRow:
    """The review that is being closed, with a word that the provider has not answered yet if they were asked."""
    for one in _all(visit):
        if one.period != row.period or one.state not in ("open", "started"):
            continue
        if any(question in PROVIDER for question, _ in visit.interview.given):
            # They were there, and gave their scores on the spot.
            forget_guest(visit, one, "collection.link_over")
            visit.tx.invitations.mark(one.id, "over")
            continue
        visit.tx.interviews.set_prior(row.id, [*row.prior, [AWAITED, None, True]])
        return visit.tx.interviews.by_id(row.id)
    return row


def closed(visit: Visit, row: InterviewRow) -> Outcome:
    """The company has answered: if the provider has too, both are told at once."""
    plan_late(visit, str(row.period))
    for one in _all(visit):
        if one.period == row.period and one.state in ("sealed", "waited"):
            return _told(visit, _Review.of(visit, one), waited=False, here=True)
    return Outcome()


def second_side(visit: Visit, found: Invitation) -> Outcome:
    """The provider has answered after the company: both are told, and the closed review gets its note."""
    return _told(visit, _Review.of(visit, found), waited=False, here=True)


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


def _told(visit: Visit, review: _Review, waited: bool, here: bool) -> Outcome:
    """Tell what may be told now. `here`: the person of this visit hears it at once; the others, at the next tick."""
    found, project = review.found, review.project
    given = {(question, item): from_json(raw) for question, item, raw in found.answers or ()}
    known = sides(project.retained, project.answers if review.over else {}, given)
    which = reveal(any(one.client is not None for one in known), bool(_scored(known)), waited)
    if which is None:
        return Outcome()
    if review.over and review.row and [AWAITED, None, True] in review.row.prior:
        entries = kept(note(visit.calendar.today, project.retained, given))
        visit.tx.interviews.set_prior(review.row.id, [*review.row.prior, *entries])
    states = {BOTH: "revealed", PROVIDER_ALONE: "waited"}
    guest = visit.tx.invitations.guest(found.interview_id) if found.interview_id else None
    heard = _to_both(visit, review, known, which, str(given.get((WORD, None), "")))
    if which in (CLIENT_ALONE, NOBODY):
        forget_guest(visit, found, None)
    visit.tx.invitations.mark(found.id, states.get(which, "expired"))
    said = Outcome()
    for chat, shown in zip((visit.tx.invitations.author(found.project_id), guest), heard, strict=True):
        if chat is None or shown is None:
            continue
        if here and chat == visit.chat_id:
            said += visit.show(shown)
        else:
            visit.tell(chat, shown)
    return said


def _scored(known: Iterable[Sides]) -> list[Sides]:
    return [one for one in known if one.provider is not None]


def _to_both(
    visit: Visit, review: _Review, known: tuple[Sides, ...], which: str, word: str
) -> tuple[Sheet | Notice | None, Notice | None]:
    """What the company hears, and what the provider does."""
    period = of_period(Period.parse(str(review.found.period)))
    values = {"company": company(review.project), "period": period}
    own, theirs = (values | {"said": _lines(review.project, known, side)} for side in ("own", "guest"))
    if which == BOTH:
        return _with(word, "collection.revealed", own), Notice("collection.revealed", theirs)
    if which == PROVIDER_ALONE:
        return _with(word, "collection.waited_own", own), Notice("collection.waited_guest", theirs)
    if which == CLIENT_ALONE:
        return Notice("collection.unanswered", own), Notice("collection.unanswered_guest", theirs)
    return None if visit.person.silent_at else Notice("collection.expired", own), Notice("collection.too_late", theirs)


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


# --- what the provider owes


def plan_late(visit: Visit, period: str) -> None:
    """Look at the provider's late actions the tenth working day after that review opened."""
    if not _all(visit):
        return
    made = {one.period: one for one in visit.tx.appointments.of_project(visit.project)}
    opening = made[period].opens_at if period in made else visit.now
    found = review_nudges(opening, appointments.usual_rhythm(visit), visit.calendar)
    at = next(nudge.at for nudge in found if nudge.id == LATE)
    if at > visit.now:
        visit.tx.planned.put(visit.project, LATE, period, at + appointments.spread(visit.project))


def recall(visit: Visit, planned: PlannedRow) -> Outcome:
    """One message to the provider who answered by link, if an action of theirs is late; nothing otherwise."""
    provider = provider_of(visit)
    if provider is None or visit.person.silent_at:
        return Outcome()
    project = standing(visit.tx, visit.project, visit.path(), visit.calendar)
    late = late_actions(project, visit.calendar)
    if late:
        line = visit.around.form.words["collection.late_line"]
        lines = "\n".join(line.format(action=one.text, due=day(one.action.due)) for one in late)
        values = {"company": company(project), "actions": lines}
        words = "collection.late_one" if len(late) == 1 else "collection.late"
        visit.tell(provider[1], Notice(words, values, ((stop(provider[0]),),)))
    return Outcome()


def stop(number: int) -> Action:
    """« Ne plus recevoir ces messages », about the file of that invitation."""
    return Action("button.collect_stop", f"collection:quiet={number}")


def _hushed(quiet: bool) -> Callable[[Visit], Outcome]:
    def hush(visit: Visit) -> Outcome:
        mine = visit.tx.invitations.answered_by(visit.chat_id, OCCASION)
        about = next((one.project_id for one in mine if str(one.id) == visit.argument), None)
        if about is None:
            return visit.again("notice.outdated")
        for one in mine:
            if one.project_id == about:
                visit.tx.invitations.hush(one.id, visit.now if quiet else None)
        again = Action("button.collect_hear", f"collection:hear={visit.argument}")
        if quiet:
            return visit.show(Notice("collection.quiet", actions=((again,),), in_place=True))
        return visit.show(Notice("collection.heard", actions=((stop(int(visit.argument)),),), in_place=True))

    return hush


ACTIONS: Mapping[str, Callable[[Visit], Outcome]] = {
    "collection:quiet": _hushed(True),
    "collection:hear": _hushed(False),
}
DUES: Mapping[str, Callable[[Visit, PlannedRow], Outcome]] = {END: ended, LATE: recall}
