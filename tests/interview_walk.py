"""A simulated person for the machine's tests, who answers every screen in a fixed way or at random."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache

from domain.calendar.workdays import Calendar
from domain.questionnaire.bounds import limits, window_is_empty
from domain.questionnaire.form import Form, Key
from domain.questionnaire.input import replies as say
from domain.questionnaire.input.replies import Reply
from domain.questionnaire.interview import advance
from domain.questionnaire.lookup import choices
from domain.questionnaire.path import Path, path_of
from domain.questionnaire.turn import Asking, Correcting, Interview, Note, Turn, Weighing
from tests.shipped_form import shipped_form

TODAY = Calendar(date(2026, 11, 24))


Pick = Callable[[str, int], int]
"""Chooses among n: given a hint of what for, returns an index below n."""


def first(hint: str, n: int) -> int:
    return 0


def answer(form: Form, interview: Interview, pick: Pick = first, wishes: dict[str, object] | None = None) -> Reply:
    """A reply that answers what is on screen."""
    screen = interview.asking
    path = path_of(form, interview.given)
    if isinstance(screen, Weighing):
        return say.Continue(screen.key)
    if isinstance(screen, Correcting) or screen is None:
        return say.Resume()
    if path.step(screen.key) is None:
        return say.Resume()
    key, question = screen.key, form.questions[screen.key[0]]
    if screen.candidates:
        return say.Accept(key, pick("candidate", len(screen.candidates)))
    if wishes and question.id in wishes:
        return _wished(screen, wishes[question.id])
    return _usual(form, path, screen, pick)


def _wished(screen: Asking, wish: object) -> Reply:
    if isinstance(wish, dict):
        wish = wish[screen.key[1]]
    if isinstance(wish, tuple):
        missing = [choice for choice in wish if choice not in screen.draft]
        extra = [choice for choice in screen.draft if choice not in wish]
        if extra:
            return say.Tick(screen.key, extra[0], False)
        return say.Tick(screen.key, missing[0], True) if missing else say.Submit(screen.key)
    if isinstance(wish, say.Say):
        return wish
    return say.Choose(screen.key, str(wish))


def _usual(form: Form, path: Path, screen: Asking, pick: Pick) -> Reply:
    key, question = screen.key, form.questions[screen.key[0]]
    if question.silent:
        return say.Continue(key)
    if question.type == "contradiction":
        return say.Choose(key, "intended") if question.choices else say.Say("Oui, c’est un choix réfléchi")
    if question.type == "yes_no":
        return say.Choose(key, "yes" if question.id == "consent_data" else ("yes", "no")[pick(question.id, 2)])
    if question.type == "scale_1_5":
        return say.Choose(key, str(1 + pick(question.id, 5)))
    if question.type == "single_choice":
        offered = [choice for choice in choices(path.answers, key) if choice.then in (None, "edit:retain_tasks")]
        return say.Choose(key, offered[pick(question.id, len(offered))].id)
    if question.type == "multi_choice":
        return _ticks(path, screen, pick)
    if question.type == "number":
        bounds = limits(path.answers, key, TODAY)
        low = bounds.soft_min or bounds.min or Decimal(0)
        high = bounds.soft_max or bounds.max or low + 10
        return say.Choose(key, str(low + (high - low) * pick(question.id, 5) / 4))
    if question.type == "date":
        bounds = limits(path.answers, key, TODAY)
        if window_is_empty(bounds):
            return say.DontKnow(key)
        return say.Choose(key, (bounds.min_date or TODAY.today).isoformat())
    return say.Say(f"Réponse à {question.id} {key[1] or ''}".strip())


def _ticks(path: Path, screen: Asking, pick: Pick) -> Reply:
    question, offered = path.form.questions[screen.key[0]], choices(path.answers, screen.key)
    if len(screen.draft) >= max(1, question.min_choices or 1):
        return say.Submit(screen.key)
    left = [choice.id for choice in offered if choice.id not in screen.draft]
    return say.Tick(screen.key, left[pick(question.id, len(left))], True)


def straight_run(wishes: dict[str, object] | None = None, pick: Pick = first, limit: int = 900) -> Turn:
    """Answer everything from the first message to the end."""
    form = shipped_form()
    turn = advance(form, Interview(), say.Resume(), TODAY)
    for _ in range(limit):
        if turn.interview.asking is None:
            return turn
        turn = advance(form, turn.interview, answer(form, turn.interview, pick, wishes), TODAY)
    raise AssertionError(f"no end in {limit} replies: {turn.interview.asking}")


WISHES: dict[str, object] = {
    "audit_functions": ("bookkeeping", "payroll", "legal"),
    "retain_tasks": ("bookkeeping", "payroll"),
    "obj_main": {"bookkeeping": "efficiency", "payroll": "flexibility"},
    "kpi_select": {"bookkeeping": ("gen_cycle_time",), "payroll": ("pay_entry_exit_delay",)},
    "kpi_baseline": say.Say("4"),
    "spec_criteria": "edit",
    "spec_start": "2027-01-15",
    "vision_first": "growth",
}
"""Three activities, two retained, one after time and one after flexibility, own weights for the offers."""


@lru_cache
def hurried_interview(**wishes: object) -> Turn:
    """The finished interview of a person in a hurry; `wishes`: answers other than the default."""
    return straight_run({**WISHES, **wishes})


@lru_cache
def screens() -> dict[Key, Interview]:
    """The same person's interview at each question."""
    found: dict[Key, Interview] = {}
    turn = advance(shipped_form(), Interview(), say.Resume(), TODAY)
    while isinstance(turn.interview.asking, Asking) and len(found) < 900:
        found.setdefault(turn.interview.asking.key, turn.interview)
        turn = advance(shipped_form(), turn.interview, answer(shipped_form(), turn.interview, wishes=WISHES), TODAY)
    assert turn.interview.asking is None
    return found


def at_question(question: str, item: str | None = None) -> Interview:
    """The same person at the moment this question is asked."""
    return screens()[(question, item)]


def play(interview: Interview, *said: Reply) -> Turn:
    """The last turn after these replies."""
    turn = None
    for reply in said:
        turn = advance(shipped_form(), interview, reply, TODAY)
        interview = turn.interview
    assert turn
    return turn


def notes(interview: Interview, *said: Reply) -> list[str]:
    """The notes of a turn."""
    return [output.words for output in play(interview, *said).outputs if isinstance(output, Note)]
