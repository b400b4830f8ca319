"""The provider's survey before a review: its link, its end, and the answers the review takes from it.
A file names no provider: whoever opens the link says which tasks are theirs and is asked about these only.
States and reasons: `docs/decisions/0018-the-provider-answers-by-link.md`; rules: `docs/rules/revue.md §1 (R00), §2`.
"""

from __future__ import annotations

from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.stored_answers import rewritten
from bot.conversation.views import Action, Notice
from bot.features.provider import score_disclosure
from bot.features.provider.score_disclosure import OCCASION
from bot.project import appointments, guests
from bot.project.review_file import OCCASION as REVIEW
from bot.project.review_file import RECORD, review_of, to_rows
from bot.store import InterviewRow, Invitation
from domain.calendar.nudges import BEFORE
from domain.calendar.periods import Period
from domain.reviews.provider_survey import answers_to_take, figure_count, without_provider
from domain.reviews.texts import company, of_period
from domain.specification.project import project_of

LINK = "collecte_"
"""Prefix of the deep-link token."""
COLLECTED = next(days for nudge, days, _ in BEFORE if nudge == "collect")
"""Working days before a review from which its figures may be asked of the provider."""
BEGUN = ("started", "sealed", "waited", "revealed")
"""States of an invitation that somebody has begun to answer."""


def close(exchange: Exchange) -> Outcome:
    """End the survey: its answers go to the review, scores stay sealed, and both sides are told."""
    exchange.tx.set_current(exchange.chat_id, None)
    # The review's row is locked before the invitation's, as when a review closes, so that neither deadlocks.
    known = exchange.tx.invitations.of_interview(exchange.row.id, lock=False)
    if known is None or known.period is None:
        return Outcome()
    review = _review(exchange, known)
    found = exchange.tx.invitations.of_interview(exchange.row.id)
    if found is None or found.state != "started":
        return Outcome()
    # The review may have been opened in between; whoever opened it read the invitation first.
    review = review or _review(exchange, found)
    path = exchange.interview.path_in(exchange.form)
    author = exchange.tx.invitations.author(found.project_id)
    if path.refusal:
        exchange.tx.invitations.mark(found.id, "declined")
        exchange.tell(author, Notice("collection.declined"))
        return Outcome()
    entries = answers_to_take(path)
    exchange.tx.invitations.mark(found.id, "sealed", answers=to_rows(entries))
    thanks = "collection.thanks" if figure_count(entries) else "collection.thanks_plain"
    values = {"company": company(project_of(path)), "until": guests.last_day(found.expires_at, exchange.zone)}
    if review is not None and review.closed_at is not None:
        told = score_disclosure.provider_answered(exchange, found)
        return told if told.sayings else exchange.show(Notice("collection.thanks_late", values))
    if review is not None:
        exchange.tx.interviews.add_prior(review.id, to_rows(entries))
    words = "collection.arrived" if figure_count(entries) else "collection.arrived_plain"
    exchange.tell(author, Notice(words, {"n": figure_count(entries), "period": of_period(Period.parse(known.period))}))
    return exchange.show(Notice(thanks, values))


def _review(exchange: Exchange, found: Invitation) -> InterviewRow | None:
    """The review of the invitation, locked; None if it is not open yet."""
    row = review_of(exchange.tx, found.project_id, Period.parse(str(found.period)))
    return exchange.tx.interviews.lock(row.id) if row else None


# --- the requests, and the review they are for


def last_request(exchange: Exchange, period: str) -> Invitation | None:
    """The latest invitation for that period."""
    found = exchange.tx.invitations.of_project(exchange.project, OCCASION)
    return next((one for one in found if one.period == period), None)


def begun_request(exchange: Exchange, period: str) -> Invitation | None:
    """The latest invitation for that period, if somebody has begun to answer it."""
    last = last_request(exchange, period)
    return last if last is not None and last.state in BEGUN else None


def bring(exchange: Exchange, row: InterviewRow) -> None:
    """Give a review that has just been opened the answers of the provider."""
    last = last_request(exchange, str(row.period))
    # The invitation is locked: a provider finishing right now either finds the review, or their answers are found here.
    given = exchange.tx.invitations.by_id(last.id).answers if last else None
    if given:
        exchange.tx.interviews.add_prior(row.id, given)


def button(period: str) -> Action:
    """The button « Demander à votre prestataire »."""
    return Action("button.collect", f"collection={period}")


def button_row(exchange: Exchange, begun: str | None) -> tuple[tuple[Action, ...], ...]:
    """A row with that button, for the review under way or for the next one if its figures may be asked for already.

    `begun`: the period of the review under way.
    """
    one, calendar = appointments.current_appointment(exchange), exchange.calendar
    if begun is None and one is not None:
        opening = one.opens_at.astimezone(exchange.zone).date()
        begun = one.period if calendar.add(opening, -COLLECTED) <= calendar.today else None
    return ((button(begun),),) if begun else ()


# --- erasure


def forget(exchange: Exchange) -> None:
    """Before somebody's data are erased, erase what they answered as a provider and what providers answered to them."""
    for one in exchange.tx.invitations.of_project(exchange.project, OCCASION):
        guests.forget(exchange, one, "collection.taken_back" if one.state == "started" else None)
    authors: set[int] = set()
    for one in exchange.tx.invitations.answered_by(exchange.chat_id, OCCASION):
        if one.state not in BEGUN:
            continue
        # Reviews and the monthly figures between them start from the answers of earlier ones.
        for row in (
            row for kind in (REVIEW, RECORD) for row in exchange.tx.interviews.of_occasion(one.project_id, kind)
        ):
            own = row.occasion == REVIEW and row.period == one.period
            prior = exchange.tx.interviews.lock(row.id).prior
            exchange.tx.interviews.set_prior(
                row.id, without_provider(rewritten(exchange.context.form, prior), str(one.period), own)
            )
        exchange.tx.invitations.mark(one.id, "erased", answers=None)
        authors.add(exchange.tx.invitations.author(one.project_id))
    for author in sorted(authors):
        exchange.tell(author, Notice("collection.erased"))
