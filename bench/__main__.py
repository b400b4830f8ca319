"""`python -m bench`: every measure, one line each."""

from __future__ import annotations

from bench import answers, chart, documents

for line in (*answers.lines(), *documents.lines(), *chart.lines()):
    print(line)
