"""`python -m bench`: every measure, one line each."""

from __future__ import annotations

from bench import answers, documents

for line in (*answers.lines(), *documents.lines()):
    print(line)
