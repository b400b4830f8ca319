"""Reads `dialogs/clauses.yaml` into clauses; the header of that file explains its fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from bot.content.yaml_files import YamlFolder
from domain.questionnaire.conditions import When
from domain.specification.clauses import Clause

KEYS = {field.name for field in fields(Clause)} - {"line"}
NEEDED = ("id", "section", "title", "blocking", "text", "source", "why")
HEADER = "Voir l’en-tête du fichier."


def clauses(reading: YamlFolder, file: Path, condition: Callable[[Any], When]) -> Iterator[Clause]:
    """The complete entries; a missing field or a wrong type is added to the issues."""
    entries = reading.yaml(file) or []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        reading.add(file, 1, "D009", "le fichier n’est pas une liste de clauses", HEADER)
        return
    for entry in entries:
        reading.known(file, entry, KEYS, f"la clause « {entry.get('id', '?')} »")
        wrong = [key for key in NEEDED if not isinstance(entry.get(key), bool if key == "blocking" else str)]
        if wrong:
            reading.add(file, entry.line, "D009", f"il manque à la clause : {', '.join(wrong)}", HEADER)
            continue
        data = {key: entry[key] for key in NEEDED}
        try:
            when = condition(entry["when"]) if "when" in entry else None
        except (ValueError, TypeError, AttributeError) as error:
            reading.add(file, entry.line, "D006", f"condition illisible : {error}", "Voir dialogs/README.md.")
            continue
        yield Clause(**data, when=when, line=entry.line)
