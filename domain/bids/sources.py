"""The sources the offers received give to the form: the loop over them, their names, what rules one out."""

from __future__ import annotations

from domain.assessment.assessment import Assessment
from domain.bids import offers
from domain.questionnaire.form import Choice
from domain.questionnaire.sources import Item, Loop, Source, Sources, reads
from domain.specification import criteria


def _eliminating(assessment: Assessment, item: Item) -> tuple[Choice, ...]:
    """What may rule an offer out in this project; always the refusal of indicators and a conflict of interests."""
    words = assessment.form.words
    return tuple(Choice(rule, words[f"eliminating.{rule}"]) for rule in criteria.eliminating(assessment))


COUNT = reads("offers_count")
SOURCES = Sources(
    loops={"offers": Loop(Source(offers.items, COUNT), expected=3, filled_by="offers_count", own=True)},
    choices={"eliminating": Source(_eliminating, criteria.ELIMINATING)},
    variables={"offer": Source(offers.name, reads("offer_name"))},
    cosmetic=frozenset({"offer"}),
)
