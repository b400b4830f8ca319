"""Approves a version in a conversation and receives its files."""

from __future__ import annotations

from tests.bot.conversation import Conversation


async def receive_files(talk: Conversation, label: str, count: int = 1) -> list[bytes]:
    """Press a button and wait for that many files."""
    before = len(talk.files())
    talk.tap(label)
    await talk.until(lambda: len(talk.files()) == before + count)
    return talk.files()[before:]


async def approve_version(talk: Conversation, name: str = "Claire Valserine", reason: str | None = None) -> list[bytes]:
    await talk.say("/versions")
    await talk.press("Bon pour accord")
    await talk.say(name)
    await (talk.say(reason) if reason else talk.press("Passer"))
    return await receive_files(talk, "Oui", 2)
