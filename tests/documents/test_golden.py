"""The whole text of three companies' documents, as it was read and approved."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.documents import Documents, Format
from tests.documents.conftest import COMPANIES

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("format", ["md", "html"])
@pytest.mark.parametrize("name", COMPANIES)
def test_a_company_reads_the_approved_document(
    name: str,
    format: Format,
    company: Callable[..., Any],
    spec_of: Callable[..., Any],
    documents: Documents,
    update_golden: bool,
) -> None:
    text = documents.render(spec_of(company(name)), format).decode()
    # The drawing has its own tests: here its place matters, not its bytes.
    text = re.sub(r"base64,[^\"]*", "base64,…", text)
    golden = GOLDEN / f"{name}.{format}"
    if update_golden:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")
