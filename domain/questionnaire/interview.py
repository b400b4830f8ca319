"""The interview as a finite-state machine: `advance(form, interview, reply, calendar) → Turn`, pure.

The state is the answers and what is on screen; what comes next is computed from the path, never stored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from domain.calendar.workdays import Calendar
from domain.questionnaire.form import Form, Key
from domain.questionnaire.input import bulk_answers, parsing, replies, several_answers, typed_buttons
from domain.questionnaire.input.replies import Reply
from domain.questionnaire.lookup import prefill
from domain.questionnaire.transition import MOST_ATTEMPTS, Transition
from domain.questionnaire.turn import Asking, Correcting, Interview, Note, Refuse, Resumption, Turn, Weighing
from domain.questionnaire.values import Doubt, Gap, Problem, Refusal, Understood

__all__ = ["MOST_ATTEMPTS", "advance"]

OWN = "custom"
"""The choice that asks for a value of one's own, in the question named after it (`kpi_target_custom`)."""


def advance(form: Form, interview: Interview, reply: Reply, calendar: Calendar) -> Turn:
    """One reply in, one turn out. Never raises for anything a person can do."""
    return MOVES[type(reply)](Transition(form, interview, calendar), reply)


# --- typed text


def _say(move: Transition, reply: replies.Say) -> Turn:
    now = move.now
    if not isinstance(now, Asking):
        return move.resume(Note("use_buttons")) if now else move.reopen()
    if len(now.candidates) == 1 and move.form.questions[now.key[0]].type != "yes_no":
        # « C’est bien cela ? » is answered in words too.
        agreed = parsing.yes_or_no(reply.text, move.calendar)
        if agreed is not None:
            return _accept(move, replies.Accept(now.key, 0)) if agreed else _decline(move, replies.Decline(now.key))
    if (pressed := _typed_button(move, now, reply.text)) is not None:
        return MOVES[type(pressed)](move, pressed)
    if (each := several_answers.parse_figures(move.path, now.key, reply.text, move.calendar)) is not None:
        return several_answers.keep(move, each)
    found = parsing.parse_text(move.path, now.key, reply.text, move.calendar) if now.candidates else None
    if isinstance(found, Understood) and found.value in now.candidates:
        # The same again is a yes.
        return _accept(move, replies.Accept(now.key, now.candidates.index(found.value)))
    return _read_text(move, now.key, reply.text)


def _typed_button(move: Transition, now: Asking, text: str) -> Reply | None:
    """The button these words name, unless they name an answer of the list."""
    question = move.form.questions[now.key[0]]
    if question.type in ("single_choice", "multi_choice", "yes_no", "contradiction"):
        if not isinstance(parsing.parse_text(move.path, now.key, text, move.calendar), Refusal):
            return None
    return typed_buttons.match_button(
        question, now.key, text, move.path.may_skip(now.key) or now.attempts >= MOST_ATTEMPTS
    )


def _read_text(move: Transition, key: Key, text: str) -> Turn:
    """Take typed text as the answer to this question."""
    if move.form.questions[key[0]].silent:
        return move.resume(Note("use_buttons"))
    found = parsing.parse_text(move.path, key, text, move.calendar)
    if (
        isinstance(found, Refusal)
        and (turn := _own_value(move, key, text) or several_answers.tick_known(move, key, text)) is not None
    ):
        return turn
    if isinstance(found, Refusal | Doubt):
        return move.ask_again(key, found)
    if isinstance(found.value, tuple):
        return several_answers.tick(move, key, found.value)
    return move.try_value(key, found.value)


def _own_value(move: Transition, key: Key, text: str) -> Turn | None:
    """A figure typed where values are proposed: « Une autre valeur » and that figure, in one go."""
    own = (f"{key[0]}_{OWN}", key[1])
    if own[0] not in move.form.questions or not any(map(str.isdigit, text)):
        return None
    chosen = move.try_value(key, OWN)
    if chosen.path.step(own) is None:
        return None
    asked = replace(chosen.interview, asking=Asking(own))
    typed = advance(move.form, asked, replies.Say(text), move.calendar)
    return replace(typed, saved=(*chosen.saved, *typed.saved))


