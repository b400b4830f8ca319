"""The state of an interview as JSON, for one database column; what no longer fits the form is asked again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from domain.questionnaire.evolution import carry, current_key
from domain.questionnaire.form import Form, Key
from domain.questionnaire.turn import Asking, Correcting, Interview, Weighing
from domain.questionnaire.values import Value, from_json, to_json


def dump(interview: Interview) -> dict[str, Any]:
    """The screen and the queue as JSON; answers have rows of their own."""
    screen = interview.asking
    state: dict[str, Any] = {"queue": [list(key) for key in interview.queue]}
    if isinstance(screen, Asking):
        state["asking"] = {
            "key": list(screen.key),
            "draft": list(screen.draft),
            "attempts": screen.attempts,
            "candidates": [to_json(value) for value in screen.candidates],
            "page": screen.page,
        }
    elif isinstance(screen, Weighing):
        state["weighing"] = {
            "key": list(screen.key),
            "aside": [list(key) for key in screen.aside],
            "review": [list(key) for key in screen.review],
        }
    elif isinstance(screen, Correcting):
        state["correcting"] = {
            "section": screen.section,
            "page": screen.page,
            "keys": [list(key) for key in screen.keys],
        }
    return state


def load(state: dict[str, Any] | None, given: dict[Key, Value], form: Form) -> Interview:
    """The interview, from its state and its answers; questions the form no longer has are dropped from the state."""
    state = state or {}
    screen: Asking | Weighing | Correcting | None = None
    if asking := state.get("asking"):
        screen = _asking(asking, given, form)
    elif weighing := state.get("weighing"):
        key, aside, review = (_keys(form, raw) for raw in ([weighing["key"]], weighing["aside"], weighing["review"]))
        if key and all(_key(form, raw) for raw in (*weighing["aside"], *weighing["review"])):
            screen = Weighing(key[0], aside, review)
    elif correcting := state.get("correcting"):
        section = correcting["section"]
        if section is None or section in {section.id for section in form.sections}:
            screen = Correcting(section, correcting["page"], _keys(form, correcting.get("keys", [])))
    return Interview(given, screen, _keys(form, state.get("queue", ())))


def _asking(asking: dict[str, Any], given: dict[Key, Value], form: Form) -> Asking | None:
    """The question on screen, under its present name; None if an answer to another question now answers it."""
    name, key = asking["key"][0], _key(form, asking["key"])
    if key is None or (name != key[0] and key in given):
        return None
    draft, candidates = tuple(asking["draft"]), tuple(from_json(raw) for raw in asking["candidates"])
    if name in form.heirs:
        question = form.questions[key[0]]
        draft = now if isinstance(now := carry(question, name, draft), tuple) else ()
        candidates = tuple(value for one in candidates if (value := carry(question, name, one)) is not None)
    return Asking(key, draft, asking["attempts"], candidates, asking["page"])


def _keys(form: Form, raw: Iterable[list[Any]]) -> tuple[Key, ...]:
    """Present names of the questions the form still has, each once."""
    return tuple(dict.fromkeys(key for one in raw if (key := _key(form, one))))


def _key(form: Form, raw: list[Any]) -> Key | None:
    return current_key(form, (raw[0], raw[1]))
