"""Renders the Jinja2 templates of documents to Markdown, then to blocks.
Every value is cleaned and escaped here, so that nothing a person typed can become markup.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from bot.documents.blocks import Block, Heading, PageBreak, Paragraph, Quote, Run, plain
from bot.documents.brand import Brand, tint
from bot.documents.cleaning import clean
from bot.documents.markdown import blocks, line
from domain.assessment.matrix import Matrix
from domain.bids.offers import Sheet
from domain.questionnaire.values import long_date, show
from domain.reviews.minutes.sheet import MinutesSheet
from domain.specification.document import Blank, NamedChoice, Quantity, Specification, Term, Wording

SPECIFICATION = "specification.md.j2"
MINUTES = "minutes.md.j2"
OFFERS = "offers.md.j2"
OFFERS_PARTS = ("cover", "ranking", "marks", "alerts", "flips", "checks")
"""Sections of the comparison of offers, in order."""
BLANK = "blank.md.j2"
PAGE = "specification.html.j2"
MARKUP = re.compile(r"([\\`*_\[\]{}<>&|#])")
NUMBERED = re.compile(r"^([0-9]+)([.)])(?= |$)")
BULLET = re.compile(r"^([-+=~])")
"""Marks of lists and underlined titles, which only count at the beginning of a line."""
FIGURE = re.compile(r"^!\[.*\n\n", re.MULTILINE)
BREAK = "\n---\n"
HEADER_LENGTH = 60
UNPRINTABLE = "–"
"""Replaces a text none of whose characters can be printed."""
SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Text:
    """A written document: Markdown without the figures, blocks, and the words around the pages."""

    markdown: str
    cover: tuple[Block, ...]
    body: tuple[Block, ...]
    title: str
    author: str
    header: str
    reference: str
    notice: str
    contents: str
    page: str
    watermark: str
    """Printed across every page of a draft; empty otherwise."""
    issued: date
    names: tuple[str, ...]
    """Ids of the sections, the cover first."""

    @property
    def parts(self) -> list[tuple[bool, tuple[Block, ...]]]:
        """The sections after the cover; True for the one to sign, which has its pages to itself."""
        named = zip(self.names[1:], self.sections[1:], strict=True)
        return [(name == SIGNATURE, blocks) for name, blocks in named]

    @property
    def sections(self) -> list[tuple[Block, ...]]:
        """The cover followed by the notice (for outputs without footers), then the blocks of each section."""
        found: list[list[Block]] = [[*self.cover, Quote((Paragraph((Run(self.notice),)),))]]
        for block in self.body:
            if isinstance(block, Heading) and block.level == 2:
                found.append([])
            found[-1].append(block)
        return [tuple(section) for section in found]


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, which remembers its checks: they depend on the type and the attribute's name alone."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._safe: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        known = self._safe.get((type(obj), attr))
        if known is None:
            known = self._safe[type(obj), attr] = super().is_safe_attribute(obj, attr, value)
        return known


class Writer:
    def __init__(self, templates: Path) -> None:
        environment = Sandbox(
            loader=FileSystemLoader(templates),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=self._print,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals.clear()
        environment.filters.clear()
        self._blank = environment.get_template(BLANK)
        self._page = environment.get_template(PAGE)
        self._template = environment.get_template(SPECIFICATION)
        self._minutes = environment.get_template(MINUTES)
        self._offers = environment.get_template(OFFERS)

    def write(self, spec: Specification) -> Text:
        """The specification. Raises TypeError or jinja2.UndefinedError for a value the template may not name."""
        numbers = {section: number for number, section in enumerate(spec.sections)}
        words = self._template.make_module({"spec": spec, "number": numbers})
        return _text(words, spec.sections, spec.issued, {"matrix": spec.matrix} if spec.matrix else {})

    def minutes(self, sheet: MinutesSheet) -> Text:
        """The minutes of a review, without cover or contents. Raises as `write` does."""
        names = ("minutes", *(task.label for task in sheet.tasks), "actions")
        return _text(self._minutes.make_module({"m": sheet}), names, sheet.day, {})

    def write_offers(self, sheet: Sheet, issued: date) -> Text:
        """The comparison of offers, for the company only."""
        return _text(self._offers.make_module({"sheet": sheet, "issued": issued}), OFFERS_PARTS, issued, {})

    def page(self, text: Text, body: str, brand: Brand) -> str:
        """The complete HTML page around `body`, which is HTML."""
        # The page's own values are plain text, so they are escaped as HTML.
        return self._page.render(
            title=Markup.escape(f"{text.title} – {text.author}"),
            body=Markup(body),
            brand=Markup.escape(brand.name),
            logo=Markup(b64encode(brand.logo).decode() if brand.logo else ""),
            watermark=Markup.escape(text.watermark),
            accent=Markup(brand.accent),
            tint=Markup(tint(brand.accent, 0.88)),
        )

    def _print(self, value: object) -> Markup:
        """A value of the domain as escaped Markdown; figures and dates in French. Raises TypeError for another type."""
        match value:
            case Markup():
                return value
            case Blank():
                step = value.step if value.addressed else None
                return Markup(self._blank.render(step=step, number=value.number).strip())
            case Wording():
                return Markup(MARKUP.sub(r"\\\1", value.text))
            case Term():
                return escape(show("number", value.value, None)) + Markup(r"\*" if value.proposed else "")
            case NamedChoice():
                return escape(value.label)
            case Quantity():
                return escape(show("number", value.value, value.unit))
            case date():
                return escape(long_date(value, weekday=False))
            case bool():
                raise TypeError("a yes or no has no words of its own")
            case int() | Decimal():
                return escape(show("number", Decimal(value), None))
            case str():
                return escape(value)
        raise TypeError(f"no words for {type(value).__name__}")


def _text(words: object, names: tuple[str, ...], issued: date, figures: Mapping[str, Matrix]) -> Text:
    """The text made of a rendered template and the words it defines around the pages."""
    notice = str(getattr(words, "notice"))  # noqa: B009
    markdown = re.sub(r"\n{3,}", "\n\n", str(words)).strip() + "\n"
    everything = blocks(markdown, figures)
    end = everything.index(PageBreak())

    def word(name: str) -> str:
        value = str(getattr(words, name))
        return plain(line(value)) if value else ""

    return Text(
        markdown=FIGURE.sub("", markdown).replace(BREAK, f"\n> {notice}\n{BREAK}", 1),
        cover=everything[:end],
        body=everything[end + 1 :],
        title=word("title"),
        author=_short(word("author")),
        header=_short(word("header")),
        reference=word("reference"),
        notice=word("notice"),
        contents=word("contents"),
        page=word("page"),
        watermark=word("watermark"),
        issued=issued,
        names=names,
    )


def escape(text: str) -> Markup:
    """Markdown that displays the cleaned text exactly."""
    cleaned = clean(text)
    if text and not cleaned:
        # An empty cell would look like one to fill in by hand, and an empty item would vanish.
        return Markup(UNPRINTABLE)
    marked = MARKUP.sub(r"\\\1", cleaned)
    return Markup(BULLET.sub(r"\\\1", NUMBERED.sub(r"\1\\\2", marked)))


def _short(text: str) -> str:
    return text if len(text) <= HEADER_LENGTH else text[: HEADER_LENGTH - 1].rstrip() + "…"
