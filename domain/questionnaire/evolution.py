"""What answers given to an earlier form say to this one: the `was` of questions and choices, applied on reading.

Why on reading, and which answer counts when two questions become one: docs/decisions/0021-a-form-that-evolves.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from domain.questionnaire.form import Form, Key, Question
from domain.questionnaire.path import path_of
from domain.questionnaire.values import Aside, Gap, Value, to_json


def to_current_form(form: Form, given: Iterable[tuple[Key, Value]], placed: bool = True) -> dict[Key, Value]:
    """The answers this form knows, from everything given in its order; of two that became one the latest counts.

    `placed`: an answer stands under its loop's item, or under none. Otherwise the item says more and is left as it is.
    """
    found: dict[Key, Value] = {}
    for (name, item), value in _last(given).items():
        for question, carried in _heirs(form, name, value):
            # Only a question that says it changed may have left a loop: beside the others more is kept.
            key = (question.id, item if question.for_each or not placed or not question.was else None)
            # What was passed over in one question says nothing of the other.
            if carried is None or (isinstance(carried, Gap) and key != (name, item) and key in found):
                continue
            found.pop(key, None)
            found[key] = carried
    return found


def prior_to_current_form(form: Form, entries: Iterable[tuple[Key, Value]]) -> dict[Key, Value]:
    """The same of what an interview starts from: what is known beside the questions stays as it is."""
    given = list(entries)
    beside = {key: value for key, value in given if key[0] not in form.heirs}
    if len(beside) == len(given):
        return beside
    return beside | to_current_form(form, (one for one in given if one[0][0] in form.heirs), placed=False)


def _last(given: Iterable[tuple[Key, Value]]) -> dict[Key, Value]:
    """The last answer of each key, in the order they were given."""
    last: dict[Key, Value] = {}
    for key, value in given:
        last.pop(key, None)
        last[key] = value
    return last


def _heirs(form: Form, name: str, value: Value) -> Iterator[tuple[Question, Value | None]]:
    """The questions an answer now belongs to, each with what it says there; None: to be asked again."""
    if name in form.heirs:
        yield from ((question, carry(question, name, value)) for question in form.heirs[name])
    elif name in form.questions:
        yield form.questions[name], value


def spread(form: Form, given: dict[Key, Value], prior: Mapping[Key, Value]) -> dict[Key, Value]:
    """An answer given once, before its question stood in a loop, counts for each item that has none of its own."""
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
    """What an answer given to the question `name` says to this one; None when this one must be asked."""
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
    """A value of `was` as this question keeps it: `yes` and `no` are choices elsewhere."""
    if question.type == "yes_no" and value in ("yes", "no"):
        return value == "yes"
    return (value,) if question.type == "multi_choice" and isinstance(value, str) else value


def _to_text(value: Value) -> str:
    """A value as `was` writes it."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(to_json(value))


# --- what a screen or a button of an earlier form is about


def current_key(form: Form, key: Key) -> Key | None:
    """Where the question of a key is now; None when it is gone, or asked of each item of a loop since."""
    name, item = key
    if name not in form.heirs:
        return key if name in form.questions else None
    question = form.heirs[name][0]
    if question.for_each and item is None:
        return None
    return question.id, item if question.for_each else None


def former(form: Form, keys: Iterable[Key]) -> Iterator[tuple[Key, Key]]:
    """Each of these keys with those it had in earlier forms: a button of theirs still names them."""
    known = list(keys)
    items = dict.fromkeys(item for _, item in known)
    for key in known:
        question = form.questions[key[0]]
        for name in question.was:
            yield from ((key, (name, item)) for item in ((key[1],) if question.for_each else items))


def argument(question: Question, name: str, pressed: str) -> str:
    """The choice a button of the question `name` stands for in this one."""
    now = _several(_part(question, name, pressed))
    return _to_text(now[0]) if len(now) == 1 else pressed
