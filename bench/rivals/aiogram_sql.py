"""A durable bot, written the straightforward way: aiogram, and a SQLAlchemy session for each update. It reads how far
the person is, writes the answer, moves on, commits, then replies. SQLite in WAL with synchronous=FULL, or PostgreSQL.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Dispatcher, F
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, Message, TelegramObject, Update
from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint, event, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bench.rivals.aiogram_client import KEYBOARDS, client
from bench.rivals.questions import COUNT, NO_NUMBER, QUESTIONS, THANKS

engine = create_async_engine(os.environ.get("DATABASE_URL", "sqlite+aiosqlite://"))
new_session = async_sessionmaker(engine, expire_on_commit=False)
dispatcher = Dispatcher()


class Base(DeclarativeBase):
    """The tables."""


class Run(Base):
    """One person's way through the questions."""

    __tablename__ = "run"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(BigInteger, index=True)
    question: Mapped[int] = mapped_column(default=0)
    finished: Mapped[bool] = mapped_column(default=False)


class Answer(Base):
    """One answer, and the update that brought it."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("run_id", "question"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    question: Mapped[int]
    value: Mapped[str]
    update_id: Mapped[int] = mapped_column(BigInteger)


async def with_session(
    handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]], update: TelegramObject, data: dict[str, Any]
) -> Any:
    async with new_session() as session:
        data["session"] = session
        return await handler(update, data)


dispatcher.update.outer_middleware(with_session)


@dispatcher.message(CommandStart())
async def start(message: Message, session: AsyncSession) -> None:
    session.add(Run(user_id=message.chat.id))
    await session.commit()
    await message.answer(QUESTIONS[0].text, reply_markup=KEYBOARDS[0])


@dispatcher.callback_query(F.data.startswith("a:"))
async def choose(press: CallbackQuery, session: AsyncSession, event_update: Update) -> None:
    run = await _current(session, press.from_user.id)
    option = int((press.data or "").split(":")[2])
    await _store(session, run, QUESTIONS[run.question].options[option], event_update.update_id)
    await press.answer()
    if not isinstance(press.message, Message):
        return
    if run.finished:
        await press.message.edit_text(THANKS)
    else:
        await press.message.edit_text(QUESTIONS[run.question].text, reply_markup=KEYBOARDS[run.question])


@dispatcher.message(F.text)
async def type_in(message: Message, session: AsyncSession, event_update: Update) -> None:
    run, text = await _current(session, message.chat.id), message.text or ""
    if not QUESTIONS[run.question].accepts(text):
        await message.answer(NO_NUMBER)
        return
    await _store(session, run, text, event_update.update_id)
    await message.answer(QUESTIONS[run.question].text, reply_markup=KEYBOARDS[run.question])


async def _current(session: AsyncSession, user: int) -> Run:
    query = select(Run).where(Run.user_id == user, ~Run.finished).order_by(Run.id.desc()).limit(1)
    return (await session.scalars(query)).one()


async def _store(session: AsyncSession, run: Run, value: str, update: int) -> None:
    session.add(Answer(run_id=run.id, question=run.question, value=value, update_id=update))
    run.question += 1
    run.finished = run.question == COUNT
    await session.commit()


async def main() -> None:
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine.sync_engine, "connect")
        def make_durable(connection: Any, record: object) -> None:
            cursor = connection.cursor()
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.close()

    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    await dispatcher.start_polling(client())


if __name__ == "__main__":
    asyncio.run(main())
