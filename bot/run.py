"""Wires the bot together and runs it on Telegram until it is asked to stop."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

import uvloop

from bot.app import App
from bot.clock import Clock, now
from bot.config import BadSettings, Settings
from bot.content.forms import load_form
from bot.conversation.outcome import Saying
from bot.documents import Documents
from bot.features.document.document_service import DocumentService
from bot.lanes.decision import Decisions
from bot.lanes.lanes import Lanes
from bot.log import OncePerMinute
from bot.project.calendars import calendars, zones
from bot.store import Store, StoreUnavailable, Tx
from bot.telegram.alarm import Alarm
from bot.telegram.bulk import BulkMessages, Throttle
from bot.telegram.calls import Calls
from bot.telegram.client import Bot
from bot.telegram.deliveries import Deliveries
from bot.telegram.encode import Encoder
from bot.telegram.holds import Holds
from bot.telegram.introduce import TokenRefused, ask_username, introduce, open_line
from bot.telegram.receive import Receiver
from bot.telegram.send import Sender
from bot.telegram.send_documents import SendDocuments
from bot.workdays import calendar_of
from domain.questionnaire.form import Form

log = logging.getLogger(__name__)
seldom = OncePerMinute(log)

COLLECTIONS = 50_000, 20, 100
"""Thresholds of Python's collector: at the usual ones it walks the objects of one answer dozens of times."""
CALL = 20
"""Time-out of a call of the Bot API, in seconds."""
FLUSH_EVERY = 0.1
"""Seconds between two writes of what was delivered; a crash before would have it sent again."""
STOP_WAIT = 2.0
"""Seconds decisions under way, then messages and documents, may take to finish when the program stops."""
STORE_WAIT = 2.0
"""Seconds the database may then take to store what was delivered."""


