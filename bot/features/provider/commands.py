"""Buttons of the person who asks their provider, then the link and the buttons of the provider."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from bot.conversation.callback_data import period_named
from bot.conversation.exchange import AUDIT, Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.features.navigation.commands import RESUME, resume
from bot.features.provider.provider_reminders import provider_of, stop_button
from bot.features.provider.provider_survey import BEGUN, LINK, begun_request, last_request
from bot.features.provider.score_disclosure import OCCASION, wait_end
from bot.project import guests, jobs
from bot.project.jobs import SurveyEnd
from bot.project.review_file import opening_entries, review_of, to_rows
from bot.store import Invitation
from domain.assessment.variables import task_names
from domain.calendar.periods import Period
from domain.reviews.opening import Entry
from domain.reviews.provider_survey import entries_for_provider
from domain.reviews.questions.provider import OVER
from domain.reviews.texts import company, of_period
from domain.specification.project import project_of

# --- the person who asks


def menu(exchange: Exchange) -> Outcome:
    """Show the state of the request for a period, or offer to make one: by link, or directly to a known provider."""
    period = exchange.argument
    if (refused := _refusal(exchange, period)) is not None:
        return refused
    if (begun := begun_request(exchange, period)) is not None:
        values = {"until": guests.last_day(begun.expires_at, exchange.zone)}
        if begun.state != "started":
            return exchange.show(Notice("collection.sealed", values))
        back = Action("button.collect_revoke", f"collection:revoke={period}", "danger")
        return exchange.show(Notice("collection.started", values, ((back,),)))
    if provider_of(exchange) is None:
        return _ask(exchange, period)
    write = Action("button.collect_send", f"collection:send={period}", "primary")
    link = Action("button.collect_link", f"collection:link={period}")
    return exchange.show(Notice("collection.known", {"period": of_period(Period.parse(period))}, ((write,), (link,))))


def create(exchange: Exchange) -> Outcome:
    """Make a link to forward; it replaces one that nobody has opened."""
    return _refusal(exchange, exchange.argument) or _ask(exchange, exchange.argument)


def send(exchange: Exchange) -> Outcome:
    """Send the request directly to the provider who answered last time."""
    return _refusal(exchange, exchange.argument) or _ask(exchange, exchange.argument, provider_of(exchange))


def _refusal(exchange: Exchange, period: str) -> Outcome | None:
    """The notice that says why nothing can be asked for that period; None if it can."""
    about = period_named(period)
    if about is None or about.first > exchange.calendar.today or not project_of(exchange.path()).retained_tasks:
        return exchange.again("notice.outdated")
    row = review_of(exchange.tx, exchange.project, about)
    return exchange.show(Notice("collection.closed")) if row and row.closed_at else None


def _ask(exchange: Exchange, period: str, provider: tuple[int, int] | None = None) -> Outcome:
    if begun_request(exchange, period) is not None:
        return menu(exchange)
    last = last_request(exchange, period)
    if last is not None and last.state == "open":
        exchange.tx.invitations.mark(last.id, "revoked")
    token, expires = secrets.token_urlsafe(16), wait_end(exchange, period)
    made = exchange.tx.invitations.add(
        exchange.project, token, "", exchange.now, expires, "open", purpose=OCCASION, period=period
    )
    jobs.plan(exchange, SurveyEnd(made), expires)
    project = project_of(exchange.path())
    values = {
        "until": guests.last_day(expires, exchange.zone),
        "period": of_period(Period.parse(period)),
        "task": task_names(project),
        "company": company(project),
    }
    if provider is not None:
        number, chat = provider
        stop = stop_button(number)
        begin = Action("button.collect_begin", f"collection:open={token}", "primary")
        theirs = {**values, "until": guests.last_day(expires, exchange.zone_of(chat))}
        exchange.tell(chat, Notice("collection.invited", theirs, ((begin,), (stop,))))
        return exchange.show(Notice("collection.sent", values, in_place=True))
    link = exchange.context.link(LINK + token)
    forward = Action("button.regard_send", "", url=f"https://t.me/share/url?url={link}")
    told = exchange.show(Notice("collection.made", values))
    return told + exchange.show(Notice("collection.message", {**values, "link": link}, ((forward,),)))


def revoke(exchange: Exchange) -> Outcome:
    """Revoke the request and erase what the provider had begun to answer."""
    last = last_request(exchange, exchange.argument)
    if last is None or last.state not in ("open", "started"):
        return exchange.again("notice.outdated")
    guests.forget(exchange, last, "collection.taken_back")
    exchange.tx.invitations.mark(last.id, "revoked")
    again = Action("button.collect_link", f"collection:link={exchange.argument}")
    return exchange.show(Notice("collection.revoked", actions=((again,),), in_place=True))


# --- the provider


def open_link(exchange: Exchange, token: str) -> Outcome:
    """Open the survey of a link: begin it, go on with it, or say why it cannot be used."""
    found = exchange.tx.invitations.by_token(token)
    if found is None or found.purpose != OCCASION or found.period is None:
        return _unusable(exchange, "gone")
    if found.project_id == exchange.project:
        return _unusable(exchange, "own")
    row = exchange.tx.interviews.in_project(found.interview_id, exchange.project) if found.interview_id else None
    if row is not None and row.closed_at is None:
        exchange.switch_to(row)
        return resume(exchange)
    if row is not None:
        return _unusable(exchange, "declined" if found.state == "declined" else "given")
    if found.state == "over":
        return _unusable(exchange, "over")
    if found.state in BEGUN:
        return _unusable(exchange, "used")
    if found.state == "expired" or (found.state == "open" and found.expires_at <= exchange.now):
        return _unusable(exchange, "late")
    if found.state != "open":
        return _unusable(exchange, "gone")
    prior = to_rows(_shown_to_provider(exchange, found, Period.parse(found.period)))
    row = exchange.tx.interviews.start(exchange.project, OCCASION, exchange.now, exchange.form.version, prior)
    exchange.tx.invitations.mark(found.id, "started", interview_id=row.id)
    exchange.switch_to(row)
    return resume(exchange)


def open_named(exchange: Exchange) -> Outcome:
    """The same from a button sent directly to the provider."""
    return open_link(exchange, exchange.argument)


def _unusable(exchange: Exchange, why: str) -> Outcome:
    return exchange.show(Notice(f"collection.link_{why}", actions=((RESUME,),)))


def _shown_to_provider(exchange: Exchange, found: Invitation, period: Period) -> tuple[Entry, ...]:
    """The entries the provider's questions need: indicators and figures so far, and nothing else of the file."""
    audit = exchange.tx.interviews.of(found.project_id, AUDIT, exchange.now, exchange.form.version)
    file = exchange.load(audit)
    path = file.path_in(exchange.context.form)
    # Months begin in the company's zone, not in the provider's.
    zone = exchange.zone_of(exchange.tx.invitations.author(found.project_id))
    day = found.expires_at.astimezone(exchange.zone).date()
    entries = entries_for_provider(
        opening_entries(exchange.tx, found.project_id, path, period, exchange.calendar, zone, day)
    )
    row = review_of(exchange.tx, found.project_id, period)
    return (*entries, (OVER, None, True)) if row and row.closed_at else entries


def listen(heard: bool) -> Callable[[Exchange], Outcome]:
    """A handler that turns messages to the provider on or off, for the file the button names."""

    def settle(exchange: Exchange) -> Outcome:
        mine = exchange.tx.invitations.answered_by(exchange.chat_id, OCCASION)
        about = next((one.project_id for one in mine if str(one.id) == exchange.argument), None)
        if about is None:
            return exchange.again("notice.outdated")
        for one in mine:
            if one.project_id == about:
                exchange.tx.invitations.set_quiet(one.id, None if heard else exchange.now)
        if heard:
            stop = stop_button(int(exchange.argument))
            return exchange.show(Notice("collection.heard", actions=((stop,),), in_place=True))
        again = Action("button.collect_hear", f"collection:hear={exchange.argument}")
        return exchange.show(Notice("collection.quiet", actions=((again,),), in_place=True))

    return settle
