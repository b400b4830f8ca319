"""What weakens a specification that is otherwise filled in."""

from __future__ import annotations

import pytest

from domain.questionnaire.form import Form, Key
from domain.questionnaire.path import path_of
from domain.questionnaire.values import Gap, Value
from domain.specification.project import project_of
from domain.specification.quality import MOST_FLAGS, Flag, flags
from tests.documents.filled_answers import answers_to_everything
from tests.shipped_form import shipped_content, shipped_form


@pytest.fixture(scope="module")
def form() -> Form:
    return shipped_form()


@pytest.fixture(scope="module")
def everything(form: Form) -> dict[Key, Value]:
    return answers_to_everything(form)


def flags_of(form: Form, answers: dict[Key, Value]) -> tuple[Flag, ...]:
    return flags(project_of(path_of(form, answers)))


def test_a_file_with_nothing_wrong_or_nothing_in_it_has_no_flag(form: Form, everything: dict[Key, Value]) -> None:
    assert flags_of(form, everything) == ()
    assert flags_of(form, {}) == ()


@pytest.mark.parametrize(
    "words",
    [
        "Présent de 9h à 18h dans nos bureaux",
        "Horaires imposés par l’atelier",
        "Exclusivité demandée pendant le contrat",
        "Sanction en cas de retard",
        "Présence obligatoire le lundi",
        "Travaille sous nos ordres",
    ],
)
def test_words_of_an_employer_are_flagged(words: str, form: Form, everything: dict[Key, Value]) -> None:
    key = ("spec_deliverable_other", "logistics")
    assert flags_of(form, everything | {key: words}) == (Flag("subordination", "logistics", key, words),)


@pytest.mark.parametrize(
    "words",
    [
        "Réponse sous 4 h, du lundi au vendredi",
        "Mission sans exclusivité",
        "Aucune sanction prévue",
        "Tableau des congés des 12 salariés",
        "Pointage des 40 encaissements",
    ],
)
def test_words_of_a_client_are_not(words: str, form: Form, everything: dict[Key, Value]) -> None:
    assert flags_of(form, everything | {("spec_deliverable_other", "logistics"): words}) == ()


@pytest.mark.parametrize(
    ("words", "vague"),
    [
        ("Optimiser les envois", True),
        ("Améliorer la qualité des colis", True),
        ("Gérer les retours", True),
        ("Gérer 40 retours par mois", False),
        ("Tableau des stocks, chaque vendredi", False),
        ("Tableau de gestion", False),
    ],
)
def test_a_verb_that_never_ends_needs_a_number(
    words: str, vague: bool, form: Form, everything: dict[Key, Value]
) -> None:
    key = ("spec_deliverable_other", "logistics")
    assert flags_of(form, everything | {key: words}) == ((Flag("vague", "logistics", key, words),) if vague else ())


def test_an_objective_without_figure_or_date_leads_to_the_first_of_them(
    form: Form, everything: dict[Key, Value]
) -> None:
    answers = everything | {("obj_target", "other"): Gap.UNKNOWN, ("obj_deadline", "other"): Gap.SKIPPED}
    assert flags_of(form, answers) == (Flag("objective", "other", ("obj_target", "other")),)


def test_a_deliverable_needs_a_delay_or_an_indicator(form: Form, everything: dict[Key, Value]) -> None:
    late = everything | {("spec_turnaround", "other"): Gap.UNKNOWN}
    assert flags_of(form, late) == ()
    assert [(flag.id, flag.key) for flag in flags_of(form, late | {("kpi_select", "other"): Gap.SKIPPED})] == [
        ("criterion", ("spec_turnaround", "other")),
        ("no_kpi", ("kpi_select", "other")),
    ]


def test_a_task_whose_indicators_were_all_trimmed_leads_to_the_trim(form: Form, everything: dict[Key, Value]) -> None:
    kept = everything["kpi_select", "logistics"]
    assert isinstance(kept, tuple)
    three = ("gen_first_time_right", "gen_on_time", "gen_total_cost")
    answers = everything | {("kpi_select", item): three for item in ("invoicing_collections", "other", "logistics")}
    trimmed = tuple(f"{task}/{kpi}" for task in ("invoicing_collections", "logistics") for kpi in three)
    flagged = flags_of(form, answers | {("kpi_trim", None): trimmed})
    assert flagged == (Flag("no_kpi", "other", ("kpi_trim", None)),)


def test_an_indicator_of_another_function_is_flagged(form: Form, everything: dict[Key, Value]) -> None:
    answers = everything | {("kpi_select", "logistics"): ("cs_first_response",)}
    (flag,) = flags_of(form, answers)
    assert (flag.id, flag.key) == ("stray_kpi", ("kpi_select", "logistics"))
    assert flag.words == shipped_content().catalogue.kpis["cs_first_response"].label


def test_a_scope_without_an_edge_is_flagged(form: Form, everything: dict[Key, Value]) -> None:
    known = tuple(activity.id for activity in shipped_content().catalogue.functions["logistics"].typical_tasks)
    answers = everything | {("audit_scope", "logistics"): known, ("spec_keep_inhouse", "logistics"): Gap.SKIPPED}
    assert flags_of(form, answers) == (Flag("no_exclusion", "logistics", ("spec_keep_inhouse", "logistics")),)
    assert flags_of(form, answers | {("audit_scope", "logistics"): known[:2]}) == ()


def test_personal_data_nobody_can_place_has_no_article_28_annex(form: Form, everything: dict[Key, Value]) -> None:
    key = ("spec_outside_eu", "logistics")
    assert flags_of(form, everything | {key: "unknown"}) == (Flag("data_annex", "logistics", key),)
    without = everything | {key: "unknown", ("audit_data", "logistics"): ("none",)}
    assert flags_of(form, without) == ()


def test_at_most_five_flags_the_most_serious_first(form: Form, everything: dict[Key, Value]) -> None:
    tasks = ("invoicing_collections", "other", "logistics")
    answers = everything | {("obj_statement_edit", item): "Optimiser, avec des sanctions" for item in tasks}
    answers |= {("spec_outside_eu", item): "unknown" for item in tasks}
    flagged = [flag.id for flag in flags_of(form, answers)]
    assert flagged == ["subordination"] * 3 + ["data_annex"] * 2
    assert len(flagged) == MOST_FLAGS
