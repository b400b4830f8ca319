"""The questionnaire with python-telegram-bot: a ConversationHandler, the answers in memory."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ConversationHandler,
    Defaults,
    MessageHandler,
    filters,
)

from bench.rivals.questions import BASE, COUNT, NO_NUMBER, QUESTIONS, THANKS, TOKEN, Question

Handler = Callable[[Update, Any], Awaitable[int]]


def keyboard(question: Question) -> InlineKeyboardMarkup:
    rows = question.buttons()
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(text, callback_data=data) for text, data in row] for row in rows]
    )


KEYBOARDS = [keyboard(question) for question in QUESTIONS]


async def start(update: Update, context: Any) -> int:
    context.user_data["answers"] = {}
    await update.message.reply_text(QUESTIONS[0].text, reply_markup=KEYBOARDS[0])
    return 0


def choose(question: Question) -> Handler:
    async def handle(update: Update, context: Any) -> int:
        press, following = update.callback_query, question.number + 1
        context.user_data["answers"][question.number] = question.options[int(press.data.split(":")[2])]
        await press.answer()
        if following == COUNT:
            await press.edit_message_text(THANKS)
            return int(ConversationHandler.END)
        await press.edit_message_text(QUESTIONS[following].text, reply_markup=KEYBOARDS[following])
        return following

    return handle


def type_in(question: Question) -> Handler:
    async def handle(update: Update, context: Any) -> int:
        following = question.number + 1
        if not question.accepts(update.message.text):
            await update.message.reply_text(NO_NUMBER)
            return question.number
        context.user_data["answers"][question.number] = update.message.text
        await update.message.reply_text(QUESTIONS[following].text, reply_markup=KEYBOARDS[following])
        return following

    return handle


def main() -> None:
    builder = Application.builder().token(TOKEN).base_url(BASE + "/bot").defaults(Defaults(parse_mode="HTML"))
    application = builder.build()
    states = {
        question.number: [
            CallbackQueryHandler(choose(question), pattern=f"^a:{question.number}:")
            if question.options
            else MessageHandler(filters.TEXT & ~filters.COMMAND, type_in(question))
        ]
        for question in QUESTIONS
    }
    begin = [CommandHandler("start", start)]
    application.add_handler(ConversationHandler(begin, states, begin, allow_reentry=True))
    application.run_polling()


if __name__ == "__main__":
    main()
