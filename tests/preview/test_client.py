"""aiogram's own client and a tiny aiogram bot, unchanged, on the preview."""

import asyncio

import pytest
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import BotCommand, BufferedInputFile, Message, Update

from bot.preview.api.attachments import png
from bot.preview.records import Fault
from tests.preview.echo import PDF, keyboard
from tests.waiting import wait_until


async def test_aiogram_reads_every_answer(bot, telegram, person):
    assert (await bot.get_me()).username == "relais_preview_bot"
    sent = await bot.send_message(person, "<b>Bonjour</b>", parse_mode="HTML", reply_markup=keyboard(0))
    assert (sent.text, sent.entities[0].type, sent.chat.first_name) == ("Bonjour", "bold", "Camille")
    assert sent.reply_markup.inline_keyboard[0][0].style == "primary"
    edited = await bot.edit_message_text("Compte : 1", chat_id=person, message_id=sent.message_id)
    assert (edited.text, edited.reply_markup, edited.message_id) == ("Compte : 1", None, sent.message_id)
    assert await bot.send_chat_action(person, "typing")
    assert await bot.set_my_commands([BotCommand(command="aide", description="Aide")])
    assert [command.command for command in await bot.get_my_commands()] == ["aide"]
    assert (await bot.get_webhook_info()).url == ""
    assert await bot.delete_message(person, sent.message_id)
    assert sent.message_id not in telegram.people[person].messages


async def test_files_travel_both_ways(bot, telegram, person):
    sent = await bot.send_document(person, BufferedInputFile(PDF, "cahier des charges.pdf"), caption="Voici")
    assert (sent.document.file_name, sent.document.mime_type) == ("cahier des charges.pdf", "application/pdf")
    again = await bot.send_document(person, sent.document.file_id)
    assert again.document.file_id == sent.document.file_id
    edited = await bot.edit_message_caption(chat_id=person, message_id=sent.message_id, caption="Voilà")
    assert edited.caption == "Voilà"
    photo = await bot.send_photo(person, BufferedInputFile(png(300, 200), "matrice.png"))
    assert (photo.photo[0].width, photo.photo[0].height) == (300, 200)
    telegram.attach(person, "document", name="notes.txt", content=b"deux lignes")
    update = (await bot.get_updates())[-1]
    file = await bot.get_file(update.message.document.file_id)
    assert (await bot.download_file(file.file_path)).read() == b"deux lignes"


async def test_everything_a_person_can_do_is_an_update_aiogram_decodes(bot, telegram, person):
    kinds = ["photo", "sticker", "voice", "document", "location", "contact"]
    for kind in (*kinds, "forward"):
        telegram.attach(person, kind)
    telegram.edit(person, telegram.send(person, "/start"), "corrigé")
    telegram.block(person)
    telegram.block(person, blocked=False)
    updates = await bot.get_updates()
    assert [update.message.content_type for update in updates[:6]] == kinds
    assert updates[6].message.forward_origin.sender_user_name == "Une associée"
    assert updates[7].message.entities[0].type == "bot_command"
    assert updates[8].edited_message.text == "corrigé"
    assert [u.my_chat_member.new_chat_member.status for u in updates[9:]] == ["kicked", "member"]


async def test_a_press_on_an_old_message_no_longer_carries_it(bot, telegram, person):
    sent = await bot.send_message(person, "x", reply_markup=keyboard(0))
    telegram.press(person, sent.message_id, row=0, column=1)
    telegram.age(person, sent.message_id, hours=49)
    telegram.press(person, sent.message_id, data="d’un autre temps")
    recent, old = [update.callback_query for update in await bot.get_updates()]
    assert isinstance(recent.message, Message) and recent.data == "erase"
    assert not isinstance(old.message, Message) and old.message.date == 0
    assert (old.message.message_id, old.message.chat.id, old.data) == (
        sent.message_id,
        person,
        "d’un autre temps",
    )


async def test_refusals_are_aiograms_exceptions(bot, telegram, person):
    with pytest.raises(TelegramBadRequest, match="message is too long"):
        await bot.send_message(person, "x" * 4097)
    telegram.block(person)
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(person, "x")
    poll = asyncio.create_task(bot.get_updates(offset=telegram.updates._next_id, timeout=50))
    await wait_until(lambda: telegram.updates._poller)
    await bot.get_updates()
    with pytest.raises(TelegramConflictError):
        await poll


async def test_failures_happen_on_demand_and_only_as_often_as_asked(bot, telegram, person):
    telegram.faults.append(Fault("429", retry_after=7))
    with pytest.raises(TelegramRetryAfter) as flood:
        await bot.send_message(person, "x")
    assert flood.value.retry_after == 7
    telegram.faults.append(Fault("500", method="sendMessage", times=2))
    assert await bot.get_me()
    for _ in range(2):
        with pytest.raises(TelegramServerError):
            await bot.send_message(person, "x")
    before = len(telegram.people[person].messages)
    telegram.faults.append(Fault("cut"))
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(person, "perdu")
    assert len(telegram.people[person].messages) == before
    telegram.faults.append(Fault("timeout_after_send"))
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(person, "reçu quand même")
    assert list(telegram.people[person].messages.values())[-1]["text"] == "reçu quand même"
    assert await bot.send_message(person, "tout va bien")


async def test_an_unanswered_call_can_stay_open_as_long_as_wanted(bot, telegram, person):
    telegram.faults.append(Fault("timeout_after_send", hold=30))
    with pytest.raises(TelegramNetworkError, match="timeout"):
        await bot.send_message(person, "x", request_timeout=1)


async def test_the_echo_bot_holds_a_conversation(echo_bot, telegram, person):
    after = telegram.moment
    telegram.send(person, "il fait beau")
    assert (await telegram.next(person, after))["text"] == "Vous avez dit : il fait beau"
    after = telegram.moment
    telegram.send(person, "/start")
    card = await telegram.next(person, after)
    after = telegram.moment
    query = telegram.press(person, card["message_id"], row=0)
    assert (await telegram.answer(query))["text"] == "Compté : 1"
    [edited] = await telegram.wait_until_calm(person, after)
    assert (edited["message_id"], edited["text"]) == (card["message_id"], "Compte : 1")
    telegram.age(person, card["message_id"], hours=50)
    after = telegram.moment
    telegram.press(person, card["message_id"], row=0)
    assert (await telegram.next(person, after))["text"] == "Message trop ancien."


async def test_two_people_have_two_chats(echo_bot, telegram, person):
    other = telegram.join("Sacha")
    after = telegram.moment
    telegram.send(other, "secret")
    await telegram.next(other, after)
    assert not any("secret" in message["text"] for message in telegram.people[person].messages.values())
    telegram.send(person, "et moi ?")
    assert (await telegram.next(person, after))["text"] == "Vous avez dit : et moi ?"


async def test_every_update_of_the_preview_has_the_shape_of_the_bot_api(telegram, person):
    telegram.press(person, telegram.post(telegram.people[person], {"text": "x"})["message_id"], data="a")
    for update in await telegram.updates.get(0, 100, 0, None):
        assert Update.model_validate(update).event.from_user.id == person
