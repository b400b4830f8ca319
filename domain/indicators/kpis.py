"""Chooses the KPIs that suit a task, proposes realistic targets, and tells whether a KPI is SMART.

Rules and roundings: `docs/rules/catalogue_kpi.md §2 and §6`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from domain.assessment.catalogue import Bound, Catalogue, Kpi

MOST_CANDIDATES = 8
QUALITY = "expertise"
NEEDS_BALANCE = ("cost", "efficiency")
"""Objectives whose target may degrade quality, and so needs a KPI of quality beside it."""
LEGAL_DUTIES = frozenset({"bk_filing_on_time", "gen_compliance_incidents", "leg_deadlines_missed"})
"""KPIs of a legal duty: they have no ramp-up and alone may aim at 100 % (`docs/rules/revue.md §3`)."""
DIFFERENCES = frozenset(
    {
        *("gen_net_saving", "gen_budget_variance", "gen_hours_freed"),
        *("pur_savings", "web_quote_variance", "aut_hours_saved"),
    }
)
"""KPIs whose formula is a difference: the only ones that may be negative."""
BELOW_FULL = Decimal("99.9")
FIRST_STEP, HALF_WAY = Decimal("0.05"), Decimal("0.5")

SERVED = {
    "growth": ("efficiency", "flexibility"),
    "brand_image": ("expertise",),
    "profitability": ("cost", "efficiency"),
    "quality_reliability": ("expertise", "efficiency"),
    "agility": ("flexibility",),
    "serenity": ("efficiency", "expertise"),
    "innovation": ("efficiency", "expertise"),
    "compliance": ("expertise",),
}
"""Vision → families of KPI that serve it (`docs/rules/catalogue_kpi.md §6`)."""
FIRST_CHOICE = {
    "growth": ("gen_hours_freed", "sal_meetings_held", "sal_lead_reply", "mkt_roas", "log_same_day"),
    "brand_image": (
        "cs_csat",
        "cs_first_response",
        "tel_answer_rate",
        "csr_evidence",
        "dsg_brand_fit",
        "cnt_voice_score",
    ),
    "profitability": ("gen_net_saving", "inv_dso", "inv_overdue_ratio", "cfo_value_ratio", "pur_savings"),
    "quality_reliability": ("gen_first_time_right", "gen_on_time", "log_order_accuracy", "its_backup_test"),
    "agility": ("gen_surge_response", "gen_volume_absorption", "rec_parallel", "mkt_budget_shift"),
    "serenity": ("gen_hours_freed", "obm_escalation", "obm_ceo_ops_hours", "gen_backup_coverage"),
    "innovation": ("gen_hours_freed", "aut_hours_saved", "gen_advice_applied"),
    "compliance": (
        "gen_compliance_incidents",
        "bk_filing_on_time",
        "pay_dsn_accepted",
        "hra_mandatory",
        "gdp_processors_signed",
    ),
}
"""Vision → KPIs that serve it, whatever their family (`docs/rules/catalogue_kpi.md §6`)."""


def candidates(catalogue: Catalogue, function_id: str, main: str, secondary: str | None) -> tuple[Kpi, ...]:
    """At most eight KPIs to choose from (`docs/rules/catalogue_kpi.md §5`).

    The KPIs of the function come first: main objective, secondary one, then quality when an objective is cost or time.
    Those that suit every function follow, with one of quality when the function has none.
    """
    own, shared = catalogue.kpis_of(function_id), catalogue.kpis_of(None)
    balance = QUALITY if {main, secondary}.intersection(NEEDS_BALANCE) else None
    mine = [*_family(own, main), *_family(own, secondary), *_family(own, balance)]
    quality = [] if any(kpi.objective == QUALITY for kpi in mine) else _family(shared, balance)[:1]
    found = [*mine, *_family(shared, main), *quality, *_family(shared, secondary)]
    return tuple(dict.fromkeys(found))[:MOST_CANDIDATES]


def _family(kpis: Sequence[Kpi], objective: str | None) -> list[Kpi]:
    return [kpi for kpi in kpis if kpi.objective == objective]


def is_better(kpi: Kpi, a: Decimal, b: Decimal) -> bool:
    """True when `a` is strictly better than `b`, in the direction of the KPI."""
    return a > b if kpi.direction == "up" else a < b


# --- targets


@dataclass(frozen=True, slots=True)
class Targets:
    """Three proposed targets and the realistic range, in the KPI's unit; `hold`: the base is there, keep its level."""

    prudent: Decimal
    realistic: Decimal
    ambitious: Decimal
    lo: Decimal
    hi: Decimal
    hold: bool = False


def targets(kpi: Kpi, baseline: Decimal | None, hour_value: Decimal | None) -> Targets | None:
    """The proposed targets (`docs/rules/catalogue_kpi.md §2`); `hour_value` in euros.

    None while the base or the hour value the range depends on is unknown or zero.
    """
    lo = _resolve(kpi, kpi.target.lo, baseline, hour_value)
    hi = _resolve(kpi, kpi.target.hi, baseline, hour_value)
    if lo is None or hi is None:
        return None
    near, far = (lo, hi) if kpi.direction == "up" else (hi, lo)
    middle = round_target(kpi, (lo + hi) / 2)
    if baseline is None or is_better(kpi, near, baseline):
        return Targets(near, middle, far, lo, hi)
    if not is_better(kpi, far, baseline):
        return Targets(baseline, baseline, baseline, lo, hi, hold=True)
    prudent, realistic = (_improve(kpi, baseline, far, part) for part in (FIRST_STEP, HALF_WAY))
    if is_better(kpi, prudent, realistic):
        prudent = realistic
    return Targets(prudent, realistic, far, lo, hi)


