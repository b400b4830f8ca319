"""The machine's state as JSON, for one database column; what no longer fits the form is simply asked again."""

from __future__ import annotations

from typing import Any

from domain.form import Key
from domain.turn import Asking, Correcting, Interview, Weighing
from domain.values import Value, from_json, to_json


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
        state["correcting"] = {"section": screen.section, "page": screen.page}
    return state


def load(state: dict[str, Any] | None, given: dict[Key, Value], known: set[str]) -> Interview:
    """The interview; `known` are the questions of the form, so that a state left by an older form does no harm."""
    state = state or {}
    queue = tuple(key for raw in state.get("queue", ()) if (key := _key(raw))[0] in known)
    screen: Asking | Weighing | Correcting | None = None
    if asking := state.get("asking"):
        key = _key(asking["key"])
        if key[0] in known:
            candidates = tuple(from_json(raw) for raw in asking["candidates"])
            screen = Asking(key, tuple(asking["draft"]), asking["attempts"], candidates, asking["page"])
    elif weighing := state.get("weighing"):
        keys = {part: tuple(_key(raw) for raw in weighing[part]) for part in ("aside", "review")}
        if all(key[0] in known for part in keys.values() for key in part):
            screen = Weighing(_key(weighing["key"]), keys["aside"], keys["review"])
    elif correcting := state.get("correcting"):
        screen = Correcting(correcting["section"], correcting["page"])
    return Interview(given, screen, queue)


def _key(raw: list[Any]) -> Key:
    return (raw[0], raw[1])
