"""The rooms and their doors: bot knows domain and never back, each library has one door, modules stay short."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.architecture import ROOMS, ROOT, modules, name

LINES = 300
LONGER: dict[str, str] = {}
"""Modules allowed past 300 lines, with the reason."""

DOORS = {
    "aiogram": ("bot/telegram/client.py",),
    "aiohttp": ("bot/preview/", "bot/telegram/client.py"),
    "sqlalchemy": ("bot/store/",),
    "alembic": ("bot/store/",),
    "jinja2": ("bot/documents/",),
    "markupsafe": ("bot/documents/",),
    "markdown_it": ("bot/documents/markdown.py",),
    "typst": ("bot/documents/",),
    "docx": ("bot/documents/",),
    "yaml": ("bot/content/yaml_files.py",),
    "apscheduler": ("bot/clock.py",),
    "holidays": ("bot/workdays.py",),
    "dotenv": ("bot/config.py",),
    "uvloop": ("bot/run.py",),
}
"""The one module or package that may import each library."""


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


@cache
def loaded(started: str) -> frozenset[str]:
    """Every module there is in a process that imports this one."""
    code = f"import sys, {started}; print(*sys.modules)"
    return frozenset(subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True).split())


@pytest.mark.parametrize(
    ("started", "left"),
    [
        ("bot.run_due_once", {"aiogram", "aiohttp", "docx", "lxml", "typst", "jinja2", "markdown_it", "alembic"}),
        ("bot.run", {"docx", "lxml", "typst", "jinja2", "markdown_it", "alembic"}),
    ],
)
def test_a_start_imports_nothing_it_does_not_use(started: str, left: set[str]) -> None:
    assert started in loaded(started) and not loaded(started) & left


@pytest.mark.parametrize(
    ("started", "library", "most"),
    [("bot.run", "aiogram", 25), ("bot.run", "holidays", 25)],
)
def test_a_start_imports_only_what_it_takes_from_a_large_library(started: str, library: str, most: int) -> None:
    assert 0 < sum(name.split(".")[0] == library for name in loaded(started)) <= most


def test_whoever_imports_a_library_after_the_bot_has_it_whole() -> None:
    code = """
import bot.run, aiogram, holidays
from aiogram.exceptions import TelegramAPIError
same = TelegramAPIError is bot.telegram.client.TelegramAPIError
print(same, aiogram.types.Update.__name__, len(holidays.country_holidays("DE", years=2027)) > 5)
"""
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert found.stdout == "True Update True\n", found.stderr


# --- the rooms of the domain

LAYERS = (
    "french",
    "calendar",
    "questionnaire",
    "assessment",
    "indicators",
    "needs",
    "specification",
    "coherence",
    "bids",
    "reviews",
    "versions",
    "obligations",
    "content",
)
"""The packages of `domain/`, those to come included: each may import those above it, and itself."""
MACHINE = "domain.questionnaire.interview"
MOST_MACHINE = 40
FOLDER = 15
AT_THE_DOOR = {"domain": 2, "bot": 10}
"""Modules that may stand directly in a room."""


def module(path: Path) -> str:
    return name(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


DOMAIN = {module(path): path for path in modules("domain")}


@cache
def imported(path: Path) -> frozenset[str]:
    """The modules of the domain that a module imports, for types alone too; a name taken of a package is its module."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package, names = str(node.module), {alias.name for alias in node.names}
            inside = {f"{package}.{one}" for one in names}
            found |= inside & DOMAIN.keys() or {package}
            if not inside <= DOMAIN.keys():
                found.add(package)
    return frozenset(found & DOMAIN.keys())


def upward(path: Path) -> set[str]:
    """What a module imports of the packages below its own."""
    below = LAYERS[LAYERS.index(module(path).split(".")[1]) + 1 :]
    return {other for other in imported(path) if other.count(".") and other.split(".")[1] in below}


@pytest.mark.parametrize("path", [path for path in modules("domain") if "." in module(path)], ids=name)
def test_a_package_of_the_domain_imports_only_those_above_it(path: Path) -> None:
    assert not upward(path)


def test_every_package_of_the_domain_has_its_layer() -> None:
    packages = [path.name for path in (ROOT / "domain").iterdir() if path.is_dir() and path.name != "__pycache__"]
    assert set(packages) <= set(LAYERS)


def test_no_module_of_the_domain_imports_itself_through_others() -> None:
    left = {one: imported(path) - {one} for one, path in DOMAIN.items() if path.name != "__init__.py"}
    while free := [one for one, needed in left.items() if not needed & left.keys()]:
        for one in free:
            del left[one]
    assert not left


def test_the_machine_brings_none_of_the_capabilities(capsys: pytest.CaptureFixture[str]) -> None:
    closure, reached = set[str](), {MACHINE}
    while reached:
        closure |= reached
        reached = {other for one in reached for other in imported(DOMAIN[one])} - closure
    brought = sorted(one for one in closure if DOMAIN[one].name != "__init__.py")
    with capsys.disabled():
        sys.stdout.write(f"\n{MACHINE} comes with {len(brought)} modules: {', '.join(brought)}\n")
    assert {one.split(".")[1] for one in brought} == {"french", "calendar", "questionnaire"}
    assert len(brought) <= MOST_MACHINE


@pytest.mark.parametrize("folder", sorted({path.parent for path in modules(*ROOMS)}), ids=name)
def test_a_folder_is_taken_in_at_a_glance(folder: Path) -> None:
    held = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
    assert len(held) <= AT_THE_DOOR.get(name(folder), FOLDER), f"{len(held)} modules"
