"""Documents made from answers; `pytest tests/documents --update-golden` rewrites the golden files."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from bot.documents import Documents
from domain.calendar.workdays import Calendar
from domain.questionnaire.form import Form, Key
from domain.questionnaire.path import path_of
from domain.questionnaire.values import Value, from_json
from domain.specification.document import Specification, specification
from domain.specification.editions import Audience
from domain.specification.project import project_of
from tests.documents.companies import ANSWERS, HOLIDAYS, TODAY
from tests.documents.filled_answers import answers_to_everything
from tests.documents.written_once import WrittenOnce
from tests.shipped_form import shipped_form


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden", default=False))


@pytest.fixture(scope="session")
def form() -> Form:
    return shipped_form()


@pytest.fixture(scope="session")
def documents() -> Documents:
    return WrittenOnce()


@pytest.fixture(scope="session")
def spec_of(form: Form) -> Callable[..., Specification]:
    """The specification these answers make on 23 November 2026, for its own company unless said otherwise."""

    def make(answers: Mapping[Key, Value], **options: Any) -> Specification:
        return specification(
            project_of(path_of(form, answers)), Calendar(TODAY, HOLIDAYS), audience=Audience(**options)
        )

    return make


@pytest.fixture(scope="session")
def everything(form: Form) -> dict[Key, Value]:
    """An answer to every question of the longest path."""
    return answers_to_everything(form)


@pytest.fixture(scope="session")
def company(form: Form) -> Callable[[str], dict[Key, Value]]:
    """The answers of one of the companies of `docs/rules/scoring.md §12`."""

    def read_company(name: str) -> dict[Key, Value]:
        raw = json.loads((ANSWERS / f"{name}.json").read_text(encoding="utf-8"))["answers"]
        found: dict[Key, Value] = {}
        for question, value in raw.items():
            items = value if form.questions[question].for_each else {None: value}
            found.update({(question, item): from_json(one) for item, one in items.items()})
        return found

    return read_company
