"""A job that cannot be done is put back, logged and counted; the others are done."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.__main__ import main
from bot.app import FEATURES, App
from bot.clock import CLAIM
from bot.conversation.exchange import Exchange
from bot.conversation.feature import Job
from bot.conversation.outcome import Outcome
from bot.conversation.views import Notice
from bot.project.jobs import PauseMention
from bot.store import PlannedRow, Store, Tx
from bot.telegram.encode import Encoder
from bot.workdays import calendar_of
from tests.bot.conversation import Conversation
from tests.bot.database_rows import rows
from tests.bot.server_harness import ServerHarness, running_bot
from tests.bot.simulation import CLAIRE, Simulation, paris
from tests.shipped_form import shipped_form

WORDS = "Écrire à Madame Zorn"
OPENING = paris(2027, 1, 8, 10, 45)


def plan(store: Store, chat_id: int, kind: str, item: str, due: datetime) -> None:
    store.run_sync(lambda tx: tx.planned.put(tx.project(chat_id, due), kind, item, due))


@pytest.fixture
def finished(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Somebody's file whose first review is due, beside a job of a kind that is not known."""
    store = Store(database_url)
    Simulation(store).write_finished_file()
    plan(store, CLAIRE, "horoscope", WORDS, OPENING - timedelta(hours=2))
    plan(store, CLAIRE, "month_figures", '{"month":"2026-13"}', OPENING - timedelta(hours=2))
    store.close_sync()
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("BOT_TOKEN", "")
    return database_url


def test_a_tick_does_what_it_can_puts_the_rest_back_and_says_how_much(
    finished: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["tick", "--now", OPENING.isoformat()]) == 0
    heard = capfd.readouterr()
    said = heard.out.replace("\u00a0", " ")
    assert said == "3 choses faites.\n2 choses remises à plus tard : le journal dit pourquoi.\n"
    [(payload,)] = rows(finished, "select payload from outbox")
    assert "heure du point" in payload
    assert "kind horoscope" in heard.err and "UnreadableJob" in heard.err
    assert "kind month_figures" in heard.err and "ValueError" in heard.err
    assert "Zorn" not in heard.err and "2026-13" not in heard.err
    left = rows(finished, "select kind, item, attempts from planned where attempts > 0 order by kind")
    assert left == [("horoscope", WORDS, 1), ("month_figures", '{"month":"2026-13"}', 1)]
    # Nothing is tried again before the hour is over.
    assert main(["tick", "--now", (OPENING + timedelta(minutes=59)).isoformat()]) == 0
    assert capfd.readouterr().out == "0 chose faite.\n"
    assert main(["tick", "--now", (OPENING + timedelta(minutes=61)).isoformat()]) == 0
    assert "2 choses remises" in capfd.readouterr().out


async def test_the_running_bot_does_the_others_too(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await talk.say("/start")
        await talk.say("/pause")
        harness.later(4)
        await _plan_unknown(harness, talk)
        await harness.tick()
        await talk.until(lambda: "vous attend" in talk.history())
        await harness.idle()
        assert harness.rows("select kind, attempts from planned where kind = 'horoscope'") == [("horoscope", 1)]
    [line] = [record.getMessage() for record in caplog.records if record.name == "bot.app"]
    assert "kind horoscope" in line and "UnreadableJob" in line and "Zorn" not in line


async def _plan_unknown(harness: ServerHarness, talk: Conversation) -> None:
    assert harness.relais is not None
    due = harness.moment() - timedelta(days=1)
    await harness.relais.store.run(lambda tx: tx.planned.put(tx.project(talk.id, due), "horoscope", WORDS, due))


def failing(exchange: Exchange, job: PauseMention) -> Outcome:
    exchange.tell(exchange.chat_id, Notice("pause.first"))
    raise RuntimeError(WORDS)


def app(store: Store, now: list[datetime], do: Callable[[Exchange, PauseMention], Outcome] = failing) -> App:
    """The bot with a job that begins and fails."""
    features = [
        replace(one, jobs=tuple(Job(PauseMention, do) if job.item is PauseMention else job for job in one.jobs))
        for one in FEATURES
    ]
    form, zone = shipped_form(), ZoneInfo("Europe/Paris")
    return App(store, form, Encoder(form), lambda: now[0], calendar_of, str, zone, features=features)


def interrupted(exchange: Exchange, job: PauseMention) -> Outcome:
    """A doer whose statement the database gives up."""
    exchange.tell(exchange.chat_id, Notice("pause.first"))
    connection = exchange.tx._connection
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 1")
        connection.exec_driver_sql("SELECT pg_sleep(60)")
    driver = connection.connection.driver_connection
    driver.set_progress_handler(lambda: 1, 1)
    try:
        connection.exec_driver_sql("SELECT count(*) FROM planned")
    finally:
        driver.set_progress_handler(None, 1)
    return Outcome()


def planned(store: Store) -> PlannedRow:
    def read(tx: Tx) -> Any:
        [row] = tx.planned.of_project(tx.project(CLAIRE, OPENING))
        return row

    row: PlannedRow = store.run_sync(read)
    return row


def test_what_a_failing_job_had_begun_is_undone_and_it_waits_twice_as_long_each_time(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    now = [datetime(2027, 1, 11, 9, tzinfo=UTC)]
    bot = app(store, now)
    store.run_sync(lambda tx: tx.person(CLAIRE, now[0]))
    plan(store, CLAIRE, "pause", '{"which":"first"}', now[0])
    waits = []
    with caplog.at_level(logging.ERROR):
        for _ in range(10):
            row = planned(store)
            assert asyncio.run(bot.due(row.id)) == Outcome()
            waits.append(planned(store).due_at - now[0])
    assert waits == [timedelta(hours=hours) for hours in (1, 2, 4, 8, 16, 32, 64, 128, 168, 168)]
    assert planned(store).attempts == bot.put_back == 10
    assert store.run_sync(Tx.counts)["outbox"] == 0
    assert "RuntimeError" in caplog.text and "Zorn" not in caplog.text


def test_a_job_put_back_keeps_its_count_through_the_night_and_loses_it_once_planned_anew(store: Store) -> None:
    now = [datetime(2027, 1, 11, 9, tzinfo=UTC)]
    bot = app(store, now)
    store.run_sync(lambda tx: tx.person(CLAIRE, now[0]))
    plan(store, CLAIRE, "pause", '{"which":"first"}', now[0])
    asyncio.run(bot.due(planned(store).id))
    now[0] = datetime(2027, 1, 11, 22, tzinfo=UTC)
    asyncio.run(bot.due(planned(store).id))
    assert planned(store).due_at > now[0] + timedelta(hours=8) and planned(store).attempts == 1
    plan(store, CLAIRE, "pause", '{"which":"first"}', now[0])
    assert planned(store).attempts == 0


def test_a_job_the_database_interrupts_is_undone_not_counted_and_due_again_when_its_claim_ends(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    now = [datetime(2027, 1, 11, 9, tzinfo=UTC)]
    bot = app(store, now, interrupted)
    store.run_sync(lambda tx: tx.person(CLAIRE, now[0]))
    plan(store, CLAIRE, "pause", '{"which":"first"}', now[0])
    [claimed] = store.run_sync(lambda tx: tx.planned.claim(now[0], now[0] + CLAIM, 10))
    assert asyncio.run(bot.due(claimed)) == Outcome()
    assert (planned(store).due_at, planned(store).attempts, bot.put_back) == (now[0] + CLAIM, 0, 0)
    assert store.run_sync(Tx.counts)["outbox"] == 0
    assert "not done now" in caplog.text
