"""The figures the scoring uses, chosen by its author: weights, thresholds, reference loads, bonuses.

They are to be recalibrated with use (`docs/rules/scoring.md §14`).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

WEEKS_PER_MONTH = Fraction(52, 12)
REFERENCE = {
    "solo": (8, 1000),
    "s2_9": (10, 1500),
    "s10_49": (20, 3000),
    "s50_249": (35, 6000),
}
"""Company size → hours a week and euros a month that make a full load (`docs/rules/scoring.md §2`)."""
CEO_SHARE = {
    "ceo": Fraction(1),
    "mixed": Fraction(1, 2),
    "team": Fraction(0),
    "provider": Fraction(0),
    "nobody": Fraction(1),
}
DATA_LEVEL = {
    "none": 1,
    "client_contact": 2,
    "client_billing": 3,
    "candidate": 3,
    "trade_secret": 4,
    "employee_hr": 4,
    "employee_payroll": 4,
    "bank_access": 5,
    "credentials_admin": 5,
    "health_sensitive": 5,
}

Weights = Mapping[str, Mapping[str, Fraction]]


def _shares(**percent: int) -> Mapping[str, Fraction]:
    return MappingProxyType({term: Fraction(value, 100) for term, value in percent.items()})


DEFAULT: Weights = MappingProxyType(
    {
        "P": _shares(H=25, C=20, EG=20, FR=25, VA=10),
        "K": _shares(AV=55, SI=45),
        "R": _shares(DO=40, RE=25, SE=20, MD=15),
        "E": _shares(NE=60, RE=40),
        "S": _shares(P=60, K=40),
    }
)
"""Axis → term → weight (`docs/rules/scoring.md §3`)."""
KEEP, SIMPLIFY, FIRST, READY, LATER, SPLIT = 60, 60, 55, 50, 45, 55
"""Thresholds of the verdicts, on exact points; a value equal to one meets it (`docs/rules/scoring.md §4`)."""
VISION_POINTS = (Fraction(15), Fraction(15, 2))
"""Most points the first and the second priority add to P (`docs/rules/scoring.md §5`)."""
VISIBLE = frozenset(
    {"customer_service", "csr", "social_media", "graphic_design", "content_copywriting", "phone_reception"}
)
"""Functions the customer sees."""
DUTY = frozenset(
    {
        "bookkeeping",
        "payroll",
        "legal",
        "gdpr_compliance",
        "hr_admin",
        "it_support",
        "invoicing_collections",
    }
)
"""Functions that carry legal obligations."""
