"""What the provider is asked ahead of a review: one link for the whole review, one interview, what of it reaches it.

A file names no provider: whoever opens the link says which of the tasks are theirs, and is asked nothing of the others.
States and reasons: `docs/decisions/0018-the-provider-answers-by-link.md`; rules: `docs/rules/revue.md §1 (R00), §2`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping

from bot.conversation.exchange import AUDIT, Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.features.navigation import commands
from bot.features.provider import provider_reminders, score_disclosure
from bot.features.provider.score_disclosure import OCCASION, until
from bot.project import appointments, guests
from bot.project.review_file import OCCASION as REVIEW
from bot.project.review_file import RECORD, kept, review_of, starting
from bot.store import InterviewRow, Invitation
from domain.assessment.variables import task_names
from domain.calendar.nudges import BEFORE
from domain.calendar.periods import Period
from domain.questionnaire.path import path_of
from domain.questionnaire.values import show
from domain.reviews.opening import Entry
from domain.reviews.provider_survey import figures_given, forgotten, shown, taken
from domain.reviews.questions.provider import OVER
from domain.reviews.texts import company, of_period
from domain.specification.project import project_of

WORD = "collecte_"
"""What a link starts the bot with, before its token."""
COLLECTED = next(days for nudge, days, _ in BEFORE if nudge == "collect")
"""Working days before a review from which its figures may be asked for."""
BEGUN = ("started", "sealed", "waited", "revealed")
"""States of an invitation somebody answers or has answered."""


# --- the person who asks


def menu(visit: Visit) -> Outcome:
    """Where the request for that period stands, or a link; to a provider already known, the choice of writing."""
    period = visit.argument
    if (refused := _refused(visit, period)) is not None:
        return refused
    if (begun := _begun(visit, period)) is not None:
        values = {"until": show("date", begun.expires_at.astimezone(visit.zone).date().isoformat())}
        if begun.state != "started":
            return visit.show(Notice("collection.sealed", values))
        back = Action("button.collect_revoke", f"collection:revoke={period}", "danger")
        return visit.show(Notice("collection.started", values, ((back,),)))
    if provider_reminders.provider_of(visit) is None:
        return _asked(visit, period)
    write = Action("button.collect_send", f"collection:send={period}", "primary")
    link = Action("button.collect_link", f"collection:link={period}")
    return visit.show(Notice("collection.known", {"period": of_period(Period.parse(period))}, ((write,), (link,))))


def create(visit: Visit) -> Outcome:
    """A link to forward, in place of the one that waits if there is one."""
    return _refused(visit, visit.argument) or _asked(visit, visit.argument)


def send(visit: Visit) -> Outcome:
    """The same, written directly to the provider who answered last time."""
    return _refused(visit, visit.argument) or _asked(visit, visit.argument, provider_reminders.provider_of(visit))


def _refused(visit: Visit, period: str) -> Outcome | None:
    """Why nothing can be asked for that period, or None."""
    try:
        about = Period.parse(period)
    except ValueError:
        return visit.again("notice.outdated")
    row = review_of(visit.tx, visit.project, about)
    if not project_of(visit.path()).retained or about.first > visit.calendar.today:
        return visit.again("notice.outdated")
    return visit.show(Notice("collection.closed")) if row and row.closed_at else None


def _last(visit: Visit, period: str) -> Invitation | None:
    found = visit.tx.invitations.of_project(visit.project, OCCASION)
    return next((one for one in found if one.period == period), None)


def _begun(visit: Visit, period: str) -> Invitation | None:
    """The invitation somebody has opened, whether they are done or not."""
    last = _last(visit, period)
    return last if last is not None and last.state in BEGUN else None


def _asked(visit: Visit, period: str, provider: tuple[int, int] | None = None) -> Outcome:
    if _begun(visit, period) is not None:
        return menu(visit)
    last = _last(visit, period)
    if last is not None and last.state == "open":
        visit.tx.invitations.mark(last.id, "revoked")
    token, expires = secrets.token_urlsafe(16), until(visit, period)
    made = visit.tx.invitations.add(
        visit.project, token, "", visit.now, expires, "open", purpose=OCCASION, period=period
    )
    visit.tx.planned.put(visit.project, score_disclosure.END, str(made), expires)
    project = project_of(visit.path())
    values = {
        "until": show("date", expires.astimezone(visit.zone).date().isoformat()),
        "period": of_period(Period.parse(period)),
        "task": task_names(project),
        "company": company(project),
    }
    if provider is not None:
        number, chat = provider
        stop = provider_reminders.stop(number)
        begin = Action("button.collect_begin", f"collection:open={token}", "primary")
        visit.tell(chat, Notice("collection.invited", values, ((begin,), (stop,))))
        return visit.show(Notice("collection.sent", values, in_place=True))
    link = visit.around.link(WORD + token)
    forward = Action("button.regard_send", "", url=f"https://t.me/share/url?url={link}")
    told = visit.show(Notice("collection.made", values))
    return told + visit.show(Notice("collection.message", {**values, "link": link}, ((forward,),)))


def revoke(visit: Visit) -> Outcome:
    """Take the request back: what the provider had begun to answer is erased."""
    last = _last(visit, visit.argument)
    if last is None or last.state not in ("open", "started"):
        return visit.again("notice.outdated")
    guests.forget(visit, last, "collection.taken_back")
    visit.tx.invitations.mark(last.id, "revoked")
    again = Action("button.collect_link", f"collection:link={visit.argument}")
    return visit.show(Notice("collection.revoked", actions=((again,),), in_place=True))


# --- the provider


def opened(visit: Visit, token: str) -> Outcome:
    """Somebody followed a link: they begin, go on, or learn why not."""
    found = visit.tx.invitations.by_token(token)
    if found is None or found.purpose != OCCASION or found.period is None:
        return _unusable(visit, "gone")
    if found.project_id == visit.project:
        return _unusable(visit, "own")
    row = visit.tx.interviews.mine(found.interview_id, visit.project) if found.interview_id else None
    if row is not None and row.closed_at is None:
        visit.sit(row)
        return commands.resume(visit)
    if row is not None:
        return _unusable(visit, "declined" if found.state == "declined" else "given")
    if found.state == "over":
        return _unusable(visit, "over")
    if found.state in BEGUN:
        return _unusable(visit, "used")
    if found.state == "expired" or (found.state == "open" and found.expires_at <= visit.now):
        return _unusable(visit, "late")
    if found.state != "open":
        return _unusable(visit, "gone")
    prior = kept(_seen(visit, found, Period.parse(found.period)))
    row = visit.tx.interviews.start(visit.project, OCCASION, visit.now, visit.form.version, prior)
    visit.tx.invitations.mark(found.id, "started", interview_id=row.id)
    visit.sit(row)
    return commands.resume(visit)


def _unusable(visit: Visit, why: str) -> Outcome:
    return visit.show(Notice(f"collection.link_{why}", actions=((commands.RESUME,),)))


def _seen(visit: Visit, found: Invitation, period: Period) -> tuple[Entry, ...]:
    """What the provider's questions rest on: their indicators and figures so far, and nothing else of the file."""
    audit = visit.tx.interviews.of(found.project_id, AUDIT, visit.now, visit.form.version)
    file = visit.loaded(audit)
    path = path_of(visit.around.form, file.given, file.prior)
    day = found.expires_at.astimezone(visit.zone).date()
    entries = shown(starting(visit.tx, found.project_id, path, period, visit.calendar, day))
    row = review_of(visit.tx, found.project_id, period)
    return (*entries, (OVER, None, True)) if row and row.closed_at else entries


