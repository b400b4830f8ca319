"""The interview as a finite-state machine: `advance(form, interview, reply, calendar) → Turn`, pure.

The state is the answers and what is on screen; what comes next is computed from the path, never stored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from domain.calendar.workdays import Calendar
from domain.questionnaire import replies
from domain.questionnaire.form import Form, Key
from domain.questionnaire.input import bulk_answers, parsing, several_answers, typed_buttons
from domain.questionnaire.lookup import prefilled
from domain.questionnaire.replies import Reply
from domain.questionnaire.transition import MOST_ATTEMPTS, Move
from domain.questionnaire.turn import Asking, Correcting, Interview, Note, Refuse, Resumed, Turn, Weighing
from domain.questionnaire.values import Doubt, Gap, Problem, Refused, Understood

__all__ = ["MOST_ATTEMPTS", "advance"]

OWN = "custom"
"""The choice that asks for a value of one's own, in the question named after it (`kpi_target_custom`)."""


def advance(form: Form, interview: Interview, reply: Reply, calendar: Calendar) -> Turn:
    """One reply in, one turn out. Never raises for anything a person can do."""
    return MOVES[type(reply)](Move(form, interview, calendar), reply)


# --- typed text


def _say(move: Move, reply: replies.Say) -> Turn:
    now = move.now
    if not isinstance(now, Asking):
        return move.resume(Note("use_buttons")) if now else move.reopen()
    if len(now.candidates) == 1 and move.form.questions[now.key[0]].type != "yes_no":
        # « C’est bien cela ? » is answered in words too.
        agreed = parsing.yes_or_no(reply.text, move.calendar)
        if agreed is not None:
            return _accept(move, replies.Accept(now.key, 0)) if agreed else _decline(move, replies.Decline(now.key))
    if (pressed := _spoken(move, now, reply.text)) is not None:
        return MOVES[type(pressed)](move, pressed)
    if (each := several_answers.typed(move.path, now.key, reply.text, move.calendar)) is not None:
        return several_answers.keep(move, each)
    found = parsing.read(move.path, now.key, reply.text, move.calendar) if now.candidates else None
    if isinstance(found, Understood) and found.value in now.candidates:
        # The same again is a yes.
        return _accept(move, replies.Accept(now.key, now.candidates.index(found.value)))
    return _read(move, now.key, reply.text)


def _spoken(move: Move, now: Asking, text: str) -> Reply | None:
    """The button these words name, unless they name an answer of the list."""
    question = move.form.questions[now.key[0]]
    if question.type in ("single_choice", "multi_choice", "yes_no", "contradiction"):
        if not isinstance(parsing.read(move.path, now.key, text, move.calendar), Refused):
            return None
    return typed_buttons.meant(question, now.key, text, move.path.may_skip(now.key) or now.attempts >= MOST_ATTEMPTS)


def _read(move: Move, key: Key, text: str) -> Turn:
    """Take typed text as the answer to this question."""
    if move.form.questions[key[0]].silent:
        return move.resume(Note("use_buttons"))
    found = parsing.read(move.path, key, text, move.calendar)
    if (
        isinstance(found, Refused)
        and (turn := _own_value(move, key, text) or several_answers.partly(move, key, text)) is not None
    ):
        return turn
    if isinstance(found, Refused | Doubt):
        return move.ask_again(key, found)
    if isinstance(found.value, tuple):
        return several_answers.tick(move, key, found.value)
    return move.offer(key, found.value)


def _own_value(move: Move, key: Key, text: str) -> Turn | None:
    """A figure typed where values are proposed: « Une autre valeur » and that figure, in one go."""
    own = (f"{key[0]}_{OWN}", key[1])
    if own[0] not in move.form.questions or not any(map(str.isdigit, text)):
        return None
    chosen = move.offer(key, OWN)
    if chosen.path.step(own) is None:
        return None
    asked = replace(chosen.interview, asking=Asking(own))
    typed = advance(move.form, asked, replies.Say(text), move.calendar)
    return replace(typed, saved=(*chosen.saved, *typed.saved))


