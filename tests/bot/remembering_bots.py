"""Three bots that begin alike: one without memory, one with, and one that is two processes with memory."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select

from bot.conversation.incoming import Incoming
from bot.conversation.outcome import DeliveryMarks, Outcome
from bot.conversation.sessions import Sessions
from bot.store import Store, Tx
from bot.store.tables import answer, interview, planned
from tests.bot.simulation import Simulation
from tests.bot.walk_memory import WalkMemory
from tests.postgres import Server

Rows = dict[str, list[tuple[Any, ...]]]


class Bot:
    """Some processes of the bot on one database: each update goes to the next of them."""

    def __init__(self, store: Store, processes: int, remembers: bool, memory: WalkMemory) -> None:
        self.simulations = [Simulation(store, memory) for _ in range(processes)]
        self.store, self.handled = store, 0
        self.most = 1000 if remembers else 0

    def begin(self, beginning: Callable[[Simulation], str]) -> str:
        word = beginning(self.simulations[0])
        self.set_clock(self.simulations[0].now)
        for one in self.simulations:
            one.app.sessions = Sessions(self.most)
            # The links made from here on are drawn at random.
            one.app.context = replace(one.app.context, link=lambda _: "https://t.me/relais")
        return word

    def set_clock(self, moment: datetime) -> None:
        for one in self.simulations:
            one.now = moment

    def handle(self, incoming: Incoming) -> Outcome:
        simulation = self.simulations[self.handled % len(self.simulations)]
        self.handled += 1
        outcome = asyncio.run(simulation.app.handle(incoming, DeliveryMarks()))
        simulation._out(outcome)
        return outcome

    def let_time_pass(self, time: timedelta) -> list[tuple[int, str]]:
        """Another process does what falls due; its messages."""
        self.set_clock(self.simulations[0].now + time)
        other = self.simulations[-1]
        other.new_messages()
        return other.at(other.now)

    def rows(self) -> Rows:
        """What is stored; the ids of planned jobs depend on the database."""

        def read(tx: Tx, table: Table) -> list[tuple[Any, ...]]:
            columns = [column for column in table.c if table is not planned or column.name != "id"]
            return sorted((tuple(row) for row in tx._connection.execute(select(*columns))), key=repr)

        return {table.name: self.store.run_sync(read, table) for table in (answer, interview, planned)}


class Databases:
    """Empty databases: copies of a migrated file, and the worker's on PostgreSQL."""

    def __init__(self, template: Path, memory: WalkMemory, server: Server | None = None, name: str = "") -> None:
        self.template, self.memory, self.server, self.name = template, memory, server, name

    @contextmanager
    def bots(self) -> Iterator[list[Bot]]:
        """One without memory, one with, and two processes with memory."""
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            urls = [f"sqlite:///{shutil.copyfile(self.template, Path(folder) / f'{one}.db')}" for one in range(3)]
            if self.server:
                stack.callback(self.server.clear, self.name)
                urls[2] = self.server.url(self.name)
            stores = [Store(url) for url in urls]
            for store in stores:
                stack.callback(store.close_sync)
            shapes = ((1, False), (1, True), (2, True))
            yield [Bot(store, *shape, self.memory) for store, shape in zip(stores, shapes, strict=True)]