def closing(visit: Visit) -> Outcome:
    """The provider is done: what they said goes to the review, their scores under seal; both sides are told."""
    visit.tx.set_current(visit.chat_id, None)
    # The review's row before the invitation's, as its own closing takes them: neither waits for the other.
    known = visit.tx.invitations.of_interview(visit.row.id, lock=False)
    if known is None or known.period is None:
        return Outcome()
    review = _review(visit, known)
    found = visit.tx.invitations.of_interview(visit.row.id)
    if found is None or found.state != "started":
        return Outcome()
    # Opened in between: whoever opened it looked at the invitation first.
    review = review or _review(visit, found)
    path = path_of(visit.form, visit.interview.given, visit.interview.prior)
    author = visit.tx.invitations.author(found.project_id)
    if path.refused:
        visit.tx.invitations.mark(found.id, "declined")
        visit.tell(author, Notice("collection.declined"))
        return Outcome()
    entries = taken(path)
    visit.tx.invitations.mark(found.id, "sealed", answers=kept(entries))
    day = show("date", found.expires_at.astimezone(visit.zone).date().isoformat())
    thanks = "collection.thanks" if figures_given(entries) else "collection.thanks_plain"
    values = {"company": company(project_of(path)), "until": day}
    if review is not None and review.closed_at is not None:
        told = score_disclosure.second_side(visit, found)
        return told if told.sayings else visit.show(Notice("collection.thanks_late", values))
    if review is not None:
        visit.tx.interviews.add_prior(review.id, kept(entries))
    words = "collection.arrived" if figures_given(entries) else "collection.arrived_plain"
    visit.tell(author, Notice(words, {"n": figures_given(entries), "period": of_period(Period.parse(known.period))}))
    return visit.show(Notice(thanks, values))


