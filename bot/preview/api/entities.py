"""Parses Telegram's HTML into plain text and entities, with offsets in UTF-16 code units.
Follows TDLib's parser, including its error texts and byte offsets.
"""

import re
from dataclasses import dataclass
from typing import Any

from bot.preview.api.refusals import MAX_RAW_TEXT, bad, units

Entity = dict[str, Any]

TAGS = {
    **{"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline"},
    **{"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre"},
    **{"tg-spoiler": "spoiler", "span": "spoiler", "blockquote": "blockquote", "a": "text_link"},
    **{"tg-time": "date_time", "tg-emoji": "custom_emoji"},
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
CHARACTER = re.compile(r"&(?:(lt|gt|amp|quot)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));?")
ATTRIBUTE = re.compile(r"\s*([^\s=>/\"']*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9.-]*)))?")
FOUND = re.compile(
    r"(?P<url>https?://[^\s<>«»]*[^\s<>«».,;:!?)])|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,64})(?![\w/])"
)


@dataclass(frozen=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    start: int


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """The plain text and the entities. Raises Refusal ("can't parse entities: …") as Telegram does."""
    if len(source.encode()) > MAX_RAW_TEXT:
        raise bad("text is too long")
    text: list[str] = []
    length, at = 0, 0
    opened: list[_Open] = []
    found: list[tuple[int, Entity]] = []
    while at < len(source):
        if source[at] != "<":
            piece, at = _plain(source, at)
            text.append(piece)
            length += units(piece)
        elif source.startswith("</", at):
            at = _check_end(source, at, opened)
            closed = opened.pop()
            if length > closed.start:
                inside = "".join(text).encode("utf-16-le")[closed.start * 2 :].decode("utf-16-le")
                found += [(len(opened), entity) for entity in _entity(closed, opened, length, inside)]
        else:
            tag, attributes, at = _start(source, at)
            opened.append(_Open(tag, attributes, length))
    if opened:
        raise _parse_error(f'Can\'t find end tag corresponding to start tag "{opened[-1].tag}"')
    found.sort(key=lambda pair: (pair[1]["offset"], -pair[1]["length"], pair[0]))
    return _trim("".join(text), [entity for _, entity in found])


def add_automatic(text: str, entities: list[Entity]) -> list[Entity]:
    """The entities, with those Telegram recognises by itself added: addresses and commands."""
    taken = [(e["offset"], e["offset"] + e["length"]) for e in entities if e["type"] in ("code", "pre", "text_link")]
    added = []
    for match in FOUND.finditer(text):
        start, length = units(text[: match.start()]), units(match[0])
        if not any(begin < start + length and start < end for begin, end in taken):
            added.append({"type": match.lastgroup, "offset": start, "length": length})
    return sorted([*entities, *added], key=lambda entity: (entity["offset"], -entity["length"]))


def _parse_error(reason: str) -> Exception:
    return bad(f"can't parse entities: {reason}")


def _byte(source: str, at: int) -> int:
    return len(source[:at].encode())


def _plain(source: str, at: int) -> tuple[str, int]:
    """One character reference, or the text up to the next one or the next tag."""
    if source[at] == "&":
        reference = CHARACTER.match(source, at)
        return (_decode(reference), reference.end()) if reference else ("&", at + 1)
    stop = re.compile("[<&]").search(source, at)
    end = stop.start() if stop else len(source)
    return source[at:end], end


def _decode(reference: re.Match[str]) -> str:
    name, decimal, hexadecimal = reference.groups()
    if name:
        return NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else reference[0]


def _start(source: str, begin: int) -> tuple[str, dict[str, str], int]:
    """The tag that starts at `begin`: its name, its attributes and the position after it."""
    named = re.compile(r"[^\s>]*").match(source, begin + 1)
    at = named.end() if named else begin + 1
    if at == len(source):
        raise _parse_error(f"Unclosed start tag at byte offset {_byte(source, begin)}")
    tag = source[begin + 1 : at].lower()
    if tag not in TAGS:
        raise _parse_error(f'Unsupported start tag "{tag}" at byte offset {_byte(source, begin)}')
    attributes: dict[str, str] = {}
    while at < len(source) and source[at] != ">":
        match = ATTRIBUTE.match(source, at)
        if match is None or (not match[1] and source[match.end() : match.end() + 1] not in (">", "")):
            raise _parse_error(f'Empty attribute name in the tag "{tag}" at byte offset {_byte(source, begin)}')
        at = match.end()
        if match[1]:
            value = next((v for v in match.groups()[1:] if v is not None), "")
            attributes[match[1].lower()] = CHARACTER.sub(_decode, value)
    if at >= len(source):
        raise _parse_error(f'Unclosed start tag "{tag}" at byte offset {_byte(source, begin)}')
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise _parse_error(f'Tag "span" must have class "tg-spoiler" at byte offset {_byte(source, begin)}')
    return tag, attributes, at + 1


def _check_end(source: str, begin: int, opened: list[_Open]) -> int:
    """The position after the end tag at `begin`, which must close the last tag opened."""
    if not opened:
        raise _parse_error(f"Unexpected end tag at byte offset {_byte(source, begin)}")
    match = re.compile(r"</([^\s>]*)\s*(>?)").match(source, begin)
    if match is None or not match[2]:
        raise _parse_error(f"Unclosed end tag at byte offset {_byte(source, begin)}")
    name, expected = match[1].lower(), opened[-1].tag
    if name and name != expected:
        where = _byte(source, begin)
        raise _parse_error(f'Unmatched end tag at byte offset {where}, expected "</{expected}>", found "</{name}>"')
    return match.end()


def _entity(closed: _Open, around: list[_Open], end: int, inside: str) -> list[Entity]:
    """The entity of a closed tag; empty for a link without a valid address."""
    entity: Entity = {"type": TAGS[closed.tag], "offset": closed.start, "length": end - closed.start}
    if closed.tag == "a":
        entity["url"] = closed.attributes.get("href") or inside
        return [entity] if re.match(r"(https?://|tg://|mailto:|tel:)?[^\s/]+", entity["url"]) else []
    if closed.tag == "blockquote" and "expandable" in closed.attributes:
        entity["type"] = "expandable_blockquote"
    elif closed.tag == "tg-time":
        if not closed.attributes.get("unix", "").isdigit():
            raise _parse_error('Tag "tg-time" must have attribute "unix"')
        entity["unix_time"] = int(closed.attributes["unix"])
        if closed.attributes.get("format"):
            entity["date_time_format"] = closed.attributes["format"]
    elif closed.tag == "tg-emoji":
        entity["custom_emoji_id"] = closed.attributes.get("emoji-id", "")
    elif closed.tag == "pre" and closed.attributes.get("language"):
        entity["language"] = closed.attributes["language"]
    elif closed.tag == "code" and around and around[-1].tag == "pre":
        # <pre><code class="language-…"> is one block: the language belongs to the <pre>, which closes next.
        around[-1].attributes["language"] = closed.attributes.get("class", "").removeprefix("language-")
        return []
    return [entity]


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """The text without spaces and line ends around it, as Telegram shows it, and the entities moved accordingly."""
    kept = text.strip(" \n\r\t")
    before = units(text[: len(text) - len(text.lstrip(" \n\r\t"))])
    total = units(kept)
    result = []
    for entity in entities:
        start = max(entity["offset"] - before, 0)
        end = min(entity["offset"] + entity["length"] - before, total)
        if end > start:
            result.append({**entity, "offset": start, "length": end - start})
    return kept, result
