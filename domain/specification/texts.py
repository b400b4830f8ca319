"""The variables a question's text may name, computed from the file and printed in French.

A variable that has no value yet is None: texts show it as a gap, labels that need it are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from domain.assessment.project import Project
from domain.assessment.second_look import look, noted
from domain.bids import offers as offers_given
from domain.french.text import shorten
from domain.questionnaire.form import Key
from domain.questionnaire.values import show
from domain.reviews import texts
from domain.specification import criteria
from domain.specification.completeness import completeness
from domain.specification.terms import TERMS

Item = str | None
MOST_MISSING = 4
MOST_BRIEF = 26
"""Characters of a task's name on a button: with « , sans hésiter » it makes 40."""


def number(value: Decimal | Fraction | int | None, unit: str | None = None) -> str | None:
    if value is None:
        return None
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    return show("number", Decimal(value), unit)


def whole(value: Fraction | Decimal) -> Decimal:
    """Rounded to the unit, half up: amounts read better without cents."""
    exact = Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else value
    return exact.quantize(Decimal(1), ROUND_HALF_UP)


def _hours(project: Project) -> Decimal:
    return sum((project.number("audit_hours", item) or Decimal(0) for item in project.tasks), Decimal(0))


def _share(project: Project, item: Item) -> str | None:
    week = project.number("profile_ceo_hours")
    return number(whole(Fraction(_hours(project)) * 100 / Fraction(week))) if week else None


def _cost(project: Project, item: Item) -> str | None:
    return number(whole(sum((project.internal_cost(task) or Fraction(0) for task in project.tasks), Fraction(0))))


def _heaviest(project: Project, item: Item) -> str | None:
    known = [task for task in project.tasks if project.number("audit_hours", task) is not None]
    if not known:
        return None
    return project.label(max(known, key=lambda task: project.number("audit_hours", task) or 0))


def objective_unit(project: Project, task: str) -> str | None:
    question = project.form.questions["obj_baseline"]
    limits = question.by_objective.get(project.text("obj_main", task))
    return str(limits["unit"]) if limits else None


def _prompt(which: str) -> Callable[[Project, Item], str | None]:
    def prompt(project: Project, item: Item) -> str | None:
        task = str(item)
        words = project.form.words.get(f"objective.{project.text('obj_main', task)}.{which}")
        cost, mastery = project.internal_cost(task), project.scale("mastery", task)
        values = {
            "C_int": number(whole(cost)) if cost is not None else None,
            "hours": number(project.number("audit_hours", task), "hours_per_week"),
            "mastery": number(mastery),
        }
        if words is None:
            return ""
        # Without the figure the sentence would be false: the question stands without it.
        return (
            "" if any(f"{{{name}}}" in words and not text for name, text in values.items()) else words.format(**values)
        )

    return prompt


def statement(project: Project, item: Item, with_base: bool = True) -> str | None:
    """The objective in one sentence, None while its base, target or deadline is missing (`docs/rules/methode.md §8`).

    A base already at the target is to be kept; without its base, a cost may be read by those it is not told to.
    """
    task, words = str(item), project.form.words
    main, unit = project.text("obj_main", task), objective_unit(project, task)
    base, target = project.number("obj_baseline", task), project.number("obj_target", task)
    months = project.number("obj_deadline", task)
    if not main or base is None or target is None or months is None:
        return None
    use = project.text("obj_time_use", task)
    chosen = project.chosen("kpi_select", task)
    proof = project.form.catalogue.kpis[chosen[0]].label if chosen else words["objective.kpi_to_come"]
    kind = "hold" if base == target else "statement" if with_base else "target_only"
    return words[f"objective.{main}.{kind}"].format(
        task=project.short(task),
        b=number(base, unit if main != "expertise" else None),
        t=number(target, unit if main != "expertise" else None),
        m=number(months),
        time_use=words[f"time_use.{use}"] if use else words["time_use.unknown"],
        kpi=proof,
        notice=TERMS["peak_notice_days"].value,
    )


def _kpi_unit(project: Project, item: Item) -> str:
    return project.kpi(str(item)).unit


def _target(name: str) -> Callable[[Project, Item], str | None]:
    def target(project: Project, item: Item) -> str | None:
        targets = project.kpi_targets(str(item))
        return number(getattr(targets, name), _kpi_unit(project, item)) if targets else None

    return target


def _range(project: Project, item: Item) -> str | None:
    targets = project.kpi_targets(str(item))
    if targets is None:
        return None
    low, high = number(targets.lo), number(targets.hi, _kpi_unit(project, item))
    return project.form.words["range"].format(low=low, high=high)


def _changes(project: Project, item: Item) -> str:
    """Which tasks change verdict with the vision, else the new order."""
    before, after = project.ranking(with_vision=False), project.ranking()
    words = project.form.words
    moved = [
        words["change.verdict"].format(
            task=project.label(task),
            old=words[f"verdict.{score.verdict}"],
            new=words[f"verdict.{after.scores[task].verdict}"],
        )
        for task, score in before.scores.items()
        if score.verdict != after.scores[task].verdict
    ]
    order = words["change.order"].format(order=" > ".join(project.label(task) for task in after.order))
    return "\u202f; ".join(moved) if moved else order


