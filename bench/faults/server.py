"""A local Bot API server on 127.0.0.1 that misbehaves on command and remembers every call."""

from __future__ import annotations

import asyncio
import json
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar, Self

from aiohttp import web

from bench.faults.chats import Chats, Refused
from bench.faults.faults import MESSAGES, Fault
from bench.faults.records import Call, Json
from bench.faults.updates import Conflict, Updates

NOTICE = 0.02
"""Seconds between two looks at a condition."""

SAME = "message is not modified"


class Server:
    """The server, its updates, chats and faults. `async with Server() as api:` listens at `api.url`."""

    def __init__(self, seed: int = 1) -> None:
        self.updates, self.chats = Updates(), Chats()
        self.faults: list[Fault] = []
        self.calls: list[Call] = []
        self._of_chat: defaultdict[int, list[Call]] = defaultdict(list)
        self.polls = 0
        self.url = ""
        self._chance = random.Random(seed)
        self._port = 0
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def open(self) -> None:
        """Listen, at the same address as before if there was one."""
        app = web.Application(client_max_size=64 << 20)
        app.add_routes([web.route("*", r"/bot{token:[^/]*}/{method}", self._answer)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"

    async def close(self) -> None:
        """Refuse every connection until `open`."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    # --- commands of a scenario

    def befall(self, *faults: Fault) -> None:
        """Let these faults happen, beside those that stand."""
        self.faults.extend(faults)

    def heal(self, *faults: Fault) -> None:
        """End these faults; all if none is named."""
        self.faults = [one for one in self.faults if faults and one not in faults]

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    # --- what it remembers

    def of(self, chat: int, *methods: str, since: float = 0.0) -> list[Call]:
        """The calls about a chat that took effect, by these methods or any that shows something."""
        wanted = methods or MESSAGES
        found = (one for one in self._of_chat[chat] if one.method in wanted)
        return [one for one in found if one.accepted is not None and one.accepted >= since]

    def said(self, chat: int, words: str, since: float = 0.0) -> list[Call]:
        """The calls that showed these words in the chat."""
        return [one for one in self.of(chat, since=since) if words in one.text]

    async def until(self, true: Callable[[], object], seconds: float, every: float = NOTICE) -> bool:
        """Wait for a condition; whether it held in time."""
        deadline = self.now() + seconds
        while not true():
            if self.now() > deadline:
                return False
            await asyncio.sleep(every)
        return True

    # --- HTTP

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        call = Call(method, await _values(request), None, self.now())
        call.chat = self._chat(call)
        if method == "getUpdates":
            self.polls += 1
        else:
            self.calls.append(call)
            self._of_chat[call.chat or 0].append(call)
        fault = self._fault(call)
        if fault is None:
            return self._respond(call, await self._execute(call))
        if fault.before:
            await asyncio.sleep(fault.before)
        call.readable = not fault.unreadable
        answered = await self._execute(call) if fault.stored else None
        if not fault.stored and (query := self._query(call)):
            query.refused = True
        if fault.cut:
            if request.transport:
                request.transport.close()
            return web.Response()
        if fault.body is not None:
            call.status = fault.status
            kind = "application/json" if fault.body[:1] in b"{n" else "text/html"
            return web.Response(body=fault.body, status=fault.status, content_type=kind)
        return self._respond(call, answered)

    def _fault(self, call: Call) -> Fault | None:
        """The fault that befalls this call; slowness gives way to what is more specific."""
        for fault in sorted(self.faults, key=lambda one: one.chats is None):
            if fault.times == 0 or (fault.methods is None and call.method == "getUpdates"):
                continue
            if fault.methods is not None and call.method not in fault.methods:
                continue
            if fault.chats is not None and call.chat not in fault.chats:
                continue
            if fault.share < 1 and self._chance.random() >= fault.share:
                continue
            fault.times = fault.times and fault.times - 1
            fault.happened += 1
            return fault
        return None

    async def _execute(self, call: Call) -> tuple[int, Json]:
        try:
            result = await (self._own[call.method](self, call) if call.method in self._own else self._take(call))
        except Refused as refused:
            error: Json = {"ok": False, "error_code": refused.code, "description": refused.description}
            if refused.retry_after is not None:
                error["parameters"] = {"retry_after": refused.retry_after}
            if SAME in refused.description:
                # The chat already shows what the call asks for.
                call.accepted = self.now()
            return refused.code, error
        call.accepted = self.now()
        return 200, {"ok": True, "result": result}

    async def _take(self, call: Call) -> Any:
        return self.chats.execute(call)

    def _respond(self, call: Call, answered: tuple[int, Json] | None) -> web.Response:
        call.status, body = answered or (500, {})
        return web.Response(body=json.dumps(body).encode(), status=call.status, content_type="application/json")

    async def _get_updates(self, call: Call) -> list[Json]:
        asked = call.values
        try:
            offset, limit = int(asked.get("offset") or 0), int(asked.get("limit") or 100)
            return await self.updates.poll(offset, limit, float(asked.get("timeout") or 0))
        except Conflict as conflict:
            raise Refused(409, f"Conflict: {conflict}") from None

    async def _set_webhook(self, call: Call) -> bool:
        self.updates.webhook = str(call.values.get("url", ""))
        return True

    async def _delete_webhook(self, call: Call) -> bool:
        self.updates.webhook = ""
        if str(call.values.get("drop_pending_updates", "")).lower() == "true":
            self.updates.waiting.clear()
        return True

    async def _webhook_info(self, _: Call) -> Json:
        waiting = len(self.updates.waiting)
        return {"url": self.updates.webhook, "has_custom_certificate": False, "pending_update_count": waiting}

    _own: ClassVar[dict[str, Callable[[Server, Call], Awaitable[Any]]]] = {
        "getUpdates": _get_updates,
        "setWebhook": _set_webhook,
        "deleteWebhook": _delete_webhook,
        "getWebhookInfo": _webhook_info,
    }

    def _query(self, call: Call) -> Any:
        return self.chats.queries.get(str(call.values.get("callback_query_id")))

    def _chat(self, call: Call) -> int | None:
        if chat := call.values.get("chat_id"):
            return int(chat)
        return query.chat if (query := self._query(call)) else None


async def _values(request: web.Request) -> Json:
    """The parameters of a call, from the query and the body; of a file, its size."""
    values: Json = dict(request.query)
    if request.content_type == "application/json":
        values |= await request.json()
    elif request.can_read_body:
        for name, value in (await request.post()).items():
            values[name] = value if isinstance(value, str) else len(_content(value))
    return values


def _content(value: Any) -> bytes:
    return value.file.read() if isinstance(value, web.FileField) else bytes(value)
