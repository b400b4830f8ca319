"""The priority matrix: where bubbles stand, the picture, and its place in the document."""

from __future__ import annotations

import math
import struct
from base64 import b64decode
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import docx
import pypdfium2
import pytest

from bot.documents import Documents
from bot.documents.chart import matrix_png
from domain.assessment.assessment import SCALES
from domain.assessment.matrix import TALL, Matrix, matrix
from domain.questionnaire.form import Form, Key
from domain.questionnaire.values import Value
from domain.specification.document import Specification
from tests.documents.file_text import letters_and_digits
from tests.documents.hostile_texts import HOSTILE, LONG
from tests.shipped_form import shipped_content

SpecOf = Callable[[Mapping[Key, Value]], Specification]
Company = Callable[[str], dict[Key, Value]]
Placed = Callable[..., Matrix]
CHOICES: dict[str, Value] = {"audit_variability": "v3", "audit_documentation": "d3", "audit_necessity": "n3"}
MIDDLE: dict[str, Value] = {**dict.fromkeys(SCALES.values(), 3), **CHOICES}
HIGH: dict[str, Value] = {"prio_ceo_value": 5, "prio_strategic_impact": 5}
LIGHT: dict[str, Value] = {"audit_friction": 1, "audit_mastery": 5, "audit_variability": "v1", "audit_hours": 0}


@pytest.fixture(scope="session")
def placed(form: Form) -> Placed:
    """The matrix of tasks answered alike; what `changes` says of the task at its place differs."""

    def make_matrix(count: int, *changes: Mapping[str, Value], name: str = "Suivre la flotte") -> Matrix:
        tasks = ("other", *(task for task in shipped_content().catalogue.functions if task != "other"))[:count]
        answers: dict[Key, Value] = {("audit_functions", None): tasks, ("profile_size", None): "s2_9"}
        for place, task in enumerate(tasks):
            same = {**MIDDLE, "audit_hours": 12, "audit_doer": "ceo", "audit_data": ("none",)}
            own = changes[place] if place < len(changes) else {}
            answers |= {(question, task): value for question, value in {**same, **own}.items()}
        answers[("audit_other_label", "other")] = name
        found = matrix(shipped_content().project(answers))
        assert found
        return found

    return make_matrix


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_a_bubble_stands_where_the_published_example_says(form: Form, company: Company) -> None:
    found = matrix(shipped_content().project(company("atelier_brindille")))
    assert found
    assert [(each.id, each.core, each.weight, each.verdict) for each in found.bubbles] == [
        ("logistics", Decimal("22.5"), Decimal("100"), "outsource_first"),
        ("bookkeeping", Decimal("11.3"), Decimal("88.1"), "outsource_first"),
        ("social_media", Decimal("47.5"), Decimal("71.1"), "outsource_later_prepare"),
    ]
    assert [each.number for each in found.bubbles] == [1, 2, 3]
    assert (found.heaviest.id, found.dearest.id) == ("logistics", "social_media")
    assert [each.id for each in found.zones["entrust"]] == ["logistics", "bookkeeping", "social_media"]


def test_the_zone_of_a_kept_task_says_whether_its_execution_can_go(placed: Placed) -> None:
    found = placed(4, HIGH, HIGH | LIGHT, LIGHT)
    zones = {each.id: each.zone for each in found.bubbles}
    assert list(zones.values()).count("entrust") == 1
    assert sorted(zones.values()) == ["entrust", "keep", "leave", "split"]
    assert zones["other"] == "split"


def test_the_verdict_is_the_one_the_person_chose(placed: Placed) -> None:
    found = placed(2, {"rank_change_verdict": "keep"}, {"audit_doer": "provider"})
    assert {each.id: each.verdict for each in found.bubbles}["other"] == "keep"
    assert "provider" in {each.verdict for each in found.bubbles}


@pytest.mark.parametrize("count", range(1, 9))
@pytest.mark.parametrize("same", [{}, HIGH, LIGHT, {**HIGH, **LIGHT}, {"audit_hours": 60, "audit_friction": 5}])
def test_bubbles_stay_inside_the_axes_and_hide_no_part_of_another(
    count: int, same: Mapping[str, Value], placed: Placed
) -> None:
    bubbles = placed(count, *[same] * count).bubbles
    assert len(bubbles) == count
    for number, bubble in enumerate(bubbles):
        across, up = bubble.center
        assert bubble.radius <= across <= 100 - bubble.radius
        assert bubble.radius <= up <= TALL - bubble.radius
        for other in bubbles[:number]:
            assert math.dist(bubble.center, other.center) > bubble.radius + other.radius


