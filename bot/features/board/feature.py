"""Declares the board of indicators."""

from __future__ import annotations

from bot.conversation.feature import Feature, allow, anyone
from bot.features.board import commands

FEATURE = Feature(
    name="board",
    commands=allow(anyone, {"tableau": commands.dashboard}),
    actions=allow(anyone, {"board": commands.dashboard, "board:chart": commands.one_chart}),
)
