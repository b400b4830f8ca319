"""Declares the commands and actions around the interview."""

from __future__ import annotations

from bot.conversation.feature import Feature, allow, anyone
from bot.features.navigation import commands

FEATURE = Feature(
    name="navigation",
    commands=allow(
        anyone,
        {
            "start": commands.start,
            "reprendre": commands.resume,
            "retour": commands.back,
            "modifier": commands.correct,
            "aide": commands.about,
            "dossier": commands.dossier,
        },
    ),
    aliases={"help": "aide"},
    actions=allow(anyone, {"help": commands.help_open, "resume": commands.resume, "correct": commands.correct}),
)
