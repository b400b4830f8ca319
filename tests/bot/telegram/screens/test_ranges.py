"""The ranges offered after two refusals read like French figures."""

from __future__ import annotations

import re
from datetime import datetime

from bot.telegram.screens.buttons import Buttons
from bot.telegram.screens.keyboards import Keyboards
from bot.telegram.screens.phrases import Phrases
from bot.workdays import calendar_of
from domain.questionnaire.path import path_of
from domain.questionnaire.turn import Asking
from tests.interview_walk import straight_run
from tests.paris import PARIS
from tests.shipped_form import shipped_form


def test_both_ends_of_a_range_are_figures_as_they_are_written_in_french(now: datetime) -> None:
    form = shipped_form()
    path = path_of(form, straight_run().interview.given)
    boards = Keyboards(Phrases(form.words), Buttons(1), path, calendar_of(now, PARIS))
    asked = [step.key for step in path.steps if step.question.type == "number"]
    labels = [button["text"] for key in asked for row in boards.rows(Asking(key, attempts=2)) for button in row]
    ranges = [label for label in labels if re.search(r"\d\D* à ", label)]
    assert any("\u202f" in label.split(" à ")[0] for label in ranges)
    assert not [label for label in ranges if re.search(r"\d{4}|\d\.\d", label)]
