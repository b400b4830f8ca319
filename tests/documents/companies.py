"""The published companies whose documents are tested, and the day they are made on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

TODAY = date(2026, 11, 23)
HOLIDAYS = frozenset({date(2026, 12, 25), date(2027, 1, 1), date(2027, 3, 29)})
ANSWERS = Path(__file__).parent / "answers"
COMPANIES = ("atelier_brindille", "valserine_conseil", "nexoria")