class Relais:
    """The whole bot, on one database and one Bot API server."""

    def __init__(self, settings: Settings, form: Form, documents: Documents, now: Callable[[], datetime] = now) -> None:
        self.settings, self.form, self.username = settings, form, ""
        self.store = store = Store(settings.database_url)
        self.bot = Bot(settings.token, settings.api_base, CALL)
        number = int(settings.token.partition(":")[0])

        zone, calendar = zones(settings.zone), calendars(settings.zone)
        self.documents = DocumentService(store, form, documents, now, calendar, zone)
        self.app = App(
            store, form, Encoder(form), now, calendar_of, self._link, settings.zone, settings.operators, bot=number
        )
        holds = Holds(store, now)
        calls = Calls(self.bot, holds)
        self.alarm = Alarm(calls, settings.operators, form.words)
        deliveries = Deliveries(store)
        self.files = SendDocuments(calls, store, deliveries, self.alarm, self.documents.prepare, now, form.words)
        self.sender = Sender(calls, store, deliveries, self.alarm, self.files.start, now, form.words)
        self.lanes = Lanes(Decisions(number, self.app.handle, self.sender, store, now, form.words))
        self.receiver = Receiver(self.bot, self.lanes.submit, self.lanes.keep_what_waits, self.lanes.backlog.wake)
        self.bulk, self.jobs = BulkMessages(self.sender.submit, holds.wait_in_bulk), Throttle(self._do)
        self.clock = Clock(store, now, self._deliver, self.jobs.add, self._waiting, holds.learn, self.alarm.ring)

    def stop(self) -> None:
        """Ask `run` to finish."""
        self.receiver.stop()

    async def run(self) -> None:
        """Poll, answer and deliver until `stop`; updates already received are handled before it returns."""
        await asyncio.to_thread(self.store.migrate)
        beside: list[asyncio.Task[None]] = []
        try:
            await self.store.run(self._take_over)
            if not await self._begin_with(open_line(self.bot)):
                return
            # Beside the polling: neither the menu nor missing files of versions may delay answers.
            for work in (
                introduce(self.bot, self.form.words, self.settings.brand),
                self.documents.complete(),
                self.lanes.watch(),
                self._flush_often(),
            ):
                beside.append(asyncio.create_task(work))
            self.clock.start()
            await self.lanes.backlog.resume()
            log.info("ready")
            await self.receiver.run()
            await self._finish()
        finally:
            self.clock.stop()
            self.alarm.stop()
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            await self._close()

    async def run_due_once(self) -> tuple[int, int]:
        """Do what is due, deliver what waits, and close; the numbers of things done and of jobs put back."""
        await asyncio.to_thread(self.store.migrate)
        try:
            await self._begin_with(ask_username(self.bot))
            done = 0
            while found := await self.clock.tick():
                done += found
                await self.drain()
            return done - self.app.put_back, self.app.put_back
        finally:
            await self._close()

    def is_idle(self) -> bool:
        """Whether everything received is decided, and everything that can be sent is sent and stored."""
        return self.receiver.is_idle() and not (self.lanes.tasks() or self._tasks() or self.sender.deliveries.chats())

    async def drain(self) -> None:
        """Do all that can be done now, and store the deliveries."""
        while running := self._tasks():
            await asyncio.wait(running)
        await self._flush()

    # --- parts of it

    def _tasks(self) -> list[asyncio.Task[None]]:
        return [*self.jobs.tasks(), *self.bulk.tasks(), *self.sender.tasks(), *self.files.tasks()]

    def _link(self, word: str) -> str:
        return f"https://t.me/{self.username}?start={word}"

    def _take_over(self, tx: Tx) -> None:
        """Make what other processes left this one's own."""
        tx.updates.adopt(self.app.bot)
        if self.settings.database_url.startswith("sqlite"):
            # No other process writes to people.
            tx.outbox.release()
        self.sender.left = set(tx.outbox.chats_in_waiting())

    async def _begin_with(self, opening: Coroutine[Any, Any, str]) -> bool:
        """Wait for the bot's username; False if the program is to stop before. Raises BadSettings."""
        asked, stop = asyncio.ensure_future(opening), asyncio.ensure_future(self.receiver.stopping.wait())
        await asyncio.wait({asked, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if not asked.done():
            asked.cancel()
            await asyncio.gather(asked, return_exceptions=True)
            return False
        try:
            self.username = asked.result()
        except TokenRefused as error:
            raise BadSettings([str(error)]) from None
        return True

    def _deliver(self, saying: Saying) -> None:
        """Send a row of the outbox when its turn comes."""
        if saying.bulk and saying.kind != "document":
            self.bulk.add(saying)
        else:
            self.sender.submit(saying, from_outbox=True)

    async def _do(self, planned: int) -> None:
        """Do a planned job, and send what it leads to."""
        try:
            for saying in (await self.app.due(planned)).sayings:
                self._deliver(saying)
        except StoreUnavailable:
            log.warning("job %d waits for the database", planned)

    def _waiting(self) -> int:
        return len(self.jobs) + len(self.bulk)

    async def _flush_often(self) -> None:
        """Store what was delivered."""
        while True:
            await asyncio.sleep(FLUSH_EVERY)
            try:
                await self._flush()
            except Exception:
                # Whatever it is, the next deliveries must be stored.
                seldom.exception("flush", "deliveries are not stored")

    async def _flush(self) -> None:
        # A card that moved is stored with the answer of whoever is being answered; rows of everybody are deleted here.
        deliveries, is_busy = self.sender.deliveries, self.lanes.is_busy
        people = [person for person in deliveries.chats() if not (deliveries.is_moved(person) and is_busy(person))]
        if not people:
            return
        try:
            await deliveries.store(people)
        except StoreUnavailable:
            # The row of one of them may be locked: the others do not wait for it.
            for person in people:
                with contextlib.suppress(StoreUnavailable):
                    await deliveries.store([person])

    async def _finish(self) -> None:
        """Decide and send what is in memory, within a few seconds; the rest stays in the database or at Telegram."""
        self.clock.stop()
        self.bulk.stop()
        await self.lanes.finish(STOP_WAIT)
        with contextlib.suppress(StoreUnavailable, TimeoutError):
            await asyncio.wait_for(self._finish_sending(), STOP_WAIT + STORE_WAIT)
        await self.receiver.confirm()

    async def _finish_sending(self) -> None:
        await self.jobs.finish()
        await asyncio.gather(self.sender.finish(STOP_WAIT), self.files.finish(STOP_WAIT))
        await self.sender.deliveries.store(self.sender.deliveries.chats())

    async def _close(self) -> None:
        self.documents.close()
        await self.bot.close()
        await self.store.close()


def run(settings: Settings, now: Callable[[], datetime] = now) -> None:
    """Run until SIGTERM or Ctrl-C. Raises BadContent (issues in `dialogs/`), BadFeatures or BadSettings."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_run(settings, now))


async def _run(settings: Settings, now: Callable[[], datetime]) -> None:
    relais = Relais(settings, load_form(), Documents(brand=settings.look), now)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, relais.stop)
    # The imports leave 200 000 objects that never die: without this every full collection walks them all.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTIONS)
    await relais.run()
