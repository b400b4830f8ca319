"""Declares the comparison of providers' offers."""

from __future__ import annotations

from bot.conversation.feature import Feature, allow, anyone
from bot.features.bids import commands
from bot.project.file_snapshot import OFFERS

FEATURE = Feature(
    name="bids",
    commands=allow(anyone, {"offres": commands.offers}),
    actions=allow(
        anyone,
        {
            "offers": commands.offers,
            "offers:correct": commands.correct,
            "offers:new": commands.start_again,
            "offers:pdf": commands.send_comparison,
        },
    ),
    on_close={OFFERS: commands.compare},
)
