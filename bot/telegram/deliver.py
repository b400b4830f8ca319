"""Sends what is in the outbox: in order for each person, honouring 429, 403 and broken connections."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.conversation.document_request import DocumentRequest, request_of
from bot.conversation.incoming import Incoming, Press
from bot.conversation.outcome import DeliveryMarks, Outcome, Saying
from bot.conversation.pieces import Page, Piece
from bot.conversation.views import Call
from bot.store import Store, Tx
from bot.telegram.client import (
    Bot,
    BufferedInputFile,
    Request,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    request,
)
from bot.telegram.screens.buttons import turns

log = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=5)
"""Before trying again what a broken connection or a server error stopped: doubled each time, within these."""
SENDING = timedelta(seconds=75)
"""How long nobody else may deliver what is being sent: longer than a call may take, tried again included."""
MOST_ATTEMPTS = 300
"""About a day of them."""
RENDER_WAIT, MOST_RENDERS = timedelta(minutes=1), 6
"""Before preparing again a document that could not be: doubled each time, so half an hour in all."""
STOP_WAIT = 2.0
"""Seconds that documents under way have to be finished when the program stops; the others wait for the restart."""
PICTURE_WAIT = 1.0
"""Seconds the next question waits for the picture it follows."""
QUICK_RETRIES = (0.3, 1.0)
"""Seconds before trying again at once a call that a broken connection or a server error stopped."""
GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
UNREACHABLE = ("chat not found", "user is deactivated", "bot was blocked")


class Deliverer:
    """Delivers sayings and remembers what went through until the next transaction can write it down."""

    def __init__(
        self,
        bot: Bot,
        store: Store,
        prepare: Callable[[int, DocumentRequest], Awaitable[list[Piece]]],
        now: Callable[[], datetime],
        words: Mapping[str, str],
    ) -> None:
        self.bot, self.store, self.now, self.words = bot, store, now, words
        self.prepare = prepare
        self.delivered: dict[int, DeliveryMarks] = {}
        self.silent_until = 0.0
        self._jobs: dict[int, asyncio.Task[None]] = {}

    def marks(self, chat_id: int) -> DeliveryMarks:
        """What went out to this person since the last transaction, handed over to the next one."""
        return self.delivered.pop(chat_id, DeliveryMarks())

    def keep(self, chat_id: int, marks: DeliveryMarks) -> None:
        """Take marks back: the transaction that was to write them failed."""
        newer = self.delivered.get(chat_id)
        if newer:
            marks = DeliveryMarks(
                marks.rows + newer.rows, newer.card if newer.moved else marks.card, marks.moved or newer.moved
            )
        self.delivered[chat_id] = marks

    async def outcome(self, incoming: Incoming, outcome: Outcome) -> None:
        """Answer the press, then say everything this update led to."""
        if isinstance(incoming, Press):
            await self._answer(incoming, outcome.toast)
        for call in outcome.direct:
            await self._straight(call)
        for saying in outcome.sayings:
            self.start(saying)
            if saying.kind != "document":
                await self.deliver(saying)
            elif saying.payload.get("first") and saying.id in self._jobs:
                # What comes next speaks of this picture: it waits a little for it.
                await asyncio.wait([self._jobs[saying.id]], timeout=PICTURE_WAIT)

    def start(self, saying: Saying) -> None:
        """A document is prepared beside the conversation: it never holds up an answer."""
        if saying.kind == "document" and saying.id not in self._jobs:
            job = asyncio.create_task(self._document(saying))
            self._jobs[saying.id] = job
            job.add_done_callback(lambda _: self._jobs.pop(saying.id))

    async def finish(self) -> None:
        """Wait for the documents under way, but not for long: they are in the outbox."""
        if self._jobs:
            _, late = await asyncio.wait(self._jobs.values(), timeout=STOP_WAIT)
            for job in late:
                job.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def deliver(self, saying: Saying) -> None:
        """Make the calls of a saying; what cannot go through now stays in the outbox."""
        for call in saying.payload:
            try:
                if not await self._try_delivery(saying, partial(self._attempt, call)):
                    return
            except Exception:
                # A call that cannot even be written will not be better later.
                log.exception("a %s cannot be sent", call["method"])
        self._mark(saying.chat_id).rows.append(saying.id)

    async def deliver_again(self, saying: Saying) -> None:
        """Deliver a saying found in the outbox, unless it went out, was replaced or is another process's by now."""
        marks = self.delivered.get(saying.chat_id)
        if saying.held is None or (marks and saying.id in marks.rows):
            return
        mine: bool = await self.store.run(Tx.hold, saying.id, saying.held, self.now() + SENDING)
        if mine:
            await self.deliver(saying)

    async def _is_waiting(self, saying: Saying) -> bool:
        return bool(await self.store.run(Tx.outbox_of, [saying.id]))

    def _mark(self, chat_id: int) -> DeliveryMarks:
        return self.delivered.setdefault(chat_id, DeliveryMarks())

    async def _document(self, saying: Saying) -> None:
        async def work() -> None:
            await self._call(request("sendChatAction", chat_id=saying.chat_id, action="upload_document"))
            for piece in await self.prepare(saying.chat_id, request_of(saying.payload)):
                await self._piece(saying.chat_id, piece)

        try:
            # Asked for again, erased: the row tells.
            if await self._is_waiting(saying) and await self._try_delivery(saying, work):
                await self.store.run(Tx.delete_delivered, [saying.id])
        except Exception:
            log.exception("document %s not prepared (attempt %d)", saying.payload, saying.attempts + 1)
            await self._not_prepared(saying)

    async def _not_prepared(self, saying: Saying) -> None:
        """Say it the first time and the last; in between the request just waits."""
        if saying.attempts + 1 >= MOST_RENDERS:
            await self.store.run(Tx.delete_delivered, [saying.id])
            await self.sorry(saying.chat_id, self.words["document.given_up"])
            return
        await self.store.run(Tx.retry, saying.id, self.now() + RENDER_WAIT * 2**saying.attempts, "render")
        if saying.attempts == 0:
            await self._send_word_file(saying)

    async def _send_word_file(self, saying: Saying) -> None:
        """Word in place of a PDF that cannot be made; the PDF follows once it can."""
        pieces: list[Piece] = []
        try:
            if word := request_of(saying.payload).in_word:
                pieces = await self.prepare(saying.chat_id, word)
        except Exception:
            log.exception("no Word file either")
        await self.sorry(saying.chat_id, self.words["document.instead" if pieces else "document.failed"])
        for piece in pieces:
            try:
                await self._piece(saying.chat_id, piece)
            except TelegramAPIError as error:
                log.warning("a Word file was not delivered (%s)", type(error).__name__)

    async def _piece(self, chat_id: int, piece: Piece) -> None:
        if isinstance(piece, Page):
            turning = {"inline_keyboard": turns(self.words, piece.number, piece.pages)}
            await self._call(
                request("sendMessage", chat_id=chat_id, text=piece.text, parse_mode="HTML", reply_markup=turning)
            )
            return
        if isinstance(piece, str):
            await self._call(request("sendMessage", chat_id=chat_id, text=piece, parse_mode="HTML"))
            return
        file = BufferedInputFile(piece.content, piece.name)
        if piece.picture:
            await self._call(request("sendPhoto", chat_id=chat_id, photo=file, caption=piece.caption))
        else:
            await self._call(request("sendDocument", chat_id=chat_id, document=file, caption=piece.caption))

    # --- one call

    async def _try_delivery(self, saying: Saying, work: Callable[[], Awaitable[None]]) -> bool:
        """Do the work; True when it is done or hopeless, False when it is put off."""
        try:
            await work()
        except TelegramRetryAfter as error:
            # Nobody's fault: not counted as an attempt.
            await self.store.run(Tx.reserve, [saying.id], self.now() + timedelta(seconds=error.retry_after))
            return False
        except TelegramForbiddenError:
            await self._unreachable(saying.chat_id)
            return False
        except (TelegramNetworkError, TelegramServerError) as error:
            await self._put_off(saying, type(error).__name__)
            return False
        except TelegramBadRequest as error:
            if any(reason in error.message.lower() for reason in UNREACHABLE):
                await self._unreachable(saying.chat_id)
                return False
            log.error("refused by Telegram: %s", error.message)
        return True

    async def _attempt(self, call: Call) -> None:
        """One call of an outbox row; an edit of a message that is gone becomes a new message."""
        parameters = {name: value for name, value in call.items() if name not in ("method", "card")}
        try:
            result = await self._call(request(call["method"], **parameters))
        except TelegramBadRequest as error:
            reason = error.message.lower()
            if "message is not modified" in reason:
                return
            if not any(text in reason for text in GONE):
                raise
            if call["method"] != "editMessageText":
                return
            result = await self._call(request("sendMessage", **{**parameters, "message_id": None}))
        if call.get("card") and isinstance(result, dict):
            mark = self._mark(result["chat"]["id"])
            mark.card, mark.moved = result["message_id"], True

    async def _call(self, method: Request) -> Any:
        """Any call but polling: a 429 silences them all until Telegram takes calls again."""
        now = asyncio.get_running_loop().time
        for wait in (*QUICK_RETRIES, None):
            if (silence := self.silent_until - now()) > 0:
                raise TelegramRetryAfter(method, "Too Many Requests", math.ceil(silence))
            try:
                return await self.bot(method)
            except TelegramRetryAfter as error:
                self.silent_until = now() + error.retry_after
                raise
            except (TelegramNetworkError, TelegramServerError):
                if wait is None:
                    raise
                await asyncio.sleep(wait)
        return None

    async def _answer(self, press: Press, toast: str | None) -> None:
        """Stop the button's spinner; too late or twice is nobody's fault."""
        try:
            await self._call(request("answerCallbackQuery", callback_query_id=press.query_id, text=toast))
        except TelegramAPIError:
            log.debug("a press was not answered")

    async def _straight(self, call: Call) -> None:
        """A call about somebody of whom nothing is kept: made once."""
        try:
            await self._attempt(call)
        except TelegramAPIError as error:
            log.warning("a notice was not delivered (%s)", type(error).__name__)

    async def sorry(self, chat_id: int, text: str) -> None:
        """Say that something went wrong; if even that fails, the log has it."""
        try:
            await self._call(request("sendMessage", chat_id=chat_id, text=text))
        except TelegramAPIError:
            log.warning("an apology was not delivered")

    # --- what could not go through

    async def _put_off(self, saying: Saying, reason: str) -> None:
        if saying.attempts + 1 >= MOST_ATTEMPTS:
            log.error("a %s was given up after %d attempts: %s", saying.kind, MOST_ATTEMPTS, reason)
            await self.store.run(Tx.delete_delivered, [saying.id])
            return
        wait = min(FIRST_WAIT * 2 ** min(saying.attempts, 16), LONGEST_WAIT)
        await self.store.run(Tx.retry, saying.id, self.now() + wait, reason)

    async def _unreachable(self, chat_id: int) -> None:
        """The person blocked the bot: keep their file, say nothing until they return."""

        def silence(tx: Tx) -> None:
            tx.set_reachable(chat_id, False)
            tx.drop(chat_id)

        await self.store.run(silence)
