"""The files made of pages: what a reader finds on each page of the PDF, and in the parts of the Word file."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx
import pypdfium2
import pypdfium2.raw as raw
import pytest
import typst

from bot.documents import TEMPLATES, Brand, Documents
from bot.documents.blocks import Heading, plain
from bot.documents.html import body
from bot.documents.markdown import blocks
from bot.documents.writing import Text
from domain.questionnaire.form import Form, Key
from domain.questionnaire.values import Value
from domain.specification.document import Specification
from tests.documents.file_text import FOOT, HEAD, letters_and_digits, word_part
from tests.documents.filled_answers import with_texts

SpecOf = Callable[[Mapping[Key, Value]], Specification]
Company = Callable[[str], dict[Key, Value]]
LONG = "Le prestataire relance chaque client dès l’échéance dépassée et rend compte chaque vendredi. "
NOTICE = "Document d’aide à l’expression du besoin"
WORDS = ("W" * 70, "anticonstitutionnellement" * 2, "chemin/" * 12, "x" * 61, "m" * 35, "voir")
CLAUSE = "Les pièces confiées restent à l’entreprise et lui reviennent à la fin du contrat. "
TORTURE = """## Qui fait quoi

Une phrase.

| Activité | Direction | Équipe | Prestataire | Comptable | Juriste | Banque | Client | Remarque |
|---|---|---|---|---|---|---|---|---|
""" + "".join(f"| Relances {n} | A | C | R | I | {WORDS[n % 6]} | | I | {WORDS[(n + 1) % 6]} |\n" for n in range(40))
TORTURE += f"""
### Clauses

> Article. {CLAUSE * 3}
>
> - {CLAUSE}

~ D’après la question 12.

1. a
2. b

- [ ] à cocher
- [x] {CLAUSE}

| Terme | Sens |
|---|---|
| Long | {CLAUSE * 90} |
| Court | x |

| Ici | Milieu | Là |
|---|---|---|
| {WORDS[0]} | {CLAUSE * 90} | z |

---

## Annexe

### Formulaire

