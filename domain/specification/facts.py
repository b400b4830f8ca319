"""Computes the facts of a retained task that decide which clauses and sections the specification needs.

Each fact has its name and rule in `docs/rules/cahier_des_charges.md §1`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from domain.assessment.assessment import PERSONAL, PRICE, RETAINED, Assessment
from domain.questionnaire.sources import reads

Fact = bool | str | Decimal | None

CREATIVE = frozenset(
    {
        "social_media",
        "digital_marketing",
        "seo",
        "content_copywriting",
        "graphic_design",
        "web_development",
        "tools_automation",
    }
)
SOFTWARE = frozenset({"web_development", "tools_automation"})
ONSITE_SHARE = {"onsite_regular": Decimal(1), "mixed": Decimal("0.25"), "onsite_occasional": Decimal("0.1")}
VIGILANCE_FROM = 5000
"""Amount of the contract from which certificates of vigilance are due, in euros before tax (C. trav. D8222-5)."""
READS = reads(
    *(RETAINED, PERSONAL, PRICE),
    *("profile_size", "profile_customers", "audit_hours", "audit_scope"),
    *("spec_place", "spec_outside_eu", "spec_provider_type", "spec_staff_assigned", "spec_collection_litigation"),
    *("spec_incentives", "spec_duration"),
)


def facts(assessment: Assessment, item: str) -> Mapping[str, Fact]:
    """The facts of one task; hours are a year, euros before tax for all the retained tasks, None while unknown.

    `provider_foreign` is asked in the response form, since nobody knows it before an offer is received.
    """
    data, activities = assessment.chosen("audit_data", item), assessment.chosen("audit_scope", item)
    place = assessment.text("spec_place", item)
    location = assessment.text("spec_outside_eu", item)
    value = contract_value(assessment)
    hours = assessment.number("audit_hours", item) or Decimal(0)
    return {
        "function": item,
        "has_personal_data": assessment.has_personal_data(item),
        "special_data": "health_sensitive" in data,
        "bank_access": "bank_access" in data,
        "admin_access": "credentials_admin" in data,
        "onsite": place not in ("", "remote"),
        "onsite_regular": place == "onsite_regular",
        "onsite_hours_year": hours * 52 * ONSITE_SHARE.get(place, Decimal(0)),
        "contract_value_ht": value,
        "vigilance_required": value is not None and value >= VIGILANCE_FROM,
        "independent": assessment.text("spec_provider_type", item) in ("freelance", "fractional"),
        "creative_output": item in CREATIVE,
        "software_output": item in SOFTWARE,
        "regulated": assessment.function(item).regulated,
        "staff_assigned": assessment.get("spec_staff_assigned", item) is True,
        "size_50_plus": assessment.text("profile_size") == "s50_249",
        "b2c": "b2c" in assessment.chosen("profile_customers"),
        "outside_eu": location == "with_safeguards",
        "unknown_location": location == "unknown",
        "debt_collection": assessment.get("spec_collection_litigation", item) is True,
        "invoicing_mandate": "inv_issue" in activities,
        "ad_space": "mkt_ads" in activities,
        "prospecting": item == "sales_prospecting" or "mkt_email" in activities,
        "influence": "soc_influence" in activities,
        "goods": item == "logistics",
        "incentives": assessment.text("spec_incentives") or None,
        "provider_foreign": None,
    }


def contract_value(assessment: Assessment) -> Decimal | None:
    """The amount of the contract in euros before tax: monthly prices times months; None while one is unknown.

    Set-up costs are not counted; a price is the budget or the catalogue's (`docs/rules/cahier_des_charges.md §1`).
    """
    months = assessment.number("spec_duration")
    prices = [assessment.provider_price(item) for item in assessment.retained_tasks]
    known = [price for price in prices if price is not None]
    if months is None or not known or len(known) < len(prices):
        return None
    return sum((Decimal(price.numerator) / price.denominator for price in known), Decimal(0)) * months
