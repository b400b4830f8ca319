"""The controls under /_/, in JSON, for the page and for tests: actions of a person, faults, time.
A wrong request is answered 400 with `{"error": …}`.
"""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot import config
from bot.preview.events import Event
from bot.preview.process import BotProcess
from bot.preview.records import Fault, Json, Person
from bot.preview.state import Telegram
from bot.store import Store

TELEGRAM = web.AppKey("telegram", Telegram)
BOT = web.AppKey("bot", BotProcess)
FAULTS = ("429", "500", "cut", "timeout_after_send", "refused", "unreadable")
SENT_FROM, SENT_UNTIL = 9, 18  # the hours of a day when messages may be sent (`docs/rules/revue.md §9`)
HEARTBEAT = 20  # seconds between two empty lines that keep the event stream open

Act = Callable[[Telegram, Json], Any]


def routes() -> list[web.RouteDef]:
    """The routes of every control; the application must hold `TELEGRAM`, and `BOT` if it manages a process."""
    return [
        web.get("/_/state", _state),
        web.get("/_/chat/{person}", _chat),
        web.get("/_/events", _events),
        web.get("/_/file/{id}", _file),
        web.get("/_/calls", _calls),
        web.delete("/_/calls", _forget_calls),
        web.post("/_/restart", _restart),
        web.post("/_/time", _time),
        *(web.post(f"/_/{name}", _acting(act)) for name, act in ACTS.items()),
    ]


