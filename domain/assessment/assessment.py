"""Computes what the answers mean for a company: its tasks, their scores, order and costs, the second look.

The constants in capitals list the answers each computation reads, for the sources that declare them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from domain.assessment import scoring
from domain.assessment.catalogue import Catalogue, Function
from domain.assessment.pairs import Comparison, compare
from domain.assessment.second_look import DIVERGENCE, FIELDS, SecondLook, compare_notes, settled_note, with_notes
from domain.questionnaire.answers import Answers
from domain.questionnaire.sources import reads

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

# --- the answers each computation below reads

SEALED = reads([f"sealed_{name}" for name in FIELDS])
"""Noted beside the answers when a second look is received: the person's own notes at that time."""
LOOK = "third_look"
"""Noted beside the answers: the second look the third party's notes come from."""
THEIRS = reads([f"third_{name}" for name in FIELDS])
SETTLED = reads(SEALED, THEIRS, LOOK, "third_resolve")
MASTERY = reads("audit_mastery", "sealed_mastery", "third_mastery", LOOK, "third_resolve")
TASKS = reads("audit_functions")
RETAINED = reads(TASKS, "retain_tasks")
LABEL = reads("audit_other_label")
HOUR_VALUE = reads("profile_ceo_hour_value", "profile_ceo_month_target", "profile_ceo_hours")
COMPANY = reads(HOUR_VALUE, "profile_size", "profile_team_hour_cost")
VISIONS = reads("vision_first", "vision_second")
PERSONAL = reads("audit_data")
PRICE = reads("spec_budget")
COST = reads(COMPANY, "audit_hours", "audit_doer", "audit_direct_cost")
"""Read by the internal cost of a task."""
SCORED = reads(SCALES.values(), SETTLED, PERSONAL, PRICE, "audit_hours", "audit_doer", "audit_direct_cost")
RANKING = reads(TASKS, SCORED, COMPANY)
"""Read by the ranking without the vision."""
WITH_VISION = reads(RANKING, VISIONS)
VERDICT = reads(WITH_VISION, "rank_change_verdict")
COMPARED = reads(TASKS, SEALED, THEIRS, LOOK)


@dataclass(frozen=True)
class Assessment(Answers):
    """The answers of a company, with the catalogue of functions and KPIs they name."""

    catalogue: Catalogue

    # --- what the company is

    @property
    def hour_value(self) -> Decimal:
        """Euros for one hour of the head of the company; the answer "help" derives it from a monthly target."""
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
        known = self.catalogue.functions
        return tuple(item for item in self.chosen("audit_functions") if item in known)

    @property
    def retained_tasks(self) -> tuple[str, ...]:
        return tuple(item for item in self.chosen("retain_tasks") if item in self.tasks)

    def function(self, item: str) -> Function:
        return self.catalogue.functions[item]

    def label(self, item: str) -> str:
        """The name of the task: the person's own for « Autre », else the catalogue's."""
        return (self.text("audit_other_label", item) if item == "other" else "") or self.function(item).label

    def short(self, item: str) -> str:
        """The name of the task without what the catalogue adds in brackets: « Comptabilité »."""
        return self.label(item).split(" (")[0]

    def task_scores(self, item: str) -> scoring.Task | None:
        """The task as the formulas need it, or None while an answer they need is missing."""
        hours = self.number("audit_hours", item)
        doer, data = self.text("audit_doer", item), self.chosen("audit_data", item)
        if hours is None or not doer or not data:
            return None
        scales: dict[str, int] = {}
        for name in SCALES:
            value = self.scale(name, item)
            if value is None:
                return None
            scales[name] = value
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
            **scales,
        )

    # --- the third party's second look

    def scale(self, name: str, item: str) -> int | None:
        """The note 1-5 that counts: the person's own, unless they chose another after the second look."""
        own = self.number(SCALES[name], item)
        if own is None or name not in FIELDS or own != self.number(f"sealed_{name}", item):
            # There is no second look, or the person has changed their note since.
            return None if own is None else int(own)
        return settled_note(
            int(own), self.third_party_scale(name, item), self.text("third_resolve", self.divergence(name, item))
        )

    def third_party_scale(self, name: str, item: str) -> int | None:
        """The third party's note 1-5; None until it is shown."""
        note = self.number(f"third_{name}", item) if name in FIELDS else None
        return None if note is None else int(note)

    def second_look(self, item: str) -> SecondLook | None:
        """The verdicts with the third party's notes beside the person's own (`docs/rules/scoring.md §9`).

        None while the task is not scored or no note can be compared.
        """
        scored = self.task_scores(item)
        notes = {name: self.scale_pairs.get(self.divergence(name, item)) for name in FIELDS}
        both = {name: note for name, note in notes.items() if note is not None}
        if scored is None or not both:
            return None
        own = with_notes(scored, {name: note[0] for name, note in both.items()})
        return compare_notes(own, self.company, {name: note[1] for name, note in both.items()})

    def divergence(self, name: str, item: str) -> str:
        """The id of a gap on one scale of a task; it differs from one third party to another."""
        return f"{item}/{name}/{self.text('third_look')}"

    @property
    def divergences(self) -> tuple[str, ...]:
        """The gaps to talk over, the largest first (`docs/rules/methode.md §7`)."""
        found = [(-abs(own - theirs), name) for name, (own, theirs) in self.scale_pairs.items()]
        return tuple(name for gap, name in sorted(found, key=lambda one: one[0]) if -gap >= DIVERGENCE)

    @property
    def scale_pairs(self) -> dict[str, tuple[int, int]]:
        """Gap id → (the person's own note, the third party's), for every note both had given when they were shown."""
        found = {}
        for item in self.tasks:
            for name in FIELDS:
                own, theirs = self.number(f"sealed_{name}", item), self.third_party_scale(name, item)
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
        read = WITH_VISION if with_vision else RANKING
        return self.memoize(("ranking", with_vision), lambda: self._rank(with_vision), read)

    def _rank(self, with_vision: bool) -> scoring.Ranking:
        tasks = [task for item in self.tasks if (task := self.task_scores(item))]
        return scoring.rank(tasks, self.company if with_vision else self._company(()))

    def comparison(self) -> Comparison | None:
        """The comparison of tasks two by two (`docs/rules/scoring.md §7`); None until every pair has an answer."""
        answers = {
            (a, b): value
            for item, value in self.every("prio_pairwise")
            if item and isinstance(value, str)
            for a, _, b in [item.partition("|")]
        }
        compared = [item for item in self.tasks if any(item in pair for pair in answers)]
        complete = len(answers) == len(compared) * (len(compared) - 1) // 2
        return compare(compared, answers) if complete and len(compared) >= 3 else None

    def verdict(self, item: str) -> str | None:
        """The verdict in force: the person's own when they changed it, else the computed one."""
        own = self.text("rank_change_verdict", item)
        score = self.ranking().scores.get(item)
        return own or (score.verdict if score else None)

    def has_personal_data(self, item: str) -> bool:
        return bool(PERSONAL_DATA.intersection(self.chosen("audit_data", item)))

    def internal_cost(self, item: str) -> Fraction | None:
        """Euros a month the task costs today, time included (`docs/rules/scoring.md §2`)."""
        hours, doer = self.number("audit_hours", item), self.text("audit_doer", item)
        if hours is None or not doer:
            return None
        rate = scoring.hour_rate(doer, self._company(()))
        return Fraction(hours) * Fraction(52, 12) * rate + Fraction(self.number("audit_direct_cost", item) or 0)
