"""The only door to aiogram: its HTTP session, files and errors, without its models.
Its packages would import five hundred models, which take seconds and 20 MB and which the bot does not use.
"""

from __future__ import annotations

from typing import Any, ClassVar

from aiohttp import ClientResponse, ClientSession

from bot.partial_import import partial_import

TAKEN = {
    "aiogram": {},
    "aiogram.types": {"InputFile": "input_file", "ResponseParameters": "response_parameters", "TelegramObject": "base"},
    "aiogram.methods": {"Response": "base", "TelegramMethod": "base"},
}
"""Packages not to import whole → the names the session takes from them → the module that defines each."""

with partial_import(TAKEN):
    from aiogram.client.default import DefaultBotProperties
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.exceptions import (
        AiogramError,
        TelegramAPIError,
        TelegramBadRequest,
        TelegramConflictError,
        TelegramEntityTooLarge,
        TelegramForbiddenError,
        TelegramNetworkError,
        TelegramNotFound,
        TelegramRetryAfter,
        TelegramServerError,
        TelegramUnauthorizedError,
    )
    from aiogram.methods.base import TelegramMethod
    from aiogram.types.input_file import BufferedInputFile

__all__ = [
    "AiogramError",
    "Bot",
    "BufferedInputFile",
    "Request",
    "TelegramAPIError",
    "TelegramBadRequest",
    "TelegramConflictError",
    "TelegramEntityTooLarge",
    "TelegramForbiddenError",
    "TelegramNetworkError",
    "TelegramNotFound",
    "TelegramRetryAfter",
    "TelegramServerError",
    "TelegramUnauthorizedError",
    "request",
]

CONNECTIONS = 1000
"""Most calls under way at once: a hundred that hang must not hold the others."""


class Request(TelegramMethod[Any]):
    """A call of the Bot API with its parameters as sent; its result is plain JSON data."""

    __returning__ = Any
    __api_method__: ClassVar[str]


_known: dict[str, type[Request]] = {}


def request(method: str, **parameters: Any) -> Request:
    """A call by its documented name, like `request("sendMessage", chat_id=1, text="Bonjour")`."""
    if method not in _known:
        _known[method] = type(method, (Request,), {"__api_method__": method, "__module__": __name__})
    return _known[method](**parameters)


class _Answer(ClientResponse):
    """An answer whose text is read even if parts of it are no UTF-8: Telegram passes on what a forged press holds."""

    async def text(self, encoding: str | None = None, errors: str = "replace") -> str:
        return await super().text(encoding, errors)


class _Session(AiohttpSession):
    async def create_session(self) -> ClientSession:
        session = await super().create_session()
        session._response_class = _Answer
        return session


class Bot:
    """A bot on a Bot API server, with the attributes aiogram's session needs and no default parameters."""

    def __init__(self, token: str, api_base: str, timeout: float) -> None:
        """`timeout`: of a call, in seconds."""
        self.token, self.default = token, DefaultBotProperties()
        api = TelegramAPIServer.from_base(api_base)
        self._session: Any = _Session(api=api, timeout=timeout, limit=CONNECTIONS)

    async def __call__(self, call: Request, request_timeout: int | None = None) -> Any:
        """Make the call; its result. Raises AiogramError: TelegramAPIError, or another if the answer cannot be read."""
        return await self._session(self, call, timeout=request_timeout)

    async def close(self) -> None:
        """Close the connections."""
        await self._session.close()
