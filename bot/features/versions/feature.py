"""Declares versions and their amendments."""

from __future__ import annotations

from bot.conversation.exchange import AUDIT
from bot.conversation.feature import Feature, allow, anyone
from bot.features.versions import amendment_menu, apply_amendments, commands
from bot.features.versions.commands import APPROVAL, FREEZE
from domain.versions.amendments import ASIDE, NOTED, SAY, TAKEN_UP, WRITE

FEATURE = Feature(
    name="versions",
    commands=allow(anyone, {"versions": commands.listing}),
    aliases={"version": "versions"},
    actions=allow(
        anyone,
        {
            "versions": commands.listing,
            "versions:changes": commands.changes,
            "versions:freeze": commands.freeze,
            "versions:approve": commands.approve,
            "version": commands.one,
            "version:pdf": commands.download("pdf"),
            "version:docx": commands.download("docx"),
            "amendments": amendment_menu.listing,
            "amendments:write": apply_amendments.write,
            "amendment": amendment_menu.one,
            "amendment:answer": amendment_menu.answer,
            "amendment:pdf": amendment_menu.download,
            "amendment:noted": amendment_menu.leaving(NOTED, (SAY,)),
            "amendment:aside": amendment_menu.leaving(ASIDE, (WRITE, SAY, NOTED)),
            "amendment:taken_up": amendment_menu.leaving(TAKEN_UP, (ASIDE,)),
            "amendment:undo": apply_amendments.undo,
        },
    ),
    on_close={FREEZE: commands.make_version, APPROVAL: commands.make_approved_version},
    on_complete={AUDIT: apply_amendments.show_next_step},
    before_first={APPROVAL: apply_amendments.back_to_list},
    sealed={FREEZE: "notice.kept", APPROVAL: "notice.kept"},
)
