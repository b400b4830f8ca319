"""What a company aims at: the indicators it follows and their targets. The constants list the answers each reads."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from domain.assessment.assessment import HOUR_VALUE, RETAINED, Assessment
from domain.assessment.catalogue import Kpi
from domain.indicators import kpis as kpi_rules
from domain.questionnaire.sources import reads

SELECTED = reads(RETAINED, "kpi_select")
KEPT = reads(SELECTED, "kpi_trim")
PROPOSED_TARGETS = reads(HOUR_VALUE, "kpi_baseline")
TARGET = reads(PROPOSED_TARGETS, "kpi_target", "kpi_target_custom")


@dataclass(frozen=True)
class Aims(Assessment):
    """The answers of a company, with its indicators and targets."""

    @property
    def kpis(self) -> tuple[str, ...]:
        """`task/kpi` of every selected KPI, in the order of the retained tasks."""
        return tuple(
            f"{item}/{kpi}"
            for item in self.retained_tasks
            for kpi in self.chosen("kpi_select", item)
            if kpi in self.catalogue.kpis
        )

    @property
    def kept_kpis(self) -> tuple[str, ...]:
        """The selected KPIs, or those kept when there were too many (`kpi_trim`)."""
        kept = self.chosen("kpi_trim")
        return tuple(kpi for kpi in self.kpis if not kept or kpi in kept)

    def kpi(self, item: str) -> Kpi:
        return self.catalogue.kpis[item.split("/")[1]]

    def kpi_targets(self, item: str) -> kpi_rules.Targets | None:
        """The three proposed targets; None while the base they need is unknown."""
        return kpi_rules.targets(self.kpi(item), self.number("kpi_baseline", item), self.hour_value)

    def kpi_target(self, item: str) -> Decimal | None:
        chosen = self.text("kpi_target", item)
        if chosen == "custom":
            return self.number("kpi_target_custom", item)
        targets = self.kpi_targets(item)
        if targets is None or chosen not in ("prudent", "realistic", "ambitious"):
            return None
        return Decimal(getattr(targets, chosen))
