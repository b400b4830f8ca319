"""What an operator makes their own: the styles of Word, the name, the colour, the logo; and files that never vary."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pypdfium2
import pypdfium2.raw as raw

from bot.content.answers_file import read
from bot.content.forms import load_form
from bot.documents import TEMPLATES, Brand, Documents, Format
from bot.documents.logo import logo_png
from bot.documents.word.base import BRAND, base
from domain.calendar.workdays import Calendar
from domain.questionnaire.form import Key
from domain.questionnaire.path import path_of
from domain.questionnaire.values import Value
from domain.specification.document import Specification, specification
from domain.specification.project import project_of
from tests.documents.conftest import ANSWERS

SpecOf = Callable[[Mapping[Key, Value]], Specification]
Company = Callable[[str], dict[Key, Value]]
LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100"><rect width="9" height="9" fill="#264"/></svg>'
)


def test_an_operators_base_file_gives_its_own_look_to_word(company: Company, spec_of: SpecOf, tmp_path: Path) -> None:
    own = docx.Document()
    own.styles["Heading 1"].font.name = "Georgia"
    own.sections[0].left_margin = own.sections[0].right_margin = 1_800_000
    templates = tmp_path / "templates"
    templates.mkdir()
    for file in TEMPLATES.iterdir():
        (templates / file.name).symlink_to(file)
    (templates / "base.docx").unlink()
    own.save(str(templates / "base.docx"))
    made = docx.Document(BytesIO(Documents(templates).render(spec_of(company("nexoria")), "docx")))
    assert made.styles["Heading 1"].font.name == "Georgia"
    # Its headings do not count: the numbers are written.
    titles = [each.text for each in made.paragraphs if each.style and each.style.name == "Heading 1"]
    assert titles[0].startswith("1. ")
    section = made.sections[0]
    assert made.tables[0].columns[0].width + made.tables[0].columns[1].width <= (
        section.page_width - section.left_margin - section.right_margin + 2
    )


def test_the_base_file_is_the_one_the_program_makes(update_golden: bool) -> None:
    file = TEMPLATES / "base.docx"
    if update_golden:
        file.write_bytes(base())
    assert file.read_bytes() == base()


def test_the_operators_name_colour_and_logo_are_on_the_cover(company: Company, spec_of: SpecOf) -> None:
    spec = spec_of(company("nexoria"))
    logo = logo_png(LOGO)
    named, drawn = Documents(brand=Brand("Cabinet <Clair>", "#226644")), Documents(brand=Brand("Clair", None, logo))
    with_name, with_logo = (pypdfium2.PdfDocument(made.render(spec, "pdf")) for made in (named, drawn))
    assert "Cabinet <Clair>" in with_name[0].get_textpage().get_text_range()
    assert any(each.type == raw.FPDF_PAGEOBJ_IMAGE for each in with_logo[0].get_objects())
    with_name.close()
    with_logo.close()

    page = named.render(spec, "html").decode()
    assert '<div class="brand">Cabinet &lt;Clair&gt;</div>' in page and "#226644" in page and "#1f4e79" not in page
    assert 'src="data:image/png;base64,' in drawn.render(spec, "html").decode().split("<h1>")[0]

    word = docx.Document(BytesIO(named.render(spec, "docx")))
    assert [each.text for each in word.paragraphs if each.style and each.style.name == BRAND] == ["Cabinet <Clair>"]
    assert str(word.styles["Heading 1"].font.color.rgb) == "226644"
    pictures = docx.Document(BytesIO(drawn.render(spec, "docx"))).inline_shapes
    assert pictures[0]._inline.docPr.get("descr") == "Clair"


SCRIPT = "from tests.documents.test_look import digests; print(digests())"


def digests() -> str:
    """The fingerprints of one document in every format, made from nothing but the files of the project."""
    form = load_form()
    project = project_of(path_of(form, read(ANSWERS / "nexoria.json", form)[0]))
    spec = specification(project, Calendar(date(2026, 11, 23)))
    made = Documents(brand=Brand("Clair", "#226644", logo_png(LOGO)))
    formats: tuple[Format, ...] = ("pdf", "docx", "html", "md")
    return " ".join(hashlib.sha256(made.render(spec, format)).hexdigest() for format in formats)


def test_the_same_answers_give_the_same_bytes_in_two_processes() -> None:
    runs = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={"PYTHONHASHSEED": seed, "PATH": "", "TZ": zone},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    ]
    assert runs[0] == runs[1]
    assert len(set(runs[0].split())) == 4
