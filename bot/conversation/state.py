"""The machine's state as JSON, for one database column; what no longer fits the form is simply asked again."""

from __future__ import annotations

from typing import Any

from domain.questionnaire.form import Form, Key
from domain.questionnaire.turn import Asking, Correcting, Interview, Weighing
from domain.questionnaire.values import Value, from_json, to_json


def dump(interview: Interview) -> dict[str, Any]:
    """The screen and the queue; the answers have rows of their own."""
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
    """The interview; what a state left by an older form says of questions that are gone does no harm."""
    state, known = state or {}, form.questions
    queue = tuple(key for raw in state.get("queue", ()) if (key := _key(raw))[0] in known)
    screen: Asking | Weighing | Correcting | None = None
    if asking := state.get("asking"):
        key = _key(asking["key"])
        if key[0] in known:
            candidates = tuple(from_json(raw) for raw in asking["candidates"])
            screen = Asking(key, tuple(asking["draft"]), asking["attempts"], candidates, asking["page"])
    elif weighing := state.get("weighing"):
        key, aside, review = _key(weighing["key"]), *(_keys(weighing[part]) for part in ("aside", "review"))
        if all(name in known for name, _ in (key, *aside, *review)):
            screen = Weighing(key, aside, review)
    elif correcting := state.get("correcting"):
        section = correcting["section"]
        if section is None or section in {section.id for section in form.sections}:
            keys = tuple(key for key in _keys(correcting.get("keys", [])) if key[0] in known)
            screen = Correcting(section, correcting["page"], keys)
    return Interview(given, screen, queue)


def _keys(raw: list[list[Any]]) -> tuple[Key, ...]:
    return tuple(_key(key) for key in raw)


def _key(raw: list[Any]) -> Key:
    return (raw[0], raw[1])
