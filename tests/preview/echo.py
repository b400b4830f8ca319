"""A tiny bot for the tests: echoes, counts presses, sends a document, says when somebody blocks it."""

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def client(url: str, token: str = "1000000:preview") -> Bot:
    """aiogram's own client, unchanged, on the preview at that address."""
    return Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))


def keyboard(count: int) -> InlineKeyboardMarkup:
    add = InlineKeyboardButton(text=f"Ajouter ({count})", callback_data=f"add:{count}", style="primary")
    erase = InlineKeyboardButton(text="Effacer", callback_data="erase", style="danger")
    done = InlineKeyboardButton(text="Valider", callback_data="alert", style="success")
    return InlineKeyboardMarkup(inline_keyboard=[[add, erase], [done]])


def dispatcher() -> Dispatcher:
    """A fresh dispatcher with the echo bot's handlers."""
    dispatch = Dispatcher()

    @dispatch.message(Command("start"))
    async def start(message: Message) -> None:
        await message.answer("<b>Bonjour</b>, comptons.", parse_mode="HTML", reply_markup=keyboard(0))

    @dispatch.message(Command("document"))
    async def document(message: Message) -> None:
        await message.answer_document(BufferedInputFile(PDF, "cahier.pdf"), caption="Voici le document.")

    @dispatch.message(F.text)
    async def echo(message: Message) -> None:
        await message.answer(f"Vous avez dit : {message.text}")

    @dispatch.message()
    async def other(message: Message) -> None:
        await message.answer(f"Reçu : {message.content_type.value}")

    @dispatch.edited_message()
    async def edited(message: Message) -> None:
        await message.answer(f"Corrigé : {message.text}")

    @dispatch.callback_query(F.data.startswith("add:"))
    async def add(query: CallbackQuery) -> None:
        count = int(str(query.data).removeprefix("add:")) + 1
        await query.answer(f"Compté : {count}")
        if isinstance(query.message, Message):
            await query.message.edit_text(f"Compte : {count}", reply_markup=keyboard(count))
        else:
            await query.bot.send_message(query.from_user.id, "Message trop ancien.")

    @dispatch.callback_query(F.data == "erase")
    async def erase(query: CallbackQuery) -> None:
        await query.answer()
        await query.message.delete()

    @dispatch.callback_query()
    async def alert(query: CallbackQuery) -> None:
        await query.answer("C’est validé.", show_alert=True)

    return dispatch
