"""The figures a specification proposes unless others are agreed: days, rates, ceilings, and their bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Term:
    """A proposed figure; `low`, `high`: the bounds it may be agreed within, or None."""

    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    proposed: bool = True


def _term(value: str, low: str | None = None, high: str | None = None) -> Term:
    return Term(Decimal(value), Decimal(low) if low else None, Decimal(high) if high else None)


TERMS: Mapping[str, Term] = {
    # Acceptance, credits and bonus (`docs/rules/cahier_des_charges.md §7`): working days, months, percent.
    "acceptance_days": _term("5", "2", "15"),
    "correction_days": _term("3", "1", "10"),
    "grace_months": _term("2", "1", "3"),
    "credit": _term("3", "0", "5"),
    "credit_again": _term("5", "0", "8"),
    "credit_month_cap": _term("10", "5", "15"),
    "credit_year_cap": _term("10", "5", "15"),
    "bonus": _term("3", "0", "10"),
    "bonus_cap": _term("5", "0", "10"),
    # Price and payment (`docs/rules/cahier_des_charges.md §3.11`): days from the invoice, which the law bounds (C. com.
    # L441-10), percent a year.
    "payment_days": _term("30", "0", "60"),
    "price_cap": _term("3"),
    # Steering and organisation (`docs/rules/cahier_des_charges.md §3.16, §3.9`): working days.
    "incident_days": _term("1"),
    "peak_notice_days": _term("10"),
    # The end (`docs/rules/cahier_des_charges.md §3.17`): months, working days, sessions, hours.
    "notice_first_months": _term("1"),
    "notice_later_months": _term("2"),
    "transfer_sessions": _term("2"),
    "transfer_session_hours": _term("2"),
    "reversal_days": _term("30"),
    "reversal_hours": _term("8"),
    # Clauses (`docs/rules/cahier_des_charges.md §4`): years, hours, days, months, times a year, percent.
    "secrecy_years": _term("3"),
    "breach_hours": _term("24"),
    "relocation_days": _term("30"),
    "candidate_months": _term("3"),
    "pool_months": _term("24"),
    "contest_days": _term("5"),
    "inventories": _term("2"),
    "shortage": _term("0.3"),
    "cure_days": _term("15"),
    # Offers (`docs/rules/cahier_des_charges.md §6`): percent of the budget, percent of the average offer, minutes,
    # pages, offers.
    "price_ceiling": _term("130"),
    "price_floor": _term("60"),
    "meeting_minutes": _term("30"),
    "offer_pages": _term("6"),
    "offers_wanted": _term("3"),
}


def agreed_terms(terms: Mapping[str, Term]) -> Mapping[str, Term]:
    """The same figures as agreed, for the copy to sign."""
    return {name: replace(term, proposed=False) for name, term in terms.items()}
