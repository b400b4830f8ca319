"""Prepares and sends the documents of the outbox, beside the messages of their chats."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime, timedelta

from bot.conversation.document_request import DocumentRequest, request_of
from bot.conversation.outcome import CLAIM, Saying
from bot.conversation.pieces import File, Page, Piece
from bot.store import Store, StoreUnavailable, Tx
from bot.telegram.alarm import Alarm
from bot.telegram.calls import GAP, MOST_ATTEMPTS, Calls, Failure, NotAccepted, wait_after
from bot.telegram.client import BufferedInputFile, Request, request
from bot.telegram.deliveries import Deliveries
from bot.telegram.screens.buttons import turns

log = logging.getLogger(__name__)

RENDER_WAIT, MOST_RENDERS = timedelta(minutes=1), 6
"""Wait before a document that failed is prepared again, doubled each time, and the number of attempts."""
MOST_INTERRUPTIONS = 3
"""Times a document whose worker died is prepared again at once."""
RENEWAL = 4.0
"""Seconds after which a document is claimed again while it is prepared and sent."""
SHORT_WAIT = 30.0
"""Seconds of a wait during which a document that is ready is kept in memory."""


class SendDocuments:
    """Sends documents; a document never delays an answer."""

    def __init__(
        self,
        calls: Calls,
        store: Store,
        deliveries: Deliveries,
        alarm: Alarm,
        prepare: Callable[[int, DocumentRequest], Awaitable[list[Piece]]],
        now: Callable[[], datetime],
        words: Mapping[str, str],
    ) -> None:
        self.calls, self.store, self.deliveries, self.alarm = calls, store, deliveries, alarm
        self.now, self.words = now, words
        self.prepare = prepare
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def start(self, saying: Saying) -> asyncio.Task[None]:
        """Prepare and send a document in the background, unless this is being done."""
        if saying.id not in self._tasks:
            task = asyncio.create_task(self._run(saying))
            self._tasks[saying.id] = task
            task.add_done_callback(lambda _: self._tasks.pop(saying.id))
        return self._tasks[saying.id]

    def tasks(self) -> list[asyncio.Task[None]]:
        """What is under way."""
        return list(self._tasks.values())

    async def finish(self, seconds: float | None = None) -> None:
        """Wait for the documents under way, at most that long; those not sent may be sent at once by anybody."""
        if self._tasks:
            left = list(self._tasks)
            _, late = await asyncio.wait(self._tasks.values(), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
            await self.store.run(lambda tx: tx.outbox.release(left))

    async def _run(self, saying: Saying) -> None:
        renewal = asyncio.create_task(self._claim_again_and_again(saying))
        try:
            await self._do(saying)
        except StoreUnavailable:
            log.warning("a document waits for the database")
        except Exception:
            log.exception("a document waits")
        finally:
            renewal.cancel()

    async def _claim_again_and_again(self, saying: Saying) -> None:
        while True:
            await asyncio.sleep(RENEWAL)
            try:
                await self.store.run(lambda tx: tx.outbox.claim([saying.id], self.now() + CLAIM))
            except StoreUnavailable:
                continue

    async def _do(self, saying: Saying) -> None:
        # The row may have been deleted since.
        if not await self.store.run(lambda tx: tx.outbox.find([saying.id])):
            return
        try:
            pieces = await self._prepare(saying.chat_id, request_of(saying.payload))
        except Exception as error:
            log.exception("a document was not prepared (attempt %d): %s", saying.attempts + 1, type(error).__name__)
            await self._not_prepared(saying)
            return
        try:
            await self._send_pieces(saying, pieces)
        except NotAccepted as error:
            await self._not_accepted(saying, error)
            return
        await self.store.run(lambda tx: tx.outbox.delete([saying.id]))

    async def _prepare(self, chat_id: int, wanted: DocumentRequest) -> list[Piece]:
        """The pieces, prepared again at once if a worker died meanwhile."""
        await self._show_progress(chat_id)
        for _ in range(MOST_INTERRUPTIONS):
            try:
                return await self.prepare(chat_id, wanted)
            except BrokenProcessPool:
                log.warning("a document's worker died; the document is prepared again")
        return await self.prepare(chat_id, wanted)

    async def _show_progress(self, chat_id: int) -> None:
        try:
            await self.calls.make(chat_id, request("sendChatAction", chat_id=chat_id, action="upload_document"))
        except NotAccepted:
            log.debug("no progress was shown")

    async def _send_pieces(self, saying: Saying, pieces: list[Piece]) -> None:
        """Send the pieces that Telegram has not accepted yet, at the pace it asks for. Raises NotAccepted."""
        slow = False
        for number, piece in enumerate(pieces[saying.sent :], saying.sent + 1):
            call = self._call(saying.chat_id, piece)
            while True:
                if slow:
                    await asyncio.sleep(GAP)
                try:
                    await self.calls.make(saying.chat_id, call)
                    break
                except NotAccepted as error:
                    if error.failure is not Failure.HELD or error.wait > SHORT_WAIT:
                        raise
                    slow = True
                    await asyncio.sleep(error.wait)
            if number < len(pieces):
                await self.store.run(_record_sent, saying.id, number)

    def _call(self, chat_id: int, piece: Piece) -> Request:
        if isinstance(piece, Page):
            turning = {"inline_keyboard": turns(self.words, piece.number, piece.pages)}
            return request("sendMessage", chat_id=chat_id, text=piece.text, parse_mode="HTML", reply_markup=turning)
        if isinstance(piece, str):
            return request("sendMessage", chat_id=chat_id, text=piece, parse_mode="HTML")
        return _upload(chat_id, piece)

    # --- documents that were not prepared, or not accepted

    async def _not_prepared(self, saying: Saying) -> None:
        """Tell the person after the first failure and the last one; the document is tried again in between."""
        if saying.attempts + 1 >= MOST_RENDERS:
            await self.store.run(lambda tx: tx.outbox.delete([saying.id]))
            await self.calls.tell(saying.chat_id, self.words["document.given_up"])
            return
        await self._put_off(saying, RENDER_WAIT * 2**saying.attempts, "render")
        if saying.attempts == 0:
            await self._send_word_file(saying, "document.instead", "document.failed")

    async def _not_accepted(self, saying: Saying, error: NotAccepted) -> None:
        match error.failure:
            case Failure.HELD:
                await self._put_off(saying, timedelta(seconds=error.wait), None)
            case Failure.UNREACHABLE:
                await self.deliveries.cancel(saying.chat_id)
                await self.store.run(lambda tx: tx.outbox.release([saying.id]))
            case Failure.REFUSED:
                log.error("a document was refused: %s", error.reason)
                self.alarm.ring("refused")
                await self._send_word_file(saying, "document.refused_instead", "document.refused")
                await self.store.run(lambda tx: tx.outbox.delete([saying.id]))
            case Failure.BROKEN | Failure.UNREAD:
                if saying.attempts + 1 >= MOST_ATTEMPTS:
                    log.error("a document was given up: %s", error.failure.name)
                    await self.store.run(lambda tx: tx.outbox.delete([saying.id]))
                    return
                await self._put_off(saying, timedelta(seconds=wait_after(saying.attempts)), error.failure.name)

    async def _put_off(self, saying: Saying, wait: timedelta, error: str | None) -> None:
        def put_off(tx: Tx) -> None:
            row = tx.outbox.find([saying.id])
            sent = row[0].sent if row else 0
            tx.outbox.put_off(saying.id, sent, self.now() + wait, saying.attempts + (error is not None), error)

        await self.store.run(put_off)

    async def _send_word_file(self, saying: Saying, instead: str, without: str) -> None:
        """Send the Word file instead of a PDF, with a sentence (`instead`); only another one if there is none."""
        pieces: list[Piece] = []
        try:
            if word := request_of(saying.payload).in_word:
                pieces = await self._prepare(saying.chat_id, word)
        except Exception:
            log.exception("no Word file either")
        await self.calls.tell(saying.chat_id, self.words[instead if pieces else without])
        for piece in pieces:
            try:
                await self.calls.make(saying.chat_id, self._call(saying.chat_id, piece))
            except NotAccepted as error:
                log.warning("a Word file was not delivered (%s)", error.failure.name)
                await self.calls.tell(saying.chat_id, self.words[without])


def _record_sent(tx: Tx, outbox_id: int, sent: int) -> None:
    tx.outbox.record_sent(outbox_id, sent)


def _upload(chat_id: int, file: File) -> Request:
    content = BufferedInputFile(file.content, file.name)
    if file.picture:
        return request("sendPhoto", chat_id=chat_id, photo=content, caption=file.caption)
    return request("sendDocument", chat_id=chat_id, document=content, caption=file.caption)
