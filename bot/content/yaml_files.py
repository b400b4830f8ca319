"""The only door to YAML: mappings that know their line, and the issues found while reading files."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from domain.content.check import Issue


class Entry(dict[str, Any]):
    """A YAML mapping; `line` is where it starts, counted from 1."""

    line = 0


class _Loader(yaml.CSafeLoader):
    """Loader that notes lines, reads decimals exactly, and lists keys given twice in `duplicates`."""

    duplicates: list[tuple[int, str]]

    def entry(self, node: yaml.MappingNode) -> Entry:
        found = Entry()
        found.line = node.start_mark.line + 1
        for key_node, value_node in node.value:
            key = str(self.construct_object(key_node, deep=True))
            if key in found:
                self.duplicates.append((key_node.start_mark.line + 1, key))
            found[key] = self.construct_object(value_node, deep=True)
        return found


def _decimal(loader: _Loader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(node.value)


# Only `true` and `false` are booleans: `no` may be the id of a choice.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_constructor("tag:yaml.org,2002:map", _Loader.entry)
_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)


@dataclass
class YamlFolder:
    """Reads the YAML files of a folder and collects every issue."""

    folder: Path
    issues: list[Issue]

    def add(self, file: Path, line: int, code: str, text: str, remedy: str) -> None:
        self.issues.append(Issue(str(file.relative_to(self.folder.parent)), line, code, text, remedy))

    def yaml(self, file: Path) -> Any:
        loader = _Loader(file.read_text(encoding="utf-8"))
        loader.duplicates = []
        try:
            data = loader.get_single_data()
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            self.add(
                file,
                mark.line + 1 if mark else 1,
                "D001",
                f"YAML illisible : {error}",
                "Corriger la syntaxe.",
            )
            return None
        finally:
            loader.dispose()
        for line, key in loader.duplicates:
            self.add(file, line, "D002", f"clé « {key} » donnée deux fois", "En garder une seule.")
        return data

    def mapping(self, file: Path) -> Entry:
        """The mapping at the top of the file; an empty one, and an issue, if there is none."""
        before = len(self.issues)
        data = self.yaml(file)
        if not isinstance(data, Entry):
            if len(self.issues) == before:
                self.add(file, 1, "D007", "le fichier ne commence pas par des clés", "Écrire « clé: valeur ».")
            return Entry()
        return data

    def known(self, file: Path, entry: Entry, allowed: set[str], what: str) -> None:
        for key in entry:
            if key not in allowed:
                near = difflib.get_close_matches(key, allowed, 1)
                remedy = f"Vouliez-vous dire « {near[0]} » ?" if near else "La retirer."
                self.add(file, entry.line, "D003", f"clé inconnue « {key} » dans {what}", remedy)