def _return(move: Move, reply: replies.Return) -> Turn:
    """Show where we were; if the text could be the answer, ask before taking it."""
    now = move.now
    if not isinstance(now, Asking) or move.form.questions[now.key[0]].type in ("info", "recap", "multi_choice"):
        return move.reopen(Resumed())
    if _spoken(move, now, reply.text) is not None:
        return move.resume(Resumed())
    each = several_answers.typed(move.path, now.key, reply.text, move.calendar) or {}
    if each and all(isinstance(one, Understood) for one in each.values()):
        # Nothing else than the figures asked for looks like several of them.
        return replace(turn := several_answers.keep(move, each), outputs=(*turn.outputs, Resumed()))
    found = parsing.read(move.path, now.key, reply.text, move.calendar)
    if isinstance(found, Refused):
        return move.resume(Resumed())
    candidates = found.candidates if isinstance(found, Doubt) else (found.value,)
    return move.show(replace(now, candidates=candidates), Resumed(), Note("resumed_new"))


def _amend(move: Move, reply: replies.Amend) -> Turn:
    step = move.path.step(reply.key)
    if step is None or step.question.silent:
        return move.resume(Note("outdated"))
    screen = move.now.key if isinstance(move.now, Asking) else reply.key
    # A figure still on screen was the first of that message, and was not kept.
    first = screen if reply.key in several_answers.group(move.path, screen, known=True) else reply.key
    if each := several_answers.typed(move.path, first, reply.text, move.calendar, known=True):
        return several_answers.keep(move, each)
    return _read(move, reply.key, reply.text)


# --- buttons that answer


def _choose(move: Move, reply: replies.Choose) -> Turn:
    value = parsing.pressed(move.path, reply.key, reply.choice)
    if value is None:
        return move.stale(reply.key)
    return move.on(reply.key, lambda now: move.offer(reply.key, value), value)


def _tick(move: Move, reply: replies.Tick) -> Turn:
    def tick(now: Asking) -> Turn:
        if reply.choice not in parsing.offered(move.path, reply.key):
            return move.stale(reply.key)
        if reply.on and parsing.alone((reply.choice,)):
            return move.offer(reply.key, (reply.choice,))
        draft = parsing.ticked(move.path, reply.key, now.draft, reply.choice, reply.on)
        most = move.form.questions[reply.key[0]].max_choices
        if reply.on and most and len(draft) > most:
            return move.show(now, Refuse(Problem.TOO_MANY, {"max": str(most)}, 0))
        return move.show(replace(now, draft=draft, candidates=()))

    return move.on(reply.key, tick)


def _submit(move: Move, reply: replies.Submit) -> Turn:
    return move.on(reply.key, lambda now: move.offer(reply.key, now.draft), move.known.get(reply.key))


def _continue(move: Move, reply: replies.Continue) -> Turn:
    def go_on(now: Asking) -> Turn:
        if move.form.questions[reply.key[0]].silent:
            return move.record(reply.key, True)
        return move.next() if reply.key in move.known else move.resume(Note("use_buttons"))

    if isinstance(move.now, Weighing) and move.now.key == reply.key:
        return move.next()
    return move.on(reply.key, go_on)


def _leave(move: Move, key: Key, gap: Gap) -> Turn:
    def leave(now: Asking) -> Turn:
        question = move.form.questions[key[0]]
        allowed = move.path.may_skip(key) or (question.unknown and gap is Gap.UNKNOWN)
        if not allowed and (question.essential or now.attempts < MOST_ATTEMPTS):
            return move.resume(Note("needed"))
        return move.record(key, gap)

    return move.on(key, leave, gap)


