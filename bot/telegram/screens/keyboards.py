"""Answer buttons for each type of question: choices, boxes, scales, figures, dates."""

from __future__ import annotations

import calendar as months
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from bot.conversation.callback_data import NOTHING
from bot.telegram.screens.buttons import Button, Buttons, Rows
from bot.telegram.screens.phrases import Phrases, clip
from domain.calendar.workdays import Calendar
from domain.questionnaire.bounds import limits
from domain.questionnaire.form import Choice, Key
from domain.questionnaire.input.parsing import stands_alone
from domain.questionnaire.lookup import choices, prefill, proposed_values
from domain.questionnaire.path import Path
from domain.questionnaire.turn import Asking
from domain.questionnaire.values import Limits, show
from domain.reviews.actions import default_due
from domain.specification.project import project_of

MOST_BUTTONS = 8
FOUR_A_ROW = 12
TWO_A_ROW = 16
"""Characters of a label, at most, to put two buttons in a row."""
RANGES: dict[str, tuple[int, ...]] = {
    "hours_per_week": (0, 1, 3, 6, 10, 20, 40),
    "eur_per_month": (0, 100, 300, 700, 1500, 3000),
    "eur_per_hour": (20, 40, 60, 90, 150),
    "percent": (0, 20, 50, 100),
    "business_days": (0, 1, 3, 5, 10),
}
"""Unit → bounds of the ranges offered after a second refusal; the middle of a range is the answer."""
PUT_OFF = (2, 4, 7, 10)
"""Working days ahead proposed for a postponed review."""
LONG_WINDOW = timedelta(days=60)
DAYS = ("L", "M", "M", "J", "V", "S", "D")


