"""Declares the cahier des charges on demand."""

from __future__ import annotations

from bot.conversation.feature import Feature, allow, anyone
from bot.features.document import commands
from bot.features.document.commands import FILES, prepare_document

FEATURE = Feature(
    name="document",
    commands=allow(anyone, {"document": commands.menu}),
    actions=allow(
        anyone,
        {
            "document": commands.menu,
            "document:chat": commands.read_page,
            **{f"document:{name}": prepare_document(request) for name, request in FILES.items()},
            "document:provider": commands.offer_both("document.provider", "provider"),
            "document:annotated": commands.offer_both("document.annotated", "annotated"),
            "document:missing": commands.missing,
            "document:flags": commands.weak_points,
            "document:complete": commands.complete,
            "document:mend": commands.mend,
        },
    ),
)
