"""Files answered at random, of every occasion, from the questions of the shipped form."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from domain.assessment.assessment import SCALES
from domain.assessment.second_look import FIELDS
from domain.calendar.periods import Period
from domain.calendar.workdays import Calendar
from domain.questionnaire.bounds import limits
from domain.questionnaire.form import Form, Key
from domain.questionnaire.lookup import choices, items
from domain.questionnaire.path import Path, Step, path_of
from domain.questionnaire.values import Gap, Value
from domain.reviews.opening import Entry, entries_left, opening
from domain.reviews.questions.provider import GIVEN, OVER
from domain.specification.project import project_of
from tests.interview_walk import TODAY
from tests.shipped_form import shipped_form


def random_path(
    form: Form,
    pick: random.Random,
    prior: Mapping[Key, Value],
    calendar: Calendar,
    already: Mapping[Key, Value] | None = None,
) -> Path:
    """A path answered to its end at random, but for what is `already`."""
    given = dict(already or {})
    path = path_of(form, given, prior)
    while (step := path.first_open(given)) is not None:
        given = {**given, step.key: random_value(path, step, pick, calendar)}
        path = path_of(form, given, prior, near=path)
    return path


def random_value(path: Path, step: Step, pick: random.Random, calendar: Calendar) -> Value:
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
    pick = random.Random(seed)
    for whole in whole_files(seed):
        given = [key for key in whole.known if key not in whole.prior]
        for size in {len(given), *(pick.randint(0, len(given)) for _ in range(2))}:
            yield path_of(whole.form, {key: whole.known[key] for key in given[:size]}, whole.prior)


def whole_files(seed: int) -> Iterator[Path]:
    """Files of every occasion, answered to their end."""
    pick, (file, _) = random.Random(seed), audit(seed)
    form = file.form
    yield file
    yield from (path for path, _ in reviews(seed))
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
        yield random_path(form.for_occasion(occasion), pick, prior, calendar)
