"""The only way in to aiogram: its client and its errors, without its types.

Importing it builds four hundred models, which take three seconds and 100 MB and which the bot has no use for.
"""

from __future__ import annotations

from typing import Any, ClassVar

import pydantic

_stock = pydantic.BaseModel.__dict__["model_rebuild"]
_names: dict[str, Any] = {}


def _later(cls: type, /, *, _types_namespace: dict[str, Any] | None = None, **_: Any) -> None:
    """Only remember what the model's annotations mean."""
    _names.update(_types_namespace or {})


def _when_used(
    cls: type[pydantic.BaseModel], /, *, _types_namespace: Any = None, _parent_namespace_depth: int = 2, **options: Any
) -> Any:
    """As pydantic does, with the names aiogram would have given at once."""
    depth = _parent_namespace_depth + 1
    return _stock.__get__(None, cls)(
        _types_namespace=_types_namespace or _names, _parent_namespace_depth=depth, **options
    )


pydantic.BaseModel.model_rebuild = classmethod(_later)  # type: ignore[method-assign, assignment]
try:
    from aiogram import Bot
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
    from aiogram.types import BufferedInputFile, Message, TelegramObject, Update
finally:
    pydantic.BaseModel.model_rebuild = _stock  # type: ignore[method-assign]
if _names:
    for base in (TelegramObject, TelegramMethod):
        base.model_rebuild = classmethod(_when_used)  # type: ignore[method-assign, assignment]

__all__ = [
    "AiohttpSession",
    "Bot",
    "BufferedInputFile",
    "Message",
    "Request",
    "TelegramAPIError",
    "TelegramAPIServer",
    "TelegramBadRequest",
    "TelegramConflictError",
    "TelegramForbiddenError",
    "TelegramNetworkError",
    "TelegramRetryAfter",
    "TelegramServerError",
    "Update",
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
