"""The controls under /_/, as the page and outside tests use them."""

import asyncio
import base64
import json

import pytest

from bot.preview.server import serve
from tests.waiting import CEILING


async def post(http, control, **body):
    async with http.post(f"/_/{control}", json=body) as response:
        return response.status, await response.json()


async def get(http, path):
    async with http.get(path) as response:
        return await response.json()


async def test_a_conversation_can_be_driven_over_http(http, telegram):
    _, joined = await post(http, "people", first_name="Camille")
    person = joined["id"]
    _, sent = await post(http, "send", person=person, text="bonjour")
    assert await post(http, "edit", person=person, message_id=sent["message_id"], text="bonsoir") == (200, {})
    content = base64.b64encode(b"a;b").decode()
    await post(http, "attach", person=person, kind="document", name="liste.csv", content=content)
    history = await get(http, f"/_/chat/{person}")
    text, document = history["messages"]
    assert (text["text"], document["document"]["file_name"]) == ("bonsoir", "liste.csv")
    async with http.get(document["file_url"]) as response:
        assert await response.read() == b"a;b"
        assert response.headers["Content-Disposition"].startswith("attachment")
    kinds = [next(key for key in update if key != "update_id") for update in await fetched(telegram)]
    assert kinds == ["message", "edited_message", "message"]


async def fetched(telegram):
    return await telegram.updates.get(0, 100, 0, None)


async def test_buttons_age_faults_and_raw_updates_have_their_control(http, telegram, person):
    message = telegram.post(
        telegram.people[person],
        {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "Oui", "callback_data": "oui"}]]}},
    )
    place = {"person": person, "message_id": message["message_id"]}
    assert (await post(http, "press", **place, row=0, column=0))[1]["query"] in telegram.queries
    assert (await post(http, "press", **place, data="ancien"))[0] == 200
    assert (await post(http, "age", **place, hours=72))[0] == 200
    assert (await post(http, "fault", kind="429", method="sendMessage", times=1, retry_after=3))[0] == 200
    assert (await post(http, "block", person=person))[0] == 200
    assert (await post(http, "send", person=person, text="x"))[0] == 400
    assert (await post(http, "unblock", person=person))[0] == 200
    assert (await post(http, "raw", illisible=True))[0] == 200
    assert [sorted(set(update) - {"update_id"})[0] for update in await fetched(telegram)] == [
        *("callback_query", "callback_query", "my_chat_member", "my_chat_member", "illisible")
    ]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("send", {"person": 1, "text": "x"}),
        ("send", {"text": "x"}),
        ("press", {"person": 5_000_000_001, "message_id": 1, "row": 0}),
        ("attach", {"person": 5_000_000_001, "kind": "hologramme"}),
        ("fault", {"kind": "tempête"}),
        ("restart", {}),
    ],
)
async def test_a_wrong_control_is_answered_with_its_problem(http, person, name, body):
    status, answer = await post(http, name, **body)
    assert status == 400 and answer["error"]


async def test_the_calls_of_the_bot_are_listed_without_files_and_can_be_forgotten(http, bot, person):
    await bot.send_message(person, "x")
    async with http.post("/bot1000000:preview/sendMessage", data={"chat_id": "1", "text": "y"}) as response:
        assert response.status == 400
    first, second = await get(http, "/_/calls")
    assert (first["method"], first["params"]["text"]) == ("sendMessage", "x")
    assert second["error"] == "Bad Request: chat not found"
    await http.delete("/_/calls")
    assert await get(http, "/_/calls") == []


async def test_the_event_stream_resumes_where_it_was_cut(http, telegram, person):
    after = telegram.moment
    telegram.send(person, "un")
    telegram.send(person, "deux")

    async def read(count, headers):
        found = []
        async with http.get(f"/_/events?after={after}", headers=headers) as response:
            async for line in response.content:
                if line.startswith(b"data: "):
                    found.append(json.loads(line[6:]))
                if len(found) == count:
                    return found

    async with asyncio.timeout(CEILING):
        hello, first, second = await read(3, {})
        assert hello["boot"] == telegram.boot
        assert [first["message"]["text"], second["message"]["text"]] == ["un", "deux"]
        assert (await read(2, {"Last-Event-ID": str(after + 1)}))[1]["message"]["text"] == "deux"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:8081"}, 200),
        ({"Host": "exemple.fr"}, 403),
        ({"Host": "127.0.0.1.exemple.fr:8081"}, 403),
        ({"Origin": "https://exemple.fr"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_only_pages_of_this_machine_are_served(http, headers, status):
    for path in ("/", "/_/state", "/bot1000000:preview/getMe"):
        async with http.get(path, headers=headers) as response:
            assert response.status == status


async def test_a_host_others_can_reach_is_refused(telegram):
    with pytest.raises(ValueError, match=r"127\.0\.0\.1"):
        await serve(telegram, host="0.0.0.0")
