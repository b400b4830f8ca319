"""What a person can ask for about their activities: the ranking in words and as a picture, the time log."""

from __future__ import annotations

from bot.conversation.document_request import DocumentRequest, Kind
from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Notice, Ranking
from bot.features.assessment import preparation, time_log
from domain.assessment.time_log import measured
from domain.questionnaire import replies as say

# --- the ranking


def show_ranking(visit: Visit) -> Outcome:
    """The ranking in words, then as a picture."""
    path = visit.path()
    words = visit.show(Ranking(path))
    return words + send_matrix(visit) if path.project.ranking().ranked else words


def send_matrix(visit: Visit) -> Outcome:
    return Outcome((visit.saying("document", DocumentRequest(Kind.MATRIX).to_json()),))


def show_first_matrix(visit: Visit) -> Outcome:
    """The audit is done: its picture, above the next question."""
    if not visit.path().project.ranking().ranked:
        return Outcome()
    preparation.plan(visit)
    return Outcome((visit.saying("document", DocumentRequest(Kind.MATRIX).to_json() | {"first": True}),))


def show_reasons(visit: Visit) -> Outcome:
    return visit.show(Ranking(visit.path(), "reasons"))


def show_economy(visit: Visit) -> Outcome:
    return visit.show(Ranking(visit.path(), "economy"))


# --- the time log


def open_entry(visit: Visit) -> Outcome:
    """The minutes of that half day, one activity after the other."""
    row = visit.tx.interviews.mine(int(visit.argument), visit.project) if visit.argument.isdecimal() else None
    if row is None or row.occasion != time_log.OCCASION or row.closed_at is not None:
        return visit.again("notice.outdated")
    visit.sit(row)
    return visit.turn(say.Resume())


def stop_log(visit: Visit) -> Outcome:
    """No more questions; what was noted is shown if there is anything."""
    started = time_log.start_of(visit)
    time_log.forget(visit)
    if started and time_log.notes(visit, started.isoformat()):
        return visit.show(time_log.comparison(visit, started.isoformat()))
    return visit.show(Notice("log.stopped", in_place=True))


def take_measure(visit: Visit) -> Outcome:
    """The measure replaces the estimate; the old figure stays in the history."""
    started, _, task = visit.argument.partition("/")
    found = next((one for one in measured(time_log.notes(visit, started)) if one.task == task), None)
    if found is None:
        return visit.again("notice.outdated")
    visit.sit(visit.audit)
    return visit.turn(say.Amend(("audit_hours", task), str(found.hours).replace(".", ",")))
