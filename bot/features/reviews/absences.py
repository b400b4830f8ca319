"""Days away, announced by the person: nothing is written to them meanwhile, and appointments move."""

from __future__ import annotations

from datetime import date

from bot.conversation.exchange import Visit
from bot.conversation.incoming import Command
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.project import appointments
from bot.project.appointments import when
from domain.calendar.absences import joined, read_absence
from domain.calendar.rhythm import Absence
from domain.french.dates import long_date

ENDS = ("fin", "fini", "stop", "retour")


def announce(visit: Visit) -> Outcome:
    """`/absent du 3 au 17 août`, `/absent fin`; alone, it says how."""
    words = visit.incoming.argument.strip() if isinstance(visit.incoming, Command) else ""
    if not words:
        return visit.show(Notice("absent.how"))
    if words.lower() in ENDS:
        return end(visit)
    read = read_absence(words, visit.calendar.today)
    if isinstance(read, str):
        return visit.show(Notice(f"absent.{read}"))
    known = [Absence(first, last) for first, last in visit.tx.absences.of_project(visit.project)]
    whole = joined(read, known)
    span = {"span": spoken(visit, whole.start, whole.end)}
    back = ((Action("button.absence_end", "absent:end"),),)
    if whole in known:
        return visit.show(Notice("absent.known", span, back))
    visit.tx.absences.add(visit.project, whole.start, whole.end)
    said = ("absent.noted", "absent.noted_next") if whole == read else ("absent.joined", "absent.joined_next")
    return _said(visit, said, span, back)


def spoken(visit: Visit, first: date, last: date) -> str:
    """« du 3 août 2026 au 17 août 2026 », « le 13 février 2027 »."""
    words = visit.form.words["rappels.one_day" if first == last else "rappels.span"]
    return words.format(first=long_date(first, False), last=long_date(last, False))


def end(visit: Visit) -> Outcome:
    """Back: the plan starts again from today."""
    if not visit.tx.absences.end(visit.project, visit.calendar.today):
        return visit.show(Notice("absent.none"))
    return _said(visit, ("absent.ended", "absent.ended_next"), {}, ())


def _said(
    visit: Visit, words: tuple[str, str], values: dict[str, str], actions: tuple[tuple[Action, ...], ...]
) -> Outcome:
    """The first sentence, or the second with the next appointment when there is one."""
    one = appointments.plan(visit) if visit.audit.closed_at else None
    if one is None:
        return visit.show(Notice(words[0], values, actions))
    return visit.show(Notice(words[1], values | when(visit, one), actions))
