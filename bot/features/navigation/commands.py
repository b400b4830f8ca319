"""What a person can ask for around the interview: to begin, to go on, to go back, help, where they stand."""

from __future__ import annotations

from bot.conversation.exchange import Exchange
from bot.conversation.incoming import Command
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice, Scene, Summary
from domain.questionnaire.input import replies as say
from domain.questionnaire.interview import advance
from domain.questionnaire.path import path_of
from domain.questionnaire.turn import Asking, Resumption

RESUME = Action("button.resume", "resume", "primary")
BOARD = Action("button.board", "board")
KEEPS_ITS_ANSWERS = ("review", "second_look", "collection")
"""Occasions long enough to have answers of their own to correct; the others are left for the file."""


def start(exchange: Exchange) -> Outcome:
    """A link's word, or the question in waiting; anyone who declined is asked again for their consent."""
    incoming = exchange.incoming
    for word, opened in exchange.context.links.items():
        if isinstance(incoming, Command) and incoming.argument.startswith(word):
            return opened(exchange, incoming.argument.removeprefix(word))
    if exchange.interview.given.get(("consent_data", None)) is False:
        return exchange.turn(say.Edit(("consent_data", None)))
    return resume(exchange)


def resume(exchange: Exchange) -> Outcome:
    """The question in waiting; an interview of which nothing was shown yet is not resumed, it begins."""
    return exchange.turn(say.Resume()) if exchange.row.state is None else exchange.turn(say.Resume(), Resumption())


def back(exchange: Exchange) -> Outcome:
    """The question before; before the first one, what led to the interview."""
    led = exchange.context.before_first.get(exchange.row.occasion)
    screen, path = exchange.interview.asking, path_of(exchange.form, exchange.interview.given, exchange.interview.prior)
    first = isinstance(screen, Asking) and path.step_before(screen.key) is None
    return led(exchange) if led and first else exchange.turn(say.GoBack())


def pause(exchange: Exchange) -> Outcome:
    exchange.tx.set_paused(exchange.chat_id, exchange.now)
    return exchange.show(Notice("paused", actions=((RESUME,),), closes_card=True), "screen")


def about(exchange: Exchange) -> Outcome:
    return exchange.show(Notice("help.text", actions=((RESUME,),)))


def help_open(exchange: Exchange) -> Outcome:
    """The same question with its help unfolded and an example; where it has none, what the bot can do."""
    now = exchange.interview.asking
    if not isinstance(now, Asking) or now.candidates or not exchange.form.questions[now.key[0]].help:
        return about(exchange)
    turn = advance(exchange.form, exchange.interview, say.Resume(), exchange.calendar)
    scene = Scene(exchange.row.id, exchange.interview, turn, exchange.calendar, by_press=True, help_open=True)
    return exchange.show(scene, "screen")


def dossier(exchange: Exchange) -> Outcome:
    return exchange.show(Summary(exchange.path(), exchange.file(), exchange.calendar.today))


def correct(exchange: Exchange) -> Outcome:
    """The answers to change: those of the person's own file, unless a review or a second look is under way."""
    if exchange.row.occasion not in KEEPS_ITS_ANSWERS:
        exchange.switch_to(exchange.audit)
    return exchange.turn(say.Correct(None))
