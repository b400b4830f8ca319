"""What the rivals written with aiogram share: the client, as aiogram's own examples set it up, and the keyboards."""

from __future__ import annotations

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bench.rivals.questions import BASE, QUESTIONS, TOKEN, Question


def client() -> Bot:
    """A bot that talks to the Bot API of the environment."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(BASE))
    return Bot(TOKEN, session=session, default=DefaultBotProperties(parse_mode="HTML"))


def _keyboard(question: Question) -> InlineKeyboardMarkup:
    rows = question.buttons()
    buttons = [[InlineKeyboardButton(text=text, callback_data=data) for text, data in row] for row in rows]
    return InlineKeyboardMarkup(inline_keyboard=buttons)


KEYBOARDS = [_keyboard(question) for question in QUESTIONS]
