"""`python -m bench`: every measure, one line each."""

from __future__ import annotations

from bench import answers, chart, documents, together

for line in (*answers.lines(), *documents.lines(), *chart.lines(), *together.lines()):
    print(line)
