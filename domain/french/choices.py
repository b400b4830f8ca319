"""Finds which of the proposed answers a typed text names, by a label or the beginning of one, never by its rank."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from domain.french.text import fold_words

_SEPARATOR = re.compile(r"([,;\n]| et (?=\S)| ou (?=\S))", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:l|le|la|les|un|une|des|du|de la|de l) ")
_PREFIX = 4
_LONGEST_LABEL = 8
_MOST_PARTS = 60

_YES = frozenset(
    "oui|ouais|ouaip|oui oui|oui merci|ok|okay|d accord|oui d accord|bien sur|oui bien sur|tout a fait"
    "|exactement|absolument|volontiers|effectivement|certainement|yes|vrai|c est ca|oui c est ca".split("|")
)
_NO = frozenset(
    "non|nan|non merci|non non|pas du tout|non pas du tout|jamais|absolument pas|certainement pas|surtout pas"
    "|bien sur que non|no|faux".split("|")
)
_LEANING = {
    "plutot oui": True,
    "je crois": True,
    "je pense": True,
    "plutot non": False,
    "pas vraiment": False,
}


def read_yes_no(text: str) -> tuple[bool, bool] | None:
    """Read a yes or a no: (the answer, True when it is plain and False when it only leans that way), or None."""
    words = fold_words(text)
    if words in _YES or words in _NO:
        return words in _YES, True
    return (_LEANING[words], False) if words in _LEANING else None


def read_choice(text: str, choices: Sequence[tuple[str, str]]) -> str | None:
    """The id of the one choice named by its label or by at least four letters of its beginning, or None."""
    return _find(text, _by_label(choices))


def read_choices(text: str, choices: Sequence[tuple[str, str]]) -> tuple[str, ...] | None:
    """The ids named, in the order of the choices; None as soon as a part names none.

    A label may itself contain separators.
    """
    named, unknown = match_choices(text, choices)
    return None if unknown else named or None


def match_choices(text: str, choices: Sequence[tuple[str, str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids named, in the order of the choices, and the parts that name none, as they were typed."""
    labels = _by_label(choices)
    parts = _SEPARATOR.split(text)
    if len(parts) > 2 * _MOST_PARTS:
        return (), (text,)
    named: set[str] = set()
    unknown: list[str] = []
    start = 0
    while start < len(parts):
        for end in range(min(len(parts), start + 2 * _LONGEST_LABEL), start, -2):
            found = _find("".join(parts[start:end]), labels)
            if found:
                named.add(found)
                break
        else:
            if fold_words(parts[start]):
                unknown.append(parts[start].strip())
            end = start + 1
        start = end + 1
    return tuple(identifier for identifier, _ in choices if identifier in named), tuple(unknown)


def _by_label(choices: Sequence[tuple[str, str]]) -> Mapping[str, list[str]]:
    labels: dict[str, list[str]] = {}
    for identifier, label in choices:
        labels.setdefault(fold_words(label), []).append(identifier)
    return labels


def _find(text: str, labels: Mapping[str, list[str]]) -> str | None:
    """The id of the one choice named, with or without its article (« particuliers » is « Des particuliers »)."""
    words = fold_words(text)
    bare = {_ARTICLE.sub("", label): ids for label, ids in labels.items()}
    return _match_label(words, labels) or _match_label(_ARTICLE.sub("", words), bare)


def _match_label(words: str, labels: Mapping[str, list[str]]) -> str | None:
    if not words:
        return None
    named = labels.get(words)
    if named is None and sum(c.isalpha() for c in words) >= _PREFIX:
        named = [identifier for label, ids in labels.items() if label.startswith(words) for identifier in ids]
    return named[0] if named and len(named) == 1 else None
