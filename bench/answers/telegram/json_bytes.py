"""JSON to and from bytes, by orjson where it is installed (the environment of the rivals has it)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

loads: Callable[[bytes | str], Any]
dumps: Callable[[Any], bytes]

try:
    import orjson
except ImportError:
    import json

    loads = json.loads

    def dumps(value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

else:
    loads, dumps = orjson.loads, orjson.dumps
