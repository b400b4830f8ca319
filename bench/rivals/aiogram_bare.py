"""The floor of the framework: aiogram as it comes, no state, the same reply to everything."""

from __future__ import annotations

import asyncio
import itertools

from aiogram import Dispatcher, F
from aiogram.types import CallbackQuery, Message

from bench.rivals.aiogram_client import KEYBOARDS, client
from bench.rivals.questions import QUESTIONS

TEXT, KEYBOARD = QUESTIONS[0].text, KEYBOARDS[0]
numbers = itertools.count()
dispatcher = Dispatcher()


@dispatcher.message(F.text)
async def reply(message: Message) -> None:
    await message.answer(f"{TEXT} {next(numbers)}", reply_markup=KEYBOARD)


@dispatcher.callback_query()
async def replace(press: CallbackQuery) -> None:
    await press.answer()
    if isinstance(press.message, Message):
        await press.message.edit_text(f"{TEXT} {next(numbers)}", reply_markup=KEYBOARD)


if __name__ == "__main__":
    asyncio.run(dispatcher.start_polling(client()))
