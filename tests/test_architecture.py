"""The rooms and their doors: bot knows domain and never back, each library has one door, modules stay short."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.days import touches_time

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "domain")
LINES = 300
LONGER: dict[str, str] = {}
"""Modules allowed past 300 lines, with the reason."""

DOORS = {
    "aiogram": ("bot/telegram/client.py",),
    "aiohttp": ("bot/preview/",),
    "sqlalchemy": ("bot/store/",),
    "alembic": ("bot/store/",),
    "jinja2": ("bot/documents/",),
    "markupsafe": ("bot/documents/",),
    "markdown_it": ("bot/documents/markdown.py",),
    "typst": ("bot/documents/",),
    "docx": ("bot/documents/",),
    "yaml": ("bot/content/forms.py",),
    "apscheduler": ("bot/clock.py",),
    "holidays": ("bot/workdays.py",),
    "dotenv": ("bot/config.py",),
}
"""The one module or package that may import each library."""


def modules(*rooms: str) -> list[Path]:
    return [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def imports(path: Path) -> frozenset[str]:
    """The full names of what a module imports, at its top or inside a function."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)} imports relatively"
            found.add(str(node.module))
    return frozenset(found)


@pytest.mark.parametrize("path", modules("domain"), ids=name)
def test_the_domain_imports_nothing_but_itself_and_the_standard_library(path: Path) -> None:
    roots = {imported.split(".")[0] for imported in imports(path)}
    assert roots <= {"domain", *sys.stdlib_module_names}


@pytest.mark.parametrize("path", modules("domain"), ids=name)
def test_the_domain_reads_no_file_no_clock_and_no_network(path: Path) -> None:
    reached = {"os", "pathlib", "io", "time", "socket", "asyncio", "threading", "subprocess", "random", "logging"}
    assert not reached & {imported.split(".")[0] for imported in imports(path)}
    assert not re.search(r"\b(date|datetime)\.(now|today|utcnow)\(", path.read_text("utf-8"))


READS_THE_CLOCK = re.compile(
    r"\b(date|datetime)\.(now|today|utcnow)\(|\btime\.(time|localtime|gmtime|strftime)\b|from time import"
    r"|\bbot\.(run|clock)\b.*\bnow\b"
)
REAL_CLOCK = {"tests/clock.py": "a process that a test starts has the real clock, from which it must be moved"}
"""The modules of the tests that may read it, with the reason."""


@pytest.mark.parametrize("path", [path for path in modules("tests") if path != Path(__file__)], ids=name)
def test_no_test_reads_the_real_clock(path: Path) -> None:
    assert bool(READS_THE_CLOCK.search(path.read_text("utf-8"))) == (name(path) in REAL_CLOCK)


@pytest.mark.parametrize(
    ("path", "touching"),
    [
        ("tests/bot/features/reviews/test_reviews.py", True),
        ("tests/bot/process/test_crash.py", True),
        ("tests/bot/features/reviews/test_postpone.py", False),
        ("tests/domain/french/test_dates.py", False),
    ],
)
def test_the_tests_that_touch_time_are_those_on_the_tests_clock_and_those_that_start_the_bot(
    path: str, touching: bool
) -> None:
    assert touches_time(ROOT / path) == touching


@pytest.mark.parametrize("path", modules(*ROOMS), ids=name)
def test_nothing_imports_what_is_said_or_written(path: Path) -> None:
    roots = {imported.split(".")[0] for imported in imports(path)}
    assert not roots & {"dialogs", "templates", "tests"}


def test_no_test_module_imports_another() -> None:
    """Nor does anything else: what several tests use is a helper beside them, or a fixture."""
    tests = [path for path in modules("tests", "bench") if path != Path(__file__)]
    found = {(name(path), imported) for path in tests for imported in imports(path) if is_a_test(imported)}
    strings = {name(path) for path in tests if re.search(r"from tests\S*\.(test_|conftest)", path.read_text("utf-8"))}
    assert not found and not strings


def is_a_test(imported: str) -> bool:
    last = imported.rpartition(".")[2]
    return imported.startswith("tests.") and (last.startswith("test_") or last == "conftest")


@pytest.mark.parametrize("library", DOORS)
def test_each_library_has_one_door(library: str) -> None:
    users = {name(path) for path in modules(*ROOMS) if library in {found.split(".")[0] for found in imports(path)}}
    assert users, f"{library} is not used any more"
    assert not {user for user in users if not user.startswith(DOORS[library])}


def test_every_library_has_a_known_door() -> None:
    used = {found.split(".")[0] for path in modules(*ROOMS) for found in imports(path)}
    assert used - {*ROOMS, *sys.stdlib_module_names} <= set(DOORS)


@pytest.mark.parametrize("path", modules(*ROOMS), ids=name)
def test_a_module_is_read_in_one_sitting(path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= LINES or name(path) in LONGER, f"{lines} lines"


@pytest.mark.parametrize("path", [path for path in modules(*ROOMS) if path.stat().st_size], ids=name)
def test_a_module_says_the_one_thing_it_knows(path: Path) -> None:
    said = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert said and len(said.splitlines()) <= 4


@pytest.mark.parametrize(
    ("started", "left"),
    [
        ("bot.run_due_once", {"aiogram", "aiohttp", "docx", "lxml", "typst", "jinja2", "markdown_it", "alembic"}),
        ("bot.run", {"docx", "lxml", "typst", "jinja2", "markdown_it", "alembic"}),
    ],
)
def test_a_start_imports_nothing_it_does_not_use(started: str, left: set[str]) -> None:
    code = f"import sys, {started}; print(*(sys.modules.keys() & {left!r}))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True).stdout == "\n"


@pytest.mark.parametrize(
    ("started", "library", "most"),
    [("bot.run", "aiogram", 25), ("bot.run", "holidays", 25)],
)
def test_a_start_imports_only_what_it_takes_from_a_large_library(started: str, library: str, most: int) -> None:
    code = f"import sys, {started}; print(sum(name.split('.')[0] == {library!r} for name in sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True).stdout
    assert 0 < int(found) <= most


def test_whoever_imports_a_library_after_the_bot_has_it_whole() -> None:
    code = """
import bot.run, aiogram, holidays
from aiogram.exceptions import TelegramAPIError
same = TelegramAPIError is bot.telegram.client.TelegramAPIError
print(same, aiogram.types.Update.__name__, len(holidays.country_holidays("DE", years=2027)) > 5)
"""
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert found.stdout == "True Update True\n", found.stderr
