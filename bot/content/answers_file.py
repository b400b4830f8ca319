"""The answers file, as JSON: `/mesdonnees` and `export` write it, `score` and `document` read it."""

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
    """The file is not an answers file; the message says why, in French."""


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
    """A third party's answers, as the file's `second_look`."""
    return [{"question": question, "item": item, "value": to_json(value)} for (question, item), value in prior.items()]


def second_look_from_json(data: Mapping[str, Any], form: Form) -> dict[Key, Value]:
    """A third party's answers, from the file's `second_look`; entries of another shape are left out."""
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
    """Whether it is an answer of the third party (a score or their sentence) or a sealed score of the person's own."""
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
    """The answers of a file, and a third party's. Raises BadFile; unknown questions are left out."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadFile(f"{path} : illisible ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:
        raise BadFile(f"{path} : ce n’est pas du JSON valide ({error}).") from error
    return answers_from_json(data, form, str(path)), second_look_from_json(data, form)


def answers_from_json(data: Any, form: Form, path: str = "") -> dict[Key, Value]:
    """The answers in the JSON content of a file; `path` names it in errors. Raises BadFile."""
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
    """Whether the answer is given by item. If the question has been renamed, only the answer's shape can tell."""
    if name not in form.heirs:
        return form.questions[name].for_each is not None
    try:
        from_json(raw)
    except ValueError:
        return isinstance(raw, dict)
    return False


def _with_tasks(found: dict[Key, Value]) -> dict[Key, Value]:
    """Add the list of tasks if the file lacks it: the tasks it has hours for."""
    if ("audit_functions", None) not in found:
        tasks = tuple(item for (name, item) in found if name == "audit_hours" and item)
        if tasks:
            found["audit_functions", None] = tasks
    return found
