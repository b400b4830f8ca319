"""The interview as a finite-state machine: `advance(form, interview, reply, calendar) → Turn`, pure.

The state is the answers and what is on screen; the next question is computed from the path, never stored.
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
"""The choice « Une autre valeur », whose value another question asks for (`kpi_target` → `kpi_target_custom`)."""


def advance(form: Form, interview: Interview, reply: Reply, calendar: Calendar) -> Turn:
    """Apply one reply to the interview. Never raises, whatever a person does."""
    return HANDLERS[type(reply)](Transition(form, interview, calendar), reply)


# --- typed text


def _say(transition: Transition, reply: replies.Say) -> Turn:
    now = transition.now
    if not isinstance(now, Asking):
        return transition.resume(Note("use_buttons")) if now else transition.reopen()
    if len(now.candidates) == 1 and transition.form.questions[now.key[0]].type != "yes_no":
        # « C’est bien cela ? » may be answered in words.
        agreed = parsing.yes_or_no(reply.text, transition.calendar)
        if agreed is not None:
            return (
                _accept(transition, replies.Accept(now.key, 0))
                if agreed
                else _decline(transition, replies.Decline(now.key))
            )
    if (pressed := _typed_button(transition, now, reply.text)) is not None:
        return HANDLERS[type(pressed)](transition, pressed)
    if (each := several_answers.parse_figures(transition.path, now.key, reply.text, transition.calendar)) is not None:
        return several_answers.keep(transition, each)
    found = parsing.parse_text(transition.path, now.key, reply.text, transition.calendar) if now.candidates else None
    if isinstance(found, Understood) and found.value in now.candidates:
        # The person types the same text again: that confirms it.
        return _accept(transition, replies.Accept(now.key, now.candidates.index(found.value)))
    return _read_text(transition, now.key, reply.text)


def _typed_button(transition: Transition, now: Asking, text: str) -> Reply | None:
    """The button these words name; None when they name an answer of the list."""
    question = transition.form.questions[now.key[0]]
    if question.type in ("single_choice", "multi_choice", "yes_no", "contradiction"):
        if not isinstance(parsing.parse_text(transition.path, now.key, text, transition.calendar), Refusal):
            return None
    return typed_buttons.match_button(
        question, now.key, text, transition.path.may_skip(now.key) or now.attempts >= MOST_ATTEMPTS
    )


def _read_text(transition: Transition, key: Key, text: str) -> Turn:
    """Read typed text as the answer to this question."""
    if transition.form.questions[key[0]].silent:
        return transition.resume(Note("use_buttons"))
    found = parsing.parse_text(transition.path, key, text, transition.calendar)
    if (
        isinstance(found, Refusal)
        and (turn := _own_value(transition, key, text) or several_answers.tick_known(transition, key, text)) is not None
    ):
        return turn
    if isinstance(found, Refusal | Doubt):
        return transition.ask_again(key, found)
    if isinstance(found.value, tuple):
        return several_answers.tick(transition, key, found.value)
    return transition.try_value(key, found.value)


def _own_value(transition: Transition, key: Key, text: str) -> Turn | None:
    """Read a figure typed where values are proposed as « Une autre valeur » and that figure; None otherwise."""
    own = (f"{key[0]}_{OWN}", key[1])
    if own[0] not in transition.form.questions or not any(map(str.isdigit, text)):
        return None
    chosen = transition.try_value(key, OWN)
    if chosen.path.step(own) is None:
        return None
    asked = replace(chosen.interview, asking=Asking(own))
    typed = advance(transition.form, asked, replies.Say(text), transition.calendar)
    return replace(typed, saved=(*chosen.saved, *typed.saved))


def _return(transition: Transition, reply: replies.Return) -> Turn:
    """Show the current screen again; a text that may be the answer is asked back before it is kept."""
    now = transition.now
    if not isinstance(now, Asking) or transition.form.questions[now.key[0]].type in ("info", "recap", "multi_choice"):
        return transition.reopen(Resumption())
    if _typed_button(transition, now, reply.text) is not None:
        return transition.resume(Resumption())
    each = several_answers.parse_figures(transition.path, now.key, reply.text, transition.calendar) or {}
    if each and all(isinstance(one, Understood) for one in each.values()):
        # No other text looks like as many figures as are asked.
        return replace(turn := several_answers.keep(transition, each), outputs=(*turn.outputs, Resumption()))
    found = parsing.parse_text(transition.path, now.key, reply.text, transition.calendar)
    if isinstance(found, Refusal):
        return transition.resume(Resumption())
    candidates = found.candidates if isinstance(found, Doubt) else (found.value,)
    return transition.show(replace(now, candidates=candidates), Resumption(), Note("resumed_new"))


def _amend(transition: Transition, reply: replies.Amend) -> Turn:
    step = transition.path.step(reply.key)
    if step is None or step.question.silent:
        return transition.resume(Note("outdated"))
    screen = transition.now.key if isinstance(transition.now, Asking) else reply.key
    # A figure whose question is still on screen was the first of that message, and it was refused.
    first = screen if reply.key in several_answers.group(transition.path, screen, known=True) else reply.key
    if each := several_answers.parse_figures(transition.path, first, reply.text, transition.calendar, known=True):
        return several_answers.keep(transition, each)
    return _read_text(transition, reply.key, reply.text)


# --- buttons that answer


def _choose(transition: Transition, reply: replies.Choose) -> Turn:
    value = parsing.value_of_button(transition.path, reply.key, reply.choice)
    if value is None:
        return transition.answer_old_button(reply.key)
    return transition.if_on_screen(reply.key, lambda now: transition.try_value(reply.key, value), value)


def _tick(transition: Transition, reply: replies.Tick) -> Turn:
    def tick(now: Asking) -> Turn:
        if reply.choice not in parsing.choices_on_screen(transition.path, reply.key):
            return transition.answer_old_button(reply.key)
        if reply.on and parsing.stands_alone((reply.choice,)):
            return transition.try_value(reply.key, (reply.choice,))
        draft = parsing.tick_choice(transition.path, reply.key, now.draft, reply.choice, reply.on)
        most = transition.form.questions[reply.key[0]].max_choices
        if reply.on and most and len(draft) > most:
            return transition.show(now, Refuse(Problem.TOO_MANY, {"max": str(most)}, 0))
        return transition.show(replace(now, draft=draft, candidates=()))

    return transition.if_on_screen(reply.key, tick)


def _submit(transition: Transition, reply: replies.Submit) -> Turn:
    return transition.if_on_screen(
        reply.key, lambda now: transition.try_value(reply.key, now.draft), transition.answers.get(reply.key)
    )


def _continue(transition: Transition, reply: replies.Continue) -> Turn:
    def go_on(now: Asking) -> Turn:
        if transition.form.questions[reply.key[0]].silent:
            return transition.record(reply.key, True)
        return transition.next() if reply.key in transition.answers else transition.resume(Note("use_buttons"))

    if isinstance(transition.now, Weighing) and transition.now.key == reply.key:
        return transition.next()
    return transition.if_on_screen(reply.key, go_on)


def _leave(transition: Transition, key: Key, gap: Gap) -> Turn:
    def leave(now: Asking) -> Turn:
        question = transition.form.questions[key[0]]
        allowed = transition.path.may_skip(key) or (question.unknown and gap is Gap.UNKNOWN)
        if not allowed and (question.essential or now.attempts < MOST_ATTEMPTS):
            return transition.resume(Note("needed"))
        return transition.record(key, gap)

    return transition.if_on_screen(key, leave, gap)


def _same(transition: Transition, reply: replies.Same) -> Turn:
    def same(now: Asking) -> Turn:
        question = transition.form.questions[reply.key[0]]
        value = transition.path.value_before(reply.key) if question.inherit else None
        if question.prefill and question.type == "short_text":
            value = prefill(transition.path.answers, reply.key)
        return transition.try_value(reply.key, value) if value is not None else transition.resume(Note("outdated"))

    return transition.if_on_screen(reply.key, same)


def _answer_in_bulk(transition: Transition, reply: replies.AnswerInBulk) -> Turn:
    def answer_all(now: Asking) -> Turn:
        given = bulk_answers.answers(transition.path, reply.key, transition.calendar)
        return transition.record_all(given) if given else transition.resume(Note("outdated"))

    return transition.if_on_screen(reply.key, answer_all)


def _accept(transition: Transition, reply: replies.Accept) -> Turn:
    def accept(now: Asking) -> Turn:
        if not 0 <= reply.index < len(now.candidates):
            return transition.answer_old_button(reply.key)
        return transition.try_value(reply.key, now.candidates[reply.index], confirmed=True)

    return transition.if_on_screen(reply.key, accept)


def _decline(transition: Transition, reply: replies.Decline) -> Turn:
    return transition.if_on_screen(reply.key, lambda now: transition.show(replace(now, candidates=())))


# --- moving through the interview


def _browse(transition: Transition, reply: replies.Browse) -> Turn:
    return transition.if_on_screen(reply.key, lambda now: transition.show(replace(now, page=reply.page or None)))


def _go_back(transition: Transition, reply: replies.GoBack) -> Turn:
    if isinstance(transition.now, Weighing | Correcting):
        return transition.next()
    here = transition.now or transition.path.first_open(transition.answers)
    before = transition.path.step_before(here.key if here else None)
    return transition.show(transition.ask(before.key)) if before else transition.resume(Note("at_start"))


def _edit(transition: Transition, reply: replies.Edit) -> Turn:
    return (
        transition.show(transition.ask(reply.key))
        if reply.key in transition.answers
        else transition.resume(Note("outdated"))
    )


def _correct(transition: Transition, reply: replies.Correct) -> Turn:
    if reply.section and reply.section not in {section.id for section in transition.form.sections}:
        return transition.resume(Note("outdated"))
    return transition.show(Correcting(reply.section, reply.page))


def _fix(transition: Transition, reply: replies.Fix) -> Turn:
    """Show the answers an objection is about, of its task when it has one; it is asked again while it is true."""
    fix = next((one.fix for one in transition.form.sources.objections if one.id == reply.key[0]), None)
    if fix is None:
        return transition.answer_old_button(reply.key)
    task = reply.key[1].split("/")[0] if reply.key[1] else None
    keys = tuple(
        (question, item)
        for question in fix
        for item, _ in transition.path.answers.every(question)
        if task is None or item is None or item.split("/")[0] == task
    )
    return transition.if_on_screen(reply.key, lambda now: transition.show(Correcting(None, keys=keys)))


def _review(transition: Transition, reply: replies.Review) -> Turn:
    if not isinstance(transition.now, Weighing):
        return transition.resume(Note("outdated"))
    fresh = tuple(key for key in transition.now.review if key not in transition.interview.queue)
    transition.interview = replace(transition.interview, queue=(*fresh, *transition.interview.queue))
    return transition.next()


def _resume(transition: Transition, reply: replies.Resume) -> Turn:
    return transition.next() if isinstance(transition.now, Correcting) else transition.reopen()


HANDLERS: dict[type, Callable[[Transition, Any], Turn]] = {
    replies.Say: _say,
    replies.Choose: _choose,
    replies.Tick: _tick,
    replies.Submit: _submit,
    replies.Continue: _continue,
    replies.Skip: lambda transition, reply: _leave(transition, reply.key, Gap.SKIPPED),
    replies.DontKnow: lambda transition, reply: _leave(transition, reply.key, Gap.UNKNOWN),
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
    replies.Write: lambda transition, reply: transition.record_all(reply.answers),
    replies.Resume: _resume,
}
