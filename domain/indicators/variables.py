"""The variables of texts about objectives and indicators, in French: prompts, targets, an objective in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from domain.assessment.assessment import COST, LABEL, MASTERY
from domain.french.amounts import number, whole
from domain.indicators.aims import PROPOSED_TARGETS, SELECTED, Aims
from domain.questionnaire.sources import Item, Source, reads

STATEMENT = reads("obj_main", "obj_baseline", "obj_target", "obj_deadline", "obj_time_use", "kpi_select", LABEL)


def objective_unit(aims: Aims, task: str) -> str | None:
    question = aims.form.questions["obj_baseline"]
    limits = question.by_objective.get(aims.text("obj_main", task))
    return str(limits["unit"]) if limits else None


def statement(aims: Aims, task: str, notice: Decimal, with_base: bool = True) -> str | None:
    """The objective in one sentence (`docs/rules/methode.md §8`); None while its base, target or deadline is missing.

    A base already at the target is to keep. `with_base`: False hides the base from readers who must not know a cost.
    `notice`: working days before a peak of load.
    """
    words, main, unit = aims.form.words, aims.text("obj_main", task), objective_unit(aims, task)
    base, target = aims.number("obj_baseline", task), aims.number("obj_target", task)
    months = aims.number("obj_deadline", task)
    if not main or base is None or target is None or months is None:
        return None
    use = aims.text("obj_time_use", task)
    chosen = aims.chosen("kpi_select", task)
    proof = aims.catalogue.kpis[chosen[0]].label if chosen else words["objective.kpi_to_come"]
    kind = "hold" if base == target else "statement" if with_base else "target_only"
    return words[f"objective.{main}.{kind}"].format(
        task=aims.short(task),
        b=number(base, unit if main != "expertise" else None),
        t=number(target, unit if main != "expertise" else None),
        m=number(months),
        time_use=words[f"time_use.{use}"] if use else words["time_use.unknown"],
        kpi=proof,
        notice=notice,
    )


def _prompt(which: str) -> Callable[[Aims, Item], str | None]:
    def prompt(aims: Aims, item: Item) -> str | None:
        task = str(item)
        words = aims.form.words.get(f"objective.{aims.text('obj_main', task)}.{which}")
        cost, mastery = aims.internal_cost(task), aims.scale("mastery", task)
        values = {
            "C_int": number(whole(cost)) if cost is not None else None,
            "hours": number(aims.number("audit_hours", task), "hours_per_week"),
            "mastery": number(mastery),
        }
        if words is None:
            return ""
        # Without its figure the sentence would be false; the question does without the sentence.
        return (
            "" if any(f"{{{name}}}" in words and not text for name, text in values.items()) else words.format(**values)
        )

    return prompt


def _target(name: str) -> Callable[[Aims, Item], str | None]:
    def target(aims: Aims, item: Item) -> str | None:
        targets = aims.kpi_targets(str(item))
        return number(getattr(targets, name), aims.kpi(str(item)).unit) if targets else None

    return target


def _range(aims: Aims, item: Item) -> str | None:
    targets = aims.kpi_targets(str(item))
    if targets is None:
        return None
    low, high = number(targets.lo), number(targets.hi, aims.kpi(str(item)).unit)
    return aims.form.words["range"].format(low=low, high=high)


PROMPT = reads(COST, MASTERY, "obj_main")
VARIABLES: Mapping[str, Source[str | None]] = {
    "baseline_prompt": Source(_prompt("baseline_prompt"), PROMPT),
    "target_prompt": Source(_prompt("target_prompt"), PROMPT),
    "kpi": Source(lambda aims, item: aims.kpi(str(item)).label),
    "t1": Source(_target("prudent"), PROPOSED_TARGETS),
    "t2": Source(_target("realistic"), PROPOSED_TARGETS),
    "t3": Source(_target("ambitious"), PROPOSED_TARGETS),
    "target_range": Source(_range, PROPOSED_TARGETS),
    "kpi_total": Source(lambda aims, item: number(len(aims.kpis)), SELECTED),
}
