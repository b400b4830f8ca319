"""A call of the Bot API: reads its parameters as Telegram's server does, and checks them against the schema."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from bot.preview.api.refusals import Refusal, bad
from bot.preview.api.schema import METHODS

SCHEMA: dict[str, dict[str, bool]] = json.loads(METHODS.read_text(encoding="utf-8"))
NAMES = {name.lower(): name for name in SCHEMA}
MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "document": "there is no document in the request",
    "photo": "there is no photo in the request",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "action": "wrong parameter action in request",
    "file_id": "file_id not specified",
}


@dataclass(frozen=True)
class Call:
    """`method`: as documented; `values`: parameters as sent; `uploads`: field → file name and bytes."""

    method: str
    values: dict[str, Any]
    uploads: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return "" if value is None else str(value)

    def integer(self, name: str) -> int:
        """The parameter as a number; 0 if absent or not a number, as on Telegram's server."""
        value = self.text(name)
        return int(value) if re.fullmatch(r"-?\d{1,18}", value) else 0

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("true", "yes", "1")

    def data(self, name: str) -> Any:
        """An object or array, from JSON text or a JSON body; None if absent. Raises Refusal for bad JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise bad(f"can't parse {name.replace('_', ' ')} JSON object") from None


def known_method(name: str) -> str:
    """The documented spelling of a method. Raises Refusal (404) for an unknown one."""
    if name.lower() not in NAMES:
        raise Refusal(404, "Not Found: method not found")
    return NAMES[name.lower()]


def check_parameters(call: Call) -> None:
    """Raise Refusal for a missing or unknown parameter. Telegram ignores unknown ones, but the bot should send none."""
    known = SCHEMA[call.method]
    attached = set(re.findall(r"attach://([\w-]+)", json.dumps(call.values)))
    unknown = (set(call.values) | set(call.uploads)) - set(known) - attached
    if unknown:
        raise bad(f'unknown parameter "{min(unknown)}" of {call.method}')
    for name, required in known.items():
        if required and call.values.get(name) in (None, "") and name not in call.uploads:
            raise bad(MISSING.get(name, f'parameter "{name}" is required'))
