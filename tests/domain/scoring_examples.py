"""The shipped catalogue, and the three published companies of `tests/domain/data/scoring_examples.md`."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import yaml

from domain.assessment.catalogue import catalogue
from domain.assessment.scoring import Company, Task

ROOT = Path(__file__).parents[2]
TEXT = (Path(__file__).parent / "data" / "scoring_examples.md").read_text("utf-8")
CATALOGUE = catalogue(
    yaml.load((ROOT / "dialogs" / "functions.yaml").read_text("utf-8"), yaml.CSafeLoader),
    yaml.load((ROOT / "dialogs" / "kpis.yaml").read_text("utf-8"), yaml.CSafeLoader),
)
VERDICT = {
    "priorité": "outsource_first",
    "plus tard": "outsource_later_prepare",
    "simplifier": "simplify_automate",
    "garder": "keep",
}


@dataclass(frozen=True)
class Example:
    text: str
    company: Company
    tasks: dict[str, Task]
    published: dict[str, dict[str, str]]


def without_vision(company: Company) -> Company:
    return replace(company, visions=())


def exact(text: str) -> Fraction:
    return Fraction(text.replace(",", "."))


def decimal_of(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _table(text: str) -> list[dict[str, str]]:
    rows = [[cell.strip(" `*") for cell in line.strip("|").split("|")] for line in text.splitlines()]
    names = rows[0]
    return [dict(zip(names, row, strict=True)) for row in rows[2:]]


def _task(row: dict[str, str]) -> Task:
    function = CATALOGUE.functions[row["fonction"]]
    scales = {
        "strategic_impact": "SI",
        "ceo_value": "AV",
        "mastery": "maîtrise",
        "friction": "FR",
        "variability": "VA",
        "repetitiveness": "RE",
        "documentation": "DO",
        "necessity": "NE",
        "sales_drag": "DR",
    }
    known_price = row["prix EUR/mois"] != "–"
    return Task(
        id=row["tâche"],
        function=function.id,
        hours_week=exact(row["h/sem"]),
        doer=row["qui"],
        direct_cost_month=exact(row["direct EUR"]),
        data=tuple(row["données"].split(", ")),
        provider_price_month=exact(row["prix EUR/mois"]) if known_price else None,
        setup_cost=exact(row["lancement"]) if known_price else Fraction(0),
        market_depth=function.market_depth,
        process_floor=function.process_floor,
        **{name: int(row[column]) for name, column in scales.items()},
    )


def _example(text: str) -> Example:
    inputs, outputs = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    found = re.search(r"Taille `(\w+)`, valeur horaire du dirigeant (\d+) EUR", text)
    team = re.search(r"coût horaire équipe (\d+) EUR", text)
    visions = re.search(r"Vision : 1re `(\w+)`, 2e `(\w+)`", text)
    assert found and visions
    company = Company(
        size=found[1],
        ceo_hour_value=Fraction(found[2]),
        team_hour_cost=Fraction(team[1] if team else 25),
        visions=visions.groups(),
    )
    tasks = {row["tâche"]: _task(row) for row in _table(inputs)}
    return Example(text, company, tasks, {row["tâche"]: row for row in _table(outputs)})


EXAMPLES = [_example(text) for text in re.split(r"^### ", TEXT, flags=re.MULTILINE)[1:]]
BRINDILLE, VALSERINE, NEXORIA = EXAMPLES
TASKS = {task.id: (task, example) for example in EXAMPLES for task in example.tasks.values()}
