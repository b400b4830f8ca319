"""Draws the current screen as Telegram HTML and buttons: question, confirmation, consequences, end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.telegram.screens import bulk_answers, lists, ranking, reasons
from bot.telegram.screens.buttons import Buttons, Rows, action
from bot.telegram.screens.keyboards import Keyboards
from bot.telegram.screens.phrases import Phrases, plain
from domain.bids.offers import budget
from domain.calendar.workdays import Calendar
from domain.questionnaire.bounds import example_day, limits, window_is_empty
from domain.questionnaire.display import display, help_text, question_text
from domain.questionnaire.form import Form, Key, is_given
from domain.questionnaire.input.parsing import refusal
from domain.questionnaire.interview import MOST_ATTEMPTS
from domain.questionnaire.lookup import items
from domain.questionnaire.path import Path, Step
from domain.questionnaire.turn import Asking, Correcting, Interview, Weighing, seconds_done, seconds_left
from domain.questionnaire.values import Gap, Value, example, show
from domain.reviews.questions.provider import reason_unmeasured
from domain.reviews.recorded_actions import red_kpis_without_action, suggestions
from domain.specification.project import project_of

BAR = 10
"""Cells of the progress bar."""


@dataclass(frozen=True, slots=True)
class Card:
    """One message: HTML and rows of buttons. `keep`: a milestone, which stays in the chat."""

    text: str
    rows: Rows
    keep: bool = False


class Screens:
    """Draws the screen an interview is on."""

    def __init__(self, phrases: Phrases, interview_id: int, interview: Interview, path: Path, calendar: Calendar):
        self.phrases, self.interview, self.path, self.calendar = phrases, interview, path, calendar
        self.buttons = Buttons(interview_id)
        self.keyboards = Keyboards(phrases, self.buttons, path, calendar)
        self.lists = lists.Lists(phrases, self.buttons, path)
        self.bulk = bulk_answers.BulkAnswers(phrases, self.buttons, path, calendar)

    @property
    def form(self) -> Form:
        return self.path.form

    def card(self, help_open: bool = False, explained: bool = False) -> Card:
        screen = self.interview.asking
        if isinstance(screen, Weighing):
            return self._weighing(screen)
        if isinstance(screen, Correcting):
            return Card(*self.lists.correcting(screen))
        if isinstance(screen, Asking):
            return self._asking(screen, help_open, explained)
        return self._end()

    # --- a question

    def _asking(self, now: Asking, help_open: bool, explained: bool) -> Card:
        question = self.form.questions[now.key[0]]
        if question.type == "recap":
            text, rows = self.lists.recap(question.section, now)
            return self._with_head(now, text, [*self.keyboards.rows(now), *rows], keep=True)
        if now.candidates:
            return self._confirm(now)
        asked = plain(question_text(self.path.answers, now.key))
        if question.type == "contradiction" and now.key[1]:
            asked = f"{plain(self.lists.about(now.key))} — {asked}"
        body = [asked if question.type == "info" else f"<b>{asked}</b>"]
        if question.id == "rank_accept" and not explained:
            body.insert(0, ranking.text(self.phrases, project_of(self.path)))
        body += [*self._hints(now), *self.bulk.summary(now.key)]
        if told := help_text(self.path.answers, now.key):
            tag = "blockquote" if help_open else "blockquote expandable"
            body.append(f"<{tag}>{plain(told)}</blockquote>")
        if help_open:
            body.append(self._example(now))
        text = "\n\n".join(part for part in body if part)
        one, all_at_once = self.keyboards.rows(now), self.bulk.row(now.key)
        # No answer is suggested before a score; elsewhere the shortest way comes first.
        rows = [*one, *all_at_once] if question.type == "scale_1_5" else [*all_at_once, *one]
        rows += [*(self._deciding() if explained else []), *self._extras(now)]
        if question.id == "rank_accept":
            rows.append([action(self.phrases.label("button.matrix"), "matrix")])
        return self._with_head(now, text, rows, keep=question.milestone)

    def _deciding(self) -> Rows:
        """Buttons to the answers a fragile verdict depends on."""
        project = project_of(self.path)
        found = []
        for question_id, task in reasons.deciding(project):
            title = self.form.questions[question_id].title
            label = self.phrases.label("button.read_again", title=title, task=project.short(str(task)))
            found.append([self.buttons.for_question("e", label, (question_id, task))])
        return found

    def _with_head(self, now: Asking, text: str, rows: Rows, keep: bool) -> Card:
        return Card(f"{self._head(now.key)}\n\n{text}", [*rows, self._foot(now)], keep)

    def _head(self, key: Key) -> str:
        """The head of a question: section, task of a loop, progress, time left."""
        question = self.form.questions[key[0]]
        section = self.form.section(question.section)
        if section.number == 0:
            return self.phrases("card.welcome")
        values = {"step": section.number, "steps": self.form.section_count, "title": section.label}
        words = "card.head"
        if question.for_each in ("tasks", "retained", "review_kpis", "collected_kpis", "served_tasks") and key[1]:
            turn = items(self.path.answers, question.for_each)
            task = project_of(self.path).short(key[1].split("/")[0])
            values |= {"task": task, "n": turn.index(key[1]) + 1, "of": len(turn)}
            words = "card.head_task"
        elif question.for_each == "kpis" and key[1]:
            turn = items(self.path.answers, question.for_each)
            values |= {"task": project_of(self.path).kpi(key[1]).label, "n": turn.index(key[1]) + 1, "of": len(turn)}
            words = "card.head_task"
        done, left = seconds_done(self.path), seconds_left(self.path)
        minutes = (left + 59) // 60
        rest = self.phrases("card.left", minutes=minutes) if left > 60 else self.phrases("card.almost")
        cells = BAR * done // max(1, done + left)
        return f"<i>{self.phrases(words, **values)}</i>\n{'▰' * cells}{'▱' * (BAR - cells)} <i>{rest}</i>"

    def _hints(self, now: Asking) -> list[str]:
        """The lines under the question: current value, how to answer."""
        question, project, found = self.form.questions[now.key[0]], project_of(self.path), []
        value = self.interview.given.get(now.key)
        if question.type == "contradiction":
            found.append(self.phrases("contradiction.choose" if question.choices else "contradiction.block"))
        if question.id == "rev_kpi_value" and (reason := reason_unmeasured(project, now.key[1])):
            found.append(self.phrases("card.provider_unmeasured", reason=reason.lower()))
        if question.type == "scale_1_5":
            found.append(self.phrases("card.scale", low=question.low, high=question.high))
        if value is not None and not question.silent and question.type != "multi_choice":
            found.append(self.phrases("card.current", value=display(project, now.key, value)))
        if question.type == "multi_choice":
            found.append(self._ticks(now))
        if question.type == "date" and window_is_empty(limits(project, now.key, self.calendar)):
            start = display(project, ("spec_start", None), project.text("spec_start"))
            found.append(self.phrases("card.window", start=start))
        elif question.type in ("number", "date"):
            found.append(self.phrases("card.type", example=self._typed_example(now.key)))
            found += self.bulk.several(now.key)
        elif question.type in ("short_text", "long_text"):
            if question.id == "act_new" and (red := red_kpis_without_action(project)):
                found.append(self.phrases("card.owed", kpi=red[0].label))
            if question.id == "act_new" and (ideas := suggestions(project)):
                listed = ", ".join(self.phrases.words[f"suggestion.{idea}"] for idea in ideas)
                found.append(self.phrases("card.ideas", ideas=listed))
            found.append(self.phrases("card.type_text"))
        return found

    def _ticks(self, now: Asking) -> str:
        question = self.form.questions[now.key[0]]
        if not now.draft:
            advice = self.phrases("card.advice", recommended=question.recommended) if question.recommended else ""
            return f"{self.phrases('card.tick')} {advice}".strip()
        return self.phrases("card.chosen", values=display(self.path.answers, now.key, now.draft))

    def _typed_example(self, key: Key) -> str:
        """A plausible answer to this question."""
        question, bounds = self.form.questions[key[0]], limits(self.path.answers, key, self.calendar)
        if question.quick or question.default is not None:
            usual = question.quick[len(question.quick) // 2] if question.quick else question.default
            return show("number", usual or Decimal(0), bounds.unit)
        if question.id == "offer_price" and (told := budget(project_of(self.path))):
            return show("number", told, bounds.unit)
        if question.soft_min is not None and question.soft_max is not None:
            return show("number", (question.soft_min + question.soft_max) / 2, bounds.unit)
        if question.type == "date":
            return f"{example_day(bounds, self.calendar):%d/%m/%Y}"
        return example(question.type, bounds.unit)

    def _example(self, now: Asking) -> str:
        question = self.form.questions[now.key[0]]
        typed = question.type in ("number", "date")
        return self.phrases("example.first", example=self._typed_example(now.key)) if typed else ""

    def _extras(self, now: Asking) -> Rows:
        """Buttons to keep the answer, repeat the one before, correct the start date, skip, or not know."""
        question, value = self.form.questions[now.key[0]], self.interview.given.get(now.key)
        rows: Rows = []
        if question.silent:
            return []
        project, keyed, label = project_of(self.path), self.buttons.for_question, self.phrases.label
        if value is not None and refusal(self.path, now.key, value, self.calendar) is None:
            shown = display(project, now.key, value)
            rows.append([keyed("k", label("button.keep", value=shown), now.key)])
        elif question.inherit and self.path.value_before(now.key) is not None:
            before = self.path.same_before(now.key)
            task = project.short(str(before.item)) if before else ""
            rows.append([keyed("m", label("button.same", task=task), now.key, style="primary")])
        if question.type == "date" and window_is_empty(limits(project, now.key, self.calendar)):
            title = self.form.questions["spec_start"].title
            rows.append([keyed("e", label("button.fix", title=title), ("spec_start", None))])
        gaps = []
        if question.unknown:
            gaps.append(keyed("d", label("button.unknown"), now.key))
        if self.path.may_skip(now.key):
            gaps.append(keyed("s", label("button.skip"), now.key))
        elif now.attempts >= MOST_ATTEMPTS:
            gaps.append(keyed("s", label("button.skip_for_now"), now.key))
        return [*rows, gaps] if gaps else rows

    def _foot(self, now: Asking) -> list[dict[str, str]]:
        foot = [
            action(self.phrases.label("button.help"), "help"),
            action(self.phrases.label("button.pause"), "pause"),
        ]
        if self.path.step_before(now.key):
            foot.insert(0, self.buttons.free("b", self.phrases.label("button.back")))
        return foot

    # --- other screens

    def _confirm(self, now: Asking) -> Card:
        project, question = project_of(self.path), self.form.questions[now.key[0]]
        shown = [display(project, now.key, value) for value in now.candidates]
        first = now.candidates[0]
        if isinstance(first, tuple):
            ask = self.phrases("card.confirm_soft_choices", n=len(first), recommended=question.recommended or 1)
        elif len(shown) == 1 and self._day_off(first):
            ask = self.phrases("card.confirm_day", value=shown[0])
        elif len(shown) == 1:
            ask = self.phrases("card.confirm_one", value=shown[0])
        else:
            ask = f"<b>{self.phrases('card.confirm_many')}</b>"
        words = "button.accept" if len(shown) == 1 else "button.reading"
        rows = [
            [self.buttons.for_question("y", self.phrases.label(words, value=text), now.key, str(index))]
            for index, text in enumerate(shown)
        ]
        if isinstance(first, tuple):
            rows = [[self.buttons.for_question("y", self.phrases.label("button.accept_all"), now.key, "0")]]
        rows.append([self.buttons.for_question("n", self.phrases.label("button.decline"), now.key)])
        asked = plain(question_text(project, now.key))
        return self._with_head(now, f"{asked}\n\n{ask}", rows, keep=False)

    def _day_off(self, value: Value) -> bool:
        """Whether the value is a day that is not a working day."""
        iso = isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)
        return bool(iso) and not self.calendar.is_working_day(date.fromisoformat(str(value)))

    def _weighing(self, now: Weighing) -> Card:
        parts = []
        if now.aside:
            parts.append(self.phrases.count("change.aside", len(now.aside), titles=self.lists.titles(now.aside)))
        if now.review:
            parts.append(self.phrases.count("change.concerned", len(now.review), titles=self.lists.titles(now.review)))
        rows: Rows = []
        if now.review:
            rows.append([self.buttons.free("w", self.phrases.label("button.review"), style="primary")])
        words = "button.leave" if now.review else "button.continue"
        rows.append([self.buttons.for_question("k", self.phrases.label(words), now.key)])
        return Card("\n\n".join(parts), rows)

    def _end(self) -> Card:
        last, occasion = self.path.steps[-1], self.form.sections[0].occasion
        ends = last.question.ends
        if ends is not None and self.interview.given.get(last.key) == ends:
            return Card(self.phrases(f"declined.{occasion}"), [])
        if occasion != "audit":
            return Card(self.phrases(f"finished.{occasion}"), [], keep=True)
        document = action(self.phrases.label("button.see_document"), "document", style="primary")
        correct = self.buttons.free("r", self.phrases.label("button.edit"))
        return Card(self.phrases("finished.audit"), [[document], [correct]], keep=True)


def number_of(path: Path, step: Step) -> int:
    """The question's number in its section, from 1, among the questions whose answers last."""
    section = path.of_section(step.question.section)
    before = section[: section.index(step)] if step in section else section
    asked = sum(other.question.lasting for other in section)
    return max(1, min(asked, sum(other.question.lasting for other in before) + 1))


def gap_count(path: Path) -> int:
    """Number of questions skipped or answered « je ne sais pas »."""
    return sum(isinstance(value, Gap) for value in path.known.values())


def answer_count(path: Path) -> int:
    known = path.known
    return sum(is_given(known.get(step.key)) and step.question.lasting for step in path.steps)
