"""A bot of a few lines as a process of its own, for what is tested of processes: it starts at once.

`python -m tests.preview.small_bot` runs it with the environment the preview gives to a bot; SIGTERM ends it well.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any
from urllib.request import Request, urlopen

POLL = 5


def call(method: str, **values: Any) -> Any:
    url = f"{os.environ['TELEGRAM_API_BASE']}/bot{os.environ['BOT_TOKEN']}/{method}"
    request = Request(url, json.dumps(values).encode(), {"Content-Type": "application/json"})
    with urlopen(request) as response:
        return json.load(response)["result"]


def run() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    call("setMyCommands", commands=[{"command": "start", "description": "Commencer"}])
    offset = 0
    while True:
        for update in call("getUpdates", offset=offset, timeout=POLL):
            message = update["message"]
            call("sendMessage", chat_id=message["chat"]["id"], text=f"Vous avez dit : {message['text']}")
            offset = update["update_id"] + 1


if __name__ == "__main__":
    run()