{CLAUSE * 60}
"""
CLAUSES = 3 + 1 + 1 + 90 + 90 + 60
LIGATURES = frozenset("fijlt")


def tortured(documents: Documents, spec: Specification) -> Text:
    """The document followed by two sections of everything that is hard to lay out."""
    text = documents._writer.write(replace(spec, version="1.0"))
    return replace(text, body=text.body + blocks(TORTURE, {}), names=(*text.names, "raci", "annexes"))


@pytest.fixture(scope="module")
def hard(form: Form, everything: dict[Key, Value], spec_of: SpecOf, documents: Documents) -> Text:
    return tortured(documents, spec_of(with_texts(form, everything, LONG * 4)))


@pytest.fixture(scope="module")
def hard_pdf(hard: Text, documents: Documents) -> Iterator[pypdfium2.PdfDocument]:
    pdf = pypdfium2.PdfDocument(documents._pdf.render(hard))
    yield pdf
    pdf.close()


def characters(page: pypdfium2.PdfPage) -> Iterator[tuple[str, float, float, float, float]]:
    """Each printed character and its box: left, bottom, right, top."""
    text = page.get_textpage()
    for place in range(text.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(text, place))
        if not char.isspace() and not raw.FPDFText_IsGenerated(text, place):
            yield char, *text.get_charbox(place)


def test_nothing_leaves_the_page_and_nothing_is_printed_over_something_else(hard_pdf: pypdfium2.PdfDocument) -> None:
    for number, page in enumerate(hard_pdf, start=1):
        middles: dict[tuple[int, int], list[tuple[str, float, float]]] = defaultdict(list)
        for char, left, bottom, right, top in characters(page):
            # A hyphen hangs a little into the margin of 62 points.
            assert 58 < left and right < 595.3 - 58, (number, char)
            across, up = (left + right) / 2, (bottom + top) / 2
            near = [
                other
                for column in range(int(across) - 1, int(across) + 2)
                for row in range(int(up) - 1, int(up) + 2)
                for other in middles[column, row]
            ]
            for other, aside, above in near:
                # The letters of a ligature share one box.
                apart = abs(aside - across) > 0.8 or abs(above - up) > 0.8
                assert apart or {char, other} <= LIGATURES, (number, char, other)
            middles[int(across), int(up)].append((char, across, up))


def test_every_word_of_the_text_is_in_the_pdf(hard: Text, hard_pdf: pypdfium2.PdfDocument) -> None:
    text = letters_and_digits("".join(page.get_textpage().get_text_bounded(bottom=FOOT, top=HEAD) for page in hard_pdf))
    assert text.count(letters_and_digits("Relances 39")) == 1
    for word in WORDS:
        assert letters_and_digits(word) in text
    # Word by word: where a cell goes on, the head of its table or its neighbour's end is read in between.
    for word in ("confiées", "reviennent", "contrat"):
        assert text.count(word) >= CLAUSES
    assert text.count("ActivitéDirectionÉquipe") >= 2, "the head of a long table is not repeated"


def test_no_page_ends_with_a_heading(hard: Text, hard_pdf: pypdfium2.PdfDocument) -> None:
    titles = {letters_and_digits(plain(block.line)) for block in hard.body if isinstance(block, Heading)}
    for page in hard_pdf:
        lines = page.get_textpage().get_text_bounded(bottom=FOOT, top=HEAD).strip().splitlines()
        assert letters_and_digits(lines[-1]) not in titles


def test_every_page_has_its_notice_once_and_its_number(hard_pdf: pypdfium2.PdfDocument) -> None:
    for number, page in enumerate(hard_pdf, start=1):
        text = letters_and_digits(page.get_textpage().get_text_range())
        assert text.count(letters_and_digits(NOTICE)) == 1
        assert f"Page{number}{len(hard_pdf)}" in text


def test_what_is_printed_is_never_twice_as_tall_as_estimated(hard: Text, documents: Documents, tmp_path: Path) -> None:
    # What is kept whole is at most a third of a page by that estimate: it never outgrows a page.
    templates = tmp_path / "templates"
    shutil.copytree(TEMPLATES, templates)
    page = templates / "specification.typ"
    source, call = page.read_text(encoding="utf-8"), "keep(body, group.height * 1pt)"
    assert source.count(call) == 1 and "tall * 32%" in source
    told = "layout(size => [#metadata((measure(width: size.width, body).height / 1pt, group.height))<heights>])"
    page.write_text(source.replace(call, told), encoding="utf-8")
    data = json.dumps(documents._pdf._data(hard), ensure_ascii=False)
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(templates / "fonts")])
    compiler = typst.Compiler(str(page), root=str(templates), font_paths=fonts, sys_inputs={"data": data})
    heights = json.loads(compiler.query("<heights>", field="value"))
    assert len(heights) > 5
    assert [(found, estimate) for found, estimate in heights if found > 2 * estimate] == []


def test_the_signature_has_a_page_to_itself(hard_pdf: pypdfium2.PdfDocument) -> None:
    pages = [page.get_textpage().get_text_bounded(bottom=FOOT, top=HEAD) for page in hard_pdf]
    (page,) = [text for text in pages if re.match(r"\s*\d+\. Signatures", text)]
    assert all(word in page for word in ("Nom", "Qualité", "Date", "Pour le prestataire"))
    assert "Qui fait quoi" not in page


def test_an_annex_begins_a_page(hard_pdf: pypdfium2.PdfDocument) -> None:
    pages = [page.get_textpage().get_text_bounded(bottom=FOOT, top=HEAD).strip() for page in hard_pdf]
    assert [page.startswith("Annexe") for page in pages].count(True) == 1


def test_the_pdf_has_bookmarks_and_a_table_of_contents_with_the_right_pages(
    hard: Text, hard_pdf: pypdfium2.PdfDocument
) -> None:
    marks = [(mark.level, mark.get_title(), mark.get_dest().get_index() + 1) for mark in hard_pdf.get_toc()]
    sections = [(title, page) for level, title, page in marks if level == 0 and title != "Sommaire"]
    titles = [plain(block.line) for block in hard.body if isinstance(block, Heading) and block.level == 2]
    assert [title for title, _ in sections] == titles
    contents = letters_and_digits(hard_pdf[1].get_textpage().get_text_range())
    for title, page in sections:
        assert (
            re.search(rf"{letters_and_digits(title)}{page}(?!\d)|{letters_and_digits(title)}{page}\D", contents)
            or f"{letters_and_digits(title)}{page}" in contents
        )


@pytest.mark.parametrize(
    "typed", ["plain", "emoji 😀 ✅ 👨‍👩‍👧 1️⃣", "日本語 한국어 ไทย", "العربية שלום", "z\u0301\u0302\u20dd ①"]
)
def test_the_pdf_is_tagged_and_certified_whatever_is_typed(
    typed: str, form: Form, everything: dict[Key, Value], spec_of: SpecOf, documents: Documents
) -> None:
    content = documents.render(spec_of(with_texts(form, everything, typed)), "pdf")
    assert b"/StructTreeRoot" in content and b"/Lang" in content
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    assert b"<pdfaid:part>2</pdfaid:part>" in content and b"<pdfaid:conformance>A</pdfaid:conformance>" in content


def test_a_draft_says_so_across_every_page_and_a_version_to_sign_does_not(
    company: Company, spec_of: SpecOf, documents: Documents
) -> None:
    draft = spec_of(company("nexoria"))
    for spec, marked in ((draft, True), (replace(draft, version="1.0"), False)):
        pdf = pypdfium2.PdfDocument(documents.render(spec, "pdf"))
        across = ["projet" in page.get_textpage().get_text_range().split() for page in pdf]
        pdf.close()
        assert across == [marked] * len(across)
        with zipfile.ZipFile(BytesIO(documents.render(spec, "docx"))) as word:
            headers = [word.read(name).decode() for name in word.namelist() if "header" in name]
        assert [header.count('string="projet"') for header in headers] == [marked] * len(headers)
        assert (">projet</span>" in documents.render(spec, "html").decode()) == marked


def test_word_lists_its_sections_with_links_that_lead_to_them(hard: Text, documents: Documents) -> None:
    content = documents._word.render(hard)
    xml = word_part(content, "word/document.xml")
    assert xml.count(' TOC \\o "1-1"') == 1
    targets = re.findall(r'<w:hyperlink w:anchor="([^"]+)"', xml)
    marks = re.findall(r'<w:bookmarkStart w:id="\d+" w:name="([^"]+)"', xml)
    titles = [plain(block.line) for block in hard.body if isinstance(block, Heading) and block.level == 2]
    assert targets == marks and len(marks) == len(titles)
    document = docx.Document(BytesIO(content))
    entries = [each for each in document.paragraphs if each.style and each.style.name == "toc 1"]
    assert ["".join(link.text for link in entry.hyperlinks) for entry in entries] == titles


def test_word_counts_its_sections_itself_and_leaves_an_annex_without_a_number(hard: Text, documents: Documents) -> None:
    document = docx.Document(BytesIO(documents._word.render(hard)))
    headings = {each.text: each for each in document.paragraphs if each.style and each.style.name == "Heading 1"}
    assert "Signatures" in headings
    assert headings["Signatures"]._p.pPr.numPr is None
    assert headings["Annexe"]._p.pPr.numPr.numId.val == 0
    assert document.styles["Heading 1"].element.pPr.numPr is not None


def test_word_has_boxes_to_tick_and_lists_that_begin_again_at_one(hard: Text, documents: Documents) -> None:
    twice = replace(hard, body=(*hard.body, *blocks("1. un\n2. deux", {})))
    content = documents._word.render(twice)
    xml, numbering = word_part(content, "word/document.xml"), word_part(content, "word/numbering.xml")
    # Ours, then those of the annexes, which nobody has ticked.
    ticked = re.findall(r'<w14:checked w14:val="(\d)"/>', xml)
    assert ticked.count("1") == 1 and len(ticked) > 2
    assert numbering.count("<w:startOverride") == 2


def test_html_prints_every_kind_of_text_of_the_pages(hard: Text, documents: Documents) -> None:
    sections = list(zip(hard.names, hard.sections, strict=True))
    page = documents._writer.page(hard, body(sections), Brand())
    assert page.count("<table") == page.count("</table>")
    assert 'class="crowded"' in page and "☐ à cocher" in page
