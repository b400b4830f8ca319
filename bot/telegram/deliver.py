"""Delivers the rows of the outbox, in order for each person; handles 429, 403 and broken connections."""

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
"""Bounds of the wait after a broken connection or a server error, which doubles each time."""
SENDING = timedelta(seconds=75)
"""How long a row being sent is reserved: longer than a call may take, with its quick retries."""
MOST_ATTEMPTS = 300
"""Attempts before a message is given up: about a day."""
RENDER_WAIT, MOST_RENDERS = timedelta(minutes=1), 6
"""Wait before a document that failed is prepared again, doubled each time, and the number of attempts."""
STOP_WAIT = 2.0
"""Seconds documents under way may take to finish when the program stops; others wait for the restart."""
PICTURE_WAIT = 1.0
"""Seconds the next question waits for the picture above it."""
QUICK_RETRIES = (0.3, 1.0)
"""Seconds before each quick retry after a broken connection or a server error."""
GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
UNREACHABLE = ("chat not found", "user is deactivated", "bot was blocked")


class Deliverer:
    """Delivers messages, and remembers the deliveries until the person's next transaction stores them."""

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
        """Take the deliveries to this person since their last transaction, to store them in the next one."""
        return self.delivered.pop(chat_id, DeliveryMarks())

    def keep(self, chat_id: int, marks: DeliveryMarks) -> None:
        """Put marks back after the transaction that was to store them failed."""
        newer = self.delivered.get(chat_id)
        if newer:
            marks = DeliveryMarks(
                marks.rows + newer.rows, newer.card if newer.moved else marks.card, marks.moved or newer.moved
            )
        self.delivered[chat_id] = marks

    async def outcome(self, incoming: Incoming, outcome: Outcome) -> None:
        """Answer the press, then deliver everything an update led to."""
        if isinstance(incoming, Press):
            await self._answer(incoming, outcome.toast)
        for call in outcome.direct:
            await self._straight(call)
        for saying in outcome.sayings:
            self.start(saying)
            if saying.kind != "document":
                await self.deliver(saying)
            elif saying.payload.get("first") and saying.id in self._jobs:
                # The next message is about this picture, and waits a little for it.
                await asyncio.wait([self._jobs[saying.id]], timeout=PICTURE_WAIT)

    def start(self, saying: Saying) -> None:
        """Prepare a document in the background, so that it never delays an answer."""
        if saying.kind == "document" and saying.id not in self._jobs:
            job = asyncio.create_task(self._document(saying))
            self._jobs[saying.id] = job
            job.add_done_callback(lambda _: self._jobs.pop(saying.id))

    async def finish(self, seconds: float | None = None) -> None:
        """Wait for the documents under way, at most that long; those not sent stay in the outbox."""
        if self._jobs:
            _, late = await asyncio.wait(self._jobs.values(), timeout=seconds)
            for job in late:
                job.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def deliver(self, saying: Saying) -> None:
        """Make the calls of a message; if they cannot be made now, the row stays in the outbox."""
        for call in saying.payload:
            try:
                if not await self._try_delivery(saying, partial(self._attempt, call)):
                    return
            except Exception:
                # A call that cannot be written as a request never will be.
                log.exception("a %s cannot be sent", call["method"])
        self._mark(saying.chat_id).rows.append(saying.id)

    async def deliver_again(self, saying: Saying) -> None:
        """Deliver a message found in the outbox, unless it is delivered, replaced or reserved by another process."""
        marks = self.delivered.get(saying.chat_id)
        if saying.reserved_until is None or (marks and saying.id in marks.rows):
            return
        mine: bool = await self.store.run(Tx.extend_reservation, saying.id, saying.reserved_until, self.now() + SENDING)
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
            # The row may have been deleted since.
            if await self._is_waiting(saying) and await self._try_delivery(saying, work):
                await self.store.run(Tx.delete_delivered, [saying.id])
        except Exception:
            log.exception("document %s not prepared (attempt %d)", saying.payload, saying.attempts + 1)
            await self._not_prepared(saying)

    async def _not_prepared(self, saying: Saying) -> None:
        """Tell the person after the first failure and the last one; the request is tried again in between."""
        if saying.attempts + 1 >= MOST_RENDERS:
            await self.store.run(Tx.delete_delivered, [saying.id])
            await self.sorry(saying.chat_id, self.words["document.given_up"])
            return
        await self.store.run(Tx.retry, saying.id, self.now() + RENDER_WAIT * 2**saying.attempts, "render")
        if saying.attempts == 0:
            await self._send_word_file(saying)

    async def _send_word_file(self, saying: Saying) -> None:
        """Send the Word file instead of a PDF that cannot be made; the PDF follows if it can be made later."""
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
        """Do the work; False if it is put off, True if it is done or hopeless."""
        try:
            await work()
        except TelegramRetryAfter as error:
            # A 429 is not counted as an attempt.
            await self.store.run(Tx.reserve, [saying.id], self.now() + timedelta(seconds=error.retry_after))
            return False
        except TelegramForbiddenError:
            await self._unreachable(saying.chat_id)
            return False
        except (TelegramNetworkError, TelegramServerError) as error:
            await self._postpone(saying, type(error).__name__)
            return False
        except TelegramBadRequest as error:
            if any(reason in error.message.lower() for reason in UNREACHABLE):
                await self._unreachable(saying.chat_id)
                return False
            log.error("refused by Telegram: %s", error.message)
        return True

    async def _attempt(self, call: Call) -> None:
        """Make one call of an outbox row; an edit of a message that is gone becomes a new message."""
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
        """Make a call other than polling; after a 429 every call raises until Telegram accepts calls again."""
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
        """Answer a press, which stops the button's spinner; errors (too late, twice) are ignored."""
        try:
            await self._call(request("answerCallbackQuery", callback_query_id=press.query_id, text=toast))
        except TelegramAPIError:
            log.debug("a press was not answered")

    async def _straight(self, call: Call) -> None:
        """Make a call that is not in the outbox, once."""
        try:
            await self._attempt(call)
        except TelegramAPIError as error:
            log.warning("a notice was not delivered (%s)", type(error).__name__)

    async def sorry(self, chat_id: int, text: str) -> None:
        """Tell the person that something went wrong; a failure is logged."""
        try:
            await self._call(request("sendMessage", chat_id=chat_id, text=text))
        except TelegramAPIError:
            log.warning("an apology was not delivered")

    # --- calls that failed

    async def _postpone(self, saying: Saying, reason: str) -> None:
        if saying.attempts + 1 >= MOST_ATTEMPTS:
            log.error("a %s was given up after %d attempts: %s", saying.kind, MOST_ATTEMPTS, reason)
            await self.store.run(Tx.delete_delivered, [saying.id])
            return
        wait = min(FIRST_WAIT * 2 ** min(saying.attempts, 16), LONGEST_WAIT)
        await self.store.run(Tx.retry, saying.id, self.now() + wait, reason)

    async def _unreachable(self, chat_id: int) -> None:
        """Mark the person as unreachable and drop their messages; their file is kept."""

        def silence(tx: Tx) -> None:
            tx.set_reachable(chat_id, False)
            tx.drop(chat_id)

        await self.store.run(silence)
