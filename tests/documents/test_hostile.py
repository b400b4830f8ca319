"""Whatever a person types is printed as typed and does nothing else: each string in each field in each format."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents import Documents, Format
from bot.documents.cleaning import clean
from domain.questionnaire.form import Form, Key
from domain.questionnaire.values import Value
from domain.specification.document import Specification
from tests.documents.file_text import ChatText, file_words, letters_and_digits, word_part
from tests.documents.filled_answers import with_texts
from tests.documents.hostile_texts import HOSTILE, LONG
from tests.documents.not_printed import NOT_PRINTED

FORMATS: tuple[Format, ...] = ("md", "html", "pdf", "docx")
SpecOf = Callable[[Mapping[Key, Value]], Specification]
WORD_TAGS = ("<w:p>", "<w:p ", "<w:tbl>", "<w:instrText", "<w:hyperlink", "<w:drawing", "<w:sdt>", "<w:br", "<w:tab/")
Placed = dict[Key, list[str]]
HELD = 5
TAGS = ("<h1", "<h2", "<h3", "<tr", "<td", "<li", "<strong", "<em", "<script", "<style", "<a", "<blockquote", "<img")


def dealt(form: Form, answers: Mapping[Key, Value], strings: Sequence[str], turn: int, held: int = 1) -> Placed:
    """`held` strings for each text of the form; after as many turns as strings, each has been everywhere."""
    texts = [key for key in answers if form.questions[key[0]].type in ("short_text", "long_text")]
    many = list(strings) * 2
    starts = [(place * held + turn) % len(strings) for place in range(len(texts))]
    return {key: many[start : start + held] for key, start in zip(texts, starts, strict=True)}


def typed(answers: Mapping[Key, Value], placed: Placed) -> dict[Key, Value]:
    return {**answers, **{key: " ¤ ".join(strings) for key, strings in placed.items()}}


def final(spec: Specification) -> Specification:
    """Not a draft any more: nothing is printed across the text."""
    return replace(spec, version="1.0")


def unprinted(text: str, placed: Placed, format: Format) -> list[tuple[Key, str]]:
    """The strings that should stand in the text and do not."""
    keep = latin if format == "pdf" else letters_and_digits
    found = keep(text)
    missing = []
    for key, strings in placed.items():
        # A line that runs from right to left gives its words back in an order of its own.
        cut = format == "pdf" and any(map(leftward, strings))
        for one in strings if key[0] not in NOT_PRINTED else ():
            parts = clean(one).split(" ") if cut else [clean(one)]
            missing += [(key, one) for part in parts if keep(part) not in found]
    return missing


def leftward(text: str) -> bool:
    return any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in text)


LIGATURE = re.compile("[\ufb00-\ufb06]")


def latin(text: str) -> str:
    """What a PDF gives back in order: other scripts have an order of their own, or no glyph in our fonts."""
    return re.sub(r"[^0-9A-Za-zÀ-ÖØ-öø-ÿŒœ]", "", LIGATURE.sub(_letters, text))


def _letters(ligature: re.Match[str]) -> str:
    """What a PDF gives back of « ﬀ » and the like."""
    return unicodedata.normalize("NFKC", ligature[0])


def check_files(
    documents: Documents, spec: Specification, placed: Placed, formats: Sequence[Format]
) -> dict[Format, bytes]:
    """The files, each of which prints every string and shows nothing of this machine's own."""
    files = {format: documents.render(spec, format) for format in formats}
    for format, content in files.items():
        text = file_words(content, format)
        assert unprinted(text, placed, format) == [], format
        assert "rootx00" not in text
    return files


def tags(page: bytes) -> dict[str, int]:
    return {tag: page.decode().count(tag) for tag in TAGS}


@pytest.fixture(scope="module")
def plain_tags(form: Form, everything: dict[Key, Value], spec_of: SpecOf, documents: Documents) -> dict[str, int]:
    """The headings, rows and links of the page when every text is an ordinary word."""
    return tags(documents.render(spec_of(with_texts(form, everything, "texte")), "html"))


