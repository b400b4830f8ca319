"""The order of the bot's packages, of its features and of their modules: each imports only what stands below it."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from bot.app import FEATURES as TUPLE
from bot.conversation.feature import Feature

ROOT = Path(__file__).parents[1]
BOT = ROOT / "bot"
LAYERS = (
    ("__main__",),
    ("run_due_once",),
    ("run",),
    ("app", "clock", "lanes"),
    ("features",),
    ("project",),
    ("telegram", "preview", "content"),
    ("conversation", "config"),
    ("documents", "store", "workdays", "log"),
    ("partial_import",),
)
"""Wiring first, the doors' own libraries last: a package imports only those of the lines below its own."""
FEATURES = (
    ("rights", "board"),
    ("reviews", "bids", "versions"),
    ("reminders", "document"),
    ("provider", "second_look"),
    ("navigation", "assessment"),
)
"""The same for the features: reviews plan reminders, these ask the provider, and all lead back to a question."""
DOORS = ("telegram", "store", "documents", "preview", "content")
MOST_MODULES, MOST_IN_BOT = 15, 10


@cache
def modules() -> dict[str, Path]:
    """Every module of the bot by its full name; a package is its `__init__`."""
    found = {}
    for path in sorted(BOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imports(module: str) -> frozenset[str]:
    """The modules of the bot it imports, at its top, inside a function or for its types only."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(modules()[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            full = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in modules() else str(node.module) for name in full}
    return frozenset(found & modules().keys()) - {module}


def package(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def feature(module: str) -> str:
    parts = module.split(".")
    return parts[2] if parts[1:2] == ["features"] and len(parts) > 2 else ""


def rank(layers: Iterable[tuple[str, ...]], name: str) -> int:
    return next(place for place, layer in enumerate(layers) if name in layer)


def test_every_package_and_every_feature_has_its_place() -> None:
    assert sorted(name for layer in LAYERS for name in layer) == sorted({package(one) for one in modules()} - {""})
    assert sorted(name for layer in FEATURES for name in layer) == sorted({feature(one) for one in modules()} - {""})


@pytest.mark.parametrize("module", [one for one in modules() if package(one)])
def test_a_package_imports_only_those_below_it(module: str) -> None:
    mine = package(module)
    upward = [
        other
        for other in imports(module)
        if package(other) != mine and rank(LAYERS, package(other)) <= rank(LAYERS, mine)
    ]
    assert upward == []


@pytest.mark.parametrize("module", [one for one in modules() if feature(one)])
def test_a_feature_imports_only_those_below_it(module: str) -> None:
    mine, others = feature(module), [one for one in imports(module) if feature(one)]
    upward = [
        other for other in others if feature(other) != mine and rank(FEATURES, feature(other)) <= rank(FEATURES, mine)
    ]
    assert upward == []


@pytest.mark.parametrize("door", DOORS)
def test_no_door_imports_a_feature(door: str) -> None:
    assert not [one for one in modules() if package(one) == door for other in imports(one) if feature(other)]


def test_no_module_imports_itself_by_way_of_others() -> None:
    left = {module: imports(module) for module in modules()}
    while free := {module for module, others in left.items() if not others & left.keys()}:
        left = {module: others for module, others in left.items() if module not in free}
    assert sorted(left) == []


def test_a_folder_is_seen_at_a_glance() -> None:
    folders: dict[Path, int] = {}
    for path in modules().values():
        if path.name != "__init__.py":
            folders[path.parent] = folders.get(path.parent, 0) + 1
    assert folders.pop(BOT) <= MOST_IN_BOT
    assert not {folder.relative_to(ROOT): count for folder, count in folders.items() if count > MOST_MODULES}


@pytest.mark.parametrize("name", sorted({feature(one) for one in modules()} - {""}))
def test_a_feature_exports_one_value_that_bears_its_folders_name(name: str) -> None:
    home = import_module(f"bot.features.{name}.feature")
    assert [key for key, value in vars(home).items() if isinstance(value, Feature)] == ["FEATURE"]
    assert home.FEATURE.name == name and home.FEATURE in TUPLE


def test_the_bot_has_each_feature_once() -> None:
    assert sorted(one.name for one in TUPLE) == sorted(name for layer in FEATURES for name in layer)
