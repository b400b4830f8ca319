"""The pieces a document request is answered with: files, pictures, pages of text, or a sentence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class File:
    """A file to send; `picture`: to show in the chat."""

    name: str
    content: bytes
    caption: str
    picture: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a document to read in the chat; `number` counts from 1."""

    text: str
    number: int
    pages: int


Piece = File | Page | str
