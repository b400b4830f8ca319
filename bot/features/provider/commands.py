"""What the person who asks does about a request to their provider, and what the provider does with its link."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from bot.conversation.exchange import AUDIT, Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.features.navigation.commands import RESUME, resume
from bot.features.provider.provider_reminders import provider_of, stop_button
from bot.features.provider.provider_survey import BEGUN, LINK, begun_request, last_request
from bot.features.provider.score_disclosure import OCCASION, until
from bot.project import guests, jobs
from bot.project.jobs import SurveyEnd
from bot.project.review_file import kept, review_of, starting
from bot.store import Invitation
from domain.calendar.periods import Period
from domain.content.survey_sources import OVER
from domain.questionnaire.path import path_of
from domain.reviews.opening import Entry
from domain.reviews.provider_survey import shown
from domain.reviews.texts import company, of_period, task_names

# --- the person who asks


def menu(visit: Visit) -> Outcome:
    """Where the request for that period stands, or a link; to a provider already known, the choice of writing."""
    period = visit.argument
    if (refused := _refused(visit, period)) is not None:
        return refused
    if (begun := begun_request(visit, period)) is not None:
        values = {"until": guests.last_day(begun.expires_at, visit.zone)}
        if begun.state != "started":
            return visit.show(Notice("collection.sealed", values))
        back = Action("button.collect_revoke", f"collection:revoke={period}", "danger")
        return visit.show(Notice("collection.started", values, ((back,),)))
    if provider_of(visit) is None:
        return _asked(visit, period)
    write = Action("button.collect_send", f"collection:send={period}", "primary")
    link = Action("button.collect_link", f"collection:link={period}")
    return visit.show(Notice("collection.known", {"period": of_period(Period.parse(period))}, ((write,), (link,))))


def create(visit: Visit) -> Outcome:
    """A link to forward, in place of the one that waits if there is one."""
    return _refused(visit, visit.argument) or _asked(visit, visit.argument)


def send(visit: Visit) -> Outcome:
    """The same, written directly to the provider who answered last time."""
    return _refused(visit, visit.argument) or _asked(visit, visit.argument, provider_of(visit))


def _refused(visit: Visit, period: str) -> Outcome | None:
    """Why nothing can be asked for that period, or None."""
    try:
        about = Period.parse(period)
    except ValueError:
        return visit.again("notice.outdated")
    row = review_of(visit.tx, visit.project, about)
    if not visit.path().project.retained or about.first > visit.calendar.today:
        return visit.again("notice.outdated")
    return visit.show(Notice("collection.closed")) if row and row.closed_at else None


def _asked(visit: Visit, period: str, provider: tuple[int, int] | None = None) -> Outcome:
    if begun_request(visit, period) is not None:
        return menu(visit)
    last = last_request(visit, period)
    if last is not None and last.state == "open":
        visit.tx.invitations.mark(last.id, "revoked")
    token, expires = secrets.token_urlsafe(16), until(visit, period)
    made = visit.tx.invitations.add(
        visit.project, token, "", visit.now, expires, "open", purpose=OCCASION, period=period
    )
    jobs.plan(visit, SurveyEnd(made), expires)
    project = visit.path().project
    values = {
        "until": guests.last_day(expires, visit.zone),
        "period": of_period(Period.parse(period)),
        "task": task_names(project),
        "company": company(project),
    }
    if provider is not None:
        number, chat = provider
        stop = stop_button(number)
        begin = Action("button.collect_begin", f"collection:open={token}", "primary")
        theirs = {**values, "until": guests.last_day(expires, visit.zone_of(chat))}
        visit.tell(chat, Notice("collection.invited", theirs, ((begin,), (stop,))))
        return visit.show(Notice("collection.sent", values, in_place=True))
    link = visit.around.link(LINK + token)
    forward = Action("button.regard_send", "", url=f"https://t.me/share/url?url={link}")
    told = visit.show(Notice("collection.made", values))
    return told + visit.show(Notice("collection.message", {**values, "link": link}, ((forward,),)))


def revoke(visit: Visit) -> Outcome:
    """Take the request back: what the provider had begun to answer is erased."""
    last = last_request(visit, visit.argument)
    if last is None or last.state not in ("open", "started"):
        return visit.again("notice.outdated")
    guests.forget(visit, last, "collection.taken_back")
    visit.tx.invitations.mark(last.id, "revoked")
    again = Action("button.collect_link", f"collection:link={visit.argument}")
    return visit.show(Notice("collection.revoked", actions=((again,),), in_place=True))


# --- the provider


def open_link(visit: Visit, token: str) -> Outcome:
    """Somebody followed a link: they begin, go on, or learn why not."""
    found = visit.tx.invitations.by_token(token)
    if found is None or found.purpose != OCCASION or found.period is None:
        return _unusable(visit, "gone")
    if found.project_id == visit.project:
        return _unusable(visit, "own")
    row = visit.tx.interviews.mine(found.interview_id, visit.project) if found.interview_id else None
    if row is not None and row.closed_at is None:
        visit.sit(row)
        return resume(visit)
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
    return resume(visit)


def open_named(visit: Visit) -> Outcome:
    """The same from a button written directly to the provider."""
    return open_link(visit, visit.argument)


def _unusable(visit: Visit, why: str) -> Outcome:
    return visit.show(Notice(f"collection.link_{why}", actions=((RESUME,),)))


def _seen(visit: Visit, found: Invitation, period: Period) -> tuple[Entry, ...]:
    """What the provider's questions rest on: their indicators and figures so far, and nothing else of the file."""
    audit = visit.tx.interviews.of(found.project_id, AUDIT, visit.now, visit.form.version)
    file = visit.loaded(audit)
    path = path_of(visit.around.form, file.given, file.prior)
    # The months are those of the company, wherever the provider lives.
    zone = visit.zone_of(visit.tx.invitations.author(found.project_id))
    day = found.expires_at.astimezone(visit.zone).date()
    entries = shown(starting(visit.tx, found.project_id, path, period, visit.calendar, zone, day))
    row = review_of(visit.tx, found.project_id, period)
    return (*entries, (OVER, None, True)) if row and row.closed_at else entries


def listen(heard: bool) -> Callable[[Visit], Outcome]:
    """Whether the provider hears from the bot about the file the button names."""

    def settle(visit: Visit) -> Outcome:
        mine = visit.tx.invitations.answered_by(visit.chat_id, OCCASION)
        about = next((one.project_id for one in mine if str(one.id) == visit.argument), None)
        if about is None:
            return visit.again("notice.outdated")
        for one in mine:
            if one.project_id == about:
                visit.tx.invitations.hush(one.id, None if heard else visit.now)
        if heard:
            stop = stop_button(int(visit.argument))
            return visit.show(Notice("collection.heard", actions=((stop,),), in_place=True))
        again = Action("button.collect_hear", f"collection:hear={visit.argument}")
        return visit.show(Notice("collection.quiet", actions=((again,),), in_place=True))

    return settle
