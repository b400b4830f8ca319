"""What every source of the content declares to read, against what it reads of random files."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from string import Formatter
from typing import Any

import pytest

from domain.assessment.assessment import SCALES
from domain.assessment.second_look import FIELDS
from domain.calendar.periods import Period
from domain.calendar.workdays import Calendar
from domain.questionnaire.bounds import limits
from domain.questionnaire.form import Form, Key, Question
from domain.questionnaire.lookup import choices, items
from domain.questionnaire.path import Path, Step, path_of
from domain.questionnaire.sources import Source, Sources
from domain.questionnaire.values import Gap, Value
from domain.reviews.opening import Entry, entries_left, opening
from domain.reviews.questions.provider import GIVEN, OVER
from domain.specification.project import Project, project_of
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


# --- random files


def random_path(
    form: Form,
    pick: random.Random,
    prior: Mapping[Key, Value],
    calendar: Calendar,
    already: Mapping[Key, Value] | None = None,
) -> Path:
    """A path answered to its end at random, but for what is `already`."""
    given = dict(already or {})
    while (step := (path := path_of(form, given, prior)).first_open(given)) is not None:
        given[step.key] = _value(path, step, pick, calendar)
    return path


def _value(path: Path, step: Step, pick: random.Random, calendar: Calendar) -> Value:
    question, key = step.question, step.key
    if question.ends is not None or question.silent:
        return True
    if question.type != "contradiction" and not question.essential and pick.random() < 0.08:
        return pick.choice((Gap.SKIPPED, Gap.UNKNOWN))
    offered = [choice.id for choice in choices(path.answers, key) if not choice.then or choice.then.startswith("edit")]
    match question.type:
        case "contradiction":
            return "intended"
        case "yes_no":
            return pick.random() < 0.6
        case "scale_1_5":
            return pick.randint(1, 5)
        case "single_choice":
            return pick.choice(offered) if offered else Gap.SKIPPED
        case "multi_choice":
            wanted = pick.sample(offered, min(len(offered), pick.randint(1, question.max_choices or 5)))
            return tuple(choice for choice in offered if choice in wanted)
        case "date":
            return calendar.add(calendar.today, pick.randint(1, 60)).isoformat()
        case "number" if offered and pick.random() < 0.2:
            return pick.choice(offered)
        case "number":
            return _number(path, key, pick, calendar)
    return pick.choice(("Aucune", "Préparer la TVA", "Gérer 12 dossiers par mois"))


def _number(path: Path, key: Key, pick: random.Random, calendar: Calendar) -> Decimal:
    found = limits(path.answers, key, calendar)
    low = found.min if found.min is not None else Decimal(0)
    high = min(found.max if found.max is not None else low + 40, low + 400)
    return (low + (high - low) * pick.randint(0, 20) / 20).quantize(Decimal("0.25"))


def second_look_entries(pick: random.Random, tasks: tuple[str, ...]) -> dict[Key, Value]:
    """What a second look leaves beside the answers."""
    noted: dict[Key, Value] = {("third_look", None): "7"}
    for task in tasks:
        for field in FIELDS:
            noted["sealed_" + field, task] = Decimal(pick.randint(1, 5))
            noted["third_" + field, task] = Decimal(pick.randint(1, 5))
    return noted


@lru_cache
def audit(seed: int) -> tuple[Path, Mapping[Key, Value]]:
    """A company's file and what it began with; every other one knows a second look."""
    form, pick = shipped_form(), random.Random(seed)
    alone = random_path(form, pick, {}, TODAY)
    if seed % 2:
        return alone, {}
    look = second_look_entries(pick, project_of(alone).tasks)
    own = {(SCALES[field], task): look["sealed_" + field, task] for field in FIELDS for task in project_of(alone).tasks}
    return random_path(form, pick, look, TODAY, {**alone.known, **own}), look


@lru_cache
def reviews(seed: int) -> tuple[tuple[Path, Mapping[Key, Value]], ...]:
    """Four reviews of that file, the last one quarterly; each path with what it began with."""
    form, pick, past = shipped_form().for_occasion("review"), random.Random(seed), tuple[Entry, ...]()
    file, _ = audit(seed)
    asked = [question.id for section in form.sections for question in section.questions]
    found = []
    for written in ("2026-12", "2027-01", "2027-02", "2027-T2"):
        period = Period.parse(written)
        calendar = Calendar(period.end.replace(day=5))
        entries = opening(project_of(file), period, calendar, date(period.end.year, period.end.month, 28), past)
        prior: dict[Key, Value] = {(question, item): value for question, item, value in entries}
        prior |= _collected(form, prior, pick)
        path = random_path(form, pick, prior, calendar)
        past = (*past, *entries_left(period, path.known, asked))
        found.append((path, prior))
    return tuple(found)


def _collected(form: Form, prior: Mapping[Key, Value], pick: random.Random) -> dict[Key, Value]:
    """What a provider gave before: some figures, some with their cases."""
    noted: dict[Key, Value] = {(GIVEN, None): True} if pick.random() < 0.5 else {}
    for item in items(path_of(form, {}, prior).answers, "review_kpis"):
        if pick.random() < 0.5:
            noted["col_value", item] = Decimal(pick.randint(1, 40))
            noted["col_cases", item] = pick.randint(1, 90)
    return noted


def moments(seed: int) -> Iterator[Path]:
    """Files of every occasion, whole and as they stood on the way."""
    pick, (file, look) = random.Random(seed), audit(seed)
    form = file.form
    for path, prior in ((file, look), *reviews(seed)):
        yield from _cut(path, prior, pick)
    _, opened = reviews(seed)[-1]
    calendar = Calendar(date(2027, 7, 5))
    noted: Mapping[str, Mapping[Key, Value]] = {
        "offers": file.known,
        "approval": {("last_name", None): "Claire Martin"},
        "freeze": {},
        "second_look": file.known,
        "time_log": {("audit_functions", None): project_of(file).tasks, ("log_half", None): "morning"},
        "reading": opened,
        "put_off": {("next_review", None): "2027-07-28"},
        "collection": opened | ({(OVER, None): True} if seed % 2 else {}),
    }
    for occasion, prior in noted.items():
        path = random_path(form.for_occasion(occasion), pick, prior, calendar)
        yield from _cut(path, prior, pick)


def _cut(whole: Path, prior: Mapping[Key, Value], pick: random.Random) -> Iterator[Path]:
    given = [key for key in whole.known if key not in prior]
    for size in {len(given), *(pick.randint(0, len(given)) for _ in range(2))}:
        yield path_of(whole.form, {key: whole.known[key] for key in given[:size]}, prior)


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
