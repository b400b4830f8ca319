"""Serves the local Bot API and logs each message it accepts (`python -m bench.recorder LOG BOTS FIRST PEOPLE`).
Prints one address for each bot as a JSON list; all bots write to the same people.
"""

from __future__ import annotations

import asyncio
import copy
import json
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from bot.preview.records import Person
from bot.preview.server import serve
from bot.preview.state import Telegram


class Recorder(Telegram):
    """A local Telegram that logs a line `[monotonic seconds, bot, chat]` for each message."""

    def __init__(self, log: IO[str]) -> None:
        super().__init__()
        self.log, self.bot = log, 0

    def post(self, person: Person, content: dict[str, Any]) -> dict[str, Any]:
        self.log.write(json.dumps([time.monotonic(), self.bot, person.id]) + "\n")
        self.log.flush()
        return super().post(person, content)


async def main(path: Path, bots: int, first: int, people: int) -> None:
    """Serve until the process is ended."""
    with path.open("a") as log:
        telegram = Recorder(log)
        for number in range(first, first + people):
            telegram.people[number] = Person(number, f"P{number}", started=True)
        addresses = []
        for number in range(bots):
            # The same chats and the same queue of updates, under another address.
            seen = copy.copy(telegram)
            seen.bot = number
            addresses.append((await serve(seen)).url)
        print(json.dumps(addresses), flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main(Path(sys.argv[1]), *(int(number) for number in sys.argv[2:])))
