"""The source the versions offer to the form: the name of the person who approved the last one."""

from __future__ import annotations

from domain.questionnaire.sources import Source, Sources, reads

LAST_NAME = "last_name"
"""Noted beside the answers of an approval: the last name given (`bot/features/versions/commands.py`)."""
SOURCES = Sources(
    prefills={"last_name": Source(lambda answers, item: answers.text(LAST_NAME) or None, reads(LAST_NAME))},
    names=frozenset({"approval_name"}),
    noted=reads(LAST_NAME),
)