def _review(visit: Visit, found: Invitation) -> InterviewRow | None:
    """The review the invitation is for, locked, if it has been opened."""
    row = review_of(visit.tx, found.project_id, Period.parse(str(found.period)))
    return visit.tx.interviews.locked(row.id) if row else None


# --- the review


def bring(visit: Visit, row: InterviewRow) -> None:
    """A review that has just been opened takes what the provider has given for it."""
    last = _last(visit, str(row.period))
    # Locked: a provider who is done at this very moment finds the review, or is found here.
    given = visit.tx.invitations.by_id(last.id).answers if last else None
    if given:
        visit.tx.interviews.add_prior(row.id, given)


def button(period: str) -> Action:
    """« Demander à votre prestataire »."""
    return Action("button.collect", f"collection={period}")


def offered(visit: Visit, begun: str | None) -> tuple[tuple[Action, ...], ...]:
    """The same as a row: for the review under way, else for the one planned once its figures may be collected."""
    one, calendar = appointments.current(visit), visit.calendar
    if begun is None and one is not None:
        opening = one.opens_at.astimezone(visit.zone).date()
        begun = one.period if calendar.add(opening, -COLLECTED) <= calendar.today else None
    return ((button(begun),),) if begun else ()


# --- erasure


def erased(visit: Visit) -> None:
    """Before somebody's data go: what they said as a provider goes, and what providers said to them."""
    for one in visit.tx.invitations.of_project(visit.project, OCCASION):
        guests.forget(visit, one, "collection.taken_back" if one.state == "started" else None)
    authors: set[int] = set()
    for one in visit.tx.invitations.answered_by(visit.chat_id, OCCASION):
        if one.state not in BEGUN:
            continue
        # Reviews, and the figures noted between two, start from what those before them said.
        for row in (row for kind in (REVIEW, RECORD) for row in visit.tx.interviews.on(one.project_id, kind)):
            own = row.occasion == REVIEW and row.period == one.period
            prior = visit.tx.interviews.locked(row.id).prior
            visit.tx.interviews.set_prior(row.id, forgotten(prior, str(one.period), own))
        visit.tx.invitations.mark(one.id, "erased", answers=None)
        authors.add(visit.tx.invitations.author(one.project_id))
    for author in sorted(authors):
        visit.tell(author, Notice("collection.erased"))


ACTIONS: Mapping[str, Callable[[Visit], Outcome]] = {
    "collection": menu,
    "collection:link": create,
    "collection:send": send,
    "collection:revoke": revoke,
    "collection:open": lambda visit: opened(visit, visit.argument),
}
CLOSINGS: Mapping[str, Callable[[Visit], Outcome]] = {OCCASION: closing}
