"""Fills the bot's sentences as Telegram HTML; every value is escaped here, and only here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

_TAG = re.compile(r"<[^>]*(?:>|$)")
MOST_VALUE = 300
"""Characters of a person's text quoted in a message, at most."""


class Phrases:
    """`phrases("echo.new", title=…, value=…)` gives HTML; markup in a value is shown as text."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = words

    def __call__(self, key: str, /, **values: object) -> str:
        return self.words[key].format(**{name: plain(str(value)) for name, value in values.items()})

    def label(self, key: str, /, **values: object) -> str:
        """The sentence as plain text, for a button."""
        return self.words[key].format(**{name: clip(str(value), 40) for name, value in values.items()})

    def count(self, key: str, n: int, /, **values: object) -> str:
        """The sentence `key_one` for 1, `key` for other numbers."""
        return self(f"{key}_one" if n == 1 else key, n=n, **values)


def plain(text: str) -> str:
    """The text as it was typed, clipped and escaped for HTML."""
    return escape(clip(text, MOST_VALUE), quote=False)


def clip(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def visible_length(html: str) -> int:
    """Length in UTF-16 units as Telegram counts it: without tags, an entity as one character."""
    shown = _TAG.sub("", html).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return len(shown.encode("utf-16-le")) // 2
