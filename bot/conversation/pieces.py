"""What a document that was asked for comes to: files, pictures, pages to read, or a sentence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class File:
    """A document to send, or a picture to show in the chat."""

    name: str
    content: bytes
    caption: str
    picture: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the document to read in the chat, counted from 1."""

    text: str
    number: int
    pages: int


Piece = File | Page | str
