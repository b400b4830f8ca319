"""The only door to aiogram: its HTTP session, files and errors, without its models.
Its packages would import five hundred models, which take seconds and 20 MB and which the bot does not use.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from aiohttp import ClientError, ClientTimeout

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
    from aiogram.types.input_file import BufferedInputFile, InputFile

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
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Request:
    """A call of the Bot API with its parameters as sent; None leaves one out."""

    method: str
    parameters: Mapping[str, Any]


def request(method: str, **parameters: Any) -> Request:
    """A call by its documented name, like `request("sendMessage", chat_id=1, text="Bonjour")`."""
    return Request(method, parameters)


class Bot:
    """A bot on a Bot API server, with the attributes aiogram's session needs and no default parameters.

    Calls without a file are JSON and their results plain data: aiogram would build a form and several models for each,
    which takes most of the time of an answer. Files and refusals are left to it.
    """

    def __init__(self, token: str, api_base: str, timeout: float) -> None:
        """`timeout`: of a call, in seconds."""
        self.token, self.default = token, DefaultBotProperties()
        self._api = TelegramAPIServer.from_base(api_base)
        self._session: Any = AiohttpSession(api=self._api, timeout=timeout, limit=CONNECTIONS)
        self._timeout = ClientTimeout(timeout)

    async def __call__(self, call: Request, request_timeout: int | None = None) -> Any:
        """Make the call; its result. Raises AiogramError: TelegramAPIError, or another if the answer cannot be read."""
        session = await self._session.create_session()
        body: dict[str, Any]
        if any(isinstance(value, InputFile) for value in call.parameters.values()):
            body = {"data": self._session.build_form_data(self, _model(call))}
        else:
            given = {name: value for name, value in call.parameters.items() if value is not None}
            body = {"data": json.dumps(given).encode(), "headers": JSON}
        timeout = self._timeout if request_timeout is None else ClientTimeout(request_timeout)
        try:
            async with session.post(self._api.api_url(self.token, call.method), timeout=timeout, **body) as response:
                # Telegram passes on what a forged press holds, which may be no UTF-8.
                content = (await response.read()).decode(errors="replace")
        except TimeoutError as error:
            raise TelegramNetworkError(_model(call), "Request timeout error") from error
        except ClientError as error:
            raise TelegramNetworkError(_model(call), f"{type(error).__name__}: {error}") from error
        return self._result(call, response.status, content)

    def _result(self, call: Request, status: int, content: str) -> Any:
        try:
            answer = json.loads(content)
        except ValueError:
            answer = None
        if status == 200 and isinstance(answer, dict) and answer.get("ok") is True:
            return answer.get("result")
        return self._session.check_response(self, _model(call), status, content).result

    async def close(self) -> None:
        """Close the connections."""
        await self._session.close()


class _Model(TelegramMethod[Any]):
    __returning__ = Any
    __api_method__: ClassVar[str]


def _model(call: Request) -> TelegramMethod[Any]:
    """The call as a model of aiogram."""
    return _kind(call.method)(**call.parameters)


@cache
def _kind(method: str) -> type[_Model]:
    return type(method, (_Model,), {"__api_method__": method, "__module__": __name__})
