"""Discloses the scores of a review to the company and the provider at once, or at the end of the wait.
A side has answered when its interview is closed. A closed review is frozen: scores that come later are added to it as
a dated note. Rules: `docs/rules/revue.md §2 (règle de courtoisie), §5, §9`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.exchange import AUDIT, Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.stored_answers import answered_in, entries_of
from bot.conversation.views import Notice, Sheet
from bot.project import appointments, guests
from bot.project.review_file import path_through, review_of, to_rows
from bot.store import InterviewRow, Invitation
from domain.calendar.nudges import disclosure_time
from domain.calendar.periods import Period
from domain.french.amounts import number, whole
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
from domain.specification.project import Project, project_of

OCCASION = "collection"
PENDING = ("open", "started", "sealed")


# --- when


def wait_end(exchange: Exchange, period: str) -> datetime:
    """When a link made now expires and scores no longer wait for the other side: at least three working days ahead."""
    soonest = disclosure_time(exchange.now, appointments.usual_rhythm(exchange), exchange.calendar)
    return max(end_of_wait(exchange, period) or soonest, soonest)


def end_of_wait(exchange: Exchange, period: str) -> datetime | None:
    """The third working day after that review opens; None if it is not planned."""
    one = appointments.current_appointment(exchange)
    if one is None or one.period != period:
        return None
    return disclosure_time(one.opens_at, appointments.usual_rhythm(exchange), exchange.calendar)


def invitations(exchange: Exchange) -> list[Invitation]:
    """Every invitation of a provider to this file, the latest first."""
    return exchange.tx.invitations.of_project(exchange.project, OCCASION)


# --- the review is closed, or the provider is done after it


def review_awaiting_provider(exchange: Exchange, row: InterviewRow) -> InterviewRow:
    """The review being closed, marked as awaiting the provider if they were asked and have not answered."""
    # The provider may have begun or answered since `row` was read.
    row = exchange.tx.interviews.lock(row.id)
    for one in [exchange.tx.invitations.by_id(one.id) for one in invitations(exchange) if one.period == row.period]:
        if one.state not in ("open", "started"):
            continue
        if any(question in PROVIDER for question, _ in exchange.interview.given):
            # The provider attended the review and gave their scores there.
            guests.forget(exchange, one, "collection.link_over")
            exchange.tx.invitations.mark(one.id, "over")
            continue
        exchange.tx.interviews.add_prior(row.id, [[AWAITED, None, True]])
        return exchange.tx.interviews.by_id(row.id)
    return row


def reveal_both(exchange: Exchange, row: InterviewRow) -> Outcome:
    """Tell both sides the scores, if the provider has answered before the company."""
    for one in invitations(exchange):
        if one.period == row.period and one.state in ("sealed", "waited"):
            return _tell_sides(exchange, _Review.of(exchange, one), waited=False, here=True)
    return Outcome()


def reveal_late(exchange: Exchange, found: Invitation) -> None:
    """End the wait: tell both sides the scores there are."""
    if found.interview_id is not None:
        # The order of locks is that of the provider's last answer: their interview, the review, the invitation.
        exchange.tx.interviews.lock(found.interview_id)
    _tell_sides(exchange, _Review.of(exchange, found), waited=True, here=False)


def provider_answered(exchange: Exchange, found: Invitation) -> Outcome:
    """Tell both sides the scores, if the provider has answered after the company; the closed review gets a note."""
    return _tell_sides(exchange, _Review.of(exchange, found), waited=False, here=True)


@dataclass(frozen=True)
class _Review:
    """The review an invitation is for. `row`: None before it opens; `over`: it is closed.

    `project` has the answers of the closed review, else those of the file.
    """

    found: Invitation
    row: InterviewRow | None
    project: Project
    over: bool

    @classmethod
    def of(cls, exchange: Exchange, one: Invitation) -> _Review:
        """Read the review and the invitation, locked in this order."""
        row = review_of(exchange.tx, one.project_id, Period.parse(str(one.period)))
        row = exchange.tx.interviews.lock(row.id) if row else None
        found = exchange.tx.invitations.by_id(one.id)
        if row is not None and row.closed_at is not None:
            return cls(found, row, project_of(path_through(exchange.tx, exchange.context.form, row)), True)
        file = exchange.load(exchange.tx.interviews.of(one.project_id, AUDIT, exchange.now, exchange.form.version))
        return cls(found, row, project_of(file.path_in(exchange.context.form)), False)


def _tell_sides(exchange: Exchange, review: _Review, waited: bool, here: bool) -> Outcome:
    """Tell each side what it may know now. `here`: the person who wrote is told at once, others at the next tick."""
    found, project = review.found, review.project
    if found.state not in (*PENDING, "waited"):
        return Outcome()
    given = entries_of(exchange.context.form, found.answers or ())
    known = sides(project.retained_tasks, project.answers if review.over else {}, given)
    which = reveal(any(one.client is not None for one in known), bool(_with_provider_scores(known)), waited)
    if which is None:
        return Outcome()
    author = exchange.tx.invitations.author(found.project_id)
    if review.over and review.row and [AWAITED, None, True] in review.row.prior:
        day = exchange.now.astimezone(exchange.zone_of(author)).date()
        exchange.tx.interviews.add_prior(review.row.id, to_rows(note(day, project.retained_tasks, given)))
    states = {BOTH: "revealed", PROVIDER_ALONE: "waited"}
    guest = exchange.tx.invitations.guest(found.interview_id) if found.interview_id else None
    word = str(given.get((WORD, None), ""))
    sheets = (
        _sheet_for_company(exchange, review, known, which, word),
        _sheet_for_provider(review, _tasks_of_provider(exchange, found, known), which),
    )
    if which in (CLIENT_ALONE, NOBODY):
        guests.forget(exchange, found, None)
    exchange.tx.invitations.mark(found.id, states.get(which, "expired"))
    outcome = Outcome()
    for chat, sheet in zip((author, guest), sheets, strict=True):
        if chat is None or sheet is None:
            continue
        if here and chat == exchange.chat_id:
            outcome += exchange.show(sheet)
        else:
            exchange.tell(chat, sheet)
    return outcome


def _with_provider_scores(known: Iterable[Sides]) -> list[Sides]:
    return [one for one in known if one.provider is not None]


def _tasks_of_provider(exchange: Exchange, found: Invitation, known: tuple[Sides, ...]) -> tuple[Sides, ...]:
    """The tasks the provider scored or said are theirs, the only ones whose scores they may know."""
    mine = tasks_of(exchange, found) or ()
    return tuple(one for one in known if one.provider is not None or one.task in mine)


def tasks_of(exchange: Exchange, found: Invitation) -> list[str] | None:
    """The tasks the provider said are theirs; None if they were not asked."""
    given = answered_in(exchange.tx, exchange.context.form, found.interview_id) if found.interview_id else {}
    said = given.get(("col_tasks", None))
    return list(said) if isinstance(said, tuple) else None


def _values(review: _Review, known: tuple[Sides, ...], side: str) -> dict[str, str]:
    period, said = of_period(Period.parse(str(review.found.period))), _lines(review.project, known, side)
    return {"company": company(review.project), "period": period, "said": said}


def _sheet_for_company(
    exchange: Exchange, review: _Review, known: tuple[Sides, ...], which: str, word: str
) -> Sheet | Notice | None:
    """The message to the company; None if there is none to send."""
    values = _values(review, known, "own")
    if which == BOTH:
        return _sheet_with_word(word, "collection.revealed", values)
    if which == PROVIDER_ALONE:
        return _sheet_with_word(word, "collection.waited_own", values)
    if which == CLIENT_ALONE:
        return Notice("collection.unanswered", values)
    return None if exchange.person.silent_at else Notice("collection.expired", values)


def _sheet_for_provider(review: _Review, known: tuple[Sides, ...], which: str) -> Notice:
    """The message to the provider."""
    words = {BOTH: "collection.revealed", PROVIDER_ALONE: "collection.waited_guest"}
    if which == CLIENT_ALONE and known:
        words[which] = "collection.unanswered_guest"
    return Notice(words.get(which, "collection.too_late"), _values(review, known, "guest"))


def _sheet_with_word(word: str, words: str, values: Mapping[str, str]) -> Sheet:
    more = (("collection.word", {"word": word}),) if word else ()
    return Sheet(((words, values), *more))


def _lines(project: Project, known: tuple[Sides, ...], side: str) -> str:
    """« Votre prestataire est à 75 sur 100, vous à 88. » after a space, or one line for each of several tasks."""
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
