"""Absences the person announces: they get no message meanwhile, and appointments move."""

from __future__ import annotations

from datetime import date

from bot.conversation.exchange import Exchange
from bot.conversation.incoming import Command
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.project import appointments
from bot.project.appointments import when
from domain.calendar.absences import merge, read_absence
from domain.calendar.rhythm import Absence
from domain.french.dates import long_date

ENDS = ("fin", "fini", "stop", "retour")


def announce(exchange: Exchange) -> Outcome:
    """Handle `/absent du 3 au 17 août` and `/absent fin`; without argument, explain the command."""
    words = exchange.incoming.argument.strip() if isinstance(exchange.incoming, Command) else ""
    if not words:
        return exchange.show(Notice("absent.how"))
    if words.lower() in ENDS:
        return end(exchange)
    read = read_absence(words, exchange.calendar.today)
    if isinstance(read, str):
        return exchange.show(Notice(f"absent.{read}"))
    known = [Absence(first, last) for first, last in exchange.tx.absences.of_project(exchange.project)]
    whole = merge(read, known)
    span = {"span": absence_in_words(exchange, whole.start, whole.end)}
    back = ((Action("button.absence_end", "absent:end"),),)
    if whole in known:
        return exchange.show(Notice("absent.known", span, back))
    exchange.tx.absences.add(exchange.project, whole.start, whole.end)
    words_of = ("absent.noted", "absent.noted_next") if whole == read else ("absent.joined", "absent.joined_next")
    return _confirm(exchange, words_of, span, back)


def absence_in_words(exchange: Exchange, first: date, last: date) -> str:
    """« du 3 août 2026 au 17 août 2026 », « le 13 février 2027 »."""
    words = exchange.form.words["rappels.one_day" if first == last else "rappels.span"]
    return words.format(first=long_date(first, False), last=long_date(last, False))


def end(exchange: Exchange) -> Outcome:
    """End the absence and plan appointments again from today."""
    if not exchange.tx.absences.end(exchange.project, exchange.calendar.today):
        return exchange.show(Notice("absent.none"))
    return _confirm(exchange, ("absent.ended", "absent.ended_next"), {}, ())


def _confirm(
    exchange: Exchange, words: tuple[str, str], values: dict[str, str], actions: tuple[tuple[Action, ...], ...]
) -> Outcome:
    """Plan again and show the first sentence, or the second with the next appointment if there is one."""
    one = appointments.plan(exchange) if exchange.audit.closed_at else None
    if one is None:
        return exchange.show(Notice(words[0], values, actions))
    return exchange.show(Notice(words[1], values | when(exchange, one), actions))
