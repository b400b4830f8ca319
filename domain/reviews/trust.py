"""Computes the barometer of trust: an index 0-100 for each side, its level, its signals (`docs/rules/revue.md §5`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from domain.indicators.history import TaskReview

STRONG, MAINTAIN, FRAGILE = "trust_strong", "trust_maintain", "trust_fragile"
CLIENT, PROVIDER = "client", "provider"
GAP, DROP, RECOGNISED = 20, 15, 85
"""Points of the index: gap between the sides, drop of a side, and level from which each gives its signal."""
INPUTS = "inputs"
"""The cause of a KPI off target that is the company’s own: it supplies its inputs late."""
LOW_INPUTS = 2


@dataclass(frozen=True, slots=True)
class Signal:
    """`perception_gap` (with the question to discuss), `drop` (with the side), `client_cause` or `recognition`."""

    id: str
    side: str | None = None
    question: str | None = None


def index(scores: Mapping[str, int]) -> Fraction | None:
    """The index 0-100 of the scores 1-5 given; None when there are none."""
    return (_mean(scores) - 1) / 4 * 100 if scores else None


def _mean(scores: Mapping[str, int]) -> Fraction:
    return Fraction(sum(scores.values()), len(scores))


def trust_level(found: Fraction) -> str:
    """`trust_strong` from 70, `trust_maintain` from 50, else `trust_fragile`."""
    if found >= 70:
        return STRONG
    return MAINTAIN if found >= 50 else FRAGILE


def difference(review: TaskReview) -> Fraction | None:
    """Points between the indexes of the two sides; None until both have answered."""
    client, provider = index(review.client), index(review.provider)
    return None if client is None or provider is None else abs(client - provider)


def signals(reviews: Sequence[TaskReview], all_green: bool) -> tuple[Signal, ...]:
    """The signals of the last of these reviews, given the earlier ones; `all_green`: every light is on target."""
    if not reviews:
        return ()
    last, found = reviews[-1], []
    apart = difference(last)
    if apart is not None and apart >= GAP:
        found.append(Signal("perception_gap", *_farthest(last)))
    found += [Signal("drop", side) for side in (CLIENT, PROVIDER) if has_dropped(reviews, side)]
    if client_cause(reviews):
        found.append(Signal("client_cause"))
    client = index(last.client)
    if all_green and client is not None and client >= RECOGNISED:
        found.append(Signal("recognition"))
    return tuple(found)


def has_dropped(reviews: Sequence[TaskReview], side: str = CLIENT) -> bool:
    """True when a side's index fell by fifteen points or more since the last review that has one."""
    known = [found for review in reviews if (found := index(_scores(review, side))) is not None]
    answered_now = bool(reviews) and bool(_scores(reviews[-1], side))
    return answered_now and len(known) > 1 and known[-2] - known[-1] >= DROP


def client_cause(reviews: Sequence[TaskReview]) -> bool:
    """True when the company's inputs are the trouble: cited twice over two reviews, or scored 2 or less."""
    cited = sum(measure.cause == INPUTS for review in reviews[-2:] for measure in review.measures)
    scored = reviews[-1].provider.get("prv_inputs") if reviews else None
    return cited >= 2 or (scored is not None and scored <= LOW_INPUTS)


def may_show(client: bool, provider: bool, waited: bool) -> bool:
    """True when scores may be shown: both sides have answered, or the wait is over (`nudges.disclosure_time`)."""
    return (client and provider) or waited


def _scores(review: TaskReview, side: str) -> Mapping[str, int]:
    return review.client if side == CLIENT else review.provider


def _farthest(review: TaskReview) -> tuple[str, str]:
    """The side and question whose score is farthest from the other side's mean; the first asked among equals."""
    means = {CLIENT: _mean(review.provider), PROVIDER: _mean(review.client)}
    scored = [(side, question, score) for side in means for question, score in _scores(review, side).items()]
    side, question, _ = max(scored, key=lambda one: abs(one[2] - means[one[0]]))
    return side, question