def test_the_same_answers_put_bubbles_at_the_same_places(placed: Placed) -> None:
    assert placed(8) == placed(8)


def test_more_hours_make_a_larger_bubble(placed: Placed) -> None:
    radius = {each.hours: each.radius for each in placed(3, {"audit_hours": 2}, {"audit_hours": 20}).bubbles}
    assert radius[Decimal(2)] < radius[Decimal(12)] < radius[Decimal(20)]


def test_there_is_no_matrix_without_a_scored_task(form: Form) -> None:
    answers: dict[Key, Value] = {("audit_functions", None): ("payroll",), ("audit_hours", "payroll"): 3}
    assert matrix(shipped_content().project(answers)) is None


@pytest.mark.parametrize("count", range(1, 9))
def test_the_picture_is_1080_pixels_wide_and_grows_with_its_legend(count: int, placed: Placed) -> None:
    width, height = size(matrix_png(placed(count)))
    assert width == 1080
    assert 1000 < height < 1700
    if count > 1:
        assert height > size(matrix_png(placed(count - 1)))[1]


def test_a_long_name_takes_a_second_line(placed: Placed) -> None:
    long = "Suivre la flotte de véhicules et les amendes de chaque agence"
    assert size(matrix_png(placed(2, name=long)))[1] > size(matrix_png(placed(2)))[1]


def test_the_same_data_gives_the_same_bytes_on_several_threads(placed: Placed) -> None:
    drawn = [placed(3), placed(5, HIGH)] * 3
    with ThreadPoolExecutor(3) as threads:
        files = list(threads.map(matrix_png, drawn))
    assert len(set(files)) == 2
    assert files == [matrix_png(each) for each in drawn]


@pytest.mark.parametrize("name", [*HOSTILE, *LONG])
def test_a_hostile_name_is_drawn_and_does_nothing_else(name: str, placed: Placed) -> None:
    width, height = size(matrix_png(placed(2, name=(HOSTILE | LONG)[name])))
    assert width == 1080
    # A few lines of legend, never a file, an error or a page of text.
    assert height < 1500


def test_a_hostile_name_is_read_as_typed_beside_the_figure_of_the_pdf(
    form: Form, everything: dict[Key, Value], spec_of: SpecOf, documents: Documents
) -> None:
    named = everything | {("audit_other_label", "other"): HOSTILE["typst"]}
    legend = figure_page(documents.render(spec_of(named), "pdf"))
    assert letters_and_digits(HOSTILE["typst"]) in letters_and_digits(legend)
    assert "root:x:0" not in legend


def figure_page(pdf: bytes) -> str:
    """The text of the page that holds the figure."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return next(page for page in pages if "La taille du rond" in page)


def test_the_document_shows_the_tasks_it_names_and_no_other(
    company: Company, spec_of: SpecOf, documents: Documents
) -> None:
    spec = spec_of(company("nexoria"))
    assert spec.matrix
    assert {each.name for each in spec.matrix.bubbles} == {task.label for task in spec.tasks}
    page = figure_page(documents.render(spec, "pdf"))
    assert "Support informatique, cybersécurité" in page
    assert "Recrutement" not in page


def test_the_figure_has_words_for_who_does_not_see_it(company: Company, spec_of: SpecOf, documents: Documents) -> None:
    spec = spec_of(company("nexoria"))
    alt = "1, Support informatique, cybersécurité\u00a0: cœur 11,3, poids et peine 69,4"
    page = documents.render(spec, "html").decode()
    image = page.split('<img src="data:image/png;base64,')[1]
    assert size(b64decode(image.split('"')[0]))[0] == 1080
    assert alt in image.split('alt="')[1].split('"')[0]
    assert page.count("<figcaption>") == 1

    word = docx.Document(BytesIO(documents.render(spec, "docx")))
    (shape,) = word.inline_shapes
    assert alt in shape._inline.docPr.get("descr")

    pdf = documents.render(spec, "pdf")
    assert b"pdfuaid" in pdf
    assert b"/Alt" in pdf


def test_messages_and_markdown_leave_the_figure_out(company: Company, spec_of: SpecOf, documents: Documents) -> None:
    spec = spec_of(company("nexoria"))
    assert "Matrice" not in documents.render(spec, "md").decode()
    assert "Matrice" not in "".join(documents.chat(spec))


def test_a_document_without_a_scored_task_has_no_figure(spec_of: SpecOf, documents: Documents) -> None:
    assert "<figure>" not in documents.render(spec_of({}), "html").decode()


def test_a_picture_changes_with_a_verdict(placed: Placed) -> None:
    found = placed(1)
    other = Matrix((replace(found.bubbles[0], verdict="simplify_automate"),))
    assert matrix_png(found) != matrix_png(other)
