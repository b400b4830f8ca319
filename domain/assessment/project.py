"""A company's file (dossier) as its answers tell it: tasks, scores, objectives, KPIs, amounts.

Reads answers only; whoever builds it passes the answers that apply.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, TypeVar

from domain.assessment import scoring
from domain.assessment.catalogue import Function, Kpi
from domain.assessment.pairs import Comparison, compare
from domain.assessment.second_look import DIVERGENCE, FIELDS, SecondLook, look, noted, settled
from domain.indicators import kpis as kpi_rules
from domain.questionnaire.form import Form, Key, is_given
from domain.questionnaire.values import Gap, Value

DEFAULT_HOUR_VALUE = Decimal(50)
DEFAULT_TEAM_HOUR_COST = Decimal(25)
PERSONAL_DATA = frozenset(
    {
        "client_contact",
        "client_billing",
        "candidate",
        "employee_hr",
        "employee_payroll",
        "health_sensitive",
        "credentials_admin",
    }
)
"""Categories that make a task handle personal data (`docs/rules/cahier_des_charges.md §1`)."""

SCALES = {
    "strategic_impact": "prio_strategic_impact",
    "ceo_value": "prio_ceo_value",
    "mastery": "audit_mastery",
    "friction": "audit_friction",
    "variability": "audit_variability",
    "repetitiveness": "audit_repetitiveness",
    "documentation": "audit_documentation",
    "necessity": "audit_necessity",
    "sales_drag": "prio_sales_drag",
}

T = TypeVar("T")


@dataclass(frozen=True)
class Project:
    form: Form
    answers: Mapping[Key, Value]
    """More may be added while a path is walked; none changes."""
    _computed: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, name: Hashable, compute: Callable[[], T], *, lasting: bool = False) -> T:
        """What `compute` returns, asked for many times by conditions and computed again once there are more answers;
        never again when it is `lasting`, resting only on what was known from the start.
        """
        known = name if lasting else (name, len(self.answers))
        if known not in self._computed:
            self._computed[known] = compute()
        found: T = self._computed[known]
        return found

    # --- reading answers

    def get(self, question: str, item: str | None = None) -> Value | None:
        """The answer, or None when there is none or it is a gap."""
        value = self.answers.get((question, item))
        return value if is_given(value) else None

    def gap(self, question: str, item: str | None = None) -> bool:
        """True when the person passed over the question or said they do not know."""
        return isinstance(self.answers.get((question, item)), Gap)

    def chosen(self, question: str, item: str | None = None) -> tuple[str, ...]:
        value = self.get(question, item)
        return value if isinstance(value, tuple) else ()

    def text(self, question: str, item: str | None = None) -> str:
        value = self.get(question, item)
        return value if isinstance(value, str) else ""

    def number(self, question: str, item: str | None = None) -> Decimal | None:
        """A number or scale; a choice that stands for a number (`v3`, `m6`) gives that number."""
        value = self.get(question, item)
        if isinstance(value, str):
            choice = self.form.questions[question].choice(value)
            return Decimal(choice.value) if choice and choice.value is not None else None
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return None
        return Decimal(value)

    # --- what the company is

    @property
    def hour_value(self) -> Decimal:
        """Euros for one hour of the head of the company; "help" derives it from a monthly target."""
        value = self.number("profile_ceo_hour_value")
        if value is not None:
            return value
        target, hours = self.number("profile_ceo_month_target"), self.number("profile_ceo_hours")
        if self.text("profile_ceo_hour_value") == "help" and target and hours:
            return (target * 12 / (45 * hours)).quantize(Decimal(1), ROUND_HALF_UP)
        return DEFAULT_HOUR_VALUE

    @property
    def company(self) -> scoring.Company:
        return self._company(("vision_first", "vision_second"))

    def _company(self, visions: tuple[str, ...]) -> scoring.Company:
        wanted = [self.text(question) for question in visions]
        known = {choice.id for choice in self.form.questions["vision_first"].choices}
        return scoring.Company(
            size=self.text("profile_size") or "solo",
            ceo_hour_value=Fraction(self.hour_value),
            team_hour_cost=Fraction(self.number("profile_team_hour_cost") or DEFAULT_TEAM_HOUR_COST),
            visions=tuple(vision if vision in known else None for vision in wanted),
        )

    # --- tasks

    @property
    def tasks(self) -> tuple[str, ...]:
        known = self.form.catalogue.functions
        return tuple(item for item in self.chosen("audit_functions") if item in known)

    @property
    def retained(self) -> tuple[str, ...]:
        return tuple(item for item in self.chosen("retain_tasks") if item in self.tasks)

    def function(self, item: str) -> Function:
        return self.form.catalogue.functions[item]

    def label(self, item: str) -> str:
        """What the person calls the task."""
        return (self.text("audit_other_label", item) if item == "other" else "") or self.function(item).label

    def short(self, item: str) -> str:
        """The same without what the catalogue adds in brackets: « Comptabilité »."""
        return self.label(item).split(" (")[0]

    def scored(self, item: str) -> scoring.Task | None:
        """The task as the formulas need it, or None while an answer they need is missing."""
        hours = self.number("audit_hours", item)
        scales = {name: self.scale(name, item) for name in SCALES}
        doer, data = self.text("audit_doer", item), self.chosen("audit_data", item)
        if hours is None or not doer or not data or any(value is None for value in scales.values()):
            return None
        function = self.function(item)
        return scoring.Task(
            id=item,
            function=item,
            hours_week=Fraction(hours),
            doer=doer,
            direct_cost_month=Fraction(self.number("audit_direct_cost", item) or 0),
            data=data,
            provider_price_month=self.provider_price(item),
            setup_cost=Fraction(0),
            market_depth=function.market_depth,
            process_floor=function.process_floor,
            **{name: value for name, value in scales.items() if value is not None},
        )

    # --- the third party's second look

    def scale(self, name: str, item: str) -> int | None:
        """The note that counts: the person's own, unless they chose otherwise after the second look."""
        own = self.number(SCALES[name], item)
        if own is None or own != self.number(f"sealed_{name}", item):
            # No second look yet, or the person has thought again since.
            return None if own is None else int(own)
        return settled(int(own), self.theirs(name, item), self.text("third_resolve", self.divergence(name, item)))

    def theirs(self, name: str, item: str) -> int | None:
        """The third party's note, once it has been revealed."""
        note = self.number(f"third_{name}", item) if name in FIELDS else None
        return None if note is None else int(note)

    def second_look(self, item: str) -> SecondLook | None:
        """What the third party's notes change of the task's verdict (`docs/rules/scoring.md §9`)."""
        scored = self.scored(item)
        notes = {name: self.compared.get(self.divergence(name, item)) for name in FIELDS}
        both = {name: note for name, note in notes.items() if note is not None}
        if scored is None or not both:
            return None
        own = noted(scored, {name: note[0] for name, note in both.items()})
        return look(own, self.company, {name: note[1] for name, note in both.items()})

    def divergence(self, name: str, item: str) -> str:
        """Names a gap: another third party's is another one."""
        return f"{item}/{name}/{self.text('third_look')}"

    @property
    def divergences(self) -> tuple[str, ...]:
        """The gaps to talk over, the largest first (`docs/rules/methode.md §7`)."""
        found = [(-abs(own - theirs), name) for name, (own, theirs) in self.compared.items()]
        return tuple(name for gap, name in sorted(found, key=lambda one: one[0]) if -gap >= DIVERGENCE)

    @property
    def compared(self) -> dict[str, tuple[int, int]]:
        """Every note both had given when they were shown: the person's own, then the third party's."""
        found = {}
        for item in self.tasks:
            for name in FIELDS:
                own, theirs = self.number(f"sealed_{name}", item), self.theirs(name, item)
                if own is not None and theirs is not None:
                    found[self.divergence(name, item)] = int(own), theirs
        return found

    def provider_price(self, item: str) -> Fraction | None:
        """Euros a month: the budget named, else the middle of the catalogue's range (`docs/rules/scoring.md §10`)."""
        budget = self.number("spec_budget", item)
        if budget is not None:
            return Fraction(budget)
        low, high = self.function(item).price_month
        return Fraction(low + high) / 2 if high else None

    def ranking(self, with_vision: bool = True) -> scoring.Ranking:
        """The scored tasks in order (`docs/rules/scoring.md §6`); without the vision before step 6."""
        return self.once(("ranking", with_vision), lambda: self._ranked(with_vision))

    def _ranked(self, with_vision: bool) -> scoring.Ranking:
        tasks = [task for item in self.tasks if (task := self.scored(item))]
        return scoring.rank(tasks, self.company if with_vision else self._company(()))

    def comparison(self) -> Comparison | None:
        """What the pairs say, once every one of them has an answer (`docs/rules/scoring.md §7`)."""
        answers = {
            (a, b): value
            for (question, item), value in self.answers.items()
            if question == "prio_pairwise" and item and isinstance(value, str)
            for a, _, b in [item.partition("|")]
        }
        compared = [item for item in self.tasks if any(item in pair for pair in answers)]
        complete = len(answers) == len(compared) * (len(compared) - 1) // 2
        return compare(compared, answers) if complete and len(compared) >= 3 else None

    def verdict(self, item: str) -> str | None:
        """The verdict in force: the person's own if they changed it, else the computed one."""
        own = self.text("rank_change_verdict", item)
        score = self.ranking().scores.get(item)
        return own or (score.verdict if score else None)

    def has_personal_data(self, item: str) -> bool:
        return bool(PERSONAL_DATA.intersection(self.chosen("audit_data", item)))

    # --- objectives and KPIs

    @property
    def kpis(self) -> tuple[str, ...]:
        """`task/kpi` of every selected KPI, in the order of the retained tasks."""
        return tuple(
            f"{item}/{kpi}"
            for item in self.retained
            for kpi in self.chosen("kpi_select", item)
            if kpi in self.form.catalogue.kpis
        )

    @property
    def kept_kpis(self) -> tuple[str, ...]:
        """The selected KPIs left after a trim."""
        kept = self.chosen("kpi_trim")
        return tuple(kpi for kpi in self.kpis if not kept or kpi in kept)

    def kpi(self, item: str) -> Kpi:
        return self.form.catalogue.kpis[item.split("/")[1]]

    def kpi_targets(self, item: str) -> kpi_rules.Targets | None:
        """The three proposed targets, or None when the baseline they need is unknown."""
        return kpi_rules.targets(self.kpi(item), self.number("kpi_baseline", item), self.hour_value)

    def kpi_target(self, item: str) -> Decimal | None:
        chosen = self.text("kpi_target", item)
        if chosen == "custom":
            return self.number("kpi_target_custom", item)
        targets = self.kpi_targets(item)
        if targets is None or chosen not in ("prudent", "realistic", "ambitious"):
            return None
        return Decimal(getattr(targets, chosen))

    def internal_cost(self, item: str) -> Fraction | None:
        """Euros a month the task costs today, time included (`docs/rules/scoring.md §2`)."""
        hours, doer = self.number("audit_hours", item), self.text("audit_doer", item)
        if hours is None or not doer:
            return None
        rate = scoring.hour_rate(doer, self.company)
        return Fraction(hours) * Fraction(52, 12) * rate + Fraction(self.number("audit_direct_cost", item) or 0)