def _resolve(kpi: Kpi, bound: Bound, baseline: Decimal | None, hour_value: Decimal | None) -> Decimal | None:
    if bound.base is None:
        # A figure of the catalogue is not rounded: 99.95 % must not become 100 %.
        return _cap(kpi, bound.factor)
    base = baseline if bound.base == "b" else hour_value
    return round_target(kpi, base * bound.factor) if base else None


def _improve(kpi: Kpi, baseline: Decimal, far: Decimal, part: Decimal) -> Decimal:
    """The base moved by `part` of the way to the far end, and at least by one step of rounding."""
    value = round_target(kpi, baseline + (far - baseline) * part)
    if not is_better(kpi, value, baseline):
        step = _step(kpi, baseline)
        value = round_target(kpi, baseline + step if kpi.direction == "up" else baseline - step)
    return far if is_better(kpi, value, far) else value


def round_target(kpi: Kpi, value: Decimal) -> Decimal:
    """Round a value to the step of targets in its unit, within what the KPI allows."""
    step = _step(kpi, value)
    return _cap(kpi, (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step)


def _step(kpi: Kpi, value: Decimal) -> Decimal:
    """The step targets are rounded to; finer for small figures, so that three targets stay distinct."""
    if kpi.unit == "%":
        return Decimal("0.1") if value < 5 or value > 99 else Decimal(1)
    if kpi.unit.startswith("EUR"):
        return Decimal("0.1") if value < 10 else Decimal(1)
    if kpi.unit in ("h.o.", "h/semaine", "h/mois", "heures"):
        return Decimal("0.25") if value < 10 else Decimal("0.5")
    if kpi.unit in ("j.o.", "jours"):
        return Decimal("0.5")
    if kpi.unit in ("note/5", "ratio"):
        return Decimal("0.1")
    return Decimal("0.5") if value < 10 else Decimal(1)


def _cap(kpi: Kpi, value: Decimal) -> Decimal:
    if kpi.unit == "%" and kpi.direction == "up" and value >= 100:
        return Decimal(100) if kpi.id in LEGAL_DUTIES else BELOW_FULL
    return max(value, Decimal(0))


HUNDREDTH = Decimal("0.01")


def ramp_up(baseline: Decimal, target: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """The targets of months 1, 2 and 3: half the way, three quarters, all of it (`docs/rules/revue.md §3`).

    They are rounded to the hundredth, so that the document prints the very figure reviews judge by.
    """
    way = target - baseline
    half, most = ((baseline + part).quantize(HUNDREDTH, ROUND_HALF_UP) for part in (way / 2, way * 3 / 4))
    return half, most, target


def is_unrealistic(
    kpi: Kpi, target: Decimal, baseline: Decimal | None, hour_value: Decimal | None, months: int
) -> bool:
    """True when the target is too far for the months given (`docs/rules/catalogue_kpi.md §2`, realism).

    Without a range, a change of more than half the base within three months is too much.
    """
    proposed = targets(kpi, baseline, hour_value)
    if proposed is None:
        return months <= 3 and baseline is not None and abs(target - baseline) * 2 > abs(baseline)
    best = proposed.realistic if months <= 3 else proposed.ambitious
    return is_better(kpi, target, best)


# --- SMART


@dataclass(frozen=True, slots=True)
class Smart:
    """The five SMART checks of a KPI."""

    specific: bool
    measurable: bool
    attainable: bool
    relevant: bool
    timed: bool

    @property
    def points(self) -> int:
        return sum((self.specific, self.measurable, self.attainable, self.relevant, self.timed))

    @property
    def is_smart(self) -> bool:
        return self.points >= 4 and self.measurable


def smart(
    kpi: Kpi,
    function_id: str,
    main: str,
    visions: Sequence[str | None],
    *,
    target: Decimal | None,
    baseline: Decimal | None,
    hour_value: Decimal | None,
    months: int | None,
) -> Smart:
    """The five checks of a task's KPI (`docs/rules/catalogue_kpi.md §2`); `months`: until the deadline."""
    return Smart(
        specific=kpi.function in (None, function_id),
        measurable=all((kpi.formula, kpi.unit, kpi.source)),
        attainable=target is not None and _attainable(kpi, target, baseline, hour_value),
        relevant=kpi.objective == main or any(_serves(kpi, vision) for vision in visions if vision),
        timed=bool(kpi.frequency) and months is not None,
    )


def _serves(kpi: Kpi, vision: str) -> bool:
    return kpi.objective in SERVED[vision] or kpi.id in FIRST_CHOICE[vision]


def _attainable(kpi: Kpi, target: Decimal, baseline: Decimal | None, hour_value: Decimal | None) -> bool:
    proposed = targets(kpi, baseline, hour_value)
    if proposed and proposed.hold:
        return target == baseline
    if baseline is not None and not is_better(kpi, target, baseline):
        return False
    if proposed is None:
        return baseline is not None and abs(target - baseline) * 2 <= abs(baseline)
    return not is_better(kpi, target, proposed.ambitious)
