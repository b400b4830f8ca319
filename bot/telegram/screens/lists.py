"""Lists of answers to read or correct: a section's recap, a section's answers, the sections."""

from __future__ import annotations

from collections.abc import Iterable

from bot.telegram.screens.buttons import Buttons, Rows
from bot.telegram.screens.phrases import Phrases, clip, plain
from domain.bids.offers import name
from domain.calendar.periods import Period
from domain.questionnaire.display import display
from domain.questionnaire.form import Key
from domain.questionnaire.path import Path, Step
from domain.questionnaire.turn import Asking, Correcting
from domain.questionnaire.values import Gap
from domain.reviews.texts import period_label
from domain.specification.project import project_of

MOST_LINES = 15
MOST_SHOWN = 160
"""Characters of an answer on its line, so that a page of 15 stays under Telegram's 4,096."""
BUTTONS_A_ROW = 5
MOST_TITLES = 8


class Lists:
    def __init__(self, phrases: Phrases, buttons: Buttons, path: Path) -> None:
        self.phrases, self.buttons, self.path = phrases, buttons, path

    def recap(self, section: str, now: Asking) -> tuple[str, Rows]:
        """A page of a section's answers, with a numbered button to correct each."""
        page = int(now.page) if now.page and now.page.isdecimal() else 0
        text, rows, others = self._page(section, page)
        turns = [self.buttons.for_question("p", label, now.key, str(other)) for label, other in others]
        return f"{text}\n\n{self.phrases('recap.ask')}", [*rows, turns] if turns else rows

    def correcting(self, now: Correcting) -> tuple[str, Rows]:
        """The answers of a contradiction or of a section, or the sections to choose from."""
        done = [self.buttons.free("g", self.phrases.label("button.done"))]
        if now.keys:
            steps = [step for key in now.keys if (step := self.path.step(key))]
            lines = self._lines(steps[:MOST_LINES], 1)
            text = "\n".join([self.phrases("contradiction.fix"), *lines, "", self.phrases("recap.choose")])
            return text, [*self._numbers(steps[:MOST_LINES], 1), done]
        if now.section is None:
            sections = [s for s in self.path.form.sections if s.number and self._answered_steps(s.id)]
            if not sections:
                return self.phrases("recap.empty"), [done]
            rows = [[self.buttons.free("r", f"{s.number}. {s.label}", s.id)] for s in sections]
            return self.phrases("recap.sections"), [*rows, done]
        text, rows, others = self._page(now.section, now.page)
        turns = [self.buttons.free("r", label, f"{now.section}:{other}") for label, other in others]
        elsewhere = [self.buttons.free("r", self.phrases.label("button.correct_other"))]
        return f"{text}\n\n{self.phrases('recap.choose')}", [
            *rows,
            *([turns] if turns else []),
            elsewhere,
            done,
        ]

    def _page(self, section: str, page: int) -> tuple[str, Rows, list[tuple[str, int]]]:
        """The text of a page of answers, its numbered buttons, and labels and numbers of the pages beside it."""
        steps = self._answered_steps(section)
        last = max(0, (len(steps) - 1) // MOST_LINES)
        page = min(page, last)
        first = page * MOST_LINES
        shown = steps[first : first + MOST_LINES]
        title = self.phrases("recap.title", section=self.path.form.section(section).label)
        if last:
            title += " · " + self.phrases("card.page", n=page + 1, of=last + 1)
        completes = self.path.form.sections[0].occasion == "audit"
        missing = sum(isinstance(self.path.known[step.key], Gap) for step in steps) if completes else 0
        parts = [title, *self._lines(shown, first + 1)]
        if missing:
            parts.append("\n" + self.phrases.count("recap.gaps", missing))
        others = [("button.previous", page - 1)] * (page > 0) + [("button.next", page + 1)] * (page < last)
        return (
            "\n".join(parts),
            self._numbers(shown, first + 1),
            [(self.phrases.label(w), n) for w, n in others],
        )

    def _numbers(self, steps: list[Step], first: int) -> Rows:
        row = [self.buttons.for_question("e", str(place), step.key) for place, step in enumerate(steps, first)]
        return [row[start : start + BUTTONS_A_ROW] for start in range(0, len(row), BUTTONS_A_ROW)]

    def _answered_steps(self, section: str) -> list[Step]:
        known = self.path.known
        return [step for step in self.path.of_section(section) if step.key in known and step.question.lasting]

    def _lines(self, steps: Iterable[Step], first: int) -> list[str]:
        """Numbered lines, grouped under the task they are about."""
        project, lines, group = project_of(self.path), [], None
        for place, step in enumerate(steps, first):
            about = self.about(step.key)
            if about != group:
                group = about
                lines.append(f"\n<u>{plain(about)}</u>" if about else "")
            value = clip(display(project, step.key, project.answers[step.key]), MOST_SHOWN)
            lines.append(self.phrases("recap.line", n=place, title=step.question.title, value=value))
        return lines

    def about(self, key: Key) -> str:
        """What an answer of a loop is about: task, pair, indicator…; empty outside loops."""
        project, item = project_of(self.path), key[1]
        question = project.form.questions[key[0]]
        if item is None:
            return ""
        if question.for_each == "pairs":
            return " / ".join(project.short(task) for task in item.split("|"))
        if question.for_each == "criteria":
            return project.form.words[f"criterion.{item}"]
        if question.for_each == "offers":
            return name(project, item)
        if question.for_each == "kpis":
            return project.kpi(item).label
        if question.for_each in ("review_kpis", "collected_kpis"):
            return f"{project.kpi(item).label}, {period_label(Period.parse(item.split('/')[2]))}"
        if question.for_each in ("open_actions", "new_actions"):
            # Actions of earlier reviews are stored under their period (`domain/reviews/record.py`).
            return project.text("act_new", item.replace("/", " "))
        return project.short(item.split("/")[0])

    def titles(self, keys: tuple[Key, ...]) -> str:
        """« Cible, Formulation (Paie) ; Grille de comparaison », cut after `MOST_TITLES`."""
        project, groups = project_of(self.path), dict[str, list[str]]()
        for question_id, item in keys[:MOST_TITLES]:
            question = project.form.questions[question_id]
            groups.setdefault(self.about((question_id, item)), []).append(question.title)
        shown = [f"{', '.join(titles)} ({about})" if about else ", ".join(titles) for about, titles in groups.items()]
        return "\u202f; ".join(shown) + ("…" if len(keys) > MOST_TITLES else "")
