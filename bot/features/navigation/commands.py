"""Commands around the interview: start, resume, back, correct, help, progress of the file."""

from __future__ import annotations

from bot.conversation.exchange import Exchange
from bot.conversation.incoming import Command
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice, Scene, Summary
from domain.questionnaire.input import replies as say
from domain.questionnaire.interview import advance
from domain.questionnaire.turn import Asking, Resumption

RESUME = Action("button.resume", "resume", "primary")
BOARD = Action("button.board", "board")
KEEPS_ITS_ANSWERS = ("review", "second_look", "collection")
"""Occasions whose own answers can be corrected; elsewhere the command corrects the person's own file."""


def start(exchange: Exchange) -> Outcome:
    """Open a deep link, or resume. Anyone who declined is asked for consent again."""
    incoming = exchange.incoming
    for word, opened in exchange.context.links.items():
        if isinstance(incoming, Command) and incoming.argument.startswith(word):
            return opened(exchange, incoming.argument.removeprefix(word))
    if exchange.interview.given.get(("consent_data", None)) is False:
        return exchange.turn(say.Edit(("consent_data", None)))
    return resume(exchange)


def resume(exchange: Exchange) -> Outcome:
    """Show the current question, with a word of return if the interview has begun."""
    return exchange.turn(say.Resume()) if exchange.row.state is None else exchange.turn(say.Resume(), Resumption())


def back(exchange: Exchange) -> Outcome:
    """Show the question before, or what precedes the interview if it is at its first question."""
    introduction = exchange.context.before_first.get(exchange.row.occasion)
    screen, path = exchange.interview.asking, exchange.interview.path_in(exchange.form)
    first = isinstance(screen, Asking) and path.step_before(screen.key) is None
    return introduction(exchange) if introduction and first else exchange.turn(say.GoBack())


def pause(exchange: Exchange) -> Outcome:
    exchange.tx.set_paused(exchange.chat_id, exchange.now)
    return exchange.show(Notice("paused", actions=((RESUME,),), closes_card=True), "screen")


def about(exchange: Exchange) -> Outcome:
    return exchange.show(Notice("help.text", actions=((RESUME,),)))


def help_open(exchange: Exchange) -> Outcome:
    """Show the current question with its help and an example; without help, what the bot can do."""
    now = exchange.interview.asking
    if not isinstance(now, Asking) or now.candidates or not exchange.form.questions[now.key[0]].help:
        return about(exchange)
    turn = advance(exchange.form, exchange.interview, say.Resume(), exchange.calendar)
    scene = Scene(exchange.row.id, exchange.interview, turn, exchange.calendar, by_press=True, help_open=True)
    return exchange.show(scene, "screen")


def dossier(exchange: Exchange) -> Outcome:
    return exchange.show(Summary(exchange.path(), exchange.file(), exchange.calendar.today))


def correct(exchange: Exchange) -> Outcome:
    """Show the answers that can be changed: the file's, or those of the interview under way (`KEEPS_ITS_ANSWERS`)."""
    if exchange.row.occasion not in KEEPS_ITS_ANSWERS:
        exchange.switch_to(exchange.audit)
    return exchange.turn(say.Correct(None))
