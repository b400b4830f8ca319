"""Numbers of versions, and what a second document says that a first one does not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.calendar.workdays import Calendar
from domain.questionnaire.form import Form, Key
from domain.questionnaire.path import path_of
from domain.questionnaire.values import Value
from domain.specification.document import Specification, specification
from domain.specification.editions import Change
from domain.specification.project import project_of
from domain.versions.differences import MINOR, differences
from domain.versions.versions import amendment_rank, kind, next_draft, next_minor, next_number, next_signed
from tests.bot.company_file import company_answers
from tests.bot.conversation import plain
from tests.shipped_form import shipped_form

TODAY = date(2026, 11, 23)
MINOR_CHANGE = Change("spec_contact", None, "Contact", "Zoé", "Léa", major=False)
MAJOR_CHANGE = Change("spec_duration", None, "Durée", "6 mois", "12 mois", major=True)


@pytest.mark.parametrize(
    ("frozen", "changes", "number"),
    [
        ((), (), "0.1"),
        (("0.1",), (MAJOR_CHANGE,), "0.2"),
        (tuple(f"0.{n}" for n in range(1, 10)), (MINOR_CHANGE,), "0.10"),
        (("0.1", "1.0"), (MINOR_CHANGE,), "1.1"),
        (("1.0", "1.1"), (MINOR_CHANGE,), "1.2"),
        (("0.1", "1.0"), (MINOR_CHANGE, MAJOR_CHANGE), "2.0"),
        (("1.0", "1.1", "1.2"), (MAJOR_CHANGE,), "2.0"),
        (("1.0", "2.0", "1.1"), (MINOR_CHANGE,), "2.1"),
    ],
)
def test_the_next_number_follows_what_changed(frozen: tuple[str, ...], changes: Any, number: str) -> None:
    assert next_number(frozen, changes) == number


def test_a_signature_gives_a_whole_number_and_its_amendment_a_rank() -> None:
    assert [next_signed(frozen) for frozen in ((), ("0.4",), ("0.1", "1.0", "1.3"), ("1.0", "2.0"))] == [
        "1.0", "1.0", "2.0", "3.0",
    ]  # fmt: skip
    assert [amendment_rank(number) for number in ("0.3", "1.0", "1.4", "2.0", "2.1", "3.0")] == [
        None, None, None, 1, None, 2,
    ]  # fmt: skip
    assert [kind(number) for number in ("0.10", "1.0", "1.1", "2.0")] == ["draft", "signed", "minor", "signed"]
    assert next_draft(("0.2", "0.1", "1.0")) == "0.3"
    with pytest.raises(ValueError, match="no version is signed"):
        next_minor(("0.1",))


@pytest.fixture(scope="module")
def form() -> Form:
    return shipped_form()


@pytest.fixture(scope="module")
def told(form: Form) -> dict[Key, Value]:
    return company_answers(form, "nexoria", TODAY)


def spec(form: Form, given: dict[Key, Value]) -> Specification:
    return specification(project_of(path_of(form, given)), Calendar(TODAY, frozenset()))


def changes_after(form: Form, told: dict[Key, Value], key: Key, value: Value) -> tuple[Change, ...]:
    return differences(form, spec(form, told), spec(form, {**told, key: value}))


def test_the_same_answers_make_no_difference(form: Form, told: dict[Key, Value]) -> None:
    assert differences(form, spec(form, told), spec(form, dict(told))) == ()


TASK = "invoicing_collections"


@pytest.mark.parametrize(
    ("key", "value", "new", "major"),
    [
        (("spec_contact", None), "Léa, lea@nexoria.example", "Léa, lea@nexoria.example", False),
        (("review_day", None), "mid", None, False),
        (("spec_start", None), "2027-05-03", None, True),
        (("spec_turnaround", TASK), 7, "7 jours ouvrés", True),
        (("spec_budget", TASK), 990, None, True),
    ],
)
def test_a_change_names_its_article_and_says_what_it_was(
    form: Form, told: dict[Key, Value], key: Key, value: Value, new: str | None, major: bool
) -> None:
    found = [change for change in changes_after(form, told, key, value) if change.name == key[0]]
    (change,) = found
    assert change.article.split(" – ")[-1] == form.questions[key[0]].title and change.major is major
    assert (change.about is None) == (key[1] is None)
    assert change.new != change.old and (new is None or plain(change.new) == new)


def test_a_task_that_leaves_is_one_line_and_takes_its_clauses_along(form: Form, told: dict[Key, Value]) -> None:
    retained = told["retain_tasks", None]
    assert isinstance(retained, tuple)
    fewer = changes_after(form, told, ("retain_tasks", None), retained[1:])
    gone = [change for change in fewer if change.new is None]
    assert [change.name for change in gone].count("version.task") == 1
    assert not [change for change in fewer if change.about == spec(form, told).tasks[0].label]
    more = differences(form, spec(form, {**told, ("retain_tasks", None): retained[1:]}), spec(form, told))
    assert {(change.article, change.new) for change in more if change.old is None} >= {
        (form.words["version.task"], spec(form, told).tasks[0].label)
    }
    assert {(c.article, c.old, c.new) for c in more} == {(c.article, c.new, c.old) for c in fewer}


def test_an_indicators_new_target_is_a_major_change(form: Form, told: dict[Key, Value]) -> None:
    item = next(item for name, item in told if name == "kpi_target" and ("kpi_baseline", item) in told)
    found = differences(
        form, spec(form, told), spec(form, {**told, ("kpi_target", item): "custom", ("kpi_target_custom", item): 1})
    )
    assert any(change.name == "kpi_target" and change.major for change in found)


def test_what_is_minor_names_questions_of_the_form(form: Form) -> None:
    assert sorted(name for name in MINOR if name not in form.questions) == []
