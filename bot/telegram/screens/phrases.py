"""The bot's own sentences as Telegram HTML: every value is escaped here, and only here."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

MOST_VALUE = 300
"""Characters of a person's own text quoted back inside a message."""


class Phrases:
    """`phrases("echo.new", title=…, value=…)` → HTML. Markup in a value is text, never markup."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = words

    def __call__(self, key: str, /, **values: object) -> str:
        return self.words[key].format(**{name: plain(str(value)) for name, value in values.items()})

    def label(self, key: str, /, **values: object) -> str:
        """The same for a button, which shows plain text."""
        return self.words[key].format(**{name: clip(str(value), 40) for name, value in values.items()})

    def count(self, key: str, n: int, /, **values: object) -> str:
        """`key_one` for one, `key` for more."""
        return self(f"{key}_one" if n == 1 else key, n=n, **values)


def plain(text: str) -> str:
    """A text as it was typed, safe inside HTML."""
    return escape(clip(text, MOST_VALUE), quote=False)


def clip(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def visible_length(html: str) -> int:
    """UTF-16 units Telegram counts: the text without its tags and entities."""
    text, inside, out = html, False, []
    for character in text:
        if character == "<":
            inside = True
        elif character == ">" and inside:
            inside = False
        elif not inside:
            out.append(character)
    shown = "".join(out).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return len(shown.encode("utf-16-le")) // 2
