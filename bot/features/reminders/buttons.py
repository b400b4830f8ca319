"""Buttons of reminders that other messages show too."""

from __future__ import annotations

from bot.conversation.views import Action

STOP = Action("button.reminders_stop", "rappels:stop")
RESTART = Action("button.reminders_start", "rappels:start", "primary")
REVIEW = Action("button.review_menu", "review", "primary")


def start(period: str, words: str = "button.review_start") -> Action:
    """The button that begins or resumes the review of that period."""
    return Action(words, f"review:open={period}", "primary")
