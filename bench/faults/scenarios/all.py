"""All the scenarios, in the order of the table."""

from __future__ import annotations

from bench.faults.scenarios import (
    clock,
    database_away,
    database_files,
    documents,
    kills,
    one_person,
    sends,
    start,
    storms,
)

SCENARIOS = (
    *one_person.SCENARIOS,
    *sends.SCENARIOS,
    *documents.SCENARIOS,
    *database_away.SCENARIOS,
    *database_files.SCENARIOS,
    *clock.SCENARIOS,
    *start.SCENARIOS,
    *storms.SCENARIOS,
    *kills.SCENARIOS,
)
