"""The questionnaire with aiogram-dialog: a window for each question, the answers in memory."""

from __future__ import annotations

import asyncio
from typing import Any

from aiogram import Dispatcher
from aiogram.filters import CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.input import TextInput
from aiogram_dialog.widgets.kbd import Back, Column, Next, Row, Select
from aiogram_dialog.widgets.text import Const, Format

from bench.rivals.aiogram_client import client
from bench.rivals.questions import COUNT, QUESTIONS, THANKS, Question

Form = type("Form", (StatesGroup,), {f"q{number}": State() for number in range(COUNT)})
STATES = [getattr(Form, f"q{number}") for number in range(COUNT)]
dispatcher = Dispatcher()


@dispatcher.message(CommandStart())
async def start(message: Message, dialog_manager: DialogManager) -> None:
    await dialog_manager.start(STATES[0], mode=StartMode.RESET_STACK)


async def answer(question: Question, manager: DialogManager, value: str) -> None:
    """Keep the answer and show the next question, or the thanks."""
    manager.dialog_data[f"q{question.number}"] = value
    if question.number + 1 < COUNT:
        await manager.switch_to(STATES[question.number + 1])
        return
    await manager.event.bot.send_message(manager.event.from_user.id, THANKS)
    await manager.done()


def choice(question: Question) -> Window:
    async def choose(event: object, widget: object, manager: DialogManager, item: str) -> None:
        await answer(question, manager, question.options[int(item)])

    async def options(**data: Any) -> dict[str, Any]:
        return {"options": list(enumerate(question.options))}

    select = Select(
        Format("{item[1]}"),
        id=f"s{question.number}",
        item_id_getter=lambda option: option[0],
        items="options",
        on_click=choose,
    )
    back = Row(Back(Const("⬅ Back"), id="back"))
    return Window(Const(question.text), Column(select), back, state=STATES[question.number], getter=options)


def typed(question: Question) -> Window:
    async def take(message: Message, widget: object, manager: DialogManager, value: object) -> None:
        await answer(question, manager, str(value))

    field = TextInput(id=f"t{question.number}", type_factory=int if question.kind == "N" else str, on_success=take)
    aside = Row(Back(Const("⬅ Back"), id="back"), Next(Const("Skip"), id="skip"))
    return Window(Const(question.text), field, aside, state=STATES[question.number])


async def main() -> None:
    dispatcher.include_router(Dialog(*(choice(one) if one.options else typed(one) for one in QUESTIONS)))
    setup_dialogs(dispatcher)
    await dispatcher.start_polling(client())


if __name__ == "__main__":
    asyncio.run(main())
