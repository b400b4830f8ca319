"""Declares the export and the erasure of a person's data."""

from __future__ import annotations

from bot.conversation.feature import Feature, allow, anyone
from bot.features.document.commands import DATA, prepare_document
from bot.features.rights import commands

FEATURE = Feature(
    name="rights",
    commands=allow(anyone, {"mesdonnees": prepare_document(DATA), "supprimer": commands.ask}),
    actions=allow(
        anyone,
        {"erase": commands.ask_again, "erase_now": commands.erase, "erase_cancel": commands.keep},
    ),
)
