"""The only way in to aiogram: its HTTP session, its files and its errors, without its types.

Its packages import five hundred models, which take seconds and 20 MB and which the bot has no use for.
"""

from __future__ import annotations

from typing import Any, ClassVar

from bot.partial_import import partial_import

TAKEN = {
    "aiogram": {},
    "aiogram.types": {"InputFile": "input_file", "ResponseParameters": "response_parameters", "TelegramObject": "base"},
    "aiogram.methods": {"Response": "base", "TelegramMethod": "base"},
}
"""The packages that import every model → what the session takes from them, and the module that holds it."""

with partial_import(TAKEN):
    from aiogram.client.default import DefaultBotProperties
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.exceptions import (
        TelegramAPIError,
        TelegramBadRequest,
        TelegramConflictError,
        TelegramForbiddenError,
        TelegramNetworkError,
        TelegramRetryAfter,
        TelegramServerError,
    )
    from aiogram.methods.base import TelegramMethod
    from aiogram.types.input_file import BufferedInputFile

__all__ = [
    "Bot",
    "BufferedInputFile",
    "Request",
    "TelegramAPIError",
    "TelegramBadRequest",
    "TelegramConflictError",
    "TelegramForbiddenError",
    "TelegramNetworkError",
    "TelegramRetryAfter",
    "TelegramServerError",
    "request",
]


class Request(TelegramMethod[Any]):
    """A call of the Bot API with its parameters as they are sent; its result is what the JSON says."""

    __returning__ = Any
    __api_method__: ClassVar[str]


_known: dict[str, type[Request]] = {}


def request(method: str, **parameters: Any) -> Request:
    """A call by its documented name: `request("sendMessage", chat_id=1, text="Bonjour")`."""
    if method not in _known:
        _known[method] = type(method, (Request,), {"__api_method__": method, "__module__": __name__})
    return _known[method](**parameters)


class Bot:
    """A bot on a Bot API server, as aiogram's session knows it: its token, and no default of its own."""

    def __init__(self, token: str, api_base: str, timeout: float) -> None:
        """`timeout`: seconds a call may take before it counts as lost."""
        self.token, self.default = token, DefaultBotProperties()
        self._session: Any = AiohttpSession(api=TelegramAPIServer.from_base(api_base), timeout=timeout)

    async def __call__(self, call: Request, request_timeout: int | None = None) -> Any:
        """Make the call; what its result says. Raises TelegramAPIError."""
        return await self._session(self, call, timeout=request_timeout)

    async def close(self) -> None:
        """Close its connections."""
        await self._session.close()
