"""What contradictions and biases all promise: texts that read, an order, sound and unfinished files left alone."""

from __future__ import annotations

import random
import re
from decimal import Decimal

import pytest

from domain.coherence.contradictions import CONTRADICTIONS, SEVERITIES, Contradiction
from domain.questionnaire.form import Key
from domain.questionnaire.lookup import items, objections
from domain.questionnaire.path import path_of
from domain.questionnaire.value_kinds import Gap, Value
from domain.specification.project import project_of
from tests.domain.sound_file import (
    CYCLE,
    ENTRIES,
    FULL_SAME_DAY,
    KNOWN,
    LOGISTICS,
    LOGISTICS_LAST,
    SAME_DAY,
    SECTIONS,
    choice_reasons,
    for_each_task,
    main_objective,
    objective_figures,
    project_with,
    sound_answers,
    text_of,
)
from tests.shipped_form import shipped_form

REFERENCE = """
contra_hours_total contra_no_hours_high_friction contra_mastered_but_painful contra_straight_line contra_all_strategic
contra_strategic_but_useless contra_core_but_marginal contra_strategic_no_ceo_value contra_pairwise_cycle
contra_gut_vs_score contra_keep_but_retained contra_not_ready contra_cost_negative contra_expertise_mastered
contra_flex_stable contra_efficiency_low_hours contra_target_not_better contra_target_unrealistic
contra_kpi_not_objective contra_kpi_uncontrollable contra_too_many_kpis contra_growth_no_drag contra_brand_low_cost
contra_vision_unlinked contra_budget_market contra_subordination contra_start_too_soon contra_regulated
""".split()
OURS = ["contra_budget_hours", "contra_no_net_time"]
BIASES = """
bias_indispensable bias_planning bias_sunk_cost bias_pleasure bias_control bias_status_quo bias_anecdote bias_escape
bias_no_time
""".split()


def test_a_sound_file_raises_nothing() -> None:
    everything = [objections(project_with({}), section.id) for section in SECTIONS]
    assert not any(everything)


def test_the_most_serious_comes_first() -> None:
    project = project_with(
        for_each_task("prio_strategic_impact", 4, 4, 4)
        | for_each_task("prio_ceo_value", 1, 1, 1)
        | {("audit_necessity", LOGISTICS): "n1"}
        | choice_reasons("fear_control")
    )
    found = [(KNOWN[one.id].severity, one.id) for one, _, _ in objections(project, "prioritise")]
    assert found == [
        ("block", "contra_strategic_but_useless"),
        ("warn", "contra_all_strategic"),
        *[("hint", "contra_strategic_no_ceo_value")] * 3,
        ("hint", "bias_control"),
    ]


@pytest.mark.parametrize(
    ("id", "changes", "words"),
    [
        (
            "contra_hours_total",
            for_each_task("audit_hours", Decimal("20.5"), Decimal(20), Decimal(9)),
            "totalisent 49,5\u00a0h, plus que votre semaine de 48\u00a0h.",
        ),
        ("contra_gut_vs_score", LOGISTICS_LAST, "place Réseaux sociaux devant Logistique\u202f;"),
        (
            "contra_pairwise_cycle",
            CYCLE,
            "préférez Comptabilité à Réseaux sociaux, Réseaux sociaux à Logistique, mais Logistique à Comptabilité.",
        ),
        (
            "contra_cost_negative",
            main_objective("cost") | {("spec_budget", LOGISTICS): Decimal(3000)},
            "coûterait 1\u202f316\u00a0€ de plus par mois.",
        ),
        (
            "contra_target_not_better",
            objective_figures(LOGISTICS, "8.5", "9"),
            "La cible 9\u00a0h par semaine n’améliore pas",
        ),
        ("contra_target_unrealistic", FULL_SAME_DAY, "Passer de 80\u202f% à 100\u202f% en 6\u00a0mois,"),
        (
            "contra_target_unrealistic",
            FULL_SAME_DAY | {("kpi_baseline", SAME_DAY): Gap.SKIPPED},
            "Passer de la valeur d’aujourd’hui à 100\u202f% en 6\u00a0mois,",
        ),
        ("bias_planning", choice_reasons("faster_myself"), "cela fait 828\u00a0h par an."),
        ("bias_no_time", choice_reasons("no_time_to_brief"), "35\u00a0h économisées chaque mois."),
    ],
)
def test_a_text_reads_with_the_figures_of_the_file(id: str, changes: dict[Key, Value], words: str) -> None:
    assert words in text_of(id, changes)


def test_an_unfinished_file_never_fails_and_missing_answers_contradict_nothing() -> None:
    keys = list(sound_answers())
    random.seed(7)
    for size in sorted(random.sample(range(len(keys)), 12)):
        answers = {key: sound_answers()[key] for key in keys[:size]}
        gaps = {key: Gap.UNKNOWN for key in random.sample(keys, 25)}
        for project in (project_of(path_of(shipped_form(), answers)), project_with(gaps)):
            tasks, kpis = items(project, "tasks"), items(project, "kpis")
            for rule in CONTRADICTIONS.values():
                for item in (None, *tasks, *kpis):
                    rule(project, item)
        assert not any(objections(project_of(path_of(shipped_form(), answers)), s.id) for s in SECTIONS)


def test_the_reference_is_there_in_its_order_with_our_two_checks() -> None:
    assert [entry["id"] for entry in ENTRIES] == [*REFERENCE, *OURS, *BIASES]
    assert set(CONTRADICTIONS) == set(KNOWN)
    assert [entry["id"] for entry in ENTRIES if entry.get("kind") == "bias"] == BIASES


@pytest.mark.parametrize("known", KNOWN.values(), ids=KNOWN)
def test_an_entry_names_what_the_form_has(known: Contradiction) -> None:
    assert known.section in [section.id for section in SECTIONS]
    assert known.severity in SEVERITIES
    assert known.for_each in (None, "tasks", "retained", "kpis")
    assert known.fix
    assert set(known.fix) <= set(shipped_form().questions)


@pytest.mark.parametrize("known", KNOWN.values(), ids=KNOWN)
def test_a_text_is_short_and_well_typeset(known: Contradiction) -> None:
    assert len(known.text) <= 300
    assert "'" not in known.text
    assert not re.search(r"(?<!\u202f)[;!?]|(?<!\u00a0)[:»€]|«(?!\u00a0)|\} (h|mois)\b", known.text)
