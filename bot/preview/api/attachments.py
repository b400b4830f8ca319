"""Messages other than text: the smallest one of each kind, to see how the bot reacts."""

import struct
import zlib
from typing import Any

Json = dict[str, Any]

FORWARDED = "Voici ce que mon associée m’a écrit."
# The content does not matter: nothing plays it.
VOICE = b"OggS" + bytes(60)


def attachment(kind: str, details: Json, first_name: str, date: int) -> tuple[Json, str, bytes]:
    """The content of a message of that kind, its file's name (empty without a file) and its bytes.

    `details` may hold `text` (of a forward), `caption`, `name` and `content` (of a document). Raises ValueError
    for an unknown kind.
    """
    caption = {"caption": details["caption"]} if details.get("caption") else {}
    match kind:
        case "photo":
            return {"photo": [{"width": 320, "height": 200}], **caption}, "photo.png", png(320, 200)
        case "sticker":
            shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
            return {"sticker": {**shape, "emoji": "👍"}}, "sticker.png", png(512, 512)
        case "voice":
            return {"voice": {"duration": 1, "mime_type": "audio/ogg"}}, "voice.ogg", VOICE
        case "document":
            name, content = details.get("name", "notes.txt"), details.get("content", b"Quelques notes.\n")
            return {"document": {}, **caption}, name, content
        case "forward":
            origin = {"type": "hidden_user", "date": date, "sender_user_name": "Une associée"}
            return {"text": details.get("text", FORWARDED), "forward_origin": origin}, "", b""
        case "location":
            return {"location": {"latitude": 48.8566, "longitude": 2.3522}}, "", b""
        case "contact":
            return {"contact": {"phone_number": "+33100000000", "first_name": first_name}}, "", b""
    raise ValueError(f"pièce jointe inconnue : {kind}")


def png(width: int, height: int) -> bytes:
    """A picture of two colours, one above the other."""
    lines = [b"\0" + (b"\x9c\xc4\xe4" if y < height * 2 // 3 else b"\x7a\xa8\x74") * width for y in range(height)]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"".join(lines))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
