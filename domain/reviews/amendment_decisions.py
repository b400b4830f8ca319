"""What a person decides, at a review, of each amendment it calls for: read from the answers, numbered, in words.

Rules: `docs/rules/revue.md §8`. What a version takes of it is `PreparedAmendment` (`domain/specification/editions.py`).
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
"""Noted beside the answers: the highest number any amendment of the project had, until this review was closed."""
CALLED_FOR = reads(ACTIONS, AIM)
NUMBER = reads("rev_amendment", HIGHEST_NUMBER)


@dataclass(frozen=True, slots=True)
class AmendmentDecision:
    """`answer`: `prepare`, `later` or `no`; `reason`: why it is not prepared, in the person's words.

    `period`, `day`: of the review that decided. `number`: 0 unless it is prepared.
    `old`, `new`, `why`: the proposal in words; `new` is empty when it is still to be said.
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
    """The amendments this review calls for, by item « task/trigger/subject », whatever was answered to them."""
    found = {}
    for task, known in histories(project).items():
        if not known.reviews:
            continue
        *earlier, now = known.reviews
        unanswered = replace(known, reviews=(*earlier, replace(now, amendment_answers={})))
        for one in proposals(unanswered, project.catalogue):
            aim = record.review_records(project)[-1].number("rev_aim", f"{task}/{one.subject}")
            if one.trigger == "target" and one.old != aim:
                # The target was ill set and has been changed since.
                continue
            found[one.item] = one
    return found


def decisions(project: Project, task: str) -> tuple[AmendmentDecision, ...]:
    """What was answered of the task's amendments at the review these answers are of, in the order asked."""
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

    Final once the review is closed: what is numbered later, whatever its period, comes after.
    """
    highest = project.answers.get((HIGHEST_NUMBER, None))
    number = int(highest) if isinstance(highest, int | Decimal) else 0
    for other, answer in project.every("rev_amendment"):
        # What an earlier review prepared stands under its period: it is numbered already.
        if answer != PREPARE or " " in str(other):
            continue
        if other == item:
            break
        number += 1
    return number + 1


# --- in words


def in_words(project: Project, proposal: AmendmentProposal, value: Prefilled) -> str:
    """What an amendment puts in or out; empty when it is still to be said."""
    words, kpis = project.form.words, project.catalogue.kpis
    if value is None:
        return ""
    if isinstance(value, str):
        if value in kpis:
            return kpis[value].label
        # A sentence of the person’s goes inside another: its own full stop would end both.
        return words.get(f"objective_name.{value}", value.rstrip(" ."))
    units = {
        "volume": project.function(proposal.task).volume_unit,
        "turnaround": "business_days",
        "price": "eur_per_month",
    }
    unit = kpis[proposal.subject].unit if proposal.trigger == "target" and proposal.subject else None
    return show("number", value, unit or units.get(proposal.trigger))


def motive(project: Project, proposal: AmendmentProposal) -> str:
    """Why the amendment is called for, inside a sentence."""
    kpi = project.catalogue.kpis.get(proposal.subject or "")
    return project.form.words[f"motive.{proposal.reason}"].format(
        task=project.short(proposal.task),
        kpi=kpi.label if kpi else "",
        old=in_words(project, proposal, proposal.old),
        new=in_words(project, proposal, proposal.new),
    )