def _price(project: Project, item: Item) -> str:
    low, high = project.function(str(item)).price_month
    words = project.form.words
    if not high:
        return words["price.none"]
    return words["range"].format(low=number(Decimal(low)), high=number(Decimal(high), "eur_per_month"))


def to_complete(project: Project) -> tuple[Key, ...]:
    """The answers passed over that the document lacks, the most wanted first; not yet asked, one is not missing."""
    return tuple(key for key in completeness(project).lacking if project.gap(*key))


def _missing(project: Project, item: Item) -> str:
    passed = to_complete(project)
    lines = [line for line, keys in completeness(project).missing if not set(passed).isdisjoint(keys)]
    labels = [project.form.words[f"completeness.{line}"] for line in lines[:MOST_MISSING]]
    return ", ".join(labels) if labels else project.form.words["completeness.nothing"]


def _criterion(project: Project, item: Item) -> str:
    return project.form.words[f"criterion.{item}"]


def brief(label: str) -> str:
    """The first words of a task's name, for a button that names it and says something of it."""
    return shorten(re.split(r" \(|, |\u00a0: | et ", label)[0], MOST_BRIEF)


def _pair(position: int) -> Callable[[Project, Item], str]:
    return lambda project, item: brief(project.label(str(item).split("|")[position]))


def _gap(project: Project, item: Item) -> tuple[str, str]:
    task, name, _ = str(item).split("/")
    return task, name


def _mine(project: Project, item: Item) -> str | None:
    task, name = _gap(project, item)
    return number(project.number(f"sealed_{name}", task))


def _theirs(project: Project, item: Item) -> str | None:
    task, name = _gap(project, item)
    return number(project.theirs(name, task))


def _effect(project: Project, item: Item) -> str:
    """What each way of settling a gap does to the verdict (`docs/rules/methode.md §7`)."""
    task, name = _gap(project, item)
    scored, theirs, words = project.scored(task), project.theirs(name, task), project.form.words
    if scored is None or theirs is None:
        return ""
    own = int(project.number(f"sealed_{name}", task) or theirs)
    found = look(noted(scored, {name: own}), project.company, {name: theirs})
    if found.theirs.verdict == found.own.verdict:
        return words["effect.none"]
    return words["effect.moves"].format(
        old=words[f"verdict.{found.own.verdict}"], new=words[f"verdict.{found.theirs.verdict}"]
    )


def _activities(project: Project, item: Item) -> str:
    n = len(project.tasks)
    return project.form.words["activities_one" if n == 1 else "activities"].format(n=n)


VARIABLES: dict[str, Callable[[Project, Item], str | None]] = {
    "activities": _activities,
    "since": lambda project, item: project.form.words.get(f"log.since.{project.text('log_half')}"),
    "scale": lambda project, item: project.form.words[f"scale.{_gap(project, item)[1]}"],
    "mine": _mine,
    "theirs": _theirs,
    "effect": _effect,
    "n_same": lambda project, item: number(len(project.compared) - len(project.divergences)),
    "n_diff": lambda project, item: number(len(project.divergences)),
    "hours_total": lambda project, item: number(_hours(project), "hours_per_week"),
    "share_pct": _share,
    "cost_total": _cost,
    "n_tasks": lambda project, item: number(len(project.tasks)),
    "heaviest": _heaviest,
    "a": _pair(0),
    "b": _pair(1),
    "baseline_prompt": _prompt("baseline_prompt"),
    "target_prompt": _prompt("target_prompt"),
    "statement": statement,
    "kpi": lambda project, item: project.kpi(str(item)).label,
    "t1": _target("prudent"),
    "t2": _target("realistic"),
    "t3": _target("ambitious"),
    "target_range": _range,
    "kpi_total": lambda project, item: number(len(project.kpis)),
    "change_summary": _changes,
    "preset": lambda project, item: project.form.words[f"preset.{criteria.preset(project)}"],
    "criterion": _criterion,
    "offer": offers_given.name,
    "remaining": lambda project, item: number(criteria.weight_left(project, str(item))),
    "volume_unit": lambda project, item: project.function(str(item)).volume_unit,
    "price_hint": _price,
    "completeness": lambda project, item: number(completeness(project).score),
    "missing": _missing,
    **texts.VARIABLES,
}
COSMETIC = frozenset({"task", "offer", "a", "b", "kpi", "scale", "n_same", "n_diff"})
"""Names only: a change of one of these does not make an answer worth a second look."""


def quoted(project: Project, text: str, item: Item) -> dict[str, str | None]:
    """The variables a text names, with what they stand for here."""
    return {name: VARIABLES[name](project, item) for name in re.findall(r"\{(\w+)\}", text)}
