"""What the form may ask of the versions by name: who approved the last one."""

from __future__ import annotations

from domain.questionnaire.sources import Source, Sources, reads

LAST_NAME = "last_name"
"""Noted beside the answers of an approval (`bot/features/versions/versions.py`)."""
SOURCES = Sources(
    prefills={"last_name": Source(lambda answers, item: answers.text(LAST_NAME) or None, reads(LAST_NAME))},
    names=frozenset({"approval_name"}),
    noted=reads(LAST_NAME),
)
