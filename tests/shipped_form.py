"""The form that is shipped, read once in a process."""

from __future__ import annotations

from functools import lru_cache

from bot.content.forms import load_form
from domain.questionnaire.form import Form


@lru_cache
def shipped_form() -> Form:
    return load_form()
