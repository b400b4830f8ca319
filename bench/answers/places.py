"""Everybody at their place in the walk, kept in a file: bringing them there takes longer than many a measure."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from pathlib import Path

from bench.answers.people import Crowd, Person
from bench.answers.telegram.fake_telegram import Json


@dataclass(frozen=True, slots=True)
class Places:
    """The people, and what Telegram knows of them."""

    people: dict[int, Person]
    born: int
    noted: list[int]
    messages: dict[tuple[int, int], Json]
    next_update: int
    next_message: int
    walk: tuple[int, int]
    """Acts and answers of a whole walk."""

    @classmethod
    def of(cls, crowd: Crowd, length: int, answers: int) -> Places:
        told = crowd.telegram
        numbers = told.next_update, told.next_message
        return cls(crowd.people, crowd.born, crowd.noted, told.messages, *numbers, (length, answers))

    def restore(self, crowd: Crowd) -> tuple[int, int]:
        """Put a new crowd there; the acts and answers of a whole walk."""
        crowd.people, crowd.born, crowd.noted = self.people, self.born, self.noted
        told = crowd.telegram
        told.messages, told.next_update, told.next_message = self.messages, self.next_update, self.next_message
        return self.walk

    def write(self, file: Path) -> None:
        file.write_bytes(pickle.dumps(self))

    @staticmethod
    def read(file: Path) -> Places:
        found: Places = pickle.loads(file.read_bytes())
        return found
