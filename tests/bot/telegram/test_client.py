"""The client of the Bot API: what it reads of an answer."""

from __future__ import annotations

from aiohttp import web

from bot.telegram.client import Bot, request
from tests.bot.server_harness import TOKEN


async def test_a_forged_press_that_is_no_utf_8_does_not_make_the_other_updates_unreadable() -> None:
    async def answer(_: web.Request) -> web.Response:
        body = b'{"ok":true,"result":[{"update_id":1,"callback_query":{"data":"b\xff\xfe1::"}},{"update_id":2}]}'
        return web.Response(body=body, content_type="application/json")

    app = web.Application()
    app.add_routes([web.post("/bot{token}/getUpdates", answer)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bot = Bot(TOKEN, f"http://127.0.0.1:{runner.addresses[0][1]}", 20)
    try:
        updates = await bot(request("getUpdates"))
    finally:
        await bot.close()
        await runner.cleanup()
    assert updates == [{"update_id": 1, "callback_query": {"data": "b��1::"}}, {"update_id": 2}]
