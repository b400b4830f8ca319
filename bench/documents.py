"""A document in each format, against an empty Typst page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import typst

from bench.timing import median_ms, told
from bot.answers_file import read
from bot.content import load_form
from bot.documents import Documents
from domain.path import path_of
from domain.specification import specification
from domain.workdays import Calendar

ANSWERS = Path(__file__).resolve().parents[1] / "tests" / "documents" / "answers"
ROUNDS = 15


def lines() -> list[str]:
    """The first company of the worked examples, three tasks audited."""
    form, documents = load_form(), Documents()
    file = sorted(ANSWERS.glob("*.json"))[0]
    project = path_of(form, read(file, form)[0]).project
    floor = median_ms(lambda: typst.compile(b"Bonjour"), ROUNDS)
    days = iter(range(1, 10_000))

    def render(format: str) -> None:
        # A new day each time, so that nothing is found ready in a cache.
        spec = specification(project, Calendar(date.fromordinal(740_000 + next(days))))
        documents.render(spec, format)  # type: ignore[arg-type]

    return [
        told(f"document, {name}", median_ms(lambda name=name: render(name), ROUNDS), "empty page", floor)
        for name in ("pdf", "docx", "md", "html")
    ]
