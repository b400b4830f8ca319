"""A file with two tasks of three indicators each, and a count of presses and messages in a month without trouble."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from domain.questionnaire.values import Value
from tests.bot.conversation import Conversation

FIGURES = {
    "bookkeeping": {"gen_cycle_time": "3", "gen_on_time": "96", "bk_close_delay": "9"},
    "payroll": {"pay_turnaround": "2", "pay_error_rate": "0.5", "pay_entry_exit_delay": "2"},
}
"""Indicator → its value each month, on target."""
BASES = {"gen_on_time": "80", "pay_error_rate": "3"}
TARGETS = {**FIGURES["bookkeeping"], **FIGURES["payroll"]}


def good_figures() -> dict[str, Value]:
    """The answers to add to the usual finished file."""
    found: dict[str, Value] = {}
    for task, figures in FIGURES.items():
        found[f"kpi_select__{task}"] = tuple(figures)
        for kpi in figures:
            found[f"kpi_baseline__{task}/{kpi}"] = Decimal(BASES.get(kpi, "12"))
            found[f"kpi_target__{task}/{kpi}"] = "custom"
            found[f"kpi_target_custom__{task}/{kpi}"] = Decimal(TARGETS[kpi])
    return found


@dataclass
class PressCount:
    """Records each press and message with the screen it answers."""

    talk: Conversation
    done: list[tuple[str, str]] = field(default_factory=list)

    async def press(self, label: str) -> str:
        self.done.append((self.talk.see(), f"[{label}]"))
        return await self.talk.press(label)

    async def say(self, text: str) -> str:
        self.done.append((self.talk.see() if self.talk.bot_messages else "", text))
        return await self.talk.say(text)

    @property
    def screens(self) -> str:
        return "\n".join(f"{n:2}. {did:32} ← {_asked(shown)}" for n, (shown, did) in enumerate(self.done, 1))


def _asked(shown: str) -> str:
    lines = [line for line in shown.split("\n") if line.strip() and not line.startswith("✓")]
    return next((line for line in lines if line.endswith(("?", ")"))), "".join(lines[:1]))[:110]
