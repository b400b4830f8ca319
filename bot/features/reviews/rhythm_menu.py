"""The person's rhythm, day, hour and country as they see them; a change shows its effect before it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.conversation.exchange import HOME, Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.features.provider import provider_survey
from bot.features.reminders.buttons import RESTART, STOP
from bot.features.reviews.absences import spoken
from bot.project import appointments
from bot.project.appointments import QUESTIONS, rhythm_of, upcoming
from bot.project.review_file import note, path_through, reviews
from bot.workdays import ZONES, calendar_of
from domain.calendar.periods import QUARTERLY, Period
from domain.calendar.rhythm import Due, Rhythm
from domain.calendar.workdays import Calendar
from domain.french.dates import long_date
from domain.questionnaire import replies as say
from domain.questionnaire.values import to_json
from domain.reviews.rhythm_proposal import DECLINED, proposed
from domain.reviews.texts import the_period

COUNTRY = "country"
BACK = Action("button.back", "rappels")
NEAR = ("FR", "FR-57", "FR-67", "FR-68", "BE", "CH", "LU", "CA-QC")
OVERSEAS = tuple(code for code in ZONES if code.startswith("FR-9"))
CANTONS = ("CH", "CH-FR", "CH-GE", "CH-JU", "CH-NE", "CH-VD", "CH-VS")
"""All of Switzerland, then the cantons that speak French."""


def menu(visit: Visit) -> Outcome:
    """Where things stand, and what can be changed."""
    rhythm = rhythm_of(visit)
    if rhythm is None or visit.audit.closed_at is None:
        return visit.show(Notice("rappels.not_yet"))
    if appointments.current(visit) is None:
        appointments.plan(visit)
    country = visit.person.country or HOME
    values = {name: _label(visit, name, visit.path().project.text(QUESTIONS[name])) for name in QUESTIONS}
    values |= {"country": _label(visit, COUNTRY, country), "clock": appointments.moment(visit, visit.now)["time"]}
    rows = [
        (Action(f"button.reminders_{name}", f"rappels:ask={name}", values={"value": values[name]}),)
        for name in QUESTIONS
    ]
    rows.append((Action("button.reminders_country", f"rappels:ask={COUNTRY}", values={"value": values[COUNTRY]}),))
    if visit.person.silent_at:
        return visit.show(Notice("rappels.menu_stopped", values, ((RESTART,), *rows)))
    values["dates"] = _dates(visit, upcoming(visit, rhythm, visit.calendar))
    shown = visit.show(Notice("rappels.menu", values, (*rows, *provider_survey.button_row(visit, None), (STOP,))))
    return _away(visit) + shown


def _away(visit: Visit) -> Outcome:
    spans = [
        spoken(visit, first, last)
        for first, last in visit.tx.absences.of_project(visit.project)
        if last >= visit.calendar.today
    ]
    back = ((Action("button.absence_end", "absent:end"),),)
    return visit.show(Notice("rappels.away", {"absences": ", ".join(spans)}, back)) if spans else Outcome()


def ask(visit: Visit) -> Outcome:
    """The choices of one setting."""
    name = visit.argument
    if name in QUESTIONS:
        choices = [choice.id for choice in visit.around.form.questions[QUESTIONS[name]].choices]
        return visit.show(Notice("rappels.choose", actions=(*_rows(visit, name, choices), (BACK,)), in_place=True))
    lists = {COUNTRY: NEAR, "overseas": OVERSEAS, "cantons": CANTONS}
    if name not in lists:
        return visit.again("notice.outdated")
    rows = _rows(visit, COUNTRY, lists[name])
    if name == COUNTRY:
        more = ("overseas", "cantons")
        rows = (*rows, tuple(Action(f"button.reminders_{one}", f"rappels:ask={one}") for one in more))
    up = BACK if name == COUNTRY else Action("button.back", f"rappels:ask={COUNTRY}")
    return visit.show(Notice("rappels.choose_country", actions=(*rows, (up,)), in_place=True))


def _rows(visit: Visit, name: str, choices: Sequence[str]) -> tuple[tuple[Action, ...], ...]:
    buttons = [
        Action("button.reading", f"rappels:try={name}/{one}", values={"value": _label(visit, name, one)})
        for one in choices
    ]
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def _until(visit: Visit, rhythm: Rhythm, dates: Sequence[Due]) -> str:
    """A quarter is reviewed whole: until the next one begins, the dates of a quarterly rhythm are those of months."""
    first = dates[0].period
    if rhythm.frequency != QUARTERLY or first.months > 1:
        return ""
    begins = Period.holding(first.first, QUARTERLY).end
    return "\n" + visit.around.form.words["rappels.until_quarter"].format(date=long_date(begins, weekday=False))


def propose(visit: Visit) -> Outcome:
    """What the change would do, before it is made."""
    name, _, choice = visit.argument.partition("/")
    changed = _changed(visit, name, choice)
    if changed is None:
        return visit.again("notice.outdated")
    rhythm, calendar = changed
    dates = upcoming(visit, rhythm, calendar)
    values = {
        "choice": _label(visit, name, choice),
        "dates": _dates(visit, dates, rhythm) + _until(visit, rhythm, dates),
    }
    confirm = Action("button.reminders_confirm", f"rappels:set={visit.argument}", "primary")
    keep = Action("button.reminders_keep", f"rappels:keep={visit.argument}")
    return visit.show(Notice("rappels.effect", values, ((confirm,), (keep,)), in_place=True))


def keep(visit: Visit) -> Outcome:
    """Nothing changes; a rhythm the last review proposed is not proposed again until something has changed."""
    name, _, choice = visit.argument.partition("/")
    held = [row for row in reviews(visit.tx, visit.project) if row.closed_at is not None]
    if name == "frequency" and held:
        project = path_through(visit.tx, visit.around.form, held[-1]).project
        found = proposed(project, appointments.usual_rhythm(visit).frequency)
        if found and found[0] == choice:
            declined = to_json((choice, *found[1]))
            note(visit.tx, visit.project, visit.around.form, held[-1], [DECLINED, None, declined])
            return visit.show(Notice("switch.declined", in_place=True))
    return visit.show(Notice("rappels.kept", in_place=True))


def change(visit: Visit) -> Outcome:
    """Make the change; a rhythm is an answer like another, and the old one stays in the history."""
    name, _, choice = visit.argument.partition("/")
    changed = _changed(visit, name, choice)
    if changed is None:
        return visit.again("notice.outdated")
    rhythm, calendar = changed
    if name == COUNTRY:
        visit.tx.set_place(visit.chat_id, choice, ZONES[choice])
        visit.person = replace(visit.person, country=choice, zone=ZONES[choice])
        visit.zone, visit.calendar = rhythm.zone, calendar
    else:
        wording = visit.around.form.version
        visit.tx.add_answer(visit.project, visit.audit.id, QUESTIONS[name], None, choice, wording, visit.now)
        visit.sit(visit.row)
    appointments.plan(visit)
    values = {"dates": _dates(visit, upcoming(visit, rhythm, calendar))}
    return visit.show(Notice("rappels.changed", values, in_place=True))


def _changed(visit: Visit, name: str, choice: str) -> tuple[Rhythm, Calendar] | None:
    """The rhythm and the calendar as they would be; None for what cannot be chosen."""
    rhythm = rhythm_of(visit)
    if rhythm is None:
        return None
    if name == COUNTRY and choice in ZONES:
        zone = ZoneInfo(ZONES[choice])
        return replace(rhythm, zone=zone), calendar_of(visit.now, zone, choice)
    if name not in QUESTIONS or all(choice != one.id for one in visit.around.form.questions[QUESTIONS[name]].choices):
        return None
    changed = {
        "frequency": replace(rhythm, frequency=choice),
        "day": replace(rhythm, day=choice),
        "time": replace(rhythm, hour=choice),
    }
    return changed[name], visit.calendar


def _label(visit: Visit, name: str, choice: str) -> str:
    if name == COUNTRY:
        return visit.form.words[f"country.{choice}"]
    choices = visit.around.form.questions[QUESTIONS[name]].choices
    return next((one.label for one in choices if one.id == choice), choice)


def _dates(visit: Visit, dues: Sequence[Due], rhythm: Rhythm | None = None) -> str:
    """One line for each date, on the clock of the place it is for."""
    zone = rhythm.zone if rhythm else visit.zone
    line = visit.form.words["rappels.date"]
    days = [(long_date(one.at.astimezone(zone).date()), the_period(one.period)) for one in dues]
    return "\n".join(line.format(date=day, period=period) for day, period in days)


def hand_over(visit: Visit) -> Outcome:
    """Somebody else takes part: the question is asked again."""
    visit.sit(visit.audit)
    return visit.turn(say.Edit(("review_participants", None)))
