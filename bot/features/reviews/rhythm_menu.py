"""Shows and changes the person's rhythm, day, hour and country; a change shows its effect before it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.conversation.exchange import HOME, Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.features.provider import provider_survey
from bot.features.reminders.buttons import RESTART, STOP
from bot.features.reviews.absences import absence_in_words
from bot.project import appointments
from bot.project.appointments import QUESTIONS, rhythm_of, upcoming
from bot.project.review_file import note, path_through, reviews
from bot.workdays import ZONES, calendar_of
from domain.calendar.periods import QUARTERLY, Period
from domain.calendar.rhythm import DueReview, Rhythm
from domain.calendar.workdays import Calendar
from domain.french.dates import long_date
from domain.questionnaire.input import replies as say
from domain.questionnaire.values import to_json
from domain.reviews.rhythm.proposal import DECLINED, rhythm_to_propose
from domain.reviews.texts import the_period
from domain.specification.project import project_of

COUNTRY = "country"
BACK = Action("button.back", "rappels")
NEAR = ("FR", "FR-57", "FR-67", "FR-68", "BE", "CH", "LU", "CA-QC")
OVERSEAS = tuple(code for code in ZONES if code.startswith("FR-9"))
CANTONS = ("CH", "CH-FR", "CH-GE", "CH-JU", "CH-NE", "CH-VD", "CH-VS")
"""Switzerland as a whole, then the cantons that speak French."""


def menu(exchange: Exchange) -> Outcome:
    """Show the settings, the next dates and the absences, with a button to change each setting."""
    rhythm = rhythm_of(exchange)
    if rhythm is None or exchange.audit.closed_at is None:
        return exchange.show(Notice("rappels.not_yet"))
    if appointments.current_appointment(exchange) is None:
        appointments.plan(exchange)
    country = exchange.person.country or HOME
    values = {name: _label(exchange, name, project_of(exchange.path()).text(QUESTIONS[name])) for name in QUESTIONS}
    values |= {
        "country": _label(exchange, COUNTRY, country),
        "clock": appointments.moment(exchange, exchange.now)["time"],
    }
    rows = [
        (Action(f"button.reminders_{name}", f"rappels:ask={name}", values={"value": values[name]}),)
        for name in QUESTIONS
    ]
    rows.append((Action("button.reminders_country", f"rappels:ask={COUNTRY}", values={"value": values[COUNTRY]}),))
    if exchange.person.silent_at:
        return exchange.show(Notice("rappels.menu_stopped", values, ((RESTART,), *rows)))
    values["dates"] = _dates(exchange, upcoming(exchange, rhythm, exchange.calendar))
    shown = exchange.show(Notice("rappels.menu", values, (*rows, *provider_survey.button_row(exchange, None), (STOP,))))
    return _away(exchange) + shown


def _away(exchange: Exchange) -> Outcome:
    spans = [
        absence_in_words(exchange, first, last)
        for first, last in exchange.tx.absences.of_project(exchange.project)
        if last >= exchange.calendar.today
    ]
    back = ((Action("button.absence_end", "absent:end"),),)
    return exchange.show(Notice("rappels.away", {"absences": ", ".join(spans)}, back)) if spans else Outcome()


def ask(exchange: Exchange) -> Outcome:
    """Show the choices of one setting."""
    name = exchange.argument
    if name in QUESTIONS:
        choices = [choice.id for choice in exchange.context.form.questions[QUESTIONS[name]].choices]
        return exchange.show(
            Notice("rappels.choose", actions=(*_rows(exchange, name, choices), (BACK,)), in_place=True)
        )
    lists = {COUNTRY: NEAR, "overseas": OVERSEAS, "cantons": CANTONS}
    if name not in lists:
        return exchange.again("notice.outdated")
    rows = _rows(exchange, COUNTRY, lists[name])
    if name == COUNTRY:
        more = ("overseas", "cantons")
        rows = (*rows, tuple(Action(f"button.reminders_{one}", f"rappels:ask={one}") for one in more))
    up = BACK if name == COUNTRY else Action("button.back", f"rappels:ask={COUNTRY}")
    return exchange.show(Notice("rappels.choose_country", actions=(*rows, (up,)), in_place=True))


def _rows(exchange: Exchange, name: str, choices: Sequence[str]) -> tuple[tuple[Action, ...], ...]:
    buttons = [
        Action("button.reading", f"rappels:try={name}/{one}", values={"value": _label(exchange, name, one)})
        for one in choices
    ]
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def _last_month_kept(exchange: Exchange, rhythm: Rhythm, dates: Sequence[DueReview]) -> str:
    """A line saying until when a new quarterly rhythm still has monthly dates; empty if it has none.

    Only whole quarters are reviewed: until the next one begins, months are.
    """
    first = dates[0].period
    if rhythm.frequency != QUARTERLY or first.months > 1:
        return ""
    begins = Period.holding(first.first, QUARTERLY).end
    return "\n" + exchange.context.form.words["rappels.until_quarter"].format(date=long_date(begins, weekday=False))


def propose(exchange: Exchange) -> Outcome:
    """Show the dates a change would give, with buttons to confirm it or not."""
    name, _, choice = exchange.argument.partition("/")
    changed = _change(exchange, name, choice)
    if changed is None:
        return exchange.again("notice.outdated")
    rhythm, calendar = changed
    dates = upcoming(exchange, rhythm, calendar)
    values = {
        "choice": _label(exchange, name, choice),
        "dates": _dates(exchange, dates, rhythm) + _last_month_kept(exchange, rhythm, dates),
    }
    confirm = Action("button.reminders_confirm", f"rappels:set={exchange.argument}", "primary")
    keep = Action("button.reminders_keep", f"rappels:keep={exchange.argument}")
    return exchange.show(Notice("rappels.effect", values, ((confirm,), (keep,)), in_place=True))


def keep(exchange: Exchange) -> Outcome:
    """Keep the settings; a rhythm the last review proposed is recorded as declined, with its reasons."""
    name, _, choice = exchange.argument.partition("/")
    closed = [row for row in reviews(exchange.tx, exchange.project) if row.closed_at is not None]
    if name == "frequency" and closed:
        project = project_of(path_through(exchange.tx, exchange.context.form, closed[-1]))
        found = rhythm_to_propose(project, appointments.usual_rhythm(exchange).frequency)
        if found and found[0] == choice:
            declined = to_json((choice, *found[1]))
            note(exchange.tx, exchange.project, exchange.context.form, closed[-1], [DECLINED, None, declined])
            return exchange.show(Notice("switch.declined", in_place=True))
    return exchange.show(Notice("rappels.kept", in_place=True))


def change(exchange: Exchange) -> Outcome:
    """Make the change. Settings of the rhythm are answers: the former ones stay in the history."""
    name, _, choice = exchange.argument.partition("/")
    changed = _change(exchange, name, choice)
    if changed is None:
        return exchange.again("notice.outdated")
    rhythm, calendar = changed
    if name == COUNTRY:
        exchange.tx.set_place(exchange.chat_id, choice, ZONES[choice])
        exchange.person = replace(exchange.person, country=choice, zone=ZONES[choice])
        exchange.zone, exchange.calendar = rhythm.zone, calendar
    else:
        wording = exchange.context.form.version
        exchange.tx.add_answer(
            exchange.project, exchange.audit.id, QUESTIONS[name], None, choice, wording, exchange.now
        )
        exchange.tx.interviews.set_said(exchange.audit.id, exchange.now)
        exchange.switch_to(exchange.row)
    appointments.plan(exchange)
    values = {"dates": _dates(exchange, upcoming(exchange, rhythm, calendar))}
    return exchange.show(Notice("rappels.changed", values, in_place=True))


def _change(exchange: Exchange, name: str, choice: str) -> tuple[Rhythm, Calendar] | None:
    """The rhythm and the calendar after a change; None for an unknown choice."""
    rhythm = rhythm_of(exchange)
    if rhythm is None:
        return None
    if name == COUNTRY and choice in ZONES:
        zone = ZoneInfo(ZONES[choice])
        return replace(rhythm, zone=zone), calendar_of(exchange.now, zone, choice)
    if name not in QUESTIONS or all(
        choice != one.id for one in exchange.context.form.questions[QUESTIONS[name]].choices
    ):
        return None
    changed = {
        "frequency": replace(rhythm, frequency=choice),
        "day": replace(rhythm, day=choice),
        "time": replace(rhythm, hour=choice),
    }
    return changed[name], exchange.calendar


def _label(exchange: Exchange, name: str, choice: str) -> str:
    if name == COUNTRY:
        return exchange.form.words[f"country.{choice}"]
    choices = exchange.context.form.questions[QUESTIONS[name]].choices
    return next((one.label for one in choices if one.id == choice), choice)


def _dates(exchange: Exchange, dues: Sequence[DueReview], rhythm: Rhythm | None = None) -> str:
    """One line for each date, in the rhythm's zone."""
    zone = rhythm.zone if rhythm else exchange.zone
    line = exchange.form.words["rappels.date"]
    days = [(long_date(one.at.astimezone(zone).date()), the_period(one.period)) for one in dues]
    return "\n".join(line.format(date=day, period=period) for day, period in days)


def hand_over(exchange: Exchange) -> Outcome:
    """Ask again who takes part in reviews."""
    exchange.switch_to(exchange.audit)
    return exchange.turn(say.Edit(("review_participants", None)))
