"""The preview's time machine: the bot's clock goes forward at a press."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.preview.moment import Moment
from bot.preview.process import BotProcess
from bot.preview.server import serve
from bot.preview.state import Telegram
from bot.store import Store
from tests.bot.simulation import Simulation
from tests.paris import PARIS
from tests.waiting import CEILING


def test_time_goes_forward_only_and_is_kept_for_the_next_start_of_the_bot(tmp_path: Path) -> None:
    clock = Moment(tmp_path / "ahead")
    assert clock.offset == timedelta()
    before = clock()
    clock.advance(timedelta(days=1))
    clock.advance(timedelta(days=30))
    assert Moment(clock.file).offset == timedelta(days=31) and clock() >= before + timedelta(days=31)
    for step in (timedelta(days=-1), timedelta(days=40_000)):
        with pytest.raises(ValueError, match="avenir"):
            clock.advance(step)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_page_moves_the_bots_clock_to_the_next_review(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = BotProcess({"DATABASE_URL": database_url})
    server = await serve(Telegram(), bot=bot)
    try:
        async with aiohttp.ClientSession(server.url) as http:

            async def move(**step: object) -> tuple[int, dict[str, str]]:
                async with http.post("/_/time", json=step) as response:
                    return response.status, await response.json()

            assert (await move(to="review"))[0] == 400
            store = Store(database_url)
            simulation = Simulation(store)
            simulation.now = bot.clock()
            simulation.write_finished_file(spec_start=simulation.now.astimezone(PARIS).date().isoformat())
            due = next(at for kind, _, at in simulation.planned_jobs() if kind == "review")
            store.close_sync()
            assert (await move(to="review"))[0] == 200 and abs(bot.clock() - due) < timedelta(seconds=CEILING)
            for days in (1, 1.5, 30):
                # Whatever the hour it is tried at, what is due that day is said.
                assert (await move(days=days))[0] == 200
                assert 9 <= bot.clock().astimezone(PARIS).hour < 18
            for wrong in ({"days": -3}, {"days": "demain"}, {}, {"days": 1e12}):
                assert (await move(**wrong))[0] == 400
    finally:
        await server.close()


async def test_without_a_bot_of_its_own_a_preview_has_no_clock_to_move() -> None:
    server = await serve(Telegram())
    try:
        async with aiohttp.ClientSession(server.url) as http, http.post("/_/time", json={"days": 1}) as response:
            assert response.status == 400
    finally:
        await server.close()
