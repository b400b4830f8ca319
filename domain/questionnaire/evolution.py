"""Converts answers given to an earlier form, as they are read, by what questions and choices say they were (`was`).

Why on reading, and which answer counts when two questions become one: docs/decisions/0021-a-form-that-evolves.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from domain.questionnaire.form import Form, Key, Question
from domain.questionnaire.path import path_of
from domain.questionnaire.values import Aside, Gap, Value, to_json


def to_current_form(form: Form, given: Iterable[tuple[Key, Value]], placed: bool = True) -> dict[Key, Value]:
    """The answers to this form, from all answers given, in the order given; when two become one the latest counts.

    `placed`: the item of a key is the item of its question's loop, or None outside a loop. When false the item says
    more than that and stays as it is.
    """
    found: dict[Key, Value] = {}
    for (name, item), value in _last(given).items():
        for question, carried in _heirs(form, name, value):
            # Only a question with a `was` may have left a loop; the item of any other is kept.
            key = (question.id, item if question.for_each or not placed or not question.was else None)
            # A gap in one question does not replace an answer given to the other.
            if carried is None or (isinstance(carried, Gap) and key != (name, item) and key in found):
                continue
            found.pop(key, None)
            found[key] = carried
    return found


def prior_to_current_form(form: Form, entries: Iterable[tuple[Key, Value]]) -> dict[Key, Value]:
    """Convert what an interview starts from; facts noted beside the answers stay as they are."""
    given = list(entries)
    beside = {key: value for key, value in given if key[0] not in form.heirs}
    if len(beside) == len(given):
        return beside
    return beside | to_current_form(form, (one for one in given if one[0][0] in form.heirs), placed=False)


def _last(given: Iterable[tuple[Key, Value]]) -> dict[Key, Value]:
    """The last answer to each key, in the order they were given."""
    last: dict[Key, Value] = {}
    for key, value in given:
        last.pop(key, None)
        last[key] = value
    return last


def _heirs(form: Form, name: str, value: Value) -> Iterator[tuple[Question, Value | None]]:
    """The questions an answer now belongs to, each with its value there, or None when it must be asked again."""
    if name in form.heirs:
        yield from ((question, carry(question, name, value)) for question in form.heirs[name])
    elif name in form.questions:
        yield form.questions[name], value


def spread(form: Form, given: dict[Key, Value], prior: Mapping[Key, Value]) -> dict[Key, Value]:
    """Copy an answer given before its question joined a loop to each item of the loop that has none of its own."""
    once = {
        name: value
        for (name, item), value in given.items()
        if item is None and form.questions[name].for_each and form.questions[name].was
    }
    if not once:
        return given
    found = {key: value for key, value in given.items() if key[1] is not None or key[0] not in once}
    while True:
        keys = [step.key for step in path_of(form, found, prior).steps if step.question.id in once]
        added = {key: once[key[0]] for key in keys if key not in found}
        if not added:
            return found
        found |= added


def carry(question: Question, name: str, value: Value) -> Value | None:
    """The value for `question` of an answer given to the question `name`; None when it must be asked again."""
    if isinstance(value, Gap):
        return value
    if isinstance(value, Aside):
        return value if question.type == "number" else None
    parts = value if isinstance(value, tuple) else (value,)
    now = [one for part in parts for one in _several(_part(question, name, part))]
    if question.type == "multi_choice":
        whole: Value = tuple(dict.fromkeys(str(one) for one in now))
    elif len(now) == 1:
        whole = now[0]
    else:
        return None
    return whole if question.takes(whole) else None


def _part(question: Question, name: str, part: Value) -> Value:
    mapped = question.was.get(name, {}).get(_to_text(part))
    if mapped is not None:
        return current_value(question, mapped)
    renamed = (choice.id for choice in question.choices if part in choice.was)
    return next(renamed, part)


def _several(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else (value,)


def current_value(question: Question, value: Value) -> Value:
    """Convert a value written in `was` to the type of this question: a boolean for `yes_no`, a tuple for choices."""
    if question.type == "yes_no" and value in ("yes", "no"):
        return value == "yes"
    return (value,) if question.type == "multi_choice" and isinstance(value, str) else value


def _to_text(value: Value) -> str:
    """Write a value as `was` writes it."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(to_json(value))


# --- screens and buttons of an earlier form


def current_key(form: Form, key: Key) -> Key | None:
    """The key in this form; None when the question is gone, or has joined a loop and the key names no item."""
    name, item = key
    if name not in form.heirs:
        return key if name in form.questions else None
    question = form.heirs[name][0]
    if question.for_each and item is None:
        return None
    return question.id, item if question.for_each else None


def former(form: Form, keys: Iterable[Key]) -> Iterator[tuple[Key, Key]]:
    """Pairs of a key and each key it had in earlier forms, which their buttons still name."""
    known = list(keys)
    items = dict.fromkeys(item for _, item in known)
    for key in known:
        question = form.questions[key[0]]
        for name in question.was:
            yield from ((key, (name, item)) for item in ((key[1],) if question.for_each else items))


def argument(question: Question, name: str, pressed: str) -> str:
    """The choice in `question` that a button of the earlier question `name` stands for."""
    now = _several(_part(question, name, pressed))
    return _to_text(now[0]) if len(now) == 1 else pressed
