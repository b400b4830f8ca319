"""A path derived from the one before it is the path computed from nothing, whatever was answered, edited, withdrawn."""

from __future__ import annotations

import gc
import random
import weakref
from collections.abc import Mapping
from functools import lru_cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.questionnaire.form import Key
from domain.questionnaire.path import Path, Step, path_of
from domain.questionnaire.values import Value
from domain.reviews.record import history, period_of
from domain.reviews.recorded_actions import actions
from domain.specification.project import project_of
from tests.domain.random_files import random_value, whole_files
from tests.interview_walk import TODAY

OCCASIONS = ("audit", "review", "offers", "second_look", "time_log", "collection", "reading", "put_off")
CHANGES = 12
"""Changes one after the other, each from the path the one before derived."""


@lru_cache
def files(seed: int) -> tuple[Path, ...]:
    return tuple(whole_files(seed))


def change(path: Path, whole: Path, pick: random.Random) -> dict[Key, Value]:
    """The answers after something a person may do, or a form that no longer has what was said."""
    known = dict(path.given)
    kind = pick.choice(("next", "next", "edit", "edit", "withdraw", "cut", "restore"))
    if kind == "next" and (step := path.first_open(path.known)):
        known[step.key] = _answer(path, step, pick)
    elif kind == "edit":
        step = pick.choice(path.steps)
        known[step.key] = _answer(path, step, pick)
    elif kind == "withdraw" and known:
        del known[pick.choice(list(known))]
    elif kind == "cut":
        known = dict(list(known.items())[: pick.randint(0, len(known))])
    else:
        known |= pick.sample(list(whole.given.items()), pick.randint(0, len(whole.given)))
    return known


def _answer(path: Path, step: Step, pick: random.Random) -> Value:
    if step.question.ends is not None and pick.random() < 0.3:
        return step.question.ends
    return random_value(path, step, pick, TODAY)


def remembered(path: Path) -> Mapping[str, object]:
    """What the answers of a path remember of what was computed from them."""
    project = project_of(path)
    found: dict[str, object] = {"ranking": project.ranking(), "own": project.ranking(with_vision=False)}
    if path.form.sections[0].occasion == "review" and period_of(project):
        found |= {task: history(project, task) for task in project.retained_tasks}
        found["actions"] = actions(project)
    return found


@pytest.mark.parametrize("occasion", OCCASIONS)
@settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(pick=st.randoms(use_true_random=False), seed=st.integers(0, 1))
def test_a_path_derived_from_another_is_the_one_computed_from_nothing(
    occasion: str, pick: random.Random, seed: int
) -> None:
    whole = pick.choice([one for one in files(seed) if one.form.sections[0].occasion == occasion])
    path = pick.choice((whole, path_of(whole.form, {}, whole.prior)))
    for _ in range(CHANGES):
        if pick.random() < 0.5:
            remembered(path)
        answers = change(path, whole, pick)
        path, afresh = path_of(whole.form, answers, whole.prior, near=path), path_of(whole.form, answers, whole.prior)
        assert path.steps == afresh.steps
        assert list(path.known.items()) == list(afresh.known.items())
        assert remembered(path) == remembered(afresh)


def test_a_path_keeps_none_of_those_it_was_derived_from() -> None:
    whole = files(0)[0]
    path = path_of(whole.form, {}, whole.prior)
    before = []
    for n in range(0, len(whole.given), 7):
        before.append(weakref.ref(path.answers))
        remembered(path)
        path = path_of(whole.form, dict(list(whole.given.items())[:n]), whole.prior, near=path)
    gc.collect()
    assert [one() for one in before] == [None] * len(before)
