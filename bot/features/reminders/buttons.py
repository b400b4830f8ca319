"""The buttons under a reminder that other messages show too."""

from __future__ import annotations

from bot.conversation.views import Action

STOP = Action("button.reminders_stop", "rappels:stop")
RESTART = Action("button.reminders_start", "rappels:start", "primary")
REVIEW = Action("button.review_menu", "review", "primary")


def start(period: str, words: str = "button.review_start") -> Action:
    """Begins the review of that period, or goes on with it."""
    return Action(words, f"review:open={period}", "primary")
