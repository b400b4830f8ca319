"""A request waits in the outbox as JSON and comes back the same; so do the rows of before, which held words."""

from __future__ import annotations

import json
from itertools import product

import pytest

from bot.conversation.document_request import DocumentRequest, Kind, request_of

SPECIFICATION, MINUTES, VERSION = Kind.SPECIFICATION, Kind.MINUTES, Kind.VERSION
OLD_ROWS = {
    "json": DocumentRequest(Kind.DATA),
    "matrix": DocumentRequest(Kind.MATRIX),
    "offers": DocumentRequest(Kind.OFFERS),
    "board": DocumentRequest(Kind.BOARD),
    "trend=aB_-3456": DocumentRequest(Kind.TREND, indicator="aB_-3456"),
    "chat=3": DocumentRequest(SPECIFICATION, "chat", page=3),
    "chat=all": DocumentRequest(SPECIFICATION, "chat", page=None),
    "pdf": DocumentRequest(SPECIFICATION),
    "docx": DocumentRequest(SPECIFICATION, "docx"),
    "provider:pdf": DocumentRequest(SPECIFICATION, reader="provider"),
    "provider:docx": DocumentRequest(SPECIFICATION, "docx", reader="provider"),
    "annotated:docx": DocumentRequest(SPECIFICATION, "docx", annotated=True),
    "version:12:pdf": DocumentRequest(VERSION, number=12),
    "version:12:docx": DocumentRequest(VERSION, "docx", number=12),
    "frozen:12": DocumentRequest(Kind.FROZEN, number=12),
    "amendment:pdf=2": DocumentRequest(Kind.AMENDMENT, number=2),
    "minutes:pdf=7": DocumentRequest(MINUTES, number=7),
    "minutes:docx=7": DocumentRequest(MINUTES, "docx", number=7),
    "minutes:chat=7": DocumentRequest(MINUTES, "chat", number=7),
    "minutes:provider=7": DocumentRequest(MINUTES, reader="provider", number=7),
}


@pytest.mark.parametrize("words", OLD_ROWS)
def test_a_row_written_before_requests_were_values_is_still_read(words: str) -> None:
    assert request_of({"format": words, "first": True}) == OLD_ROWS[words]


def test_a_request_comes_back_from_the_outbox_the_same() -> None:
    requests = [
        DocumentRequest(kind, format, reader, annotated, number, page, indicator)
        for kind, format, reader, annotated, number, page, indicator in product(
            Kind, ("pdf", "docx", "chat"), ("own", "provider"), (True, False), (0, 12), (1, 3, None), ("", "aB_-3456")
        )
    ]
    for request in requests:
        assert request_of(json.loads(json.dumps(request.to_json() | {"first": True}))) == request


@pytest.mark.parametrize("payload", [{}, {"format": "poster"}, {"format": "minutes:pdf=x"}, {"kind": "poster"}])
def test_what_never_was_a_request_is_refused(payload: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"."):
        request_of(payload)


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("pdf", "docx"),
        ("provider:pdf", "provider:docx"),
        ("annotated:pdf", "annotated:docx"),
        ("version:12:pdf", "version:12:docx"),
        ("frozen:12", "version:12:docx"),
        ("docx", None),
        ("chat=1", None),
        ("minutes:pdf=7", None),
        ("matrix", None),
    ],
)
def test_word_stands_in_for_a_pdf_that_cannot_be_made(asked: str, word: str | None) -> None:
    assert request_of({"format": asked}).in_word == (word and request_of({"format": word}))
