"""The rule books of `docs/rules/`: whatever is cited of them exists; so do the files that code and documents name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BOOKS = ROOT / "docs" / "rules"
ROOMS = ("bench", "bot", "dialogs", "docs", "domain", "templates", "tests")
WRITTEN = (".py", ".yaml", ".j2", ".typ", ".md")
SAMPLES = (ROOT / "tests" / "documents" / "golden", Path(__file__))
"""What is printed for companies, and the citations made up below."""

PARAGRAPH = r"§\d+(?:\.\d+)?"
QUALIFIER = r"(?: \([^()\n]*\))?"
LIST = rf"{PARAGRAPH}{QUALIFIER}(?:(?:, | and | et |–|-){PARAGRAPH}{QUALIFIER})*"
OTHERWISE = r"[\w/–-]|\.\d|.{0,3}§|`?,? (?:section|paragraph)"
"""What may not follow a citation: it names more than was read."""
CITATION = re.compile(rf"docs/rules/(?P<book>\w+\.md)(?: (?P<list>{LIST}))?(?!{OTHERWISE})")
"""« docs/rules/revue.md §7 », also « §1 (R00), §2 », « §1–§3 », « §1 and §4 », « §3.10 », or a book alone."""
OWN = re.compile(rf"(?P<list>{LIST})(?![\w/–-]|\.\d)")
"""In a book, a paragraph of its own."""
HEADING = re.compile(r"^#{2,} (?P<number>\d+(?:\.\d+)?)\. ", re.MULTILINE)
PATH = re.compile(rf"`((?:{'|'.join(ROOMS)})/[^`\s<>{{}}…]+)`")
"""A file or a folder, in backquotes; the beginning of its name is enough (`docs/decisions/0003`)."""


@cache
def paragraphs(book: Path) -> tuple[str, ...]:
    """The numbers of its headings, in order."""
    return tuple(found["number"] for found in HEADING.finditer(book.read_text("utf-8")))


def files() -> Iterator[Path]:
    """Everything that may cite a rule."""
    yield ROOT / "README.md"
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix in WRITTEN and not any(path.is_relative_to(sample) for sample in SAMPLES):
                yield path


def wanted(listed: str) -> Iterator[str]:
    """The paragraphs a list names; those between the ends of a range too."""
    parts = re.findall(rf"(–|-|, | and | et )?({PARAGRAPH}){QUALIFIER}", listed)
    last = ""
    for joint, part in parts:
        number = part.removeprefix("§")
        if joint in ("–", "-") and last.isdecimal() and number.isdecimal():
            yield from map(str, range(int(last) + 1, int(number)))
            if int(number) <= int(last):
                yield f"{last}–{number}"
        yield number
        last = number


def missing(book: Path, listed: str | None) -> Iterator[str]:
    """What is named and does not exist."""
    if not book.is_file():
        yield book.name
        return
    yield from (f"{book.name} §{number}" for number in wanted(listed or "") if number not in paragraphs(book))


def faults(text: str, inside: Path | None = None) -> list[str]:
    """What is wrong with the citations of a text, by line; `inside`: the book it is, which may cite itself bare."""
    return [f"{n}: {wrong}" for n, line in enumerate(text.splitlines(), 1) for wrong in _faults(line, inside)]


def _faults(line: str, inside: Path | None) -> Iterator[str]:
    rest = CITATION.sub("", line)
    for cited in CITATION.finditer(line):
        yield from missing(BOOKS / cited["book"], cited["list"])
    if inside is not None:
        for cited in OWN.finditer(rest):
            yield from missing(inside, cited["list"])
        rest = OWN.sub("", rest)
    if unread().search(rest):
        yield f"cannot be read: {line.strip()}"


@cache
def unread() -> re.Pattern[str]:
    """What is left of a citation that is not one: a book without its folder, a paragraph without its book."""
    names = "|".join(re.escape(book.name) for book in sorted(BOOKS.glob("*.md")))
    return re.compile(rf"docs/rules/(?=\w)|§|(?<![\w/])(?:domain/\w+\.md|{names})")


def test_every_citation_names_a_book_and_a_paragraph_that_exist() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{wrong}"
        for path in files()
        for wrong in faults(path.read_text("utf-8"), path if path.parent == BOOKS else None)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("book", sorted(BOOKS.glob("*.md")), ids=lambda book: book.name)
def test_a_book_numbers_its_paragraphs_in_order(book: Path) -> None:
    numbers = [tuple(map(int, number.split("."))) for number in paragraphs(book)]
    assert numbers == sorted(set(numbers))
    chapters = [number[0] for number in numbers if len(number) == 1]
    assert chapters == list(range(1, len(chapters) + 1))
    assert {number[0] for number in numbers} == set(chapters)


def test_the_files_that_code_and_documents_name_exist() -> None:
    named = {(path, found) for path in files() for found in PATH.findall(path.read_text("utf-8").replace(" §", "` §"))}
    assert not sorted(f"{path}: {found}" for path, found in named if not list(ROOT.glob(f"{found.rstrip('/')}*")))


@pytest.mark.parametrize(
    "text",
    [
        "Rules: `docs/rules/revue.md §7`.",
        "(`docs/rules/revue.md §1 (R00), §2 (règle de courtoisie), §5`)",
        "`docs/rules/revue.md §1–§3` and `docs/rules/scoring.md §3-§5`: both.",
        "docs/rules/scoring.md §1 and §4",
        "`docs/rules/cahier_des_charges.md §3.10, §3.11`",
        "The words of `docs/rules/methode.md`, all of them.",
        "« docs/rules/revue.md §9 et §12 ». Then another sentence.",
    ],
)
def test_a_citation_of_these_forms_is_read(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "`docs/rules/unknown.md §1`",
        "`docs/rules/revue.md §99`",
        "`docs/rules/revue.md §12–§99`",
        "`docs/rules/revue.md §7–§3`",
        "`docs/rules/cahier_des_charges.md §3.99`",
        "`docs/rules/cahier_des_charges.md §3-10`",
        "`docs/rules/revue.md` §9",
        "`docs/rules/revue.md §9`, `§10`",
        "`docs/rules/revue.md §9,\n§10`",
        "`docs/rules/revue.md, §9`",
        "`docs/rules/revue.md`, section 9",
        "`docs/rules/revue.md §9 puis §10`",
        "`docs/rules/scoring.md §1.2.3`",
        "`docs/rules/revue §9`",
        "(§4)",
        "`revue.md §9`",
        "`domain/revue.md §9`",
        "`domain/besoin.md`",
    ],
)
def test_a_citation_that_names_nothing_or_cannot_be_read_is_refused(text: str) -> None:
    assert faults(text) != []