def _acting(act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        try:
            body = await request.json()
            return web.json_response(act(request.app[TELEGRAM], body) or {})
        except (ValueError, LookupError, TypeError) as problem:
            return web.json_response({"error": str(problem)}, status=400)

    return handle


def _attach(telegram: Telegram, body: Json) -> Json:
    details: Json = {key: body[key] for key in ("text", "caption", "name") if key in body}
    if "content" in body:
        details["content"] = base64.b64decode(body["content"])
    return {"message_id": telegram.attach(body["person"], body["kind"], **details)}


def _fault(telegram: Telegram, body: Json) -> None:
    if body["kind"] not in FAULTS:
        raise ValueError(f"panne inconnue : {body['kind']}")
    telegram.faults.append(Fault(**body))


def _press(telegram: Telegram, body: Json) -> Json:
    place = {key: body[key] for key in ("data", "row", "column") if key in body}
    return {"query": telegram.press(body["person"], body["message_id"], **place)}


ACTS: dict[str, Act] = {
    "people": lambda telegram, body: {"id": telegram.join(str(body["first_name"]))},
    "send": lambda telegram, body: {"message_id": telegram.send(body["person"], body["text"])},
    "edit": lambda telegram, body: telegram.edit(body["person"], body["message_id"], body["text"]),
    "press": _press,
    "attach": _attach,
    "block": lambda telegram, body: telegram.block(body["person"]),
    "unblock": lambda telegram, body: telegram.block(body["person"], blocked=False),
    "age": lambda telegram, body: telegram.age(body["person"], body["message_id"], body["hours"]),
    "raw": lambda telegram, body: {"update_id": telegram.updates.push_raw(body)},
    "fault": _fault,
}


async def _state(request: web.Request) -> web.Response:
    """The first state of the page: place in the log, people, commands, the bot's process."""
    telegram = request.app[TELEGRAM]
    bot = request.app.get(BOT)
    return web.json_response(
        {
            "boot": telegram.boot,
            "moment": telegram.moment,
            "bot": bot.state if bot else None,
            "username": telegram.bot_user()["username"],
            "commands": telegram.commands,
            "people": [_shown_person(person) for person in telegram.people.values()],
        }
    )


async def _chat(request: web.Request) -> web.Response:
    """One person's chat; each message with a file has a `file_url`."""
    telegram = request.app[TELEGRAM]
    person = telegram.people.get(int(request.match_info["person"]))
    if person is None:
        return web.json_response({"error": "personne inconnue"}, status=404)
    messages = [_shown_message(message) for message in person.messages.values()]
    return web.json_response({**_shown_person(person), "moment": telegram.moment, "messages": messages})


def _shown_person(person: Person) -> Json:
    kept = {"id": person.id, "first_name": person.first_name}
    return {**kept, "blocked": person.blocked, "keyboard": person.keyboard}


def _shown_message(message: Json) -> Json:
    media = [message.get(kind) for kind in ("document", "sticker", "voice")] + message.get("photo", [])[-1:]
    found = next((file for file in media if file), None)
    return {**message, "file_url": f"/_/file/{found['file_id']}"} if found else message


def _shown_event(telegram: Telegram, event: Event) -> Event:
    if event["type"] == "message":
        keyboard = telegram.people[event["person"]].keyboard
        return {**event, "message": _shown_message(event["message"]), "keyboard": keyboard}
    if event["type"] == "people":
        return {**event, **_shown_person(telegram.people[event["person"]])}
    return event


async def _events(request: web.Request) -> web.StreamResponse:
    """The log as Server-Sent Events, from `?after=` or, after a lost connection, from `Last-Event-ID`."""
    telegram = request.app[TELEGRAM]
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
    await response.prepare(request)
    await response.write(_sse(None, {"type": "hello", "boot": telegram.boot}))
    place = int(request.headers.get("Last-Event-ID") or request.query.get("after") or 0)
    with suppress(ConnectionError):  # The page was closed.
        while True:
            try:
                event = await asyncio.wait_for(telegram.events.event_at(place), HEARTBEAT)
            except TimeoutError:
                await response.write(b":\n\n")
                continue
            place += 1
            await response.write(_sse(place, _shown_event(telegram, event)))
    return response


def _sse(place: int | None, event: Event) -> bytes:
    head = "" if place is None else f"id: {place}\n"
    return f"{head}data: {json.dumps(event, ensure_ascii=False)}\n\n".encode()


async def _file(request: web.Request) -> web.Response:
    """A file of a chat. Only types a browser shows without running code open in place."""
    file = request.app[TELEGRAM].files.get(request.match_info["id"])
    if file is None:
        raise web.HTTPNotFound
    shown = file.mime in (
        "application/pdf",
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "audio/ogg",
    )
    disposition = "inline" if shown else "attachment"
    named = f"{disposition}; filename*=UTF-8''{quote(file.name)}"
    return web.Response(body=file.content, content_type=file.mime, headers={"Content-Disposition": named})


async def _calls(request: web.Request) -> web.Response:
    return web.json_response(list(request.app[TELEGRAM].calls))


async def _forget_calls(request: web.Request) -> web.Response:
    request.app[TELEGRAM].calls.clear()
    return web.json_response({})


async def _restart(request: web.Request) -> web.Response:
    bot = request.app.get(BOT)
    if bot is None:
        return web.json_response({"error": "aucun bot n’est géré par cet aperçu"}, status=400)
    await bot.restart()
    return web.json_response({})


async def _time(request: web.Request) -> web.Response:
    """Move the bot's clock by `{"days": 1}`, or `{"to": "review"}`, the next one planned; answers its new time."""
    bot = request.app.get(BOT)
    try:
        if bot is None:
            raise ValueError("aucun bot n’est géré par cet aperçu")
        body = await request.json()
        if body.get("to") == "review":
            at = await asyncio.to_thread(_next_review, bot.database_url)
            if at is None:
                raise ValueError("aucun point n’est prévu : terminez d’abord l’entretien ou le point en cours")
            bot.clock.advance(max(at - bot.clock(), timedelta()))
        else:
            bot.clock.advance(_by_day(bot.clock(), timedelta(days=float(body["days"]))))
    except (ValueError, LookupError, TypeError, OverflowError) as problem:
        return web.json_response({"error": str(problem)}, status=400)
    return web.json_response({"now": bot.clock().isoformat()})


def _by_day(now: datetime, step: timedelta) -> timedelta:
    """The step, ending in the morning of its day if it would end outside the hours of sending."""
    zone = config.read().zone
    at = (now + step).astimezone(zone)
    if SENT_FROM <= at.hour < SENT_UNTIL:
        return step
    return datetime.combine(at.date(), time(SENT_FROM + 1), zone) - now


def _next_review(database_url: str) -> datetime | None:
    store = Store(database_url)
    try:
        return store.run_sync(lambda tx: tx.planned.soonest("review"))
    finally:
        store.close_sync()
