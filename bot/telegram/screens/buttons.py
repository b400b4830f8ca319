"""Makes buttons in Telegram's JSON format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.conversation.callback_data import ACTION, data
from domain.questionnaire.form import Key

Button = dict[str, Any]
Rows = list[list[Button]]


class Buttons:
    """Makes the buttons of one interview's screens."""

    def __init__(self, interview: int) -> None:
        self.interview = interview

    def for_question(self, verb: str, label: str, key: Key, argument: str = "", style: str | None = None) -> Button:
        """A button that belongs to a question."""
        return _button(label, data(verb, self.interview, key, argument), style)

    def free(self, verb: str, label: str, argument: str = "", style: str | None = None) -> Button:
        """A button of the interview as a whole."""
        return _button(label, data(verb, self.interview, argument=argument), style)


def action(label: str, name: str, style: str | None = None) -> Button:
    """A button that runs an action of a feature (`document:pdf`, `erase`…)."""
    return _button(label, data(ACTION, 0, argument=name), style)


def turns(words: Mapping[str, str], number: int, pages: int) -> list[list[Button]]:
    """The rows under a page of the document: previous page, next page, all pages."""
    ways = (("button.page_before", number - 1), ("button.page_after", number + 1))
    arrows = [
        action(words[name].format(page=page, pages=pages), f"document:chat={page}")
        for name, page in ways
        if 0 < page <= pages
    ]
    return [arrows, [action(words["button.page_all"], "document:chat=all")]] if arrows else []


def _button(label: str, carried: str, style: str | None) -> Button:
    return {"text": label, "callback_data": carried} | ({"style": style} if style else {})
