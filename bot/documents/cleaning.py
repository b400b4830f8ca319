"""Makes text fit for every output: one line, bounded length, no control or direction characters."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 10_000
DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
UNPRINTABLE = frozenset({"Cc", "Cs", "Co", "Cn"})

_WORD = r"[!-~\u00a1-\u00ac\u00ae-\u017f‘’“”–—…€]+"
USUAL = re.compile(rf"(?:{_WORD}(?:[ \u00a0\u202f]{_WORD})*)?")
"""Text that is clean already, as most is: words in composed Latin letters with one space between them."""


def clean(text: str) -> str:
    """The text in NFC on one line, of at most 10 000 characters, without characters no output can show."""
    if len(text) <= LONGEST and USUAL.fullmatch(text):
        return text
    short = unicodedata.normalize("NFC", text[:LONGEST])
    spaced = re.sub(r"[ \t\n\v\f\r\x85\u2028\u2029]+", " ", short)
    kept = (char for char in spaced if unicodedata.category(char) not in UNPRINTABLE and char not in DIRECTIONS)
    return "".join(kept)[:LONGEST].strip()
