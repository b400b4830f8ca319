"""The dates a question proposes or gives as an example are days people work."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from bot.telegram.screens.buttons import Buttons
from bot.telegram.screens.keyboards import Keyboards
from bot.telegram.screens.phrases import Phrases
from bot.workdays import calendar_of
from domain.questionnaire.path import path_of
from domain.questionnaire.turn import Asking
from tests.interview_walk import hurried_interview
from tests.paris import PARIS
from tests.shipped_form import shipped_form


@pytest.mark.parametrize("question", ["spec_start", "spec_offers_deadline"])
def test_every_date_proposed_is_worked_whatever_the_day(question: str, now: datetime) -> None:
    form = shipped_form()
    given = {key: value for key, value in hurried_interview().interview.given.items() if key[0] != "spec_start"}
    path = path_of(form, given)
    for later in range(30):
        moment = now + timedelta(days=later)
        calendar = calendar_of(moment, PARIS)
        boards = Keyboards(Phrases(form.words), Buttons(1), path, calendar)
        rows = boards.rows(Asking((question, None)))
        carried = [button["callback_data"].rpartition(":")[2] for row in rows[:-1] for button in row]
        days = [date.fromisoformat(one) for one in carried]
        assert days and all(calendar.is_working_day(day) for day in days)
        assert len(set(days)) == len(days)
