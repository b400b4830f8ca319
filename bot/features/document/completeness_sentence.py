"""Says in one sentence how complete a cahier des charges is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice

from domain.specification.completeness import Completeness

MOST_NAMED = 4
"""Lines of completeness the sentence names, at most."""


def completeness_sentence(words: Mapping[str, str], found: Completeness) -> str:
    """A sentence like « Presque : il manque le budget. »."""
    one = "_one" if found.display == "draft" and len(found.lacking) == 1 else ""
    return words[f"document.status.{found.display}{one}"].format(
        k=len(found.lacking),
        t=found.minutes,
        missing=_line_names(words, (line for line, _ in found.missing)),
        blocking=_line_names(words, found.blocking),
    )


def _line_names(words: Mapping[str, str], lines: Iterable[str]) -> str:
    """The first lines in words: the most urgent ones."""
    return ", ".join(words[f"completeness.{line}"] for line in islice(lines, MOST_NAMED))
