"""Commands and buttons of the ranking and of the time log."""

from __future__ import annotations

from bot.conversation.callback_data import number_named
from bot.conversation.document_request import DocumentRequest, Kind
from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Notice, Ranking
from bot.features.assessment import preparation, time_log
from domain.assessment.time_log import weekly_hours
from domain.questionnaire.input import replies as say
from domain.specification.project import project_of

# --- the ranking


def show_ranking(exchange: Exchange) -> Outcome:
    """Show the ranking in words, then as a picture."""
    path = exchange.path()
    words = exchange.show(Ranking(path))
    return words + send_matrix(exchange) if project_of(path).ranking().ranked else words


def send_matrix(exchange: Exchange) -> Outcome:
    return Outcome((exchange.saying("document", DocumentRequest(Kind.MATRIX).to_json()),))


def show_first_matrix(exchange: Exchange) -> Outcome:
    """Show the picture of the ranking above the next question, once the ranking is accepted."""
    if not project_of(exchange.path()).ranking().ranked:
        return Outcome()
    preparation.plan(exchange)
    return Outcome((exchange.saying("document", DocumentRequest(Kind.MATRIX).to_json() | {"first": True}),))


def show_reasons(exchange: Exchange) -> Outcome:
    return exchange.show(Ranking(exchange.path(), "reasons"))


def show_economy(exchange: Exchange) -> Outcome:
    return exchange.show(Ranking(exchange.path(), "economy"))


# --- the time log


def open_entry(exchange: Exchange) -> Outcome:
    """Ask the minutes of a half day, one task after the other."""
    named = number_named(exchange.argument)
    row = None if named is None else exchange.tx.interviews.in_project(named, exchange.project)
    if row is None or row.occasion != time_log.OCCASION or row.closed_at is not None:
        return exchange.again("notice.outdated")
    exchange.switch_to(row)
    return exchange.turn(say.Resume())


def stop_log(exchange: Exchange) -> Outcome:
    """Stop the time log and show what was noted, if anything."""
    started = time_log.start_of(exchange)
    time_log.forget(exchange)
    if started and time_log.notes(exchange, started.isoformat()):
        return exchange.show(time_log.comparison(exchange, started.isoformat()))
    return exchange.show(Notice("log.stopped", in_place=True))


def take_measure(exchange: Exchange) -> Outcome:
    """Replace the estimate of a task by its measure; the history keeps the estimate."""
    started, _, task = exchange.argument.partition("/")
    found = next((one for one in weekly_hours(time_log.notes(exchange, started)) if one.task == task), None)
    if found is None:
        return exchange.again("notice.outdated")
    exchange.switch_to(exchange.audit)
    return exchange.turn(say.Amend(("audit_hours", task), str(found.hours).replace(".", ",")))
