"""Serves the fake Bot API over HTTP/1.1 with as little work as possible: the bot is measured, not this server."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from email.parser import BytesParser
from typing import cast
from urllib.parse import parse_qsl

from bench.answers.telegram.fake_telegram import FakeTelegram, Json, refused
from bench.answers.telegram.json_bytes import loads

LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)", re.I)
CHUNKED = re.compile(rb"\r\ntransfer-encoding:[ \t]*chunked", re.I)
EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue", re.I)
TYPE = re.compile(rb"\r\ncontent-type:[ \t]*([^\r]+)", re.I)


class Connection(asyncio.Protocol):
    """One connection of the bot: requests are answered one after the other."""

    def __init__(self, telegram: FakeTelegram, distance: float) -> None:
        self.telegram, self.distance = telegram, distance
        self.buffer, self.busy = b"", False
        self.transport: asyncio.Transport | None = None
        self.requests: deque[tuple[bytes, bytes]] = deque()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # What uvloop gives is a transport without being an `asyncio.Transport`.
        self.transport = cast(asyncio.Transport, transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.transport = None

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while found := self._request():
            self.requests.append(found)
        self._next()

    def _request(self) -> tuple[bytes, bytes] | None:
        """The head and the body of the first whole request in the buffer, taken off it."""
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        head, start = self.buffer[: end + 2], end + 4
        if length := LENGTH.search(head):
            stop = start + int(length[1])
            if len(self.buffer) < stop:
                if EXPECTS.search(head) and len(self.buffer) == start and self.transport:
                    self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                return None
            body = self.buffer[start:stop]
        elif CHUNKED.search(head):
            whole = _unchunk(self.buffer, start)
            if whole is None:
                return None
            body, stop = whole
        else:
            body, stop = b"", start
        self.buffer = self.buffer[stop:]
        return head, body

    def _next(self) -> None:
        if self.busy or not self.requests:
            return
        self.busy = True
        head, body = self.requests.popleft()
        path, _, query = head.split(b" ", 2)[1].decode().partition("?")
        asked = {**dict(parse_qsl(query)), **_read(head, body)}
        parts = path.split("/")
        if len(parts) == 3 and parts[1].startswith("bot"):
            self.telegram.call(parts[2], asked, self._reply)
        else:
            self._reply(refused("Not Found", 404), 404)

    def _reply(self, body: bytes, status: int) -> None:
        if self.distance:
            asyncio.get_running_loop().call_later(self.distance, self._write, body, status)
        else:
            self._write(body, status)

    def _write(self, body: bytes, status: int) -> None:
        self.busy = False
        if self.transport is None:
            return
        head = b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        self.transport.write(head % (status, len(body)) + body)
        self._next()


def _read(head: bytes, body: bytes) -> Json:
    """The fields of a request; a file is a dictionary with its name."""
    found = TYPE.search(head) if body else None
    if not found:
        return {}
    kind = found[1].decode().strip()
    if "json" in kind:
        read: Json = loads(body)
        return read
    if not kind.startswith("multipart/"):
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    message = BytesParser().parsebytes(b"Content-Type: " + found[1] + b"\r\n\r\n" + body)
    fields: Json = {}
    for part in message.walk():
        name, file = part.get_param("name", header="content-disposition"), part.get_filename()
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            fields[name] = {"file_name": file} if file else content.decode()
    return fields


def _unchunk(buffer: bytes, place: int) -> tuple[bytes, int] | None:
    """A body in chunks that begins here, and where it ends; None while it is incomplete."""
    parts: list[bytes] = []
    while (line := buffer.find(b"\r\n", place)) >= 0:
        size = int(buffer[place:line].split(b";")[0], 16)
        place = line + 2
        if len(buffer) < place + size + 2:
            return None
        if not size:
            return b"".join(parts), place + 2
        parts.append(buffer[place : place + size])
        place += size + 2
    return None


async def serve(telegram: FakeTelegram, distance: float = 0.0) -> str:
    """Serve on a free port of this machine, each reply `distance` seconds late; its address."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(telegram, distance), "127.0.0.1", 0, backlog=1024)
    return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
