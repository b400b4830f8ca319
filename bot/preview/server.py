"""The HTTP server of the preview: the Bot API under /bot<token>/, its files, the page at /, the controls under /_/.
Serves this machine only: another `Host` or `Origin` is refused.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.preview.api.call import Call, known_method
from bot.preview.api.methods import execute
from bot.preview.api.refusals import MAX_DOCUMENT, Refusal
from bot.preview.control import BOT, TELEGRAM, routes
from bot.preview.process import BotProcess
from bot.preview.records import Fault
from bot.preview.state import Telegram

LOOPBACK = ("127.0.0.1", "localhost")
PAGE = Path(__file__).with_name("page")
LARGEST_BODY = MAX_DOCUMENT + (1 << 20)
SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
PAGE_RULES = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """A running preview, which listens at `url` until `close`."""

    def __init__(self, runner: web.AppRunner, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._runner = runner

    async def close(self) -> None:
        await self._runner.cleanup()


async def serve(telegram: Telegram, host: str = "127.0.0.1", port: int = 0, bot: BotProcess | None = None) -> Server:
    """Start listening; port 0 takes a free one. `bot`: the process the page may restart.

    Raises ValueError for a host that other machines can reach, OSError if the port is taken.
    """
    if host not in LOOPBACK:
        raise ValueError(f"the preview listens on 127.0.0.1 only, not on {host}")
    app = web.Application(middlewares=[_this_machine_only], client_max_size=LARGEST_BODY)
    app[TELEGRAM] = telegram
    if bot is not None:
        app[BOT] = bot
    app.add_routes(
        [
            web.route("*", r"/bot{token:[^/]*}/{method}", _bot_api),
            web.get(r"/file/bot{token:[^/]*}/{path:.*}", _download),
            *routes(),
            web.get("/", _page),
            web.get(r"/{name:page\.(?:js|css)}", _page),
        ]
    )
    # Closing does not wait for long polls and event streams, which never end by themselves.
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
    except OSError:
        await runner.cleanup()
        raise
    return Server(runner, runner.addresses[0][1])


@web.middleware
async def _this_machine_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    host = request.host
    if host.rpartition(":")[0] not in LOOPBACK and host not in LOOPBACK:
        raise web.HTTPForbidden(text="Host refused")
    if request.headers.get("Origin", f"http://{host}") != f"http://{host}":
        raise web.HTTPForbidden(text="Origin refused")
    response = await handler(request)
    if not response.prepared:
        response.headers.update(SAFE)
    return response


async def _page(request: web.Request) -> web.StreamResponse:
    name = request.match_info.get("name", "index.html")
    return web.FileResponse(PAGE / name, headers={"Content-Security-Policy": PAGE_RULES})


async def _bot_api(request: web.Request) -> web.StreamResponse:
    """Answer one call of the bot, with the fault planned for it if any."""
    telegram = request.app[TELEGRAM]
    try:
        _check_token(telegram, request.match_info["token"])
        method = known_method(request.match_info["method"])
        call = await _read_call(request, method)
        fault = telegram.take_fault(call)
        if fault:
            return await _faulty(request, call, fault)
        return web.json_response({"ok": True, "result": await _record_call(telegram, call)})
    except Refusal as refused:
        body: dict[str, Any] = {"ok": False, "error_code": refused.code, "description": refused.description}
        if refused.retry_after is not None:
            body["parameters"] = {"retry_after": refused.retry_after}
        return web.json_response(body, status=refused.code)


async def _faulty(request: web.Request, call: Call, fault: Fault) -> web.StreamResponse:
    """Answer a call as the fault planned for it says. Raises Refusal."""
    if fault.kind in ("timeout_after_send", "unreadable"):
        await _record_call(request.app[TELEGRAM], call)
    await asyncio.sleep(fault.hold)
    if fault.kind == "429":
        raise Refusal(429, f"Too Many Requests: retry after {fault.retry_after}", retry_after=fault.retry_after)
    if fault.kind == "refused":
        raise Refusal(fault.code, f"Refused with {fault.code}")
    if fault.kind == "500":
        raise Refusal(500, "Internal Server Error")
    if fault.kind == "unreadable":
        return web.Response(text=fault.body, content_type="text/html")
    return _close_connection(request)


def _check_token(telegram: Telegram, token: str) -> None:
    if not token:
        raise Refusal(404, "Not Found")
    if not re.fullmatch(r"[1-9]\d*:\S+", token):
        raise Refusal(401, "Unauthorized: invalid token specified")
    telegram.bot_id = int(token.partition(":")[0])


def _close_connection(request: web.Request) -> web.Response:
    """Close the connection without an answer."""
    if request.transport:
        request.transport.close()
    return web.Response()


async def _record_call(telegram: Telegram, call: Call) -> Any:
    entry: dict[str, Any] = {"method": call.method, "params": call.values}
    telegram.calls.append(entry)
    try:
        return await execute(telegram, call)
    except Refusal as refused:
        entry["error"] = refused.description
        raise


async def _read_call(request: web.Request, method: str) -> Call:
    """The call, with its parameters from the query and a form, multipart or JSON body. Raises Refusal."""
    values: dict[str, Any] = dict(request.query)
    uploads = {}
    try:
        if request.content_type == "application/json":
            values |= await request.json()
        elif request.can_read_body:
            for name, value in (await request.post()).items():
                if isinstance(value, web.FileField):
                    uploads[name] = (value.filename, value.file.read())
                else:
                    values[name] = value if isinstance(value, str) else value.decode()
    except web.HTTPRequestEntityTooLarge:
        raise Refusal(413, "Request Entity Too Large") from None
    except (ValueError, TypeError):
        raise Refusal(400, "Bad Request: can't parse the request") from None
    return Call(method, values, uploads)


async def _download(request: web.Request) -> web.Response:
    """The file at a `file_path` given by getFile."""
    _, _, rest = request.match_info["path"].partition("/")
    file = request.app[TELEGRAM].files.get(rest.partition("/")[0])
    if file is None or file.path != request.match_info["path"]:
        error = {"ok": False, "error_code": 404, "description": "Not Found"}
        return web.json_response(error, status=404)
    return web.Response(body=file.content, content_type="application/octet-stream")