def _return(move: Transition, reply: replies.Return) -> Turn:
    """Show where we were; if the text could be the answer, ask before taking it."""
    now = move.now
    if not isinstance(now, Asking) or move.form.questions[now.key[0]].type in ("info", "recap", "multi_choice"):
        return move.reopen(Resumption())
    if _typed_button(move, now, reply.text) is not None:
        return move.resume(Resumption())
    each = several_answers.parse_figures(move.path, now.key, reply.text, move.calendar) or {}
    if each and all(isinstance(one, Understood) for one in each.values()):
        # Nothing else than the figures asked for looks like several of them.
        return replace(turn := several_answers.keep(move, each), outputs=(*turn.outputs, Resumption()))
    found = parsing.parse_text(move.path, now.key, reply.text, move.calendar)
    if isinstance(found, Refusal):
        return move.resume(Resumption())
    candidates = found.candidates if isinstance(found, Doubt) else (found.value,)
    return move.show(replace(now, candidates=candidates), Resumption(), Note("resumed_new"))


def _amend(move: Transition, reply: replies.Amend) -> Turn:
    step = move.path.step(reply.key)
    if step is None or step.question.silent:
        return move.resume(Note("outdated"))
    screen = move.now.key if isinstance(move.now, Asking) else reply.key
    # A figure still on screen was the first of that message, and was not kept.
    first = screen if reply.key in several_answers.group(move.path, screen, known=True) else reply.key
    if each := several_answers.parse_figures(move.path, first, reply.text, move.calendar, known=True):
        return several_answers.keep(move, each)
    return _read_text(move, reply.key, reply.text)


# --- buttons that answer


def _choose(move: Transition, reply: replies.Choose) -> Turn:
    value = parsing.value_of_button(move.path, reply.key, reply.choice)
    if value is None:
        return move.answer_old_button(reply.key)
    return move.if_on_screen(reply.key, lambda now: move.try_value(reply.key, value), value)


def _tick(move: Transition, reply: replies.Tick) -> Turn:
    def tick(now: Asking) -> Turn:
        if reply.choice not in parsing.choices_on_screen(move.path, reply.key):
            return move.answer_old_button(reply.key)
        if reply.on and parsing.stands_alone((reply.choice,)):
            return move.try_value(reply.key, (reply.choice,))
        draft = parsing.tick_choice(move.path, reply.key, now.draft, reply.choice, reply.on)
        most = move.form.questions[reply.key[0]].max_choices
        if reply.on and most and len(draft) > most:
            return move.show(now, Refuse(Problem.TOO_MANY, {"max": str(most)}, 0))
        return move.show(replace(now, draft=draft, candidates=()))

    return move.if_on_screen(reply.key, tick)


def _submit(move: Transition, reply: replies.Submit) -> Turn:
    return move.if_on_screen(reply.key, lambda now: move.try_value(reply.key, now.draft), move.answers.get(reply.key))


def _continue(move: Transition, reply: replies.Continue) -> Turn:
    def go_on(now: Asking) -> Turn:
        if move.form.questions[reply.key[0]].silent:
            return move.record(reply.key, True)
        return move.next() if reply.key in move.answers else move.resume(Note("use_buttons"))

    if isinstance(move.now, Weighing) and move.now.key == reply.key:
        return move.next()
    return move.if_on_screen(reply.key, go_on)


def _leave(move: Transition, key: Key, gap: Gap) -> Turn:
    def leave(now: Asking) -> Turn:
        question = move.form.questions[key[0]]
        allowed = move.path.may_skip(key) or (question.unknown and gap is Gap.UNKNOWN)
        if not allowed and (question.essential or now.attempts < MOST_ATTEMPTS):
            return move.resume(Note("needed"))
        return move.record(key, gap)

    return move.if_on_screen(key, leave, gap)


