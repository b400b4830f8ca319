"""Who reads what: the company everything, the providers what they answer to, those who sign what they agree on."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.content.forms import DIALOGS, load_form
from bot.documents import Documents, Format
from domain.calendar.workdays import Calendar
from domain.questionnaire.form import Form, Key
from domain.questionnaire.path import path_of
from domain.questionnaire.values import Gap, Value, long_date
from domain.specification.document import SECTIONS, specification
from domain.specification.document_answers import places
from domain.specification.editions import Audience
from domain.specification.project import project_of
from tests.documents.companies import HOLIDAYS, TODAY
from tests.documents.file_text import letters_and_digits, rendered_words
from tests.shipped_form import shipped_content

Markdown = Callable[..., str]
OWN = ("Grille de notation", "Matrice de priorités", "Décisions assumées", "Ce qu’il reste à préciser", "coût complet")


@pytest.fixture(scope="session")
def markdown(spec_of: Callable[..., Any], documents: Documents) -> Markdown:
    def make(answers: dict[Key, Value], **options: Any) -> str:
        return documents.render(spec_of(answers, **options), "md").decode()

    return make


def test_the_company_reads_the_twenty_sections_in_order(
    everything: dict[Key, Value], spec_of: Callable[..., Any]
) -> None:
    assert len(SECTIONS) == 20
    assert spec_of(everything).sections == SECTIONS
    assert spec_of({}).sections == (*SECTIONS, "remaining")
    assert spec_of({}, reader="provider").sections == SECTIONS


def test_what_is_signed_has_no_selection(
    everything: dict[Key, Value], spec_of: Callable[..., Any], markdown: Markdown
) -> None:
    assert spec_of(everything, reader="signature").sections == tuple(name for name in SECTIONS if name != "selection")
    text = markdown(everything, reader="signature")
    assert "Merci de répondre" not in text
    assert "Formulaire de réponse" not in text
    assert "Dénomination et forme" in text
    assert "\\*" not in text
    assert "pour signature" in text


@pytest.mark.parametrize("reader", ["provider", "signature"])
def test_nobody_else_reads_marks_verdicts_decisions_and_costs(
    reader: str, everything: dict[Key, Value], spec_of: Callable[..., Any], documents: Documents, markdown: Markdown
) -> None:
    answers = everything | {("spec_volume", "logistics"): Gap.UNKNOWN}
    own, other = markdown(answers), markdown(answers, reader=reader)
    # The drawing is an image: its words are in the page.
    page = documents.render(spec_of(answers), "html").decode()
    for words in OWN:
        assert words in own or words in page, words
        assert words not in other, words
    assert "<img" not in documents.render(spec_of(answers, reader=reader), "html").decode()
    for clause in spec_of(answers).clauses["compliance"]:
        assert clause.why in own and clause.why not in other


def test_a_provider_gets_the_form_to_answer_with(everything: dict[Key, Value], markdown: Markdown) -> None:
    text = markdown(everything, reader="provider")
    assert "### Formulaire de réponse du prestataire" in text
    assert "Merci de répondre avant le 12 janvier 2027" in text
    assert "pour consultation" in text


def test_a_blank_sends_the_company_to_its_question_and_tells_a_provider_no_more(
    everything: dict[Key, Value], markdown: Markdown
) -> None:
    answers = everything | {("spec_contact", None): Gap.UNKNOWN}
    assert re.search(r"\*À préciser \(étape 7, question \d+\)\*", markdown(answers))
    text = markdown(answers, reader="provider")
    assert "*à préciser*" in text
    assert "question" not in text.replace("Questions et réserves", "").replace("questions et réserves", "").replace(
        "questions et réponses", ""
    )


def cost_driven(company: Callable[..., Any]) -> dict[Key, Value]:
    answers: dict[Key, Value] = company("valserine_conseil")
    return answers | {
        ("obj_statement", "payroll"): "edit",
        ("obj_statement_edit", "payroll"): "Passer de 728 € à 550 €",
        ("kpi_select", "payroll"): ("gen_total_cost",),
        ("kpi_baseline", "payroll/gen_total_cost"): 728,
        ("kpi_target", "payroll/gen_total_cost"): "realistic",
    }


def test_what_a_task_costs_inside_is_not_told_to_a_provider(company: Callable[..., Any], markdown: Markdown) -> None:
    answers = cost_driven(company)
    assert markdown(answers).count("728") >= 4
    text = markdown(answers, reader="provider")
    assert "728" not in text
    assert "Ramener le coût de" not in text
    assert "à 550\u00a0€ par mois d’ici 6 mois" in text
    assert "non communiqué" in text
    assert "Paliers | mois 1\u00a0: 6" not in text


def test_the_budget_is_told_so_that_offers_can_be_compared(company: Callable[..., Any], markdown: Markdown) -> None:
    assert "1\u202f100\u00a0€ par mois" in markdown(company("valserine_conseil"), reader="provider")


# --- annotations


def test_an_annotated_passage_names_its_questions_and_their_days(
    form: Form, everything: dict[Key, Value], markdown: Markdown
) -> None:
    day = date(2026, 11, 2)
    text = markdown(everything, annotated=True, dates={("spec_start", None): day})
    step, number = places(project_of(path_of(form, everything)))["spec_start", None]
    assert f"Démarrage, étape {step}, question {number}, le {long_date(day, weekday=False)}" in text
    assert text.count("> D’après vos réponses") > 20
    assert "D’après vos réponses" not in markdown(everything)


def test_only_the_company_reads_annotations(everything: dict[Key, Value], markdown: Markdown) -> None:
    for reader in ("provider", "signature"):
        assert "D’après vos réponses" not in markdown(everything, reader=reader, annotated=True)


# --- decisions


def test_overruled_verdicts_and_kept_contradictions_are_written_with_their_reasons(
    everything: dict[Key, Value], markdown: Markdown, spec_of: Callable[..., Any]
) -> None:
    answers = everything | {("contra_budget_market", "invoicing_collections"): "Un ami nous aide"}
    spec = spec_of({**answers, ("spec_budget", "invoicing_collections"): 1})
    assert [one.own for one in spec.overruled] == ["keep"] * len(spec.overruled) and spec.overruled
    reasons = {one.reason for one in spec.decisions}
    assert {None, "Un ami nous aide"} <= reasons
    text = markdown({**answers, ("spec_budget", "invoicing_collections"): 1})
    assert "Votre raison\u00a0: Un ami nous aide" in text
    assert f"Votre raison\u00a0: {everything['rank_override_reason', None]}" in text


def test_biases_and_remarks_stay_between_the_person_and_the_bot(
    form: Form, everything: dict[Key, Value], spec_of: Callable[..., Any]
) -> None:
    quiet = {
        entry.text[:40]
        for entry in shipped_content().contradictions
        if entry.kind == "bias" or entry.severity == "hint"
    }
    texts = [one.text for one in spec_of(everything).decisions]
    assert texts and not [text for text in texts for start in quiet if text.startswith(start)]


# --- slips


def test_a_task_a_provider_already_does_is_not_said_to_be_entrusted(
    everything: dict[Key, Value], markdown: Markdown
) -> None:
    doers = {key: "provider" for key in everything if key[0] == "audit_doer"}
    text = markdown(everything | doers)
    assert "mieux cadrer cette mission, ou la renouveler, afin" in text
    assert "souhaite la confier" not in text


def test_a_target_already_reached_is_to_be_kept(everything: dict[Key, Value], markdown: Markdown) -> None:
    answers = everything | {
        ("obj_main", "other"): "expertise",
        ("obj_baseline", "other"): 5,
        ("obj_target", "other"): 5,
        ("obj_statement", "other"): "ok",
    }
    text = markdown(answers).replace("\u00a0", " ")
    assert "| 5 sur 5 | maintenir 5 sur 5 |" in text
    assert "« Maintenir pendant 3 mois un niveau 5 sur 5" in text
    assert "(aujourd’hui 5 sur 5)" not in text


def test_a_reserved_function_names_a_registered_professional_whoever_was_chosen(
    everything: dict[Key, Value], markdown: Markdown
) -> None:
    tasks = ("bookkeeping",)
    answers: dict[Key, Value] = {
        key: value for key, value in everything.items() if key[0] not in ("audit_functions", "retain_tasks")
    }
    answers |= {("audit_functions", None): tasks, ("retain_tasks", None): tasks}
    answers |= {
        ("spec_provider_type", "bookkeeping"): "freelance",
        ("contra_regulated", "bookkeeping"): "Je ne confie que la collecte",
    }
    text = markdown(answers)
    assert "professionnel inscrit (ordre ou agrément)\u202f; un autre profil (indépendant) ne peut faire" in text
    assert "**Travaux réservés.**" in text
    assert "Je ne confie que la collecte" in text
    firm = markdown(answers | {("spec_provider_type", "bookkeeping"): "regulated_firm"})
    assert "| professionnel inscrit (ordre ou agrément) |" in firm


@pytest.mark.parametrize("format", ["md", "html"])
def test_the_notice_is_said_once_where_no_footer_says_it(
    format: Format, everything: dict[Key, Value], spec_of: Callable[..., Any], documents: Documents
) -> None:
    text = documents.render(spec_of(everything), format).decode()
    assert text.count("À faire relire par un professionnel du droit") == 1


# --- one file


def test_rewording_a_clause_touches_one_file_and_changes_every_format(
    tmp_path: Path, everything: dict[Key, Value], documents: Documents
) -> None:
    shutil.copytree(DIALOGS, tmp_path / "dialogs")
    file = tmp_path / "dialogs" / "clauses.yaml"
    old, new = "en cours, adaptée à la mission", "en cours, de deux millions au moins"
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")
    project = project_of(path_of(load_form(tmp_path / "dialogs"), everything))
    for reader in ("own", "provider", "signature"):
        spec = specification(project, Calendar(TODAY, HOLIDAYS), audience=Audience(reader))
        for format in ("md", "html", "pdf", "docx"):
            found = rendered_words(documents, spec, format)
            assert letters_and_digits(new) in found and letters_and_digits(old) not in found
        assert new in "".join(documents.chat(spec))
