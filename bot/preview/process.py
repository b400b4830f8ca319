"""Runs the bot as a process of its own: start, stop, kill, restart."""

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence

from bot.preview.moment import VARIABLE, fresh

TOKEN = "1000000:preview"
STOP_WITHIN = 10  # seconds a bot has to finish after SIGTERM
COMMAND = (sys.executable, "-m", "bot", "run")
PR_SET_PDEATHSIG = 1


class BotProcess:
    """`python -m bot run` with the caller's environment, a fake token, and the preview as Telegram.

    `env` names its database (`DATABASE_URL`) unless `database_url` is set before it starts. Its log goes to this
    process's standard error. `changed` is called with each new `state`: "running" or "stopped", also if the process
    died.
    """

    def __init__(
        self,
        env: Mapping[str, str] | None = None,
        changed: Callable[[str], None] = lambda state: None,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self.state = "stopped"
        self.clock = fresh()
        self._env = dict(env or {}) | {VARIABLE: str(self.clock.file)}
        self._changed = changed
        self._command = command
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self._restarting = asyncio.Lock()

    @property
    def database_url(self) -> str:
        """The database of the bot."""
        return self._env["DATABASE_URL"]

    @database_url.setter
    def database_url(self, url: str) -> None:
        self._env["DATABASE_URL"] = url

    async def start(self, url: str) -> None:
        """Start the bot on the preview at `url`."""
        # Empty, they override those of a .env file: the preview is polled, and its database is this bot's only one.
        self._env |= {"TELEGRAM_API_BASE": url, "BOT_TOKEN": TOKEN, "WEBHOOK_URL": "", "PREVIEW_DATABASE_URL": ""}
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            env={**os.environ, **self._env},
            stdout=sys.stderr.fileno(),
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )
        self._set("running")
        self._watch = asyncio.create_task(self._wait(self._process))

    async def stop(self) -> int | None:
        """Ask the bot to stop (SIGTERM) and kill it if it does not; its exit code, None if it never ran."""
        return await self._end(signal.SIGTERM)

    async def kill(self) -> int | None:
        """Stop the bot at once (SIGKILL), as a power cut would."""
        return await self._end(signal.SIGKILL)

    async def restart(self) -> None:
        """Stop the bot if it runs, then start it again on the same preview."""
        async with self._restarting:
            await self.stop()
            await self.start(self._env["TELEGRAM_API_BASE"])

    async def _end(self, by: signal.Signals) -> int | None:
        if self._process is None or self._watch is None:
            return None
        if self._process.returncode is None:
            self._process.send_signal(by)
        try:
            await asyncio.wait_for(asyncio.shield(self._watch), STOP_WITHIN)
        except TimeoutError:
            self._process.kill()
            await self._watch
        return self._process.returncode

    async def _wait(self, process: asyncio.subprocess.Process) -> None:
        await process.wait()
        self._set("stopped")

    def _set(self, state: str) -> None:
        self.state = state
        self._changed(state)


def _end_with_parent() -> None:
    """Have the kernel stop this process when its parent is gone: killed, the preview would leave its bot running."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
