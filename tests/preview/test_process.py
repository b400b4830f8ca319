"""The bot as a process, and the preview command."""

import asyncio
import signal
import socket
import sys

import aiohttp
import pytest

from bot.preview.process import BotProcess
from bot.preview.server import serve
from tests.waiting import CEILING

SMALL_BOT = (sys.executable, "-m", "tests.preview.small_bot")
DEAF_BOT = (sys.executable, "-c", "import time; time.sleep(3600)")


def preview_with(command):
    """The program that opens the preview with another bot, on the port it is given."""
    started = f"main(lambda port: 'sqlite:///unused.db', int(sys.argv[1]), command={command!r})"
    return f"import sys; from bot.preview.run import main; sys.exit({started})"


async def answer_to(telegram, person, text):
    after = telegram.moment
    telegram.send(person, text)
    return (await telegram.next(person, after))["text"]


async def test_a_bot_killed_and_restarted_still_gets_what_was_said_meanwhile(telegram, person):
    states = []
    bot = BotProcess(changed=states.append, command=SMALL_BOT)
    server = await serve(telegram, bot=bot)
    try:
        await bot.start(server.url)
        assert await answer_to(telegram, person, "un") == "Vous avez dit : un"
        assert await bot.kill() == -signal.SIGKILL
        after = telegram.moment
        telegram.send(person, "deux")
        async with aiohttp.ClientSession(server.url) as http, http.post("/_/restart") as response:
            assert response.status == 200
        # The first answer may have been sent without its update being confirmed: it is then sent again.
        while (await telegram.next(person, after))["text"] != "Vous avez dit : deux":
            after += 1
        assert telegram.commands[0]["command"] == "start"
        assert await bot.stop() == 0
        assert states == ["running", "stopped", "running", "stopped"]
    finally:
        await bot.kill()
        await server.close()


async def test_a_bot_that_dies_alone_is_seen_as_stopped():
    seen = asyncio.Queue()
    bot = BotProcess(changed=seen.put_nowait, command=(sys.executable, "-c", "raise SystemExit(3)"))
    await bot.start("http://127.0.0.1:9")
    assert [await seen.get(), await asyncio.wait_for(seen.get(), CEILING)] == ["running", "stopped"]
    assert await bot.stop() == 3


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
async def test_the_command_says_its_address_and_stops_the_bot_when_told(stop):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        preview = await asyncio.create_subprocess_exec(
            sys.executable, "-c", preview_with(SMALL_BOT), str(port), stdout=asyncio.subprocess.PIPE
        )
        line = (await asyncio.wait_for(preview.stdout.readline(), CEILING)).decode()
        address = next(word for word in line.split() if word.startswith("http://127.0.0.1:"))
        assert f":{port}/" not in address
        async with aiohttp.ClientSession(address) as http, http.get("/_/state") as response:
            assert (await response.json())["bot"] == "running"
        preview.send_signal(stop)
        assert await asyncio.wait_for(preview.wait(), CEILING) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent is gone")
async def test_the_bot_of_a_preview_that_is_killed_does_not_go_on_alone():
    preview = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        preview_with(DEAF_BOT),
        "0",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    await asyncio.wait_for(preview.stdout.readline(), CEILING)
    preview.kill()
    # The bot writes there too: it ends once neither is left.
    await asyncio.wait_for(preview.stderr.read(), CEILING)
    await preview.wait()
