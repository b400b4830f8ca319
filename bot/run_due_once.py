"""Does the due work once, for operators who schedule `tick` themselves: due jobs, then waiting messages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.app import App
from bot.clock import BATCH
from bot.config import Settings
from bot.content.forms import load_form
from bot.conversation.outcome import CLAIM
from bot.documents import Documents
from bot.store import Store
from bot.telegram.encode import Encoder
from bot.workdays import calendar_of


async def tick(settings: Settings, now: Callable[[], datetime]) -> tuple[int, int]:
    """Do what is due; the numbers of things done (messages included) and of jobs that failed and were put back.

    Without a token, messages stay in the outbox.
    """
    if not settings.token:
        return await _plan_only(settings, now)
    from bot.run import Relais

    return await Relais(settings, load_form(), Documents(brand=settings.look), now).run_due_once()


async def _plan_only(settings: Settings, now: Callable[[], datetime]) -> tuple[int, int]:
    store, form = Store(settings.database_url), load_form()
    store.migrate()
    app = App(store, form, Encoder(form), now, calendar_of, str, settings.zone, settings.operators)
    try:
        done = 0
        while ids := await store.run(lambda tx: tx.planned.claim(now(), now() + CLAIM, BATCH)):
            for one in ids:
                await app.due(one)
            done += len(ids)
        return done - app.put_back, app.put_back
    finally:
        await store.close()
