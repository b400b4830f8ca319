"""The bot's own sentences: each is said somewhere and found under its name, its braces match, its buttons are short."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from bot.workdays import ZONES
from domain.questionnaire.values import Problem
from domain.reviews.questions.bulk_answers import RULES
from tests.shipped_form import shipped_form

ROOT = Path(__file__).parents[3]
SOURCES = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "domain").rglob("*.py")]
COMPUTED = {
    "button": [
        *("prudent", "realistic", "ambitious", "usual", "identical", "agreed", "collected"),
        *("hour", "tonight", "tomorrow", "three_days", "next_week"),
        *("frequency", "day", "time", "overseas", "cantons"),
    ],
    "country": list(ZONES),
    "problem": list(Problem),
    "together": list(RULES),
    "objective": [
        "cost",
        "efficiency",
        "expertise",
        "flexibility",
        "baseline_prompt",
        "target_prompt",
        "statement",
        "hold",
        "target_only",
    ],
}
"""What the computed part of a name may be, where the name alone would let anything pass for used."""


def _texts() -> tuple[set[str], set[str]]:
    """The texts quoted in the sources, and the patterns of the computed ones (`f"verdict.{verdict}"`)."""
    quoted, patterns = set(), set()
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                quoted.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                fixed = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
                group = str(fixed[0]).split(".")[0]
                free = "|".join(COMPUTED.get(group, ["[A-Za-z0-9_]+"]))
                if fixed[0] and re.fullmatch(r"[a-z_]+\.[a-z_.]*", str(fixed[0])):
                    patterns.add("".join(f"({free})" if part is None else re.escape(str(part)) for part in fixed))
    return quoted, patterns


def test_every_sentence_is_said_somewhere() -> None:
    quoted, patterns = _texts()
    patterns -= {r"notice\.([A-Za-z0-9_]+)"}
    questions = shipped_form().questions.values()
    said = quoted | {f"{text}_one" for text in quoted} | {f"notice.{text}" for text in quoted}
    said |= {f"{q.id}.{choice.id}" for q in questions for choice in q.choices if choice.then == "say"}
    # The menu is read whole: its commands are those of the list.
    silent = {key for key in shipped_form().words if key not in said and not key.startswith("command.")}
    unsaid = sorted(key for key in silent if not any(re.fullmatch(pattern, key) for pattern in patterns))
    assert unsaid == []


def test_every_sentence_asked_for_by_name_exists() -> None:
    asked = re.compile(
        r"""(?:phrases|label|(?:phrases|self)\.count|Notice|Action|words)[(\[]\s*"([a-z_]+(?:\.[a-z_]+)*)"(?=[,)\]])"""
    )
    named = {key for file in SOURCES for key in asked.findall(file.read_text("utf-8"))}
    assert len(named) > 80 and named - set(shipped_form().words) == set()


def test_no_sentence_has_a_lone_brace() -> None:
    for key, text in shipped_form().words.items():
        assert text.count("{") == text.count("}") == len(re.findall(r"\{\w+\}", text)), key


def test_buttons_of_the_bot_are_short() -> None:
    for key, text in shipped_form().words.items():
        if key.startswith("button."):
            assert len(re.sub(r"\{\w+\}", "", text)) <= 40, key
