"""The answers file: what `/mesdonnees` and `export` write, and `score` and `document` read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from domain.form import Form, Key
from domain.values import Aside, Value, from_json, to_json

FORMAT = 1


class BadFile(ValueError):
    """The file is not an answers file; says why, in French."""


def written(form: Form, given: Mapping[Key, Value]) -> dict[str, Any]:
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


def read(path: Path, form: Form) -> dict[Key, Value]:
    """The answers of a file. Raises BadFile naming what is wrong; unknown questions are left out."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadFile(f"{path} : illisible ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:
        raise BadFile(f"{path} : ce n’est pas du JSON valide ({error}).") from error
    return taken(data, form, str(path))


def taken(data: Any, form: Form, path: str = "") -> dict[Key, Value]:
    """The answers in the content of a file, which errors call `path`."""
    if not isinstance(data, dict) or not isinstance(data.get("answers"), dict):
        raise BadFile(f"{path} : il manque « answers » (question → valeur).")
    if data.get("format", FORMAT) != FORMAT:
        raise BadFile(f"{path} : format {data['format']} inconnu, {FORMAT} attendu.")
    found: dict[Key, Value] = {}
    for name, raw in data["answers"].items():
        question = form.questions.get(name)
        if question is None:
            continue
        entries = raw.items() if question.for_each else [(None, raw)]
        try:
            found.update({(name, item): from_json(value) for item, value in entries})
        except (ValueError, AttributeError) as error:
            raise BadFile(f"{path} : la réponse à « {name} » n’a pas la forme attendue.") from error
    return _with_tasks(found)


def _with_tasks(found: dict[Key, Value]) -> dict[Key, Value]:
    """A file may give the tasks' answers without listing the tasks: they are those it speaks of."""
    if ("audit_functions", None) not in found:
        tasks = tuple(item for (name, item) in found if name == "audit_hours" and item)
        if tasks:
            found["audit_functions", None] = tasks
    return found
