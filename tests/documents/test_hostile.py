"""Whatever a person types is printed as typed and does nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.documents import Documents, Format
from bot.documents.cleaning import clean
from domain.form import Form, Key
from domain.values import Value
from tests.documents.reading import ChatText, bare, with_texts, written

HOSTILE = {
    "typst": '#read("/etc/passwd") #panic("x") $x$ @ref <label> // fin ] #import "@preview/a:1"',
    "jinja": "{{ spec.__class__ }} {% include 'x' %} {# gone #} {{ 7*7 }}",
    "markdown": "# titre * puce **gras** _i_ `code` [lien](http://x) ![img](x) | cellule | --- ~~~ > cite",
    "opening": "1. premier - second + tiers",
    "dash": "- puce",
    "underline": "=== ---",
    "fence": "~~~ ``` fin",
    "backslash": "C:\\temp\\* fin\\",
    "html": "<script>alert(1)</script> <b>gras</b> &amp; &lt; <!-- commentaire --> </td>",
    "word": "</w:t></w:r> {{ x }} MERGEFIELD TOC \\o",
    "bidi": "avant\u202earrière\u2066milieu\u2069 fin",
    "control": "nul\x00 cloche\x07 tab\tligne\nretour\r\nfin\x1b[31m \ud800 surrogate",
    "emoji": "Très bien 😀 ✅ 👨‍👩‍👧 中文 العربية 1\u202f200\u00a0€",
    "long": "mot " * 2500,
    "word3000": "x" * 3000,
    "too_long": "é" * 12_000,
}
FORMATS: tuple[Format, ...] = ("md", "html", "pdf", "docx")


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_printed_as_typed(
    name: str,
    format: Format,
    form: Form,
    everything: dict[Key, Value],
    spec_of: Callable[..., Any],
    documents: Documents,
) -> None:
    text = written(documents, spec_of(with_texts(form, everything, HOSTILE[name])), format)
    if format == "pdf" and name == "emoji":
        # What no font draws is not in the text layer either: the words around it are.
        assert "Trèsbien" in text
    else:
        assert bare(clean(HOSTILE[name])) in text
    assert "rootx00" not in text


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_shown_in_the_chat_and_every_page_is_short_enough(
    name: str, form: Form, everything: dict[Key, Value], spec_of: Callable[..., Any], documents: Documents
) -> None:
    pages = [ChatText(page) for page in documents.chat(spec_of(with_texts(form, everything, HOSTILE[name])))]
    assert bare(clean(HOSTILE[name])) in bare("".join(page.text for page in pages))
    assert all(0 < len(page.text.encode("utf-16-le")) // 2 < 4096 for page in pages)


def test_a_hostile_text_does_not_add_a_heading_a_row_or_a_link(
    form: Form, everything: dict[Key, Value], spec_of: Callable[..., Any], documents: Documents
) -> None:
    plain = documents.render(spec_of(with_texts(form, everything, "texte")), "html").decode()
    for hostile in HOSTILE.values():
        text = documents.render(spec_of(with_texts(form, everything, hostile)), "html").decode()
        for tag in (
            "<h1",
            "<h2",
            "<h3",
            "<tr",
            "<td",
            "<li",
            "<strong",
            "<em",
            "<script",
            "<a",
            "<blockquote",
        ):
            assert text.count(tag) == plain.count(tag)


def test_direction_and_control_characters_are_left_out() -> None:
    assert clean("a\u202eb\x00c\ud800d\u200ee") == "abcde"


def test_line_breaks_and_tabs_become_one_space_and_french_spaces_stay() -> None:
    assert clean(" un\r\n\n deux\ttrois\u202f: 1\u00a0€ ") == "un deux trois\u202f: 1\u00a0€"


def test_a_text_is_composed_and_cut_at_ten_thousand_characters() -> None:
    assert clean("e\u0301") == "é"
    assert len(clean("e\u0301" * 20_000)) <= 10_000
