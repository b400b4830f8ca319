"""Prints every measure, one line each (`python -m bench`)."""

from __future__ import annotations

from bench import chart, concurrent_documents, documents, ticks

for line in (
    *documents.lines(),
    *chart.lines(),
    *concurrent_documents.lines(),
    *ticks.lines(200_000, 20_000),
):
    print(line)
