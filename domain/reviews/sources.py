"""The sources the reviews offer to the form, and the facts noted beside their answers."""

from __future__ import annotations

from domain.questionnaire.sources import Sources, reads
from domain.reviews import record
from domain.reviews.amendment_decisions import HIGHEST_NUMBER
from domain.reviews.amendment_proposals import ARTICLES, NOTIFIED
from domain.reviews.opening import TOLD_DONE
from domain.reviews.questions.bulk_answers import RULES
from domain.reviews.questions.facts import FACTS
from domain.reviews.questions.figures import BOUNDS, FIGURES, QUICK
from domain.reviews.questions.loops import LOOPS
from domain.reviews.questions.variables import VARIABLES

SOURCES = Sources(
    loops=LOOPS,
    quick=QUICK,
    facts=FACTS,
    variables=VARIABLES,
    together=RULES,
    bounds=BOUNDS,
    figures=FIGURES,
    # Nobody is written to on a day off.
    worked_days=frozenset({"rev_next_date"}),
    # A day off is refused when it is given, with the next possible day.
    free_days=frozenset({"put_off_date"}),
    nameable=frozenset({*ARTICLES, *NOTIFIED}),
    noted=reads(
        *("rev_period", "rev_day", "rev_holidays", "rev_start", "rev_base", "rev_aim", "rev_followed"),
        *("rev_paper", "rev_paper_day", "next_review", TOLD_DONE, HIGHEST_NUMBER, record.COLLECTED),
    ),
    noted_dates=reads("next_review"),
)
