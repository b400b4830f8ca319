"""Estimates how long the rest of an interview takes."""

from __future__ import annotations

from collections.abc import Mapping

from domain.questionnaire.form import Form, Key
from domain.questionnaire.lookup import items
from domain.questionnaire.path import Path
from domain.questionnaire.values import Value


def seconds_left(form: Form, path: Path, answers: Mapping[Key, Value]) -> int:
    """Estimated seconds until the end: the open steps, and the usual length of loops without items yet."""
    left = sum([step.question.est_s for step in path.steps if step.key not in answers])
    for block in form.blocks:
        if block.loop and not items(path.answers, block.loop) and not _is_settled(path, block.loop):
            usual = sum(question.est_s for question in block.questions if question.when is None)
            left += form.sources.loops[block.loop].expected * usual
    return left


def _is_settled(path: Path, loop: str) -> bool:
    """True when every question that fills the loop has an answer, even an empty one."""
    filled_by = path.form.sources.loops[loop].filled_by
    if filled_by is None:
        return False
    fills = path.form.questions[filled_by]
    asked = [step for step in path.steps if step.question is fills]
    if not asked and fills.for_each:
        return _is_settled(path, fills.for_each)
    return bool(asked) and all(step.key in path.known for step in asked)
