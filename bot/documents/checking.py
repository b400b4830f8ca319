"""What can be wrong with a template before it is used: syntax, a variable or a fact that does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import docx
from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables

from bot.documents.word_base import complete
from domain.check import Issue
from domain.specification import Specification

GIVEN = {
    "specification.md.j2": {"spec", "number"},
    "specification.html.j2": {"title", "body", "brand", "logo", "watermark", "accent", "tint"},
    "blank.md.j2": {"number"},
}
"""The variables each template receives."""


def template_issues(folder: Path) -> list[Issue]:
    """The issues of every template of the folder, by file and line."""
    found = [issue for file in sorted(folder.glob("*.j2")) for issue in _issues(file)]
    return found + list(_base_issues(folder / "base.docx"))


def _base_issues(file: Path) -> Iterator[Issue]:
    try:
        complete(docx.Document(str(file)))
    except Exception:
        # A broken ZIP, a broken part, a part that is not Word's: each has its own error, all have one remedy.
        remedy = "Y remettre un document Word (.docx), ou le fichier d’origine."
        yield Issue(f"{file.parent.name}/{file.name}", 1, "T005", "les styles de Word ne se lisent pas", remedy)


def _issues(file: Path) -> Iterator[Issue]:
    name = f"{file.parent.name}/{file.name}"
    try:
        tree = Environment(autoescape=True).parse(file.read_text(encoding="utf-8"))
    except TemplateSyntaxError as error:
        yield Issue(name, error.lineno, "T001", f"modèle illisible : {error.message}", "Corriger la syntaxe Jinja.")
        return
    known = GIVEN.get(file.name)
    if known is None:
        yield Issue(name, 1, "T002", "aucun document n’utilise ce modèle", "Le retirer, ou le déclarer.")
        return
    for unknown in sorted(find_undeclared_variables(tree) - known):
        line = next(node.lineno for node in tree.find_all(nodes.Name) if node.name == unknown)
        yield Issue(name, line, "T003", f"variable inconnue « {unknown} »", f"Connues : {', '.join(sorted(known))}.")
    facts = {field.name for field in fields(Specification)} | {"draft"}
    for node in tree.find_all(nodes.Getattr):
        if isinstance(node.node, nodes.Name) and node.node.name == "spec" and node.attr not in facts:
            yield Issue(
                name,
                node.lineno,
                "T004",
                f"le cahier n’a pas de « {node.attr} »",
                "Voir domain/specification.py.",
            )
