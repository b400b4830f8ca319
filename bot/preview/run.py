"""The `preview` command: runs the server and the bot together until Ctrl-C or SIGTERM."""

import asyncio
import contextlib
import signal
import sys
import webbrowser
from collections.abc import Callable, Mapping, Sequence

from bot.preview.process import COMMAND, BotProcess
from bot.preview.server import Server, serve
from bot.preview.state import Telegram

NEAR = 20
"""Ports tried after a taken one, so that a second preview finds its own database again."""


def main(
    database: Callable[[int], str],
    port: int,
    open_browser: bool = False,
    env: Mapping[str, str] | None = None,
    command: Sequence[str] = COMMAND,
) -> int:
    """Run the preview and print its address on one line; the exit code.

    `database`: that of the preview on a port. A taken port is replaced by the next free one. `env` is added to the
    environment of the bot's process.
    """
    return asyncio.run(_run(database, port, open_browser, env, command))


async def _run(
    database: Callable[[int], str], port: int, open_browser: bool, env: Mapping[str, str] | None, command: Sequence[str]
) -> int:
    stopping = asyncio.Event()
    for wanted in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(wanted, stopping.set)
    telegram = Telegram()
    bot = BotProcess(env, lambda state: telegram.events.publish({"type": "bot", "state": state}), command)
    server = await _serve_near(telegram, port, bot)
    bot.database_url = database(int(server.url.rpartition(":")[2]))
    try:
        await bot.start(server.url)
        sys.stdout.write(f"Aperçu du bot : {server.url}/ (Ctrl-C pour arrêter)\n")
        sys.stdout.flush()
        if open_browser:
            await asyncio.to_thread(webbrowser.open, server.url)
        await stopping.wait()
    finally:
        await bot.stop()
        await server.close()
    return 0


async def _serve_near(telegram: Telegram, port: int, bot: BotProcess) -> Server:
    for near in range(port, port + NEAR):
        with contextlib.suppress(OSError):
            return await serve(telegram, port=near, bot=bot)
    return await serve(telegram, bot=bot)
