"""Imports a few modules of a library without the hundreds that its packages would import with them."""

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
    """Replace each package not imported yet by a stand-in that imports nothing, while the block runs.

    `packages`: package → name it exports → its module that defines the name. A later import gets the real package.
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
            raise AttributeError(f"{name}.{attribute} is left out of this partial import")
        return getattr(import_module(f"{name}.{names[attribute]}"), attribute)

    place = ModuleType(name)
    place.__path__ = [str(Path(spec.origin).parent.joinpath(*inner))]
    place.__dict__["__getattr__"] = take
    return place
