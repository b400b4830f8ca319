"""Checks everything that can be checked before the bot runs: `dialogs/`, then the templates."""

from __future__ import annotations

from pathlib import Path

from bot.content.forms import ROOT, read_content
from bot.documents.checking import template_issues
from domain.content.check import Issue


def check(root: Path = ROOT) -> list[Issue]:
    """All issues of `dialogs/` and `templates/` under `root`, in the order of the files."""
    _, issues = read_content(root / "dialogs")
    return issues + template_issues(root / "templates")
