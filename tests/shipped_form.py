"""The form and the content that are shipped, read once in a process."""

from __future__ import annotations

from functools import lru_cache

from bot.content.forms import load_content
from domain.content.content import Content
from domain.questionnaire.form import Form


@lru_cache
def shipped_content() -> Content:
    return load_content()


def shipped_form() -> Form:
    return shipped_content().form
