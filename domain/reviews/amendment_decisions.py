"""Reads what a person decides at a review about each proposed amendment; numbers amendments and puts them in words.

Rules: `docs/rules/revue.md §8`. A version takes a decision as a `PreparedAmendment`
(`domain/specification/editions.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from domain.calendar.periods import Period
from domain.questionnaire.sources import reads
from domain.questionnaire.values import show
from domain.reviews import record
from domain.reviews.amendment_proposals import PREPARE, AmendmentProposal, Prefilled, proposals
from domain.reviews.record import AIM
from domain.reviews.recorded_actions import ACTIONS, histories
from domain.specification.project import Project

HIGHEST_NUMBER = "amendments_numbered"
"""Noted beside the answers: the highest number of an amendment of the project before this review is closed."""
CALLED_FOR = reads(ACTIONS, AIM)
NUMBER = reads("rev_amendment", HIGHEST_NUMBER)


@dataclass(frozen=True, slots=True)
class AmendmentDecision:
    """A decision about a proposed amendment. `answer`: `prepare`, `later` or `no`; `reason`: the person's for a « no ».

    `period`, `day`: of the review. `number`: 0 unless the amendment is prepared.
    `old`, `new`, `why`: the proposal in words; `new` is empty while its value is unknown.
    """

    proposal: AmendmentProposal
    period: Period
    day: date
    answer: str
    reason: str
    number: int
    old: str
    new: str
    why: str


def called_for(project: Project) -> dict[str, AmendmentProposal]:
    """Item « task/trigger/subject » → each amendment this review proposes, whatever the answer to it."""
    found = {}
    for task, known in histories(project).items():
        if not known.reviews:
            continue
        *earlier, now = known.reviews
        unanswered = replace(known, reviews=(*earlier, replace(now, amendment_answers={})))
        for one in proposals(unanswered, project.catalogue):
            aim = record.review_records(project)[-1].number("rev_aim", f"{task}/{one.subject}")
            if one.trigger == "target" and one.old != aim:
                # The target was badly set and has been changed since.
                continue
            found[one.item] = one
    return found


def decisions(project: Project, task: str) -> tuple[AmendmentDecision, ...]:
    """The decisions about the task's amendments at this review, in the order asked."""
    now = record.review_records(project)[-1]
    return tuple(
        AmendmentDecision(
            proposal=one,
            period=now.period,
            day=now.day,
            answer=answer,
            reason=project.text("rev_amendment_reason", item),
            number=amendment_number(project, item) if answer == PREPARE else 0,
            old=in_words(project, one, one.old),
            new=in_words(project, one, one.new),
            why=motive(project, one),
        )
        for item, one in called_for(project).items()
        if one.task == task and (answer := project.text("rev_amendment", item))
    )


def amendment_number(project: Project, item: str) -> int:
    """The number of the amendment: after all those numbered so far, in the order this review prepares them.

    It is final when the review is closed: amendments numbered later come after, whatever their period.
    """
    highest = project.answers.get((HIGHEST_NUMBER, None))
    number = int(highest) if isinstance(highest, int | Decimal) else 0
    for other, answer in project.every("rev_amendment"):
        # An item with a period is an earlier review's: its amendment is numbered already.
        if answer != PREPARE or " " in str(other):
            continue
        if other == item:
            break
        number += 1
    return number + 1


# --- in words


def in_words(project: Project, proposal: AmendmentProposal, value: Prefilled) -> str:
    """A value of an amendment in French; empty while it is unknown."""
    words, kpis = project.form.words, project.catalogue.kpis
    if value is None:
        return ""
    if isinstance(value, str):
        if value in kpis:
            return kpis[value].label
        # The person’s sentence goes inside another one: its full stop would end both.
        return words.get(f"objective_name.{value}", value.rstrip(" ."))
    units = {
        "volume": project.function(proposal.task).volume_unit,
        "turnaround": "business_days",
        "price": "eur_per_month",
    }
    unit = kpis[proposal.subject].unit if proposal.trigger == "target" and proposal.subject else None
    return show("number", value, unit or units.get(proposal.trigger))


def motive(project: Project, proposal: AmendmentProposal) -> str:
    """Why the amendment is proposed, in words that fit inside a sentence."""
    kpi = project.catalogue.kpis.get(proposal.subject or "")
    return project.form.words[f"motive.{proposal.reason}"].format(
        task=project.short(proposal.task),
        kpi=kpi.label if kpi else "",
        old=in_words(project, proposal, proposal.old),
        new=in_words(project, proposal, proposal.new),
    )
