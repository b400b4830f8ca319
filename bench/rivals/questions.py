"""The twenty questions that every rival asks, fourteen by buttons and six to be typed."""

from __future__ import annotations

import os
from dataclasses import dataclass

TOKEN = os.environ.get("BOT_TOKEN", "42:BENCH")
BASE = os.environ.get("TELEGRAM_API_BASE", "")
"""The address of the Bot API."""
KINDS = "CCNCCCTCCNCCCNCCTCNC"
"""Choice, number or text."""
HINT = "Please think of the last twelve months and choose the answer that fits you best."
THANKS = "Thank you! All 20 answers are stored. Send /start to answer again."
NO_NUMBER = "Please type a number."


@dataclass(frozen=True)
class Question:
    """One question; its options are empty if the answer is typed."""

    number: int
    kind: str
    text: str
    options: tuple[str, ...]

    def buttons(self) -> list[list[tuple[str, str]]]:
        """Rows of buttons, each a label and its data."""
        rows = [[(option, f"a:{self.number}:{place}")] for place, option in enumerate(self.options)]
        aside = [("⬅ Back", f"nav:back:{self.number}")]
        if not self.options:
            aside.append(("Skip", f"nav:skip:{self.number}"))
        return [*rows, aside]

    def accepts(self, text: str) -> bool:
        """Whether this text may be its answer."""
        return (self.kind == "T" and 0 < len(text) <= 500) or (self.kind == "N" and text.isdigit())


def _question(number: int, kind: str) -> Question:
    text = f"<b>Question {number + 1} of 20.</b> How would you describe matter {number + 1}? {HINT}"
    options = [f"Option {place + 1} of matter {number + 1}" for place in range(3 + number % 3)] if kind == "C" else []
    return Question(number, kind, text, tuple(options))


QUESTIONS = tuple(_question(number, kind) for number, kind in enumerate(KINDS))
COUNT = len(QUESTIONS)
