"""Reads `dialogs/contradictions.yaml` into contradictions and biases; the header of that file explains its fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from domain.coherence.contradictions import CONTRADICTIONS, SEVERITIES, Contradiction

if TYPE_CHECKING:
    from bot.content.yaml_files import YamlFolder


def contradictions(reading: YamlFolder, file: Path) -> Iterator[Contradiction]:
    """The complete entries; a missing field or an unknown rule is added to the issues."""
    allowed = {field.name for field in fields(Contradiction)}
    for entry in reading.yaml(file) or []:
        reading.known(file, entry, allowed, f"l’entrée « {entry.get('id', '?')} »")
        missing = [key for key in ("id", "section", "severity", "text", "fix") if key not in entry]
        if missing or entry["id"] not in CONTRADICTIONS or entry["severity"] not in SEVERITIES:
            problem = f"il manque : {', '.join(missing)}" if missing else "règle ou gravité inconnue"
            reading.add(file, entry.line, "D008", problem, "Voir l’en-tête du fichier.")
            continue
        data = {key: value for key, value in entry.items() if key in allowed}
        yield Contradiction(**{**data, "fix": tuple(data["fix"]), "unknown": dict(data.get("unknown", {}))})
