"""What the files are, beyond their words: names, pages, structure, sameness."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO

import docx
import pypdfium2
import pytest

from bot.documents import Documents, Format
from domain.questionnaire.form import Form, Key
from domain.questionnaire.values import Value
from domain.specification.document import Specification
from tests.documents.companies import COMPANIES
from tests.documents.file_text import ChatText, letters_and_digits, rendered_words

FORMATS: tuple[Format, ...] = ("md", "html", "pdf", "docx")
NOTICE = "À faire relire par un professionnel du droit avant signature"

SpecOf = Callable[[Mapping[Key, Value]], Specification]
Company = Callable[[str], dict[Key, Value]]


@pytest.mark.parametrize("format", FORMATS)
def test_a_document_without_any_answer_says_what_remains_and_carries_the_notice(
    format: Format, spec_of: SpecOf, documents: Documents
) -> None:
    text = rendered_words(documents, spec_of({}), format)
    assert letters_and_digits("« Nom à compléter »") in text
    assert letters_and_digits("À préciser (étape 7, question 5)") in text
    assert letters_and_digits("Ce qu’il reste à préciser") in text
    assert letters_and_digits(NOTICE) in text


def test_a_document_can_be_made_at_any_moment(
    form: Form, everything: dict[Key, Value], spec_of: SpecOf, documents: Documents
) -> None:
    given: dict[Key, Value] = {}
    for number, (key, value) in enumerate(everything.items()):
        given[key] = value
        if number % 4 == 0:
            assert documents.render(spec_of(given), "md")


def test_tasks_are_said_to_be_studied_until_some_are_retained(
    everything: dict[Key, Value], spec_of: SpecOf, documents: Documents
) -> None:
    before = {key: value for key, value in everything.items() if key[0] != "retain_tasks"}
    text = documents.render(spec_of(before), "md").decode()
    assert "Tâches étudiées" in text
    assert "Tâches à confier" not in text
    assert "afin" not in text


def test_a_complete_document_has_no_list_of_what_remains(
    company: Company, spec_of: SpecOf, documents: Documents
) -> None:
    text = documents.render(spec_of(company("atelier_brindille")), "md").decode()
    assert "À préciser" not in text
    assert "reste à préciser" not in text


def test_the_same_answers_give_the_same_pdf_bytes(company: Company, spec_of: SpecOf) -> None:
    spec = spec_of(company("valserine_conseil"))
    assert Documents().render(spec, "pdf") == Documents().render(spec, "pdf")


def test_documents_are_made_by_several_threads_at_once(company: Company, spec_of: SpecOf, documents: Documents) -> None:
    specs = [spec_of(company(name)) for name in COMPANIES] * 2
    with ThreadPoolExecutor(4) as threads:
        files = list(threads.map(lambda spec: documents.render(spec, "pdf"), specs))
    assert files == [documents.render(spec, "pdf") for spec in specs]


def test_every_pdf_page_carries_the_notice_and_its_number(
    company: Company, spec_of: SpecOf, documents: Documents
) -> None:
    pdf = pypdfium2.PdfDocument(documents.render(spec_of(company("nexoria")), "pdf"))
    pages = [letters_and_digits(page.get_textpage().get_text_range()) for page in pdf]
    for number, page in enumerate(pages, start=1):
        assert letters_and_digits(NOTICE) in page
        assert f"Page{number}{len(pages)}" in page
    pdf.close()


def test_a_pdf_of_plain_french_is_tagged_and_certified(company: Company, spec_of: SpecOf, documents: Documents) -> None:
    content = documents.render(spec_of(company("nexoria")), "pdf")
    assert b"/StructTreeRoot" in content
    assert b"pdfuaid" in content


def test_a_word_file_has_real_headings_repeated_table_heads_and_french_as_its_language(
    company: Company, spec_of: SpecOf, documents: Documents
) -> None:
    content = documents.render(spec_of(company("nexoria")), "docx")
    document = docx.Document(BytesIO(content))
    titles = [each.text for each in document.paragraphs if each.style and each.style.name == "Heading 1"]
    assert titles[0] == "Contexte et ambition"
    assert len(titles) == 20
    with zipfile.ZipFile(BytesIO(content)) as archive:
        body, styles = archive.read("word/document.xml").decode(), archive.read("word/styles.xml").decode()
        edges = "".join(archive.read(name).decode() for name in archive.namelist() if "footer" in name)
    assert body.count("<w:tblHeader") == body.count("<w:tbl>")
    assert 'w:val="fr-FR"' in styles
    assert "NUMPAGES" in edges
    assert NOTICE in edges


def test_the_html_page_is_complete_and_names_its_sections(
    company: Company, spec_of: SpecOf, documents: Documents
) -> None:
    page = documents.render(spec_of(company("nexoria")), "html").decode()
    assert page.startswith("<!DOCTYPE html>")
    assert page.rstrip().endswith("</html>")
    for section in ("cover", "context", "kpis", "signature", "remaining"):
        assert page.count(f'<section id="{section}">') == 1


def test_the_chat_shows_the_sections_in_order_each_with_its_title(
    company: Company, spec_of: SpecOf, documents: Documents
) -> None:
    spec = spec_of(company("nexoria"))
    pages = documents.chat(spec)
    titles = [ChatText(page).text.split("\n")[0] for page in pages]
    assert titles[0] == "Cahier des charges"
    assert titles[1] == "1. Contexte et ambition"
    numbered = [title for title in titles if title[0].isdigit()]
    assert len(numbered) == len(spec.sections) - 1
    assert "<b>Lieu</b>\u00a0: " in "".join(pages)


def test_a_file_is_named_after_the_company_in_plain_letters(
    everything: dict[Key, Value], spec_of: SpecOf, documents: Documents
) -> None:
    named = everything | {("profile_company_name", None): "Été & Fils / «Brindille» 😀"}
    assert documents.filename(spec_of(named), "pdf") == "cahier-des-charges-ete-fils-brindille-v0-1.pdf"
    for_providers = documents.filename(replace(spec_of(named), reader="provider"), "pdf")
    assert for_providers == "cahier-des-charges-ete-fils-brindille-v0-1-consultation.pdf"
    assert documents.filename(spec_of({}), "docx") == "cahier-des-charges-v0-1.docx"
    endless = everything | {("profile_company_name", None): "../" + "a" * 500}
    assert len(documents.filename(spec_of(endless), "md")) < 100
