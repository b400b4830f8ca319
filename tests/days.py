"""Which tests touch time, so that `make test-days` repeats them: found by what they import, never listed by hand."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
CLOCK = ROOT / "tests" / "clock.py"
REAL_CLOCK = re.compile(r"\bBotProcess\b|\bbot\.__main__\b|\"-m\", \"bot\"|\bTelegram\(\)")
"""How a test has the bot, or its Telegram, on the real clock: as a process, by its command line, or because it gives no
other. `faketime` alone moves it."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def touches_time(path: Path) -> bool:
    """Whether a module of the tests, or a helper it uses, reads the tests' clock or has the bot on the real one."""
    return CLOCK in _reached(path) or on_real_clock(path)


@cache
def on_real_clock(path: Path) -> bool:
    """Whether a module of the tests, or a helper it uses, has the bot on the real clock."""
    return any(REAL_CLOCK.search(one.read_text("utf-8")) for one in _reached(path))


Touches = Callable[[Path], bool]
"""One of the two above."""


def may_touch(touches: Touches, path: Path) -> bool:
    """The same of a module nobody imported yet: one of its functions may ask for a fixture that does."""
    return touches(path) or any(timed_fixtures(touches) & set(_asked(function)) for function in _functions(path))


@cache
def timed_fixtures(touches: Touches) -> frozenset[str]:
    """The shared fixtures that do, by themselves or by another they ask for."""
    asked: dict[str, list[str]] = {}
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("conftest.py"):
        for function in _functions(path):
            asked[function.name] = _asked(function)
            used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
            if any(touches(file) for name, file in _imports(path).items() if name in used):
                found.add(function.name)
    while more := {name for name, others in asked.items() if name not in found and found & set(others)}:
        found |= more
    return frozenset(found)


def _functions(path: Path) -> Iterable[Function]:
    return (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, Function))


def _asked(function: Function) -> list[str]:
    return [argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)]


def _reached(path: Path) -> set[Path]:
    """The modules of the tests that this one imports, and itself."""
    found, left = set(), [path]
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += _imports(one).values()
    return found


@cache
def _imports(path: Path) -> Mapping[str, Path]:
    """The modules of the tests behind the names that one imports."""
    names: dict[str, str] = {}
    tree = ast.parse(path.read_text("utf-8"))
    # Who only names a type is handed the object by somebody who imports it.
    for node in (node for top in tree.body if not _for_types(top) for node in ast.walk(top)):
        if isinstance(node, ast.Import):
            names |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                names[alias.asname or alias.name] = whole if _file(whole).exists() else str(node.module)
    ours = {name: _file(module) for name, module in names.items() if module.startswith(("tests.", "bench."))}
    return {name: file for name, file in ours.items() if file.exists()}


def _for_types(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _file(module: str) -> Path:
    return ROOT / f"{module.replace('.', '/')}.py"
