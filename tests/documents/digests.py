"""The fingerprints of one document in every format, to be compared between two processes."""

from __future__ import annotations

import hashlib
from datetime import date

from bot.content.answers_file import read
from bot.documents import Brand, Documents, Format
from bot.documents.logo import logo_png
from domain.calendar.workdays import Calendar
from domain.questionnaire.path import path_of
from domain.specification.document import specification
from domain.specification.project import project_of
from tests.documents.companies import ANSWERS
from tests.shipped_form import shipped_form

LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100"><rect width="9" height="9" fill="#264"/></svg>'
)


def digests() -> str:
    """The fingerprints of one document in every format, made from nothing but the files of the project."""
    form = shipped_form()
    project = project_of(path_of(form, read(ANSWERS / "nexoria.json", form)[0]))
    spec = specification(project, Calendar(date(2026, 11, 23)))
    made = Documents(brand=Brand("Clair", "#226644", logo_png(LOGO)))
    formats: tuple[Format, ...] = ("pdf", "docx", "html", "md")
    return " ".join(hashlib.sha256(made.render(spec, format)).hexdigest() for format in formats)
