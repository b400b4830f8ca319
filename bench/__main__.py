"""Prints every measure, one line each, then those of the answers, which take longest (`python -m bench`)."""

from __future__ import annotations

from bench import chart, concurrent_documents, documents, ticks
from bench.answers.__main__ import main as measure_answers

for line in (
    *documents.lines(),
    *chart.lines(),
    *concurrent_documents.lines(),
    *ticks.lines(200_000, 20_000),
):
    print(line, flush=True)
measure_answers(["--write"])
