"""The whole text of three companies' documents, as it was read and approved."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.documents import Documents, Format
from domain.specification.editions import Reader
from tests.documents.conftest import COMPANIES

GOLDEN = Path(__file__).parent / "golden"


CASES = [(name, "own", format) for name in COMPANIES for format in ("md", "html")]
CASES += [(name, "provider", "md") for name in COMPANIES] + [("valserine_conseil", "signature", "md")]


@pytest.mark.parametrize(("name", "reader", "format"), CASES)
def test_a_company_reads_the_approved_document(
    name: str,
    reader: Reader,
    format: Format,
    company: Callable[..., Any],
    spec_of: Callable[..., Any],
    documents: Documents,
    update_golden: bool,
) -> None:
    text = documents.render(spec_of(company(name), reader=reader), format).decode()
    # The drawing has its own tests: here its place matters, not its bytes.
    text = re.sub(r"base64,[^\"]*", "base64,…", text)
    golden = GOLDEN / f"{name}{'' if reader == 'own' else f'.{reader}'}.{format}"
    if update_golden:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")
