"""Imports a few modules of a library whose packages would import all of it: hundreds of modules nobody uses here."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any


@contextmanager
def partial_import(packages: Mapping[str, Mapping[str, str]]) -> Iterator[None]:
    """For each package not imported yet, one in its place while the block runs: its modules can be imported, it
    imports nothing itself, and the names it holds come from the modules said. Whoever imports it later gets it whole.
    """
    places = [_place(name, names) for name, names in packages.items() if name not in sys.modules]
    sys.modules.update({place.__name__: place for place in places})
    try:
        yield
    finally:
        for place in places:
            del sys.modules[place.__name__]


def _place(name: str, names: Mapping[str, str]) -> ModuleType:
    library, *inner = name.split(".")
    spec = find_spec(library)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(library)

    def take(attribute: str) -> Any:
        if attribute not in names:
            raise AttributeError(f"{name}.{attribute} is not partial_import")
        return getattr(import_module(f"{name}.{names[attribute]}"), attribute)

    place = ModuleType(name)
    place.__path__ = [str(Path(spec.origin).parent.joinpath(*inner))]
    place.__dict__["__getattr__"] = take
    return place
