"""A document made by a workshop, and the process that makes it."""

from __future__ import annotations

from datetime import date

from bot.content.answers_file import read
from bot.documents import Documents
from bot.features.document.workshop import Workshop
from domain.calendar.workdays import Calendar
from domain.questionnaire.path import path_of
from domain.specification.document import Specification, specification
from domain.specification.project import project_of
from tests.documents.companies import ANSWERS
from tests.shipped_form import shipped_form


def nexoria_specification() -> Specification:
    form = shipped_form()
    return specification(
        project_of(path_of(form, read(ANSWERS / "nexoria.json", form)[0])), Calendar(date(2026, 11, 23))
    )


async def make_document(spec: Specification) -> int:
    """Make a document; the number of the process that did."""
    shop = Workshop(Documents())
    await shop.render(spec, "md")
    return process_of(shop)


def process_of(shop: Workshop) -> int:
    assert shop._process
    (number,) = shop._process._processes
    return int(number)
