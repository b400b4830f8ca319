"""The kinds of text a template may hold, as a tree and in the chat; shares of the width of a table."""

from __future__ import annotations

import pytest

from bot.documents import html
from bot.documents.blocks import (
    LINE,
    Block,
    Boxes,
    Bullets,
    Note,
    Numbers,
    PageBreak,
    Paragraph,
    Quote,
    Run,
    Table,
    plain,
)
from bot.documents.chat import pages
from bot.documents.markdown import blocks
from bot.documents.typesetting import breakable
from bot.documents.writing import escape
from tests.documents.file_text import ChatText

EVERY_KIND = """## Titre

Phrase **forte** et *à préciser*.

~ D’après la question 12.

- un
- deux

3. trois
4. quatre

- [ ] à cocher
- [x] coché

> Article **1**.
>
> - premier point
>
> Fin de l’article.

---

| A | B | C |
|---|---|---|
| x | y | |
"""


def line(text: str) -> tuple[Run, ...]:
    return (Run(text),)


def only(markdown: str) -> Block:
    (block,) = blocks(markdown, {})
    return block


def test_every_kind_of_text_is_known() -> None:
    kinds = [type(block) for block in blocks(EVERY_KIND, {})][1:]
    assert kinds == [Paragraph, Note, Bullets, Numbers, Boxes, Quote, PageBreak, Table]


@pytest.mark.parametrize(
    ("markdown", "block"),
    [
        ("~ Une source.", Note(line("Une source."))),
        ("3. a\n4. b", Numbers(3, (line("a"), line("b")))),
        ("- [ ] a\n- [x] b", Boxes(((False, line("a")), (True, line("b"))))),
        ("> a\n>\n> 1. b", Quote((Paragraph(line("a")), Numbers(1, (line("b"),))))),
    ],
)
def test_a_block_keeps_what_its_mark_means(markdown: str, block: Block) -> None:
    assert only(markdown) == block


@pytest.mark.parametrize("typed", ["~ rien", "[ ] rien", "[x] rien", "1. rien", "> rien", "---", "- [ ] rien"])
def test_what_a_person_types_makes_none_of_these(typed: str) -> None:
    assert only(str(escape(typed))) == Paragraph(line(typed))
    (item,) = only(f"- {escape(typed)}").items  # type: ignore[union-attr]
    assert plain(item) == typed


@pytest.mark.parametrize(
    "markdown",
    ["- [ ] a\n- b", "- a\n  - b", "> > a", "> | a |\n> |---|", "```\na\n```", "- a\n\n  b"],
)
def test_what_no_output_lays_out_is_an_error_of_the_template(markdown: str) -> None:
    with pytest.raises(ValueError):
        blocks(markdown, {})


def test_the_chat_shows_every_kind_of_text() -> None:
    (page,) = pages([blocks(EVERY_KIND, {})])
    assert ChatText(page).text.split("\n") == [
        "Titre",
        "",
        "Phrase forte et à préciser.",
        "D’après la question 12.",
        "",
        "• un",
        "• deux",
        "",
        "3. trois",
        "4. quatre",
        "",
        "☐ à cocher",
        "☑ coché",
        "",
        "Article 1.",
        "• premier point",
        "Fin de l’article.",
        "",
        "x",
        "B\u00a0: y",
    ]
    assert page.count("<blockquote expandable>") == 1


def test_a_crowded_row_takes_one_line_of_the_chat() -> None:
    head = "|".join("ABCDEFGHI")
    (page,) = pages([blocks(f"|{head}|\n|{'---|' * 9}\n|relances|R|A||C|I|R|A|C|", {})])
    assert ChatText(page).text.split("\n") == [
        "relances",
        "B\u00a0: R · C\u00a0: A · E\u00a0: C · F\u00a0: I · G\u00a0: R · H\u00a0: A · I\u00a0: C",
    ]


def test_html_has_an_element_for_every_kind_of_text() -> None:
    body = html.body([("x", blocks(EVERY_KIND, {}))])
    for element in ('<p class="note">', '<ol start="3">', '<ul class="boxes">', "☑ coché", "<blockquote>\n<p>", "<hr>"):
        assert body.count(element) == 1


def table(*rows: str) -> Table:
    cells = [tuple(line(cell) if cell else () for cell in row.split("|")) for row in rows]
    return Table(cells[0], tuple(cells[1:]))


def test_the_columns_that_will_be_signed_are_alike() -> None:
    shares = table("|Pour Atelier Brindille et Associés|Pour le prestataire", "Nom||", "Signature||").shares
    assert shares[1] == shares[2]
    assert sum(shares) == pytest.approx(1)


@pytest.mark.parametrize("columns", range(2, 10))
def test_no_column_of_a_table_is_starved(columns: int) -> None:
    long = ["anticonstitutionnellement" * 3, "Activité", "a " * 400]
    rows = ["|".join(long[place % 3] for place in range(columns))] * 3
    shares = table(*rows).shares
    assert sum(shares) == pytest.approx(1)
    assert min(shares) > 0.35 / columns


def test_only_a_row_of_many_lines_may_be_cut_by_the_end_of_a_page() -> None:
    made = table("a|b|c", "x|y|z", f"x|{'mot ' * 1000}|z")
    assert made.whole == (True, False)
    assert made.is_tall


@pytest.mark.parametrize("text", ["mot", "des mots courts", "", "été à Noël", "e\u0301" * 3])
def test_ordinary_words_are_left_whole(text: str) -> None:
    assert breakable(text) == text


def test_a_word_wider_than_its_column_may_break_but_no_letter_loses_its_accent() -> None:
    assert breakable("a" * 100).replace("\u200b", "") == "a" * 100
    assert "\u200b" in breakable("internationalisation", 5)
    assert "\u200b\u0301" not in breakable("e\u0301" * 80)
    assert "\u200d\u200b" not in breakable("👩🏽\u200d💻" * 40)


def test_a_column_that_waits_for_a_pen_leaves_the_heads_of_the_others_whole() -> None:
    grid = table("Critère|Poids|Note de 0 à 5", "Compréhension et méthode|20|", "Engagement sur les indicateurs|15|")
    assert grid.shares[1] * LINE >= len("Poids") + 2


def test_a_short_head_in_bold_above_figures_is_left_whole() -> None:
    grid = table("Article|Avant|Après", "Logistique, préparation de commandes – Cible|99,8 %|99 %")
    assert grid.shares[2] * LINE >= len("Après") * 1.15 + 2


def test_two_parties_who_sign_side_by_side_have_as_much_room() -> None:
    shares = table(
        "Pour Atelier Brindille|Pour le prestataire", "Nom, date, signature|Nom, date, signature", "|"
    ).shares
    assert shares == (0.5, 0.5)
    assert table("Lieu|à distance", "Prix|").shares == (0.3, 0.7)
