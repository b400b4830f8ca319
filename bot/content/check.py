"""Checks everything that can be checked before the bot runs: `dialogs/`, then the templates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.content.forms import ROOT, read_content
from bot.documents.checking import sections_with_clauses, template_issues
from domain.content.check import Issue
from domain.specification.clauses import Clause


def check(root: Path = ROOT) -> list[Issue]:
    """All issues of `dialogs/` and `templates/` under `root`, in the order of the files."""
    content, issues = read_content(root / "dialogs")
    templates = template_issues(root / "templates")
    unprinted = _unprinted(content.clauses, root / "templates") if content and not templates else ()
    return [*issues, *unprinted, *templates]


def _unprinted(clauses: Iterable[Clause], templates: Path) -> Iterator[Issue]:
    """The clauses of sections that print none."""
    printing = sections_with_clauses(templates)
    for clause in clauses:
        if clause.section not in printing:
            text = f"« {clause.id} » ne s’imprime pas : la section « {clause.section} » n’imprime pas de clause"
            remedy = f"Une de : {', '.join(sorted(printing))} (modèles qui appellent clauses(…))."
            yield Issue("dialogs/clauses.yaml", clause.line, "L007", text, remedy)
