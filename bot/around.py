"""What a person can ask for around the interview: a pause, help, where they stand, the ranking, documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.outcome import Outcome
from bot.show import Action, Notice, Ranking, Scene, Summary
from bot.visit import Visit
from domain import replies as say
from domain.interview import advance
from domain.turn import Resumed

RESUME = Action("button.resume", "resume", "primary")


def resume(visit: Visit) -> Outcome:
    """The question in waiting."""
    return visit.turn(say.Resume(), Resumed())


def pause(visit: Visit) -> Outcome:
    visit.tx.set_paused(visit.chat_id, visit.now)
    return visit.show(Notice("paused", actions=((RESUME,),), closes_card=True), "screen")


def about(visit: Visit) -> Outcome:
    return visit.show(Notice("help.text", actions=((RESUME,),)))


def help_open(visit: Visit) -> Outcome:
    """The same question with its help unfolded and an example."""
    turn = advance(visit.form, visit.interview, say.Resume(), visit.calendar)
    scene = Scene(visit.row.id, visit.interview, turn, visit.calendar, by_press=True, help_open=True)
    return visit.show(scene, "screen")


def dossier(visit: Visit) -> Outcome:
    return visit.show(Summary(visit.path(), visit.file(), visit.calendar.today))


# --- the ranking


def priorities(visit: Visit) -> Outcome:
    """The ranking in words, then as a picture."""
    path = visit.path()
    words = visit.show(Ranking(path))
    return words + picture(visit) if path.project.ranking().ranked else words


def picture(visit: Visit) -> Outcome:
    return Outcome((visit.saying("document", {"format": "matrix"}),))


def ranked(visit: Visit) -> Outcome:
    """The audit is done: its picture, above the next question."""
    if not visit.path().project.ranking().ranked:
        return Outcome()
    return Outcome((visit.saying("document", {"format": "matrix", "first": True}),))


def _ranking(side: str) -> Callable[[Visit], Outcome]:
    return lambda visit: visit.show(Ranking(visit.path(), side))


# --- documents


def document_menu(visit: Visit) -> Outcome:
    questions, given = visit.around.form.questions, visit.file().given
    if not any(not questions[key[0]].silent and key[0] != "consent_data" for key in given):
        return visit.again("document.empty")
    actions = (
        (Action("button.read", "document:chat"),),
        (Action("button.pdf", "document:pdf"), Action("button.docx", "document:docx")),
    )
    return visit.show(Notice("document.menu", actions=actions))


def preparing(name: str) -> Callable[[Visit], Outcome]:
    """Say that it is being made; the document itself is a row of the outbox, so that a crash loses nothing."""

    def prepare(visit: Visit) -> Outcome:
        wait = visit.show(Notice("data.wait" if name == "json" else "document.wait"))
        return wait + Outcome((visit.saying("document", {"format": name}),))

    return prepare


COMMANDS: Mapping[str, Callable[[Visit], Outcome]] = {
    "reprendre": resume,
    "retour": lambda visit: visit.turn(say.Back()),
    "modifier": lambda visit: visit.turn(say.Correct(None)),
    "pause": pause,
    "aide": about,
    "help": about,
    "dossier": dossier,
    "priorites": priorities,
    "document": document_menu,
    "mesdonnees": preparing("json"),
}
ACTIONS: Mapping[str, Callable[[Visit], Outcome]] = {
    "help": help_open,
    "pause": pause,
    "resume": resume,
    "correct": lambda visit: visit.turn(say.Correct(None)),
    "document": document_menu,
    "matrix": picture,
    **{f"document:{name}": preparing(name) for name in ("chat", "pdf", "docx")},
    **{f"ranking:{side}": _ranking(side) for side in ("reasons", "economy")},
}
WATCHED: Mapping[str, Callable[[Visit], Outcome]] = {"rank_accept": ranked}
