"""Draws the form as a Mermaid flowchart: a box for each section, a dotted arrow for each condition."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from domain.questionnaire.conditions import All, AnyOf, Compare, Is, When
from domain.questionnaire.form import Form

SIGNS = {"gt": ">", "gte": "≥", "lt": "<", "lte": "≤"}


def mermaid(form: Form) -> str:
    """The flowchart. Plain arrows give the order of the questions; dotted arrows say when a question is asked."""
    return "\n".join(["flowchart TB", *_boxes(form), *_conditions(form)]) + "\n"


def _boxes(form: Form) -> Iterator[str]:
    for section in form.sections:
        label = f"{section.number}. {section.label}" if section.number else section.label
        yield f"  subgraph {section.id}[{_quote(label)}]"
        names = [question.id for question in form.questions.values() if question.section == section.id]
        for name in names:
            question = form.questions[name]
            loop = f" (× {question.for_each})" if question.for_each else ""
            yield f"    {section.id}.{name}[{_quote((question.title or name) + loop)}]"
        ids = [f"{section.id}.{name}" for name in names]
        yield from (f"    {one} --> {other}" for one, other in pairwise(ids))
        yield "  end"
    sections = [section.id for section in form.sections]
    yield from (f"  {one} --> {other}" for one, other in pairwise(sections))


def _conditions(form: Form) -> Iterator[str]:
    known = form.questions
    for question in known.values():
        if question.when is None:
            continue
        for name in dict.fromkeys(question.when.names()):
            source = f"{known[name].section}.{name}" if name in known else f"fact.{name}([{_quote(name)}])"
            label = _quote(_condition_label(question.when))
            yield f"  {source} -. {label} .-> {question.section}.{question.id}"


def _condition_label(when: When) -> str:
    if isinstance(when, Is):
        return f"{when.name} = {' | '.join(str(value) for value in when.values)}"
    if isinstance(when, Compare):
        return f"{when.name} {SIGNS[when.operator]} {when.bound}"
    if isinstance(when, All | AnyOf):
        word = " et " if isinstance(when, All) else " ou "
        return word.join(_condition_label(one) for one in when.conditions)
    return f"non ({_condition_label(when.condition)})"


def _quote(text: str) -> str:
    return '"' + text.replace('"', "#quot;") + '"'
