"""Which clauses a company's answers call for, and what each still lacks (`docs/rules/cahier_des_charges.md §4`)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from domain.calendar.workdays import Calendar
from domain.questionnaire.form import Form, Key
from domain.questionnaire.path import path_of
from domain.questionnaire.values import Gap, Value
from domain.specification.clauses import PLACEHOLDERS
from domain.specification.document import SECTIONS, specification
from domain.specification.facts import facts
from domain.specification.needed_clauses import applicable_clauses, missing_answers
from domain.specification.parts.clause_sheets import ClauseSheet, Wording
from domain.specification.project import Project, project_of
from domain.specification.terms import TERMS, Term, agreed_terms
from tests.documents.filled_answers import answers_to_everything
from tests.shipped_form import shipped_content, shipped_form

CALENDAR = Calendar(date(2026, 11, 23))
Said = dict[str, Value]
PLAIN: Said = {
    "audit_doer": "ceo",
    "audit_hours": 4,
    "audit_data": ("none",),
    "spec_place": "remote",
    "spec_provider_type": "agency",
    "spec_budget": 100,
}
"""A task that calls for no clause but those that always stand."""
COMPANY: Said = {"profile_size": "s2_9", "spec_duration": "trial_3", "spec_incentives": "dialogue"}

ALWAYS = {
    "clause_confidentiality",
    "clause_insurance",
    "clause_subcontracting",
    "clause_accounts_ownership",
    "clause_ai_use",
    "clause_balance",
    "clause_termination",
    "clause_change",
    "clause_disputes",
    "clause_das2",
}
CASES: dict[str, tuple[tuple[str, Said], tuple[str, Said]]] = {
    "clause_independence": (("csr", {"spec_provider_type": "fractional"}), ("csr", {"spec_provider_type": "bpo"})),
    "clause_no_labour_lending": (
        ("csr", {"spec_place": "mixed"}),
        ("csr", {"spec_place": "mixed", "spec_provider_type": "freelance"}),
    ),
    "clause_vigilance": (("csr", {"spec_budget": Decimal("1666.67")}), ("csr", {"spec_budget": 1666})),
    "clause_vigilance_foreign": (("csr", {"spec_budget": 2000}), ("csr", {"spec_budget": 200})),
    "clause_regulated_profession": (("bookkeeping", {}), ("payroll", {})),
    "clause_regulated_perimeter": (("payroll", {}), ("bookkeeping", {})),
    "clause_staff_transfer": (("csr", {"spec_staff_assigned": True}), ("csr", {"spec_staff_assigned": False})),
    "clause_works_council": (("csr", {"profile_size": "s50_249"}), ("csr", {"profile_size": "s10_49"})),
    "clause_onsite_safety": (("csr", {"spec_place": "onsite_occasional"}), ("csr", {})),
    "clause_prevention_plan": (
        ("csr", {"spec_place": "onsite_regular", "audit_hours": 8}),
        ("csr", {"spec_place": "onsite_regular", "audit_hours": 7}),
    ),
    "clause_cleaning_staff": (("facilities_cleaning", {}), ("logistics", {})),
    "clause_data_processing": (
        ("csr", {"audit_data": ("client_contact",)}),
        ("legal", {"audit_data": ("client_contact",)}),
    ),
    "clause_data_obligations": (("csr", {"audit_data": ("candidate",)}), ("csr", {"audit_data": ("trade_secret",)})),
    "clause_data_breach": (("csr", {"audit_data": ("employee_hr",)}), ("legal", {"audit_data": ("employee_hr",)})),
    "clause_data_location": (("legal", {"audit_data": ("client_billing",)}), ("legal", {})),
    "clause_data_special": (
        ("csr", {"audit_data": ("health_sensitive",)}),
        ("csr", {"audit_data": ("employee_payroll",)}),
    ),
    "clause_data_controller": (("legal", {}), ("bookkeeping", {})),
    "clause_candidates": (("recruitment", {}), ("hr_admin", {})),
    "clause_access": (("csr", {"audit_data": ("bank_access",)}), ("csr", {"audit_data": ("trade_secret",)})),
    "clause_ip_assignment": (("graphic_design", {}), ("csr", {})),
    "clause_ip_software": (("web_development", {}), ("graphic_design", {})),
    "clause_prospecting": (
        ("digital_marketing", {"audit_scope": ("mkt_email",)}),
        ("digital_marketing", {"audit_scope": ("mkt_landing",)}),
    ),
    "clause_ad_space": (
        ("digital_marketing", {"audit_scope": ("mkt_ads",)}),
        ("digital_marketing", {"audit_scope": ("mkt_email",)}),
    ),
    "clause_influence": (
        ("social_media", {"audit_scope": ("soc_influence",)}),
        ("social_media", {"audit_scope": ("soc_posts",)}),
    ),
    "clause_invoicing_mandate": (
        ("invoicing_collections", {"audit_scope": ("inv_issue",)}),
        ("invoicing_collections", {"audit_scope": ("inv_remind",)}),
    ),
    "clause_debt_collection": (
        ("invoicing_collections", {"spec_collection_litigation": True}),
        ("invoicing_collections", {"spec_collection_litigation": False}),
    ),
    "clause_goods": (("logistics", {}), ("procurement", {})),
    "clause_service_credit": (("csr", {"spec_incentives": "service_credit"}), ("csr", {})),
    "clause_bonus": (("csr", {"spec_incentives": "bonus_malus"}), ("csr", {"spec_incentives": "service_credit"})),
}
"""Clause → a task that calls for it, and one that differs just enough not to."""


@pytest.fixture(scope="module")
def form() -> Form:
    return shipped_form()


def project(form: Form, *tasks: tuple[str, Said]) -> Project:
    names = tuple(task for task, _ in tasks)
    answers: dict[Key, Value] = {("audit_functions", None): names, ("retain_tasks", None): names}
    for task, changes in tasks:
        for question, value in {**COMPANY, **PLAIN, **changes}.items():
            answers[question, task if form.questions[question].for_each else None] = value
    return shipped_content().project(answers)


def called(form: Form, *tasks: tuple[str, Said]) -> set[str]:
    return {one.clause.id for one in applicable_clauses(project(form, *tasks))}


def sheets(form: Form, *tasks: tuple[str, Said]) -> dict[str, list[ClauseSheet]]:
    found: dict[str, list[ClauseSheet]] = {}
    for section in specification(project(form, *tasks), CALENDAR).clauses.values():
        for sheet in section:
            found.setdefault(sheet.id, []).append(sheet)
    return found


def test_the_thirty_nine_clauses_are_there_and_each_has_a_case(form: Form) -> None:
    assert len(shipped_content().clauses) == 39
    assert {clause.id for clause in shipped_content().clauses} == {*ALWAYS, *CASES}


def test_a_plain_task_calls_only_for_the_clauses_that_always_stand(form: Form) -> None:
    assert called(form, ("csr", {})) == ALWAYS


def test_the_clauses_that_always_stand_need_no_answer_at_all(form: Form) -> None:
    assert {one.clause.id for one in applicable_clauses(shipped_content().project({}))} == ALWAYS


@pytest.mark.parametrize("clause", CASES)
def test_a_clause_stands_when_the_answers_call_for_it_and_only_then(clause: str, form: Form) -> None:
    calls, does_not = CASES[clause]
    assert clause in called(form, calls)
    assert clause not in called(form, does_not)


def test_a_clause_says_why_it_is_there_in_one_short_sentence(form: Form) -> None:
    for clause in shipped_content().clauses:
        assert clause.section in SECTIONS
        assert 20 < len(clause.why) <= 160 and clause.why.endswith("."), clause.id
        assert clause.source and clause.title


def test_every_placeholder_of_the_table_is_used_by_a_clause_or_by_the_document(form: Form) -> None:
    used = {name for clause in shipped_content().clauses for name in clause.placeholders}
    assert used <= PLACEHOLDERS
    assert PLACEHOLDERS - used <= set(TERMS)


def test_a_clause_names_the_tasks_it_concerns_when_not_all_do(form: Form) -> None:
    found = sheets(form, ("logistics", {}), ("csr", {}))
    assert [sheet.tasks for sheet in found["clause_goods"]] == [
        (shipped_content().catalogue.functions["logistics"].label,)
    ]
    assert [sheet.tasks for sheet in found["clause_insurance"]] == [()]


def test_tasks_that_fill_a_clause_alike_share_it_and_others_get_their_own(form: Form) -> None:
    personal: Said = {"audit_data": ("client_contact",)}
    inside, outside = {**personal, "spec_outside_eu": "eu_only"}, {**personal, "spec_outside_eu": "with_safeguards"}
    found = sheets(form, ("csr", inside), ("logistics", inside), ("recruitment", outside))
    assert [len(sheet.tasks) for sheet in found["clause_data_location"]] == [2, 1]
    assert len(found["clause_data_processing"]) == 3


def test_a_blocking_clause_shows_what_it_lacks(form: Form) -> None:
    said: Said = {"audit_data": ("client_contact",), "audit_scope": ("csr_plan",)}
    file = project(form, ("csr", said))
    assert set(missing_answers(file)) == {("spec_contact", None), ("spec_outside_eu", "csr")}
    (breach,) = sheets(form, ("csr", said))["clause_data_breach"]
    assert breach.blocking and [blank.question for blank in breach.missing] == ["spec_contact"]
    (location,) = sheets(form, ("csr", said))["clause_data_location"]
    assert [blank.item for blank in location.missing] == ["csr"]


def test_an_i_do_not_know_still_lacks(form: Form) -> None:
    said: Said = {"audit_data": ("client_contact",), "audit_scope": ("csr_plan",), "spec_outside_eu": "eu_only"}
    file = project(form, ("csr", {**said, "spec_contact": Gap.UNKNOWN}))
    assert missing_answers(file) == (("spec_contact", None),)


def test_a_clause_the_offer_completes_lacks_nothing_of_the_company(form: Form) -> None:
    said: Said = {"spec_deliverables": ("charte",), "audit_scope": ("dsg_identity",)}
    (sheet,) = sheets(form, ("graphic_design", said))["clause_ip_assignment"]
    assert sheet.offered and not sheet.missing
    assert missing_answers(project(form, ("graphic_design", said))) == ()


def test_the_words_of_a_clause_keep_their_spaces_around_what_fills_it(form: Form) -> None:
    (sheet,) = sheets(form, ("csr", {}))["clause_confidentiality"]
    before, figure, after = (piece.value for piece in sheet.pieces)
    assert isinstance(before, Wording) and before.text.endswith("pendant le contrat et ")
    assert figure == Term(Decimal(3))
    assert isinstance(after, Wording) and after.text.startswith(" ans après.")


# --- facts


FACT_CASES: dict[str, tuple[tuple[str, Said], tuple[str, Said]]] = {
    "has_personal_data": (("csr", {"audit_data": ("credentials_admin",)}), ("csr", {"audit_data": ("bank_access",)})),
    "special_data": (("csr", {"audit_data": ("health_sensitive",)}), ("csr", {"audit_data": ("client_contact",)})),
    "bank_access": (("csr", {"audit_data": ("bank_access",)}), ("csr", {"audit_data": ("client_billing",)})),
    "admin_access": (("csr", {"audit_data": ("credentials_admin",)}), ("csr", {"audit_data": ("bank_access",)})),
    "onsite": (("csr", {"spec_place": "onsite_occasional"}), ("csr", {"spec_place": "remote"})),
    "onsite_regular": (("csr", {"spec_place": "onsite_regular"}), ("csr", {"spec_place": "mixed"})),
    "vigilance_required": (
        ("csr", {"spec_duration": "m12", "spec_budget": 417}),
        ("csr", {"spec_duration": "m12", "spec_budget": 416}),
    ),
    "independent": (("csr", {"spec_provider_type": "freelance"}), ("csr", {"spec_provider_type": "open"})),
    "creative_output": (("seo", {}), ("csr", {})),
    "software_output": (("tools_automation", {}), ("seo", {})),
    "staff_assigned": (("csr", {"spec_staff_assigned": True}), ("csr", {"spec_staff_assigned": Gap.UNKNOWN})),
    "size_50_plus": (("csr", {"profile_size": "s50_249"}), ("csr", {"profile_size": "solo"})),
    "b2c": (("csr", {"profile_customers": ("b2b", "b2c")}), ("csr", {"profile_customers": ("public",)})),
    "outside_eu": (("csr", {"spec_outside_eu": "with_safeguards"}), ("csr", {"spec_outside_eu": "unknown"})),
    "unknown_location": (("csr", {"spec_outside_eu": "unknown"}), ("csr", {"spec_outside_eu": "eu_only"})),
    "debt_collection": (
        ("invoicing_collections", {"spec_collection_litigation": True}),
        ("invoicing_collections", {}),
    ),
    "invoicing_mandate": (
        ("invoicing_collections", {"audit_scope": ("inv_send", "inv_issue")}),
        ("invoicing_collections", {"audit_scope": ("inv_send",)}),
    ),
    "ad_space": (("digital_marketing", {"audit_scope": ("mkt_ads",)}), ("digital_marketing", {})),
    "prospecting": (("sales_prospecting", {}), ("digital_marketing", {"audit_scope": ("mkt_ads",)})),
    "influence": (("social_media", {"audit_scope": ("soc_influence",)}), ("social_media", {})),
    "goods": (("logistics", {}), ("csr", {})),
}
VALUED = {"function", "onsite_hours_year", "contract_value_ht", "regulated", "incentives", "provider_foreign"}


@pytest.mark.parametrize("fact", FACT_CASES)
def test_a_fact_follows_its_answers(fact: str, form: Form) -> None:
    (yes, yes_said), (no, no_said) = FACT_CASES[fact]
    assert facts(project(form, (yes, yes_said)), yes)[fact] is True
    assert facts(project(form, (no, no_said)), no)[fact] is False


def test_every_fact_has_a_case(form: Form) -> None:
    assert set(facts(project(form, ("csr", {})), "csr")) == {*FACT_CASES, *VALUED}


def test_the_facts_that_are_not_a_yes_or_no_have_their_value(form: Form) -> None:
    said: Said = {"spec_place": "mixed", "spec_budget": 300, "spec_duration": "open", "spec_incentives": "bonus_malus"}
    found = facts(project(form, ("payroll", said)), "payroll")
    assert {name: found[name] for name in VALUED} == {
        "function": "payroll",
        "onsite_hours_year": 52,
        "contract_value_ht": 3600,
        "regulated": "partial",
        "incentives": "bonus_malus",
        "provider_foreign": None,
    }


def test_without_a_budget_the_contract_is_worth_the_middle_of_the_market(form: Form) -> None:
    low, high = shipped_content().catalogue.functions["csr"].price_month
    file = project(form, ("csr", {"spec_budget": Gap.SKIPPED, "spec_duration": "m6"}))
    assert facts(file, "csr")["contract_value_ht"] == (low + high) / 2 * 6
    assert facts(project(form, ("csr", {"spec_duration": Gap.UNKNOWN})), "csr")["contract_value_ht"] is None


# --- proposed figures


def test_the_proposed_figures_are_within_their_bounds() -> None:
    bounded = [term for term in TERMS.values() if term.low is not None and term.high is not None]
    assert len(bounded) > 8 and all(term.low <= term.value <= term.high for term in bounded)  # type: ignore[operator]


def test_what_is_signed_is_not_proposed_any_more() -> None:
    assert all(term.proposed for term in TERMS.values())
    assert not any(term.proposed for term in agreed_terms(TERMS).values())


def test_the_longest_path_leaves_no_clause_incomplete(form: Form) -> None:
    assert missing_answers(project_of(path_of(form, answers_to_everything(form)))) == ()
