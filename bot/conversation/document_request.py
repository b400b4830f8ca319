"""A request for a document: kind, format and reader; the outbox stores it as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Literal


class Kind(StrEnum):
    """The kinds of documents."""

    SPECIFICATION = "specification"
    VERSION = "version"
    FROZEN = "frozen"
    """A version just frozen, as PDF and as Word."""
    AMENDMENT = "amendment"
    MINUTES = "minutes"
    OFFERS = "offers"
    BOARD = "board"
    TREND = "trend"
    MATRIX = "matrix"
    DATA = "data"
    """Everything stored about the person."""


Format = Literal["pdf", "docx", "chat"]
Reader = Literal["own", "provider"]
WORD_STANDS_IN = (Kind.SPECIFICATION, Kind.VERSION)


@dataclass(frozen=True, slots=True)
class DocumentRequest:
    """`number`: of the version, the amendment or the review's interview. `page`: in the chat, from 1; None for all.

    `indicator`: the one a trend shows, by its reference (`reference` in `domain/questionnaire/form.py`).
    """

    kind: Kind
    format: Format = "pdf"
    reader: Reader = "own"
    annotated: bool = False
    number: int = 0
    page: int | None = 1
    indicator: str = ""

    @property
    def in_word(self) -> DocumentRequest | None:
        """The Word document to send if the PDF cannot be made; None if there is none."""
        if self.kind is Kind.FROZEN:
            return DocumentRequest(Kind.VERSION, "docx", number=self.number)
        return replace(self, format="docx") if self.kind in WORD_STANDS_IN and self.format == "pdf" else None

    def to_json(self) -> dict[str, Any]:
        """The kind, and the fields that are not at their default."""
        usual = asdict(DocumentRequest(self.kind))
        told = {name: value for name, value in asdict(self).items() if value != usual[name]}
        return {"kind": self.kind.value, **told}


def request_of(payload: Mapping[str, Any]) -> DocumentRequest:
    """The request stored in a row of the outbox, by this or an earlier version. Raises ValueError for anything else."""
    if "kind" not in payload:
        return _of_words(str(payload.get("format")))
    known = {name: payload[name] for name in DocumentRequest.__dataclass_fields__ if name in payload}
    return DocumentRequest(**{**known, "kind": Kind(payload["kind"])})


# --- rows written by earlier versions, as words: `minutes:pdf=12`, `provider:docx`, `chat=all`, `frozen:12`


def _of_words(words: str) -> DocumentRequest:
    head, _, argument = words.partition("=")
    name, _, rest = head.partition(":")
    match name:
        case "json":
            return DocumentRequest(Kind.DATA)
        case "matrix" | "offers" | "board":
            return DocumentRequest(Kind(name))
        case "trend":
            return DocumentRequest(Kind.TREND, indicator=argument)
        case "chat":
            page = None if argument == "all" else int(argument or 1)
            return DocumentRequest(Kind.SPECIFICATION, "chat", page=page)
        case "minutes" if rest == "provider":
            return DocumentRequest(Kind.MINUTES, reader="provider", number=int(argument))
        case "minutes":
            return DocumentRequest(Kind.MINUTES, _format(rest), number=int(argument))
        case "amendment":
            return DocumentRequest(Kind.AMENDMENT, number=int(argument))
        case "frozen":
            return DocumentRequest(Kind.FROZEN, number=int(rest))
        case "version":
            number, _, format = rest.partition(":")
            return DocumentRequest(Kind.VERSION, _format(format), number=int(number))
        case "provider":
            return DocumentRequest(Kind.SPECIFICATION, _format(rest), reader="provider")
        case "annotated":
            return DocumentRequest(Kind.SPECIFICATION, _format(rest), annotated=True)
    return DocumentRequest(Kind.SPECIFICATION, _format(name))


def _format(words: str) -> Format:
    formats: dict[str, Format] = {"pdf": "pdf", "docx": "docx", "chat": "chat"}
    if words not in formats:
        raise ValueError(f"no such document: {words}")
    return formats[words]
