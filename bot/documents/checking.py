"""Checks the templates before they are used: syntax, and variables or facts that do not exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import docx
from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables

from bot.documents.word.base import complete
from domain.content.check import Issue
from domain.specification.document import Specification
from domain.specification.terms import TERMS

SPECIFICATION = "specification.md.j2"
SECTIONS = "sections"
GIVEN = {
    SPECIFICATION: {"spec", "number"},
    "specification.html.j2": {"title", "body", "brand", "logo", "watermark", "accent", "tint"},
    "minutes.md.j2": {"m"},
    "offers.md.j2": {"sheet", "issued"},
    "blank.md.j2": {"step", "number"},
}
"""Template → variables it receives; a section also sees the variables and macros set in the document's template."""
ATTRIBUTES = {name for name in dir(Specification) if not name.startswith("_")}


def template_issues(folder: Path) -> list[Issue]:
    """The issues of every template of the folder, in the order of the files."""
    known = {folder / name: names for name, names in GIVEN.items()}
    sections, words = sorted((folder / SECTIONS).glob("*.j2")), _words(folder / SPECIFICATION)
    # If the document's template cannot be read, the names its sections may use are unknown.
    files = [*sorted(folder.glob("*.j2")), *(sections if words else [])]
    known |= {file: GIVEN[SPECIFICATION] | words for file in sections}
    found = [issue for file in files for issue in _issues(file, file.relative_to(folder.parent).as_posix(), known)]
    return found + list(_base_issues(folder / "base.docx"))


def _base_issues(file: Path) -> Iterator[Issue]:
    try:
        complete(docx.Document(str(file)))
    except Exception:
        # A broken ZIP or part of it raises many kinds of errors, which all have the same remedy.
        remedy = "Y remettre un document Word (.docx), ou le fichier d’origine."
        yield Issue(f"{file.parent.name}/{file.name}", 1, "T006", "les styles de Word ne se lisent pas", remedy)


def _words(file: Path) -> set[str]:
    """The names the document's template defines for its sections; none if it cannot be read."""
    try:
        tree = Environment(autoescape=True).parse(file.read_text(encoding="utf-8"))
    except TemplateSyntaxError:
        return set()
    sets = [node.target for node in tree.body if isinstance(node, nodes.Assign | nodes.AssignBlock)]
    macros = {node.name for node in tree.body if isinstance(node, nodes.Macro)}
    return macros | {target.name for target in sets if isinstance(target, nodes.Name)}


def _issues(file: Path, name: str, everything: Mapping[Path, set[str]]) -> Iterator[Issue]:
    try:
        tree = Environment(autoescape=True).parse(file.read_text(encoding="utf-8"))
    except TemplateSyntaxError as error:
        yield Issue(name, error.lineno, "T001", f"modèle illisible : {error.message}", "Corriger la syntaxe Jinja.")
        return
    known = everything.get(file)
    if known is None:
        yield Issue(name, 1, "T002", "aucun document n’utilise ce modèle", "Le retirer, ou le déclarer.")
        return
    for unknown in sorted(find_undeclared_variables(tree) - known):
        line = next(node.lineno for node in tree.find_all(nodes.Name) if node.name == unknown)
        yield Issue(name, line, "T003", f"variable inconnue « {unknown} »", f"Connues : {', '.join(sorted(known))}.")
    for node in tree.find_all(nodes.Getattr):
        if isinstance(node.node, nodes.Name) and node.node.name == "spec" and node.attr not in ATTRIBUTES:
            yield Issue(
                name,
                node.lineno,
                "T004",
                f"le cahier n’a pas de « {node.attr} »",
                "Voir domain/specification/document.py.",
            )
        owner = node.node
        if isinstance(owner, nodes.Getattr) and owner.attr == "terms" and node.attr not in TERMS:
            remedy = "Voir domain/specification/terms.py."
            yield Issue(name, node.lineno, "T005", f"valeur inconnue « {node.attr} »", remedy)
