"""Two previews at once: each its own page, bot and database."""

import asyncio
import signal
import socket
import sys
from pathlib import Path

from tests.waiting import CEILING, wait_until

PREVIEW = (
    "import sys; from bot.preview.run import main;"
    " sys.exit(main(lambda port: f'sqlite:///{sys.argv[2]}/preview-{port}.db', int(sys.argv[1])))"
)


def free_ports() -> int:
    """The first of two ports that nobody uses."""
    while True:
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            try:
                other.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return int(port)


async def test_the_second_preview_takes_the_next_port_and_has_another_file(tmp_path: Path) -> None:
    port, found = free_ports(), []
    for number in (port, port + 1):
        preview = await asyncio.create_subprocess_exec(
            sys.executable, "-c", PREVIEW, str(port), str(tmp_path), stdout=asyncio.subprocess.PIPE
        )
        found.append(preview)
        line = (await asyncio.wait_for(preview.stdout.readline(), CEILING)).decode()
        assert f"http://127.0.0.1:{number}/" in line
    await wait_until(lambda: all((tmp_path / f"preview-{number}.db").exists() for number in (port, port + 1)))
    for preview in found:
        preview.send_signal(signal.SIGTERM)
    assert [await asyncio.wait_for(preview.wait(), CEILING) for preview in found] == [0, 0]