class Keyboards:
    """Makes the rows of answer buttons under a question."""

    def __init__(self, phrases: Phrases, buttons: Buttons, path: Path, calendar: Calendar) -> None:
        self.phrases, self.buttons, self.path, self.calendar = phrases, buttons, path, calendar

    def rows(self, now: Asking) -> Rows:
        """The answer buttons, the most useful first."""
        question = self.path.form.questions[now.key[0]]
        make = {
            "info": self._continue,
            "recap": self._continue,
            "single_choice": self._choices,
            "multi_choice": self._ticks,
            "yes_no": self._yes_no,
            "scale_1_5": self._scale,
            "number": self._figures,
            "date": self._dates,
            "contradiction": self._contradiction,
            "short_text": self._last_text,
        }.get(question.type)
        return make(now) if make else []

    def _continue(self, now: Asking) -> Rows:
        label = "button.start" if now.key[0] == "welcome_intro" else "button.continue"
        return [[self.buttons.for_question("k", self.phrases.label(label), now.key, style="primary")]]

    def _last_text(self, now: Asking) -> Rows:
        """A button with the text given last time."""
        last = prefill(self.path.answers, now.key)
        label = self.phrases.label("button.prefill", value=last) if last else ""
        return [[self.buttons.for_question("m", label, now.key, style="primary")]] if last else []

    def _yes_no(self, now: Asking) -> Rows:
        words = (("yes", "yes"), ("no", "no"))
        return [[self.buttons.for_question("c", self.phrases.label(key), now.key, value) for key, value in words]]

    def _scale(self, now: Asking) -> Rows:
        return [[self.buttons.for_question("c", str(n), now.key, str(n)) for n in range(1, 6)]]

    def _choices(self, now: Asking) -> Rows:
        return pack(
            [self.buttons.for_question("c", c.label, now.key, c.id) for c in choices(self.path.answers, now.key)]
        )

    def _contradiction(self, now: Asking) -> Rows:
        fix = self.buttons.for_question("f", self.phrases.label("button.correct"), now.key, style="primary")
        return [[fix], *self._choices(now)]

    # --- ticks

    def _ticks(self, now: Asking) -> Rows:
        offered = choices(self.path.answers, now.key)
        question = self.path.form.questions[now.key[0]]
        if question.choices_from == "functions":
            rows = self._categories(now) if now.page is None else self._category(now, offered)
        elif len(offered) > MOST_BUTTONS:
            rows = self._page(now, offered)
        else:
            rows = pack([self._box(now, choice) for choice in offered])
        label = (
            self.phrases.label("button.submit_n", n=len(now.draft))
            if now.draft
            else self.phrases.label("button.submit")
        )
        return [*rows, [self.buttons.for_question("v", label, now.key, style="success")]]

    def _box(self, now: Asking, choice: Choice) -> Button:
        if stands_alone((choice.id,)):
            # This choice answers at once, so it is drawn as an answer rather than a box.
            return self.buttons.for_question("t", choice.label, now.key, choice.id)
        on = choice.id in now.draft
        return self.buttons.for_question(
            "u" if on else "t", f"{'✅' if on else '▫️'} {choice.label}", now.key, choice.id
        )

    def _categories(self, now: Asking) -> Rows:
        catalogue = project_of(self.path).catalogue
        rows: Rows = []
        for group in catalogue.groups:
            functions = [f for f in catalogue.functions.values() if f.group == group.id and f.id != "other"]
            ticked = sum(function.id in now.draft for function in functions)
            mark = f" · {ticked} ✅" if ticked else ""
            rows.append([self.buttons.for_question("p", f"{group.label} ({len(functions)}){mark}", now.key, group.id)])
        other = Choice("other", self.phrases.label("choice.other"))
        return [*rows, [self._box(now, other)]]

    def _category(self, now: Asking, offered: tuple[Choice, ...]) -> Rows:
        functions = project_of(self.path).catalogue.functions
        shown = [choice for choice in offered if functions[choice.id].group == now.page and choice.id != "other"]
        rows = [[self._box(now, choice)] for choice in shown]
        return [*rows, [self.buttons.for_question("p", self.phrases.label("button.categories"), now.key, "")]]

    def _page(self, now: Asking, offered: tuple[Choice, ...]) -> Rows:
        size = MOST_BUTTONS - 2
        page = int(now.page) if now.page and now.page.isdecimal() else 0
        page = min(page, (len(offered) - 1) // size)
        rows = pack([self._box(now, choice) for choice in offered[page * size : (page + 1) * size]])
        turn = []
        if page:
            turn.append(self.buttons.for_question("p", self.phrases.label("button.previous"), now.key, str(page - 1)))
        if (page + 1) * size < len(offered):
            turn.append(self.buttons.for_question("p", self.phrases.label("button.next"), now.key, str(page + 1)))
        return [*rows, turn]

    # --- figures

    def _figures(self, now: Asking) -> Rows:
        project, question = project_of(self.path), self.path.form.questions[now.key[0]]
        bounds = limits(project, now.key, self.calendar)
        rows: Rows = []
        value = prefill(project, now.key)
        if isinstance(value, Decimal):
            rows.append([self._figure(now.key, value, bounds, "button.prefill")])
        quick = proposed_values(project, now.key)
        rows += [[self._figure(now.key, value, bounds, f"button.{name}")] for name, value in quick]
        rows += pack([self._figure(now.key, value, bounds) for value in question.quick], most=4)
        # Indicators have too many units for ranges to make sense.
        if now.attempts >= 2 and question.unit != "kpi_unit" and _ends(bounds):
            rows = [*(rows if question.quick_from else []), *pack(self._ranges(now.key, bounds))]
        extra = [self.buttons.for_question("c", c.label, now.key, c.id) for c in question.choices]
        return [*rows, extra] if extra else rows

    def _figure(self, key: Key, value: Decimal, bounds: Limits, words: str | None = None) -> Button:
        # The question says « par semaine », so the button does not.
        text = show("number", value, bounds.unit).split(" par ")[0]
        return self.buttons.for_question("c", self.phrases.label(words, value=text) if words else text, key, str(value))

    def _ranges(self, key: Key, bounds: Limits) -> list[Button]:
        ends = _ends(bounds)
        least, most = bounds.min or Decimal(0), bounds.max or Decimal(ends[-1])
        found = []
        for low, high in pairwise(ends):
            middle = Decimal(low + high) / 2
            if least <= middle and high <= most:
                upper = show("number", Decimal(high), bounds.unit).split(" par ")[0]
                label = self.phrases.label("button.around", low=show("number", Decimal(low), None), high=upper)
                found.append(self.buttons.for_question("c", label, key, str(middle)))
        return found

    # --- dates

    def _dates(self, now: Asking) -> Rows:
        bounds = limits(self.path.answers, now.key, self.calendar)
        low, high = (
            bounds.min_date or self.calendar.today,
            bounds.max_date or self.calendar.today + timedelta(365),
        )
        if now.key[0] == "put_off_date" and (last := project_of(self.path).text("next_review")):
            # The calendar ends there; a later day that is typed gets an explanation.
            high = date.fromisoformat(last)
        if low > high:
            return []
        if now.page:
            return self._month(now.key, now.page, low, high)
        first = _next_month(low)
        # In a long window, the first days would leave no time for what must come before.
        near = (14, 21) if high - low > LONG_WINDOW else (0, 7, 14)
        proposed = sorted({*(low + timedelta(days) for days in near), first, _next_month(first)})
        proposed = [day for day in proposed if day >= low + timedelta(near[0])]
        if now.key[0] in ("act_due", "act_new_due"):
            # Five working days, the default of ten, or the next review.
            proposed = [default_due(self.calendar.today, high, self.calendar), high]
            proposed = sorted({*proposed, self.calendar.add(self.calendar.today, 5)})
        if now.key[0] == "put_off_date":
            proposed = [self.calendar.add(self.calendar.today, days) for days in PUT_OFF]
        quick = [
            self.buttons.for_question("c", show("date", day.isoformat()), now.key, day.isoformat())
            for day in sorted({self.calendar.on_or_after(day) for day in proposed})
            if low <= day <= high
        ]
        month = f"{low:%Y-%m}"
        return [
            *pack(quick),
            [self.buttons.for_question("p", self.phrases.label("button.calendar"), now.key, month)],
        ]

    def _month(self, key: Key, page: str, low: date, high: date) -> Rows:
        first = _parse_month(page, low)
        title = show("date", first.isoformat()).split(" ", 1)[1]
        before, after = first - timedelta(1), _next_month(first)
        head = [
            self.buttons.for_question("p", "‹", key, f"{before:%Y-%m}") if before >= low else self._blank(),
            self._blank(title),
            self.buttons.for_question("p", "›", key, f"{after:%Y-%m}") if after <= high else self._blank(),
        ]
        rows: Rows = [head, [self._blank(day) for day in DAYS]]
        for week in months.Calendar().monthdatescalendar(first.year, first.month):
            if any(low <= day <= high and day.month == first.month for day in week):
                rows.append([self._day(key, day, first.month, low, high) for day in week])
        return [*rows, [self.buttons.for_question("p", self.phrases.label("button.quick"), key, "")]]

    def _day(self, key: Key, day: date, month: int, low: date, high: date) -> Button:
        if day.month != month or not low <= day <= high:
            return self._blank()
        return self.buttons.for_question("c", str(day.day), key, day.isoformat())

    def _blank(self, label: str = "·") -> Button:
        return self.buttons.free(NOTHING, label)


def _ends(bounds: Limits) -> tuple[int, ...]:
    """Bounds of five equal ranges between the soft bounds if both are known, else those of the unit."""
    if bounds.soft_min is not None and bounds.soft_max is not None:
        low, wide = int(bounds.soft_min), int(bounds.soft_max - bounds.soft_min) // 5
        return tuple(low + wide * step for step in range(6))
    return RANGES.get(str(bounds.unit), ())


def pack(found: list[Button], most: int = 2) -> Rows:
    """Rows of up to `most` short labels; a long label has a row of its own."""
    rows: Rows = []
    for button in found:
        width = TWO_A_ROW if most == 2 else FOUR_A_ROW
        last = rows[-1] if rows else None
        if last and len(last) < most and all(len(other["text"]) <= width for other in [button, *last]):
            last.append(button)
        else:
            rows.append([{**button, "text": clip(button["text"], 60)}])
    return rows


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(32)).replace(day=1)


def _parse_month(page: str, low: date) -> date:
    try:
        return date.fromisoformat(f"{page}-01")
    except ValueError:
        return low.replace(day=1)