def _same(move: Move, reply: replies.Same) -> Turn:
    def same(now: Asking) -> Turn:
        question = move.form.questions[reply.key[0]]
        value = move.path.value_before(reply.key) if question.inherit else None
        if question.prefill and question.type == "short_text":
            value = prefilled(move.path.answers, reply.key)
        return move.offer(reply.key, value) if value is not None else move.resume(Note("outdated"))

    return move.on(reply.key, same)


def _together(move: Move, reply: replies.Together) -> Turn:
    def together_(now: Asking) -> Turn:
        given = bulk_answers.answers(move.path, reply.key, move.calendar)
        return move.record_all(given) if given else move.resume(Note("outdated"))

    return move.on(reply.key, together_)


def _accept(move: Move, reply: replies.Accept) -> Turn:
    def accept(now: Asking) -> Turn:
        if not 0 <= reply.index < len(now.candidates):
            return move.stale(reply.key)
        return move.offer(reply.key, now.candidates[reply.index], confirmed=True)

    return move.on(reply.key, accept)


def _decline(move: Move, reply: replies.Decline) -> Turn:
    return move.on(reply.key, lambda now: move.show(replace(now, candidates=())))


# --- moving about


def _browse(move: Move, reply: replies.Browse) -> Turn:
    return move.on(reply.key, lambda now: move.show(replace(now, page=reply.page or None)))


def _back(move: Move, reply: replies.Back) -> Turn:
    if isinstance(move.now, Weighing | Correcting):
        return move.next()
    here = move.now or move.path.first_open(move.known)
    before = move.path.before(here.key if here else None)
    return move.show(move.asked(before.key)) if before else move.resume(Note("at_start"))


def _edit(move: Move, reply: replies.Edit) -> Turn:
    return move.show(move.asked(reply.key)) if reply.key in move.known else move.resume(Note("outdated"))


def _correct(move: Move, reply: replies.Correct) -> Turn:
    if reply.section and reply.section not in {section.id for section in move.form.sections}:
        return move.resume(Note("outdated"))
    return move.show(Correcting(reply.section, reply.page))


def _fix(move: Move, reply: replies.Fix) -> Turn:
    """The answers an objection rests on, of the same task where it is about one; it is put again while it holds."""
    fix = next(one.fix for one in move.form.sources.objections if one.id == reply.key[0])
    task = reply.key[1].split("/")[0] if reply.key[1] else None
    keys = tuple(
        (question, item)
        for question in fix
        for item, _ in move.path.answers.every(question)
        if task is None or item is None or item.split("/")[0] == task
    )
    return move.on(reply.key, lambda now: move.show(Correcting(None, keys=keys)))


def _review(move: Move, reply: replies.Review) -> Turn:
    if not isinstance(move.now, Weighing):
        return move.resume(Note("outdated"))
    fresh = tuple(key for key in move.now.review if key not in move.interview.queue)
    move.interview = replace(move.interview, queue=(*fresh, *move.interview.queue))
    return move.next()


def _resume(move: Move, reply: replies.Resume) -> Turn:
    return move.next() if isinstance(move.now, Correcting) else move.reopen()


MOVES: dict[type, Callable[[Move, Any], Turn]] = {
    replies.Say: _say,
    replies.Choose: _choose,
    replies.Tick: _tick,
    replies.Submit: _submit,
    replies.Continue: _continue,
    replies.Skip: lambda move, reply: _leave(move, reply.key, Gap.SKIPPED),
    replies.DontKnow: lambda move, reply: _leave(move, reply.key, Gap.UNKNOWN),
    replies.Same: _same,
    replies.Together: _together,
    replies.Accept: _accept,
    replies.Decline: _decline,
    replies.Browse: _browse,
    replies.Back: _back,
    replies.Edit: _edit,
    replies.Amend: _amend,
    replies.Correct: _correct,
    replies.Fix: _fix,
    replies.Return: _return,
    replies.Review: _review,
    replies.Write: lambda move, reply: move.record_all(reply.answers),
    replies.Resume: _resume,
}
