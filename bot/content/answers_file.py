"""The answers file: what `/mesdonnees` and `export` write, and `score` and `document` read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from domain.assessment.second_look import FIELDS
from domain.questionnaire.evolution import prior_to_current_form, spread, to_current_form
from domain.questionnaire.form import Form, Key
from domain.questionnaire.values import Aside, Value, from_json, to_json

FORMAT = 1


class BadFile(ValueError):
    """The file is not an answers file; says why, in French."""


def answers_to_json(form: Form, given: Mapping[Key, Value]) -> dict[str, Any]:
    """The answers as JSON: question id → value, or → {item: value} inside a loop."""
    answers: dict[str, Any] = {}
    for (question, item), value in given.items():
        if form.questions[question].type == "recap" or isinstance(value, Aside):
            continue
        if item is None:
            answers[question] = to_json(value)
        else:
            answers.setdefault(question, {})[item] = to_json(value)
    return {"format": FORMAT, "form_version": form.version, "answers": answers}


def second_look_to_json(prior: Mapping[Key, Value]) -> list[dict[str, Any]]:
    """What a third party said, as the file's `second_look`."""
    return [{"question": question, "item": item, "value": to_json(value)} for (question, item), value in prior.items()]


def second_look_from_json(data: Mapping[str, Any], form: Form) -> dict[Key, Value]:
    """What a third party said, from the file's `second_look`; what is not of its shape is left out."""
    found: list[tuple[Key, Value]] = []
    entries = data.get("second_look")
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, dict):
            continue
        question, item, raw = (entry.get(name) for name in ("question", "item", "value"))
        if isinstance(question, str) and isinstance(item, str | None) and _is_second_look(form, question, raw):
            found.append(((question, item), from_json(raw)))
    return prior_to_current_form(form, found)


def _is_second_look(form: Form, question: str, raw: Any) -> bool:
    """True for a note, the person's own as it was sealed, the third party's sentence, or the look's own number."""
    if question.startswith("sealed_"):
        return question.removeprefix("sealed_") in FIELDS and isinstance(raw, int) and 1 <= raw <= 5
    return isinstance(raw, str) if question == "third_look" else _is_theirs(form, question, raw)


def _is_theirs(form: Form, question: str, raw: Any) -> bool:
    try:
        found = to_current_form(form, [((question, None), from_json(raw))], placed=False)
    except (ValueError, TypeError):
        return False
    return any(name.startswith("third_") and form.questions[name].takes(value) for (name, _), value in found.items())


def read(path: Path, form: Form) -> tuple[dict[Key, Value], dict[Key, Value]]:
    """The answers of a file and what a third party said. Raises BadFile naming what is wrong.

    Unknown questions are left out.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadFile(f"{path} : illisible ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:
        raise BadFile(f"{path} : ce n’est pas du JSON valide ({error}).") from error
    return answers_from_json(data, form, str(path)), second_look_from_json(data, form)


def answers_from_json(data: Any, form: Form, path: str = "") -> dict[Key, Value]:
    """The answers in the content of a file, which errors call `path`."""
    if not isinstance(data, dict) or not isinstance(data.get("answers"), dict):
        raise BadFile(f"{path} : il manque « answers » (question → valeur).")
    if data.get("format", FORMAT) != FORMAT:
        raise BadFile(f"{path} : format {data['format']} inconnu, {FORMAT} attendu.")
    found: list[tuple[Key, Value]] = []
    for name, raw in data["answers"].items():
        if name not in form.questions and name not in form.heirs:
            continue
        try:
            entries = raw.items() if _is_looped(form, name, raw) else [(None, raw)]
            found += [((name, item), from_json(value)) for item, value in entries]
        except (ValueError, AttributeError) as error:
            raise BadFile(f"{path} : la réponse à « {name} » n’a pas la forme attendue.") from error
    return spread(form, _with_tasks(to_current_form(form, found)), {})


def _is_looped(form: Form, name: str, raw: Any) -> bool:
    """True for an answer given by item. Its question may have left a loop since: then the answer itself tells."""
    if name not in form.heirs:
        return form.questions[name].for_each is not None
    try:
        from_json(raw)
    except ValueError:
        return isinstance(raw, dict)
    return False


def _with_tasks(found: dict[Key, Value]) -> dict[Key, Value]:
    """A file may give the tasks' answers without listing the tasks: they are those it speaks of."""
    if ("audit_functions", None) not in found:
        tasks = tuple(item for (name, item) in found if name == "audit_hours" and item)
        if tasks:
            found["audit_functions", None] = tasks
    return found
