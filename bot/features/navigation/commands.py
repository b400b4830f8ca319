"""What a person can ask for around the interview: a pause, help, where they stand, the ranking."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice, Ranking, Scene, Summary
from bot.features.assessment import preparation
from domain.questionnaire import replies as say
from domain.questionnaire.interview import advance
from domain.questionnaire.path import path_of
from domain.questionnaire.turn import Asking, Resumed
from domain.specification.project import project_of

RESUME = Action("button.resume", "resume", "primary")
BOARD = Action("button.board", "board")
KEEPS_ITS_ANSWERS = ("review", "second_look", "collection")
"""Occasions long enough to have answers of their own to correct; the others are left for the file."""


def resume(visit: Visit) -> Outcome:
    """The question in waiting; an interview of which nothing was shown yet is not resumed, it begins."""
    return visit.turn(say.Resume()) if visit.row.state is None else visit.turn(say.Resume(), Resumed())


def back(visit: Visit) -> Outcome:
    """The question before; before the first one, what led to the interview."""
    led = visit.around.befores.get(visit.row.occasion)
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


# --- the ranking


def priorities(visit: Visit) -> Outcome:
    """The ranking in words, then as a picture."""
    path = visit.path()
    words = visit.show(Ranking(path))
    return words + picture(visit) if project_of(path).ranking().ranked else words


def picture(visit: Visit) -> Outcome:
    return Outcome((visit.saying("document", {"format": "matrix"}),))


def ranked(visit: Visit) -> Outcome:
    """The audit is done: its picture, above the next question."""
    if not project_of(visit.path()).ranking().ranked:
        return Outcome()
    preparation.plan(visit)
    return Outcome((visit.saying("document", {"format": "matrix", "first": True}),))


def _ranking(side: str) -> Callable[[Visit], Outcome]:
    return lambda visit: visit.show(Ranking(visit.path(), side))


COMMANDS: Mapping[str, Callable[[Visit], Outcome]] = {
    "reprendre": resume,
    "retour": back,
    "modifier": correct,
    "aide": about,
    "help": about,
    "dossier": dossier,
    "priorites": priorities,
}
ACTIONS: Mapping[str, Callable[[Visit], Outcome]] = {
    "help": help_open,
    "resume": resume,
    "correct": correct,
    "matrix": picture,
    **{f"ranking:{side}": _ranking(side) for side in ("reasons", "economy")},
}
WATCHED: Mapping[str, Callable[[Visit], Outcome]] = {"rank_accept": ranked}
