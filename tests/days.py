"""Which tests touch time, so that `make test-days` repeats them: found by what they import, never listed by hand."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
CLOCK = ROOT / "tests" / "clock.py"
STARTED = re.compile(r"\b(subprocess|create_subprocess_exec|BotProcess)\b")
"""How a test starts a process: what runs there has the real clock, which only `faketime` moves."""
ASKED = re.compile(r"def \w+\([^)]*\bnow\b")
"""A function that takes `now`: the fixture, or something else of that name."""
COUNTED = ROOT / "tests" / "test_architecture.py"
"""Starts processes to count what they import, and names what starts one."""


@cache
def touches_time(path: Path) -> bool:
    """Whether a test module, or a helper it uses, reads the tests' clock or starts a process."""
    return path != COUNTED and any(one == CLOCK or STARTED.search(one.read_text("utf-8")) for one in _reached(path))


def may_touch_time(path: Path) -> bool:
    """The same before its tests are known: one of them may ask for the fixture `now`."""
    return touches_time(path) or ASKED.search(path.read_text("utf-8")) is not None


def _reached(path: Path) -> set[Path]:
    """The modules of the tests that this one imports, and itself; the fixtures' are not among them."""
    found, left = set(), [path]
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += _imports(one)
    return found


def _for_types(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


@cache
def _imports(path: Path) -> tuple[Path, ...]:
    names: set[str] = set()
    tree = ast.parse(path.read_text("utf-8"))
    # Who only names a type is handed the object by somebody who imports it.
    nodes = [node for top in tree.body if not _for_types(top) for node in ast.walk(top)]
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    files = (ROOT / f"{name.replace('.', '/')}.py" for name in names if name.startswith(("tests.", "bench.")))
    return tuple(file for file in files if file.exists())
