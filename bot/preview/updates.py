"""The queue of updates for the bot; an update stays until `getUpdates` confirms it with a higher offset."""

import asyncio
from collections.abc import Callable, Collection
from typing import Any

from bot.preview.api.refusals import Refusal

Update = dict[str, Any]

# Seconds after which Telegram drops an update the bot has not fetched (the server's own figures).
PRESS_WAITS, OTHERS_WAIT = 150, 24 * 3600
LONGEST_POLL = 50
FUTURE = 10  # an offset further beyond the next id counts as none (the server's own figure)
ON_REQUEST_ONLY = {"chat_member", "message_reaction", "message_reaction_count"}


class Updates:
    """Pending updates, at most one waiting poller, and the webhook's address, which forbids polling."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        # The bot stores update ids, so a restarted preview must not use old ones again.
        self._next_id = int(now())
        self._pending: list[tuple[float, Update]] = []
        self._allowed: Collection[str] = ()
        self._poller: asyncio.Future[None] | None = None
        self._webhook = ""

    def __len__(self) -> int:
        return len(self._pending)

    def push(self, kind: str, content: dict[str, Any]) -> None:
        """Queue an update, unless the bot did not ask for this kind (`allowed_updates`)."""
        if kind in self._allowed if self._allowed else kind not in ON_REQUEST_ONLY:
            self.push_raw({kind: content}, PRESS_WAITS if kind == "callback_query" else OTHERS_WAIT)

    def push_raw(self, update: Update, waits: float = OTHERS_WAIT) -> int:
        """Queue an update as it is, even one that cannot be decoded; its id, added if it has none."""
        update = {"update_id": self._next_id, **update}
        self._next_id = max(self._next_id, int(update["update_id"])) + 1
        self._pending.append((self._now() + waits, update))
        if self._poller and not self._poller.done():
            self._poller.set_result(None)
        return int(update["update_id"])

    def begin_again(self, at: int) -> None:
        """Number the next updates from there, also lower, as Telegram may after a week without any."""
        self._next_id = at

    async def get(self, offset: int, limit: int, within: float, allowed: Collection[str] | None) -> list[Update]:
        """The result of `getUpdates`; waits up to `within` seconds for an update.

        A second poller makes the first fail with a 409. Raises Refusal (409) if a webhook is active.
        """
        if self._webhook:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        self._end_poll("other getUpdates request; make sure that only one bot instance is running")
        if allowed is not None:
            self._allowed = frozenset(allowed)
        self._confirm(offset)
        limit = min(max(limit or 100, 1), 100)
        if not self._pending and within > 0:
            self._poller = poller = asyncio.get_running_loop().create_future()
            try:
                await asyncio.wait_for(poller, min(within, LONGEST_POLL))
            except TimeoutError:
                return []
        return [update for _, update in self._pending[:limit]]

    def set_webhook(self, url: str, drop_pending: bool) -> None:
        """Set the webhook's address, or remove it if empty; nothing is ever delivered to it."""
        if url:
            self._end_poll("setWebhook request")
        self._webhook = url
        if drop_pending:
            self._pending.clear()

    @property
    def webhook(self) -> str:
        return self._webhook

    def _confirm(self, offset: int) -> None:
        now = self._now()
        self._pending = [kept for kept in self._pending if kept[0] > now]
        if offset > self._next_id + FUTURE:
            return
        if offset < 0:
            del self._pending[:offset]
        self._pending = [kept for kept in self._pending if kept[1]["update_id"] >= offset]

    def _end_poll(self, by: str) -> None:
        if self._poller and not self._poller.done():
            self._poller.set_exception(Refusal(409, f"Conflict: terminated by {by}"))
