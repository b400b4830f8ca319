"""The grid that compares offers: « plutôt équilibrée » is offered beside another one only."""

from __future__ import annotations

import pytest

from domain.questionnaire.lookup import choices
from domain.questionnaire.path import path_of
from domain.specification.project import project_of
from tests.interview_walk import (
    WISHES,
    straight_run,
)
from tests.shipped_form import shipped_form


@pytest.mark.parametrize(
    ("mains", "offered"),
    [
        ({"bookkeeping": "efficiency", "payroll": "flexibility"}, ["ok", "edit"]),
        ({"bookkeeping": "efficiency", "payroll": "efficiency"}, ["ok", "balanced", "edit"]),
    ],
)
def test_the_balanced_grid_is_not_proposed_against_itself(mains: dict[str, str], offered: list[str]) -> None:
    of_time = {task: ("gen_cycle_time",) for task, main in mains.items() if main == "efficiency"}
    followed = {"payroll": ("pay_entry_exit_delay",), **of_time}
    given = straight_run({**WISHES, "obj_main": mains, "kpi_select": followed}).interview.given
    project = project_of(path_of(shipped_form(), given))
    assert [choice.id for choice in choices(project, ("spec_criteria", None))] == offered
