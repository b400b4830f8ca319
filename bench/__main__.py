"""Prints every measure, one line each (`python -m bench`)."""

from __future__ import annotations

from bench import answers, chart, documents, ticks, together

for line in (
    *answers.lines(),
    *documents.lines(),
    *chart.lines(),
    *together.lines(),
    *ticks.lines(200_000, 20_000),
):
    print(line)
