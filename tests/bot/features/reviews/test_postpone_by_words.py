"""A day refused after a press: why, then the question, in the order they are read."""

from __future__ import annotations

from datetime import timedelta

from tests.bot.review_conversation import press_reminder, reviewer
from tests.bot.server_harness import running_bot


async def test_a_day_picked_that_is_not_worked_is_refused_above_the_question_asked_again(database_url: str) -> None:
    async with running_bot(database_url) as harness:
        # Early in a month: there are Saturdays left to pick before the next review.
        harness.next_month(9)
        claire = await reviewer(harness)
        await claire.say("/rappels")
        assert "Quel jour vous convient" in await press_reminder(harness, claire, "other")
        await claire.press("Calendrier")
        today = harness.today()
        saturday = today + timedelta(days=(5 - today.weekday()) % 7 or 7)
        if saturday.month != today.month:
            await claire.press("›")
        await claire.press(str(saturday.day))
        await claire.until(lambda: "n’est pas travaillé" in claire.history())
        await claire.until(lambda: "Quel jour vous convient" in claire.see())
        assert "n’est pas travaillé" in claire.bot_messages[-2]["text"]