def check_chat(documents: Documents, spec: Specification, placed: Placed) -> None:
    """The chat says every string, in messages that Telegram takes."""
    pages = [ChatText(page).text for page in documents.chat(spec)]
    assert unprinted("".join(pages), placed, "md") == []
    assert all(0 < len(page.encode("utf-16-le")) // 2 < 4096 for page in pages)


@pytest.mark.parametrize("turn", range(len(HOSTILE)))
def test_each_hostile_text_is_printed_as_typed_wherever_it_is_typed_and_adds_no_heading_row_or_link(
    turn: int,
    form: Form,
    everything: dict[Key, Value],
    spec_of: SpecOf,
    documents: Documents,
    plain_tags: dict[str, int],
) -> None:
    placed = dealt(form, everything, list(HOSTILE.values()), turn)
    spec = spec_of(typed(everything, placed))
    files = check_files(documents, spec, placed, ("md", "html"))
    assert tags(files["html"]) == plain_tags
    check_chat(documents, spec, placed)


@pytest.mark.parametrize("turn", range(0, len(HOSTILE), HELD))
def test_each_hostile_text_is_printed_in_every_place_of_the_files_made_of_pages(
    turn: int, form: Form, everything: dict[Key, Value], spec_of: SpecOf, documents: Documents
) -> None:
    placed = dealt(form, everything, list(HOSTILE.values()), turn, HELD)
    check_files(documents, final(spec_of(typed(everything, placed))), placed, ("pdf", "docx"))


@pytest.mark.parametrize("turn", range(2))
def test_a_text_of_any_length_is_printed_to_its_end(
    turn: int, form: Form, everything: dict[Key, Value], spec_of: SpecOf, documents: Documents
) -> None:
    placed = dealt(form, everything, list(LONG.values()), 2 * turn)
    spec = final(spec_of(typed(everything, placed)))
    check_files(documents, spec, placed, FORMATS)
    check_chat(documents, spec, placed)


@pytest.mark.long
def test_any_text_at_all_is_printed(
    form: Form, everything: dict[Key, Value], spec_of: SpecOf, documents: Documents
) -> None:
    @settings(max_examples=12, deadline=None)
    @given(strings=st.lists(st.text(min_size=1, max_size=80), min_size=5, max_size=19))
    def printed(strings: list[str]) -> None:
        placed = dealt(form, everything, strings, 0)
        spec = final(spec_of(typed(everything, placed)))
        check_files(documents, spec, placed, FORMATS)
        check_chat(documents, spec, placed)

    printed()


def test_a_hostile_text_adds_no_field_link_table_or_picture_to_word(
    form: Form, everything: dict[Key, Value], spec_of: SpecOf, documents: Documents
) -> None:
    def shape(typed: Mapping[Key, Value]) -> list[int]:
        body = word_part(documents.render(spec_of(typed), "docx"), "word/document.xml")
        return [body.count(tag) for tag in WORD_TAGS]

    plain = shape(with_texts(form, everything, "texte"))
    for turn in range(0, len(HOSTILE), 8):
        assert shape(typed(everything, dealt(form, everything, list(HOSTILE.values()), turn, 8))) == plain


@pytest.mark.parametrize("nothing", [" ", "\u00a0", "\ue000", "\u202e\u2066", "\x07\x00", "\ufdd0"])
def test_a_text_of_which_nothing_can_be_printed_still_makes_a_document(
    nothing: str, form: Form, everything: dict[Key, Value], spec_of: SpecOf, documents: Documents
) -> None:
    spec = spec_of(with_texts(form, everything, nothing))
    for format in FORMATS:
        assert documents.render(spec, format)
    assert documents.chat(spec)


def test_direction_and_control_characters_are_left_out() -> None:
    assert clean("a\u202eb\x00c\ud800d\u200ee") == "abcde"


def test_line_breaks_and_tabs_become_one_space_and_french_spaces_stay() -> None:
    assert clean(" un\r\n\n deux\ttrois\u202f: 1\u00a0€ ") == "un deux trois\u202f: 1\u00a0€"


def test_a_text_is_composed_and_cut_at_ten_thousand_characters() -> None:
    assert clean("e\u0301") == "é"
    assert len(clean("e\u0301" * 20_000)) <= 10_000
