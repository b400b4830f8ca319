"""All the scenarios, in the order of the table."""

from __future__ import annotations

from bench.faults.scenarios import database_away, database_files, documents, one_person, sends

SCENARIOS = (
    *one_person.SCENARIOS,
    *sends.SCENARIOS,
    *documents.SCENARIOS,
    *database_away.SCENARIOS,
    *database_files.SCENARIOS,
)