def _same(move: Transition, reply: replies.Same) -> Turn:
    def same(now: Asking) -> Turn:
        question = move.form.questions[reply.key[0]]
        value = move.path.value_before(reply.key) if question.inherit else None
        if question.prefill and question.type == "short_text":
            value = prefill(move.path.answers, reply.key)
        return move.try_value(reply.key, value) if value is not None else move.resume(Note("outdated"))

    return move.if_on_screen(reply.key, same)


def _answer_in_bulk(move: Transition, reply: replies.AnswerInBulk) -> Turn:
    def together_(now: Asking) -> Turn:
        given = bulk_answers.answers(move.path, reply.key, move.calendar)
        return move.record_all(given) if given else move.resume(Note("outdated"))

    return move.if_on_screen(reply.key, together_)


def _accept(move: Transition, reply: replies.Accept) -> Turn:
    def accept(now: Asking) -> Turn:
        if not 0 <= reply.index < len(now.candidates):
            return move.answer_old_button(reply.key)
        return move.try_value(reply.key, now.candidates[reply.index], confirmed=True)

    return move.if_on_screen(reply.key, accept)


def _decline(move: Transition, reply: replies.Decline) -> Turn:
    return move.if_on_screen(reply.key, lambda now: move.show(replace(now, candidates=())))


# --- moving about


def _browse(move: Transition, reply: replies.Browse) -> Turn:
    return move.if_on_screen(reply.key, lambda now: move.show(replace(now, page=reply.page or None)))


def _go_back(move: Transition, reply: replies.GoBack) -> Turn:
    if isinstance(move.now, Weighing | Correcting):
        return move.next()
    here = move.now or move.path.first_open(move.answers)
    before = move.path.step_before(here.key if here else None)
    return move.show(move.ask(before.key)) if before else move.resume(Note("at_start"))


def _edit(move: Transition, reply: replies.Edit) -> Turn:
    return move.show(move.ask(reply.key)) if reply.key in move.answers else move.resume(Note("outdated"))


def _correct(move: Transition, reply: replies.Correct) -> Turn:
    if reply.section and reply.section not in {section.id for section in move.form.sections}:
        return move.resume(Note("outdated"))
    return move.show(Correcting(reply.section, reply.page))


def _fix(move: Transition, reply: replies.Fix) -> Turn:
    """The answers an objection rests on, of the same task where it is about one; it is put again while it holds."""
    fix = next(one.fix for one in move.form.sources.objections if one.id == reply.key[0])
    task = reply.key[1].split("/")[0] if reply.key[1] else None
    keys = tuple(
        (question, item)
        for question in fix
        for item, _ in move.path.answers.every(question)
        if task is None or item is None or item.split("/")[0] == task
    )
    return move.if_on_screen(reply.key, lambda now: move.show(Correcting(None, keys=keys)))


def _review(move: Transition, reply: replies.Review) -> Turn:
    if not isinstance(move.now, Weighing):
        return move.resume(Note("outdated"))
    fresh = tuple(key for key in move.now.review if key not in move.interview.queue)
    move.interview = replace(move.interview, queue=(*fresh, *move.interview.queue))
    return move.next()


def _resume(move: Transition, reply: replies.Resume) -> Turn:
    return move.next() if isinstance(move.now, Correcting) else move.reopen()


MOVES: dict[type, Callable[[Transition, Any], Turn]] = {
    replies.Say: _say,
    replies.Choose: _choose,
    replies.Tick: _tick,
    replies.Submit: _submit,
    replies.Continue: _continue,
    replies.Skip: lambda move, reply: _leave(move, reply.key, Gap.SKIPPED),
    replies.DontKnow: lambda move, reply: _leave(move, reply.key, Gap.UNKNOWN),
    replies.Same: _same,
    replies.AnswerInBulk: _answer_in_bulk,
    replies.Accept: _accept,
    replies.Decline: _decline,
    replies.Browse: _browse,
    replies.GoBack: _go_back,
    replies.Edit: _edit,
    replies.Amend: _amend,
    replies.Correct: _correct,
    replies.Fix: _fix,
    replies.Return: _return,
    replies.Review: _review,
    replies.Write: lambda move, reply: move.record_all(reply.answers),
    replies.Resume: _resume,
}
