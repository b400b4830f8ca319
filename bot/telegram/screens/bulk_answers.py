"""Screens that answer several items at once: figures in one message, one press for several tasks."""

from __future__ import annotations

from collections.abc import Callable

from bot.telegram.screens.buttons import Buttons, Rows
from bot.telegram.screens.lists import Lists
from bot.telegram.screens.phrases import Phrases
from domain.calendar.workdays import Calendar
from domain.questionnaire.display import display
from domain.questionnaire.form import Key
from domain.questionnaire.input.bulk_answers import Given, answers
from domain.questionnaire.input.several_answers import group
from domain.questionnaire.path import Path
from domain.reviews.questions.figures import MEASURED
from domain.reviews.questions.variables import VARIABLES
from domain.specification.project import project_of

EXAMPLES = ("12", "95", "3", "40", "7", "1,5", "20", "60", "8")
"""Figures of the example message, far from real ones so that nobody sends them as theirs."""

MOST_SEEN = 4


class BulkAnswers:
    def __init__(self, phrases: Phrases, buttons: Buttons, path: Path, calendar: Calendar) -> None:
        self.phrases, self.buttons, self.path, self.calendar = phrases, buttons, path, calendar
        self.lists = Lists(phrases, buttons, path)

    def several(self, key: Key) -> list[str]:
        """The list of figures one message may give, in order, each with its last value and its target."""
        asked = group(self.path, key)
        if len(asked) == 1 or key in self.path.known:
            return []
        example = "\u202f; ".join(EXAMPLES[at % len(EXAMPLES)] for at in range(len(asked)))
        heading = self.phrases("card.several", n=len(asked), example=example)
        months = len({str(item).split("/")[-1] for _, item in asked})
        lines = [self._line(place, str(item), months > 1) for place, (_, item) in enumerate(asked, 1)]
        # People need to see the order, but three months of each indicator are too many lines at once.
        tag = "blockquote" if len(asked) <= MOST_SEEN else "blockquote expandable"
        return [f"{heading}\n<{tag}>{chr(10).join(lines)}</blockquote>"]

    def _line(self, place: int, item: str, dated: bool) -> str:
        project = project_of(self.path)
        kpi = self.lists.about((MEASURED[0], item)) if dated else project.kpi(item).label
        if place == 1:
            # The question itself is about the first one.
            return self.phrases("card.several_first", n=place, kpi=kpi)
        known = {name: VARIABLES[name](project, item) for name in ("previous", "target")}
        return self.phrases("card.several_line", n=place, kpi=kpi, **known)

    def summary(self, key: Key) -> list[str]:
        """The answers the press under this question would give, if the question does not say them."""
        given = answers(self.path, key, self.calendar)
        rule = self.path.form.questions[key[0]].together
        lines = SUMMARIES[rule](self, key, given) if given and rule in SUMMARIES else []
        return ["\n".join(lines)] if lines else []

    def _agreed_volumes(self, key: Key, given: Given) -> list[str]:
        project, others = project_of(self.path), ((other, volume) for other, volume in given.items() if other != key)
        return [
            self.phrases("card.agreed_too", task=project.short(str(other[1])), volume=display(project, other, volume))
            for other, volume in others
        ]

    def _advice(self, key: Key, given: Given) -> list[str]:
        project, others = project_of(self.path), (task for _, task in given if task != key[1])
        return [
            self.phrases(
                "card.advised_too", task=project.short(str(task)), advice=VARIABLES["recommendation"](project, task)
            )
            for task in others
        ]

    def _provider_figures(self, key: Key, given: Given) -> list[str]:
        project, figures = (
            project_of(self.path),
            ((other, value) for other, value in given.items() if other[0] == key[0]),
        )
        lines = (
            self.phrases("card.collected_line", kpi=self.lists.about(other), value=display(project, other, value))
            for other, value in figures
        )
        return [self.phrases("card.collected"), *lines]

    def _same_scores(self, key: Key, given: Given) -> list[str]:
        project, before = project_of(self.path), self.path.same_before(key)
        scores = ", ".join(f"{project.form.questions[name].title} {value}" for (name, _), value in given.items())
        return [self.phrases("card.same_scores", task=project.short(str(before and before.item)), scores=scores)]

    def row(self, key: Key) -> Rows:
        """The row with the button that answers everything at once; empty if there is none."""
        given, project = answers(self.path, key, self.calendar), project_of(self.path)
        if not given:
            return []
        n = sum(question == key[0] for question, _ in given)
        label = self.phrases.label(f"together.{project.form.questions[key[0]].together}", n=n)
        return [[self.buttons.for_question("o", label, key)]]


SUMMARIES: dict[str | None, Callable[[BulkAnswers, Key, Given], list[str]]] = {
    "as_agreed": BulkAnswers._agreed_volumes,
    "as_advised": BulkAnswers._advice,
    "as_collected": BulkAnswers._provider_figures,
    "same_scores": BulkAnswers._same_scores,
}
