"""Cleans French text before it is kept, compares it, and joins or shortens it to be shown.

Comparison ignores case, accents and the many kinds of spaces, dashes and apostrophes a keyboard produces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

NBSP = "\u00a0"
NNBSP = "\u202f"

_SAME = str.maketrans(
    {space: " " for space in "\t\n\r\u00a0\u1680\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u3000"}
    | {apostrophe: "'" for apostrophe in "’‘ʼ´`′"}
    | {dash: "-" for dash in "−–—‐‑‒"}
    | {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"}
)

# Characters that reorder or hide their surroundings could make a document read otherwise than it was typed.
_INVISIBLE = "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_UNWANTED = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{_INVISIBLE}]")
_LINE_BREAK = re.compile("\r\n?|[\u0085\u2028\u2029]")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Put in lower case without accents, with single plain spaces, straight apostrophes and one kind of dash."""
    text = text.translate(_SAME).lower()
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(text.split())


def fold_words(text: str) -> str:
    """`fold`, then keep letters, digits and single spaces only, to compare labels whatever their punctuation."""
    return _NOT_A_WORD.sub(" ", fold(text)).strip()


def clean(text: str, one_line: bool) -> str:
    """The text in a form fit to keep: composed accents, LF line ends, no control or reordering character."""
    text = _UNWANTED.sub("", _LINE_BREAK.sub("\n", unicodedata.normalize("NFC", text)))
    if one_line:
        text = re.sub(r"[ \t\n]+", " ", text)
    return text.strip()


def join(items: Sequence[str]) -> str:
    """Join the items as in « a, b et c »."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} et {items[-1]}"


def shorten(text: str, length: int = 40) -> str:
    """One clean line of at most `length` characters, to quote what a person typed."""
    line = clean(text[: 4 * length], one_line=True)
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
