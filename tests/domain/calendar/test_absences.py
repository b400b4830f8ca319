"""Days away, as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from domain.calendar.absences import merge, read_absence
from domain.calendar.rhythm import Absence

TODAY = date(2026, 7, 20)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("du 3 au 17 août", (2026, 8, 3), (2026, 8, 17)),
        ("du 3 août au 17 août", (2026, 8, 3), (2026, 8, 17)),
        ("3/8 au 17/8", (2026, 8, 3), (2026, 8, 17)),
        ("jusqu’au 17 août", (2026, 7, 20), (2026, 8, 17)),
        ("jusqu’au 31", (2026, 7, 20), (2026, 7, 31)),
        ("jusqu'a vendredi", (2026, 7, 20), (2026, 7, 24)),
        ("le 5 août", (2026, 8, 5), (2026, 8, 5)),
        ("demain", (2026, 7, 21), (2026, 7, 21)),
        ("du 10 au 24", (2026, 7, 20), (2026, 7, 24)),
        ("du 28 au 3", (2026, 7, 28), (2026, 8, 3)),
        ("du 20 décembre au 3 janvier", (2026, 12, 20), (2027, 1, 3)),
        ("du 1er au 15 septembre", (2026, 9, 1), (2026, 9, 15)),
        ("DU LUNDI AU VENDREDI", (2026, 7, 27), (2026, 7, 31)),
        ("la semaine prochaine", (2026, 7, 27), (2026, 8, 2)),
        ("cette semaine", (2026, 7, 20), (2026, 7, 26)),
        ("toute la semaine du 12 août", (2026, 8, 10), (2026, 8, 16)),
        ("en août", (2026, 8, 1), (2026, 8, 31)),
        ("tout le mois d’août", (2026, 8, 1), (2026, 8, 31)),
        ("juillet", (2026, 7, 20), (2026, 7, 31)),
        ("en février", (2027, 2, 1), (2027, 2, 28)),
    ],
)
def test_days_away_are_read_as_people_write_them(
    text: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert read_absence(text, TODAY) == Absence(date(*first), date(*last))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("un jour", "unread"),
        ("à partir du 5 août", "unread"),
        ("en août 0000", "unread"),
        ("du au", "unread"),
        ("du 31 au 31 février", "unread"),
        ("du 17 au 3 août", "reversed"),
        ("du 17/08/2026 au 03/08/2026", "reversed"),
        ("du 01/06/2026 au 15/06/2026", "past"),
        ("jusqu’au 20/07/2027", "long"),
        ("'; drop table absence; --", "unread"),
        ("x" * 5000, "unread"),
    ],
)
def test_what_makes_no_days_away_says_why(text: str, why: str) -> None:
    assert read_absence(text, TODAY) == why


@pytest.mark.parametrize(
    ("new", "known", "whole"),
    [
        ((4, 8), [], (4, 8)),
        ((4, 8), [(4, 8)], (4, 8)),
        ((6, 6), [(4, 8)], (4, 8)),
        ((7, 15), [(4, 8), (20, 22)], (4, 15)),
        ((9, 10), [(4, 8)], (4, 10)),
        ((10, 12), [(4, 8)], (10, 12)),
        ((1, 31), [(4, 8), (20, 22)], (1, 31)),
        ((8, 14), [(4, 8), (15, 18), (19, 22)], (4, 22)),
    ],
)
def test_absences_that_overlap_or_touch_are_one(
    new: tuple[int, int], known: list[tuple[int, int]], whole: tuple[int, int]
) -> None:
    def away(days: tuple[int, int]) -> Absence:
        return Absence(date(2027, 1, days[0]), date(2027, 1, days[1]))

    assert merge(away(new), [away(days) for days in known]) == away(whole)
