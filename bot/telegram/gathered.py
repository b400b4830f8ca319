"""What a screen offers to answer several items at once: figures in one message, one press for several tasks."""

from __future__ import annotations

from bot.telegram.buttons import Buttons, Rows
from bot.telegram.lists import Lists
from bot.telegram.phrases import Phrases
from domain.bounds import MEASURED
from domain.display import display
from domain.form import Key
from domain.path import Path
from domain.review_texts import VARIABLES
from domain.several import group
from domain.together import answers
from domain.workdays import Calendar

EXAMPLES = ("12", "95", "3", "40", "7", "1,5", "20", "60", "8")
"""Figures of a made-up message: nobody's, so that nobody sends them as theirs."""


class Gathered:
    def __init__(self, phrases: Phrases, buttons: Buttons, path: Path, calendar: Calendar) -> None:
        self.phrases, self.buttons, self.path, self.calendar = phrases, buttons, path, calendar
        self.lists = Lists(phrases, buttons, path)

    def several(self, key: Key) -> list[str]:
        """The figures one message may give, in their order, each with the last one and its target."""
        asked = group(self.path, key)
        if len(asked) == 1 or key in self.path.project.answers:
            return []
        example = "\u202f; ".join(EXAMPLES[at % len(EXAMPLES)] for at in range(len(asked)))
        said = self.phrases("card.several", n=len(asked), example=example)
        months = len({str(item).split("/")[-1] for _, item in asked})
        lines = [self._line(place, str(item), months > 1) for place, (_, item) in enumerate(asked, 1)]
        return [f"{said}\n<blockquote expandable>{chr(10).join(lines)}</blockquote>"]

    def _line(self, place: int, item: str, dated: bool) -> str:
        project = self.path.project
        kpi = self.lists.about((MEASURED[0], item)) if dated else project.kpi(item).label
        known = {name: VARIABLES[name](project, item) for name in ("previous", "target")}
        return self.phrases("card.several_line", n=place, kpi=kpi, **known)

    def together(self, key: Key) -> list[str]:
        """What the press under this question would answer, where the question alone does not say it."""
        given, project = answers(self.path, key, self.calendar), self.path.project
        rule = project.form.questions[key[0]].together
        others = [other for other in given if other[0] == key[0] and other != key]
        if rule == "as_advised" and others:
            lines = [
                ("card.advised_too", {"task": project.short(str(task)), **self._advice(task)}) for _, task in others
            ]
            return ["\n".join(self.phrases(words, **values) for words, values in lines)]
        if rule == "as_collected" and given:
            shown = [(other, value) for other, value in given.items() if other[0] == key[0]]
            lines = [
                ("card.collected_line", {"kpi": self.lists.about(other), "value": display(project, other, value)})
                for other, value in shown
            ]
            return ["\n".join([self.phrases("card.collected"), *(self.phrases(w, **values) for w, values in lines)])]
        return []

    def _advice(self, task: str | None) -> dict[str, str]:
        return {"advice": str(VARIABLES["recommendation"](self.path.project, task))}

    def row(self, key: Key) -> Rows:
        """The press itself, above the answers about one item."""
        given, project = answers(self.path, key, self.calendar), self.path.project
        if not given:
            return []
        n = sum(question == key[0] for question, _ in given)
        label = self.phrases.label(f"together.{project.form.questions[key[0]].together}", n=n)
        return [[self.buttons.keyed("o", label, key, style="primary")]]
