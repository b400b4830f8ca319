"""What a person can ask for around the interview: to begin, to go on, to go back, help, where they stand."""

from __future__ import annotations

from bot.conversation.exchange import Visit
from bot.conversation.incoming import Command
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice, Scene, Summary
from domain.questionnaire import replies as say
from domain.questionnaire.interview import advance
from domain.questionnaire.path import path_of
from domain.questionnaire.turn import Asking, Resumed

RESUME = Action("button.resume", "resume", "primary")
BOARD = Action("button.board", "board")
KEEPS_ITS_ANSWERS = ("review", "second_look", "collection")
"""Occasions long enough to have answers of their own to correct; the others are left for the file."""


def start(visit: Visit) -> Outcome:
    """A link's word, or the question in waiting; anyone who declined is asked again for their consent."""
    incoming = visit.incoming
    for word, opened in visit.around.links.items():
        if isinstance(incoming, Command) and incoming.argument.startswith(word):
            return opened(visit, incoming.argument.removeprefix(word))
    if visit.interview.given.get(("consent_data", None)) is False:
        return visit.turn(say.Edit(("consent_data", None)))
    return resume(visit)


def resume(visit: Visit) -> Outcome:
    """The question in waiting; an interview of which nothing was shown yet is not resumed, it begins."""
    return visit.turn(say.Resume()) if visit.row.state is None else visit.turn(say.Resume(), Resumed())


def back(visit: Visit) -> Outcome:
    """The question before; before the first one, what led to the interview."""
    led = visit.around.before_first.get(visit.row.occasion)
    screen, path = visit.interview.asking, path_of(visit.form, visit.interview.given, visit.interview.prior)
    first = isinstance(screen, Asking) and path.before(screen.key) is None
    return led(visit) if led and first else visit.turn(say.Back())


def pause(visit: Visit) -> Outcome:
    visit.tx.set_paused(visit.chat_id, visit.now)
    return visit.show(Notice("paused", actions=((RESUME,),), closes_card=True), "screen")


def about(visit: Visit) -> Outcome:
    return visit.show(Notice("help.text", actions=((RESUME,),)))


def help_open(visit: Visit) -> Outcome:
    """The same question with its help unfolded and an example; where it has none, what the bot can do."""
    now = visit.interview.asking
    if not isinstance(now, Asking) or now.candidates or not visit.form.questions[now.key[0]].help:
        return about(visit)
    turn = advance(visit.form, visit.interview, say.Resume(), visit.calendar)
    scene = Scene(visit.row.id, visit.interview, turn, visit.calendar, by_press=True, help_open=True)
    return visit.show(scene, "screen")


def dossier(visit: Visit) -> Outcome:
    return visit.show(Summary(visit.path(), visit.file(), visit.calendar.today))


def correct(visit: Visit) -> Outcome:
    """The answers to change: those of the person's own file, unless a review or a second look is under way."""
    if visit.row.occasion not in KEEPS_ITS_ANSWERS:
        visit.sit(visit.audit)
    return visit.turn(say.Correct(None))
