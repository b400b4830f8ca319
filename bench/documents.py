"""The time a document takes in each format, made in the bot's second process, beside an empty Typst page."""

from __future__ import annotations

import asyncio
from datetime import date
from functools import partial
from pathlib import Path
from typing import get_args

import typst

from bench.timing import median_ms, ratio_line
from bot.content.answers_file import read
from bot.content.forms import load_form
from bot.documents import Documents, Format
from bot.features.document.workshop import Workshop
from domain.calendar.workdays import Calendar
from domain.questionnaire.path import path_of
from domain.specification.document import specification
from domain.specification.project import project_of

ANSWERS = Path(__file__).resolve().parents[1] / "tests" / "documents" / "answers"
ROUNDS = 15


def lines() -> list[str]:
    """One line a format, for the first company of the worked examples (three tasks)."""
    form, workshop = load_form(), Workshop(Documents())
    file = sorted(ANSWERS.glob("*.json"))[0]
    project = project_of(path_of(form, read(file, form)[0]))
    floor = median_ms(lambda: typst.compile(b"Bonjour"), ROUNDS)
    days = iter(range(1, 10_000))

    with asyncio.Runner() as loop:

        def render(format: Format) -> None:
            # A new day each time, so that no cache holds the document.
            spec = specification(project, Calendar(date.fromordinal(740_000 + next(days))))
            loop.run(workshop.render(spec, format))

        found = [
            ratio_line(f"document, {format}", median_ms(partial(render, format), ROUNDS), "empty page", floor)
            for format in get_args(Format)
        ]
    workshop.close()
    return found
