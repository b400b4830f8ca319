import pytest

from bot.preview.api.entities import add_automatic, parse_html
from bot.preview.api.refusals import Refusal


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>gras</b> et <i>fin</i>", "gras et fin", [("bold", 0, 4), ("italic", 8, 3)]),
        ("<strong>a</strong><em>b</em>", "ab", [("bold", 0, 1), ("italic", 1, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [("underline", 0, 1), ("underline", 1, 1)]),
        ("<s>a</s><strike>b</strike><del>c</del>", "abc", [("strikethrough", i, 1) for i in range(3)]),
        ("<code>a</code><pre>b</pre>", "ab", [("code", 0, 1), ("pre", 1, 1)]),
        ("<tg-spoiler>a</tg-spoiler>", "a", [("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)]),
        ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("😀<b>é</b>", "😀é", [("bold", 2, 1)]),
        ("  <b>a</b>\n", "a", [("bold", 0, 1)]),
        ("a &lt;b&gt; &amp; &quot;c&quot; &#233; &#xE9;", 'a <b> & "c" é é', []),
        ("R&D, &nbsp; et 5 > 3", "R&D, &nbsp; et 5 > 3", []),
        ("<b></b>vide", "vide", []),
    ],
)
def test_html_becomes_text_and_entities_counted_in_utf16(source, text, entities):
    parsed, found = parse_html(source)
    assert parsed == text
    assert [(e["type"], e["offset"], e["length"]) for e in found] == entities


def test_a_link_a_date_and_a_language_keep_their_attribute():
    _, link = parse_html('<a href="https://exemple.fr/?a=1&amp;b=2">ici</a>')
    assert link[0]["url"] == "https://exemple.fr/?a=1&b=2"
    _, date = parse_html('<tg-time unix="1647531900" format="wDT">demain</tg-time>')
    assert (date[0]["type"], date[0]["unix_time"], date[0]["date_time_format"]) == (
        "date_time",
        1647531900,
        "wDT",
    )
    _, code = parse_html('<pre><code class="language-python">x</code></pre>')
    assert code == [{"type": "pre", "offset": 0, "length": 1, "language": "python"}]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>gras", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<h1>titre</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("é 5 < 6 > 4", 'Unsupported start tag "" at byte offset 5'),
        ("un <br/> deux", 'Unsupported start tag "br/" at byte offset 3'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("fin <", "Unclosed start tag at byte offset 4"),
        ('<a href="x', "at byte offset 0"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</b ", "Unclosed end tag at byte offset 4"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_bad_html_is_refused_in_telegrams_words(source, reason):
    with pytest.raises(Refusal) as refused:
        parse_html(source)
    assert refused.value.code == 400
    assert refused.value.description.startswith("Bad Request: can't parse entities: ")
    assert refused.value.description.endswith(reason)


def test_addresses_and_commands_are_recognised_outside_code():
    text = "/aide ou https://exemple.fr. et/ou 1/2"
    assert [(e["type"], e["offset"], e["length"]) for e in add_automatic(text, [])] == [
        ("bot_command", 0, 5),
        ("url", 9, 18),
    ]
    assert add_automatic("/aide", [{"type": "code", "offset": 0, "length": 5}]) == [
        {"type": "code", "offset": 0, "length": 5}
    ]
