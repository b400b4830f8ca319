"""What Telegram has accepted and the database does not say yet."""

from __future__ import annotations

from collections.abc import Iterable

from bot.conversation.outcome import DeliveryMarks, store_marks
from bot.store import Store, Tx


class Deliveries:
    """Deliveries to each person, until they are stored."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._of: dict[int, DeliveryMarks] = {}

    def add(self, chat_id: int, outbox_id: int) -> None:
        """Note that a row of the outbox was accepted."""
        self._of.setdefault(chat_id, DeliveryMarks()).rows.append(outbox_id)

    def move_card(self, chat_id: int, message_id: int) -> None:
        """Note which message holds the current question."""
        marks = self._of.setdefault(chat_id, DeliveryMarks())
        marks.card, marks.moved = message_id, True

    def chats(self) -> list[int]:
        """The chats of which something is to be stored."""
        return list(self._of)

    def take(self, chat_id: int) -> DeliveryMarks:
        """Take the deliveries to a person since their last transaction, to store them in the next one."""
        return self._of.pop(chat_id, DeliveryMarks())

    def take_if_moved(self, chat_id: int) -> DeliveryMarks:
        """Do so if the person's card has moved, which their next decision must know; else none."""
        return self.take(chat_id) if self.is_moved(chat_id) else DeliveryMarks()

    def is_moved(self, chat_id: int) -> bool:
        """Whether the person's card has moved since their last transaction."""
        marks = self._of.get(chat_id)
        return marks is not None and marks.moved

    def put_back(self, chat_id: int, marks: DeliveryMarks) -> None:
        """Put back what was taken: the transaction that was to store it failed."""
        if newer := self._of.get(chat_id):
            card = newer.card if newer.moved else marks.card
            marks = DeliveryMarks(marks.rows + newer.rows, card, marks.moved or newer.moved)
        if marks.rows or marks.moved:
            self._of[chat_id] = marks

    async def cancel(self, chat_id: int) -> None:
        """Note that a person cannot be reached and drop their messages; their file and documents asked for are kept."""
        await self._store.run(_silence, chat_id)

    async def store(self, chats: Iterable[int]) -> None:
        """Store the deliveries to these people now: they may not write for long. Raises StoreUnavailable."""
        # In one order everywhere, so that no two transactions wait for each other.
        taken = {chat_id: self.take(chat_id) for chat_id in sorted(chats)}
        try:
            await self._store.run(store_marks, taken)
        except BaseException:
            for chat_id, marks in taken.items():
                self.put_back(chat_id, marks)
            raise


def _silence(tx: Tx, chat_id: int) -> None:
    tx.set_reachable(chat_id, False)
    tx.outbox.drop(chat_id)
