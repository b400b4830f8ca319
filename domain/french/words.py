"""Turns the numbers written in French words inside a sentence into digits."""

from __future__ import annotations

import re

_SMALL = {
    word: value
    for value, words in enumerate(
        ("zero|un une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize").split("|")
    )
    for word in words.split()
}
_TENS = {
    "vingt": 20,
    "vingts": 20,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
    "soixante": 60,
    "septante": 70,
    "huitante": 80,
    "octante": 80,
    "nonante": 90,
}
_GROUPS = {
    "dizaine": 10,
    "douzaine": 12,
    "quinzaine": 15,
    "vingtaine": 20,
    "trentaine": 30,
    "quarantaine": 40,
    "cinquantaine": 50,
    "soixantaine": 60,
    "centaine": 100,
    "millier": 1000,
}
_WORD = "|".join(sorted([*_SMALL, *_TENS, "cents?", "mille"], key=len, reverse=True))
_RUN = re.compile(rf"(?<![a-z0-9'])(?:{_WORD})(?:[ -](?:et[ -])?(?:{_WORD}))*(?![a-z0-9'])")
_DECIMAL = re.compile(r"([0-9]+) virgule ([0-9]{1,2})(?![0-9])")
_COLLECTIVE = re.compile(rf"(?<![a-z0-9.,])([0-9]{{1,3}}) ({'|'.join(_GROUPS)})s?(?: de | d'|(?![a-z]))")
_DIGITS_THOUSAND = re.compile(r"([0-9]) ?mille(?![a-z])")


def to_digits(folded: str) -> str:
    """Replace number words with digits: « deux heures et demie » → « 2 heures et demie ». Takes a text from `fold`.

    Number words in a row that do not make one number (« deux trois ») stay as they are.
    """
    folded = _DIGITS_THOUSAND.sub(r"\1 k", folded)
    folded = _RUN.sub(_spell, folded)
    folded = _COLLECTIVE.sub(lambda found: f"{int(found[1]) * _GROUPS[found[2]]} ", folded)
    return _DECIMAL.sub(r"\1,\2", folded).strip()


def _spell(found: re.Match[str]) -> str:
    value = _value(re.split("[ -]", found[0]))
    return found[0] if value is None else str(value)


def _value(words: list[str]) -> int | None:
    """The one number the words make, or None. « et » only joins a ten and 1 or 11: vingt et un, soixante et onze."""
    if words == ["zero"]:
        return 0
    thousands = current = 0
    linked = False
    for word in words:
        tens = current % 100
        small = _SMALL.get(word)
        if word == "et":
            if tens not in (20, 30, 40, 50, 60, 70):
                return None
        elif linked and small not in (1, 11):
            return None
        elif word == "mille":
            if thousands:
                return None
            thousands, current = max(current, 1) * 1000, 0
        elif word.startswith("cent"):
            # « Douze cents » is said, « dix cents » and « vingt cents » are not.
            if current > 9 and (thousands or current not in range(11, 20)):
                return None
            current = max(current, 1) * 100
        elif word.startswith("vingt") and tens == 4:
            current += 76
        elif word in _TENS:
            if tens:
                return None
            current += _TENS[word]
        elif not small or not _may_follow(tens, small):
            return None
        else:
            current += small
        linked = word == "et"
    return thousands + current


def _may_follow(tens: int, small: int) -> bool:
    """True when `small` may follow the tens: soixante-douze, dix-sept, but not vingt-douze."""
    if small >= 10:
        return tens in (0, 60, 80)
    return tens % 10 == 0 and (tens != 10 or small >= 7)
