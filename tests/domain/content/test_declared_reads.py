"""What every source of the content declares to read, against what it reads of random files."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from string import Formatter
from typing import Any

import pytest

from domain.questionnaire.form import Form, Key, Question
from domain.questionnaire.lookup import items
from domain.questionnaire.path import Path
from domain.questionnaire.sources import Source, Sources
from domain.questionnaire.values import Value
from domain.specification.project import Project
from tests.domain.random_files import moments
from tests.interview_walk import TODAY
from tests.shipped_form import shipped_content, shipped_form

EVERYTHING = "(every answer)"
MOST_ITEMS = 3
"""Items of a loop each source is run for, at each moment of a file."""
SEEDS = range(3)
Declared = tuple[str, str, Source[Any]]
"""A source with its kind and its name."""


# --- answers that record who reads them


class Recording(Mapping[Key, Value]):
    """Answers that note which questions are asked of them; going through all of them reads everything."""

    def __init__(self, known: Mapping[Key, Value], read: set[str]) -> None:
        self.known, self.read = known, read

    def __getitem__(self, key: Key) -> Value:
        self.read.add(key[0])
        return self.known[key]

    def __iter__(self) -> Iterator[Key]:
        self.read.add(EVERYTHING)
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)


@dataclass(frozen=True)
class RecordedProject(Project):
    """A project over recording answers: one question's answers, or all but one, are no reading of the others."""

    def every(self, question: str) -> Iterator[tuple[str | None, Value]]:
        recording = self._recording
        recording.read.add(question)
        return ((item, value) for (name, item), value in recording.known.items() if name == question)

    def but(self, key: Key, value: Value | None) -> RecordedProject:
        recording = self._recording
        others = {other: given for other, given in recording.known.items() if other != key}
        return replace(self, answers=Recording(others if value is None else {**others, key: value}, recording.read))

    @property
    def _recording(self) -> Recording:
        assert isinstance(self.answers, Recording)
        return self.answers


def recorded(form: Form, known: Mapping[Key, Value]) -> tuple[RecordedProject, set[str]]:
    read: set[str] = set()
    content = shipped_content()
    return RecordedProject(form, Recording(known, read), content.catalogue, content.clauses), read


# --- every source, where the form names it


def declared(sources: Sources) -> Iterator[Declared]:
    for kind in (
        "choices", "preselections", "prefills", "quick", "facts", "variables", "units", "together", "queues",
        "bounds", "figures", "left_out", "stands_for", "labels",
    ):  # fmt: skip
        yield from ((kind, name, source) for name, source in getattr(sources, kind).items())
    yield from (("loops", name, loop.items) for name, loop in sources.loops.items())
    yield from (("objections", one.id, one.raised) for one in sources.objections)


def runs(path: Path, pick: random.Random) -> Iterator[tuple[str, str, tuple[Any, ...]]]:
    """Kind, name and what each source the form names there is asked with, besides the answers."""
    form, sources = path.form, path.form.sources
    yield from (("loops", name, ()) for name in sources.loops)
    yield from (("labels", name, ()) for name in sources.labels)
    yield from (("queues", name, ()) for name in sources.queues)
    for one in sources.objections:
        yield from (("objections", one.id, (item,)) for item in _some(path, one.for_each, pick))
    for section in form.sections:
        for loop, questions in section.blocks():
            for item in _some(path, loop, pick):
                for question in questions:
                    yield from _named(path, question, item)


def _some(path: Path, loop: str | None, pick: random.Random) -> list[str | None]:
    if loop is None:
        return [None]
    found = items(path.answers, loop)
    return list(pick.sample(found, min(len(found), MOST_ITEMS)))


def _named(path: Path, question: Question, item: str | None) -> Iterator[tuple[str, str, tuple[Any, ...]]]:
    sources, key = path.form.sources, (question.id, item)
    of_item = {
        "choices": question.choices_from,
        "preselections": question.preselect,
        "prefills": question.prefill,
        "quick": question.quick_from,
        "facts": question.needed,
    }
    yield from ((kind, name, (item,)) for kind, name in of_item.items() if name)
    names = question.when.names() if question.when else ()
    yield from (("facts", name, (item,)) for name in names if name in sources.facts)
    texts = (question.text, question.help, *(choice.label for choice in question.choices))
    variables = {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}
    yield from (("variables", name, (item,)) for name in variables)
    yield from (("units", name, (key,)) for name in (question.unit,) if name in sources.units)
    yield from (("bounds", name, (key,)) for name in (question.id, question.unit) if name in sources.bounds)
    yield from (("figures", question.id, (item,)) for _ in (0,) if question.id in sources.figures)
    for choice in question.choices:
        named = f"{question.id}.{choice.id}"
        yield from ((kind, named, (item,)) for kind in ("left_out", "stands_for") if named in getattr(sources, kind))
    if question.together:
        yield "together", question.together, (key,)


@lru_cache
def readings(seed: int) -> Mapping[tuple[str, str], frozenset[str]]:
    """What each source read of the files of that seed, by kind and name."""
    found: dict[tuple[str, str], set[str]] = {}
    pick = random.Random(seed)
    known = {(kind, name): source for kind, name, source in declared(shipped_form().sources)}
    for path in moments(seed):
        for kind, name, asked in runs(path, pick):
            project, read = recorded(path.form, path.known)
            if kind == "together":
                known[kind, name](Path(path.steps, project), *asked, TODAY)
            else:
                known[kind, name](project, *asked)
            found.setdefault((kind, name), set()).update(read)
    return {source: frozenset(read) for source, read in found.items()}


@pytest.mark.parametrize("seed", SEEDS)
def test_no_source_reads_what_it_does_not_declare(seed: int) -> None:
    known = {(kind, name): source.reads for kind, name, source in declared(shipped_form().sources)}
    undeclared = {source: sorted(read - known[source]) for source, read in readings(seed).items()}
    assert not {source: names for source, names in undeclared.items() if names}


def test_every_source_was_run() -> None:
    run = {source for seed in SEEDS for source in readings(seed)}
    assert {(kind, name) for kind, name, _ in declared(shipped_form().sources)} - run == set()


def test_every_declared_name_is_a_question_or_a_fact_noted_beside_the_answers() -> None:
    form = shipped_form()
    known = form.questions.keys() | form.sources.noted
    for kind, name, source in declared(form.sources):
        assert source.reads <= known and source.needs <= form.questions.keys(), (kind, name)


def test_a_noted_fact_bears_the_name_of_no_question_and_is_read() -> None:
    form = shipped_form()
    read = {name for _, _, source in declared(form.sources) for name in source.reads}
    assert not form.sources.noted & form.questions.keys() and form.sources.noted <= read | form.sources.noted_dates
