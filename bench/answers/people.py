"""People who answer a bot as soon as it replies, or after thinking; whoever reaches the end gives place to another."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.answers.telegram.fake_telegram import FakeTelegram, Json
from bench.answers.walks import Memory, Screen, Step, Walk, screen

FIRST = 1_000_000
"""The chat of the first person."""
GIVEN_UP = 60.0
"""Seconds without a reply after which a person leaves, and somebody new comes."""
START = "/start"


@dataclass(slots=True)
class Person:
    """One person's walk through the bot."""

    chat: int
    rest_at: int | None = None
    """Replies after which the person waits for the measure to begin; None: goes on."""
    act: Json | str = START
    waiting: bool = False
    acted_at: float = 0.0
    update: int = 0
    card: Json | None = None
    shown: Screen | None = None
    memory: Memory = field(default_factory=Memory)
    replies: int = 0
    answers: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """What one act led to: the seconds until the reply, whether it was an answer, and how many came before it."""

    seconds: float
    answered: bool
    pressed: bool
    before: int


@dataclass(slots=True)
class Crowd:
    """All the people in front of one bot. `heard` is told of each reply, and `finished` of each end of a walk."""

    telegram: FakeTelegram
    walk: Walk
    tasks: int
    think: float = 0.0
    """Mean seconds of thought before an act."""
    heard: Callable[[Person, Reply], None] = lambda person, reply: None
    finished: Callable[[Person], None] = lambda person: None
    people: dict[int, Person] = field(default_factory=dict)
    resting: int = 0
    born: int = 0
    completed: int = 0
    unanswered: int = 0
    """Acts without a reply within `GIVEN_UP`."""
    beside: int = 0
    """Messages that nobody waited for."""
    repeated: int = 0
    """Screens sent again as they were, instead of the reply to a press."""
    noted: list[int] = field(default_factory=list)
    """The update of each answer that the bot replied to."""
    over: bool = False
    random: random.Random = field(default_factory=lambda: random.Random(7))

    def __post_init__(self) -> None:
        self.telegram.seen = self._see

    def join(self, rest_at: int | None = None) -> Person:
        """A person whom the bot has never seen, who has not written yet."""
        person = Person(FIRST + self.born, rest_at)
        self.born += 1
        self.people[person.chat] = person
        return person

    def resume(self) -> None:
        """Let everybody who rests go on, at moments that are spread if people think."""
        self.resting = 0
        for person in self.people.values():
            person.rest_at = None
            if not person.waiting:
                self._later(person, self.random.uniform(0, self.think))

    def start(self, person: Person) -> None:
        self._act(person)

    def give_up(self) -> None:
        """Have those who have waited too long give place to others: a reply that comes later is nobody's."""
        now = time.perf_counter()
        for person in list(self.people.values()):
            if person.waiting and now - person.acted_at > GIVEN_UP:
                self.unanswered += 1
                del self.people[person.chat]
                self.finished(person)

    # --- a person acts

    def _act(self, person: Person) -> None:
        if self.over:
            return
        telegram, who = self.telegram, {"id": person.chat, "is_bot": False, "first_name": "P", "language_code": "fr"}
        person.waiting, person.acted_at = True, time.perf_counter()
        if isinstance(person.act, str):
            chat = {"id": person.chat, "type": "private", "first_name": "P"}
            number = telegram.number_message()
            message: Json = {"message_id": number, "from": who, "chat": chat, "date": int(time.time())}
            message["text"] = person.act
            if person.act.startswith("/"):
                message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(person.act)}]
            person.update = telegram.push({"message": message})
            return
        query = f"{person.chat}{telegram.next_update}"
        telegram.presses.add(query)
        press: Json = {"id": query, "from": who, "message": person.card, "chat_instance": str(person.chat)}
        person.update = telegram.push({"callback_query": press | {"data": person.act["callback_data"]}})

    def _later(self, person: Person, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        if seconds:
            loop.call_later(seconds, self._act, person)
        else:
            loop.call_soon(self._act, person)

    # --- the bot shows something

    def _see(self, chat: int, message: Json, kind: str) -> None:
        person = self.people.get(chat)
        if person is None or self.over:
            return
        shown = screen(message, kind)
        if kind == "markup" and not shown.buttons:
            return
        if shown.buttons:
            person.card = message
        if not person.waiting:
            self.beside += 1
            return
        step = self.walk(person.memory, shown, self.tasks)
        if step:
            person.shown = shown
            self._reply(person, step)
        elif person.shown:
            self.repeated += shown.same_as(person.shown)

    def _reply(self, person: Person, step: Step) -> None:
        person.waiting = False
        person.replies += 1
        taken = time.perf_counter() - person.acted_at
        reply = Reply(taken, step.answered, not isinstance(person.act, str), person.answers)
        person.act = step.act
        if step.answered:
            person.answers += 1
            self.noted.append(person.update)
        self.completed += step.finished
        self.heard(person, reply)
        if step.finished:
            del self.people[person.chat]
            self.finished(person)
        elif person.rest_at is not None and person.replies >= person.rest_at:
            self.resting += 1
        else:
            self._later(person, self.random.uniform(0.5, 1.5) * self.think)
