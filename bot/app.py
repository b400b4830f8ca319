"""The use cases: load → decide → save, in one transaction. Knows no channel and no library but the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.conversation import callback_data
from bot.conversation.exchange import Surroundings, Visit
from bot.conversation.incoming import (
    Command,
    Due,
    EditedText,
    Elsewhere,
    Failed,
    Incoming,
    Media,
    Membership,
    Press,
    Text,
)
from bot.conversation.outcome import Delivered, Outcome
from bot.conversation.views import Encode, Notice, Place
from bot.features.assessment import preparation, time_log
from bot.features.bids import offers
from bot.features.board import board
from bot.features.document import menu
from bot.features.navigation import commands
from bot.features.provider import provider_reminders, provider_survey, score_disclosure
from bot.features.reminders import abandoned_reminders, action_reminders, certificate_reminders, review_reminders
from bot.features.reviews import absences, monthly_record, postpone, reviews, rhythm_menu
from bot.features.rights import erasure
from bot.features.second_look import second_look
from bot.features.versions import amendment_menu, apply_amendments, versions
from bot.project import appointments
from bot.project.review_file import OCCASION, RECORD
from bot.store import PlannedRow, Store, Tx
from domain.calendar.workdays import Calendar
from domain.questionnaire import replies as say
from domain.questionnaire.evolution import followed
from domain.questionnaire.form import Form
from domain.questionnaire.path import path_of
from domain.questionnaire.replies import Reply

SEALED = {
    OCCASION: "review.closed",
    RECORD: "reading.closed",
    second_look.OCCASION: "notice.sealed",
    score_disclosure.OCCASION: "notice.sealed",
    time_log.OCCASION: "notice.outdated",
    postpone.OCCASION: "notice.outdated",
    versions.FREEZE: "notice.kept",
    versions.APPROVAL: "notice.kept",
}
"""Occasions whose answers do not change once given, and what an old button of theirs is told."""
LINKS = {second_look.WORD: second_look.opened, provider_survey.WORD: provider_survey.opened}
"""How the word begins that a link starts the bot with, and what it opens."""
LONG_SILENCE = timedelta(hours=12)
"""After this long, typed text is proposed as the answer instead of being taken for it."""
FEATURES = (
    commands,
    erasure,
    second_look,
    provider_survey,
    provider_reminders,
    time_log,
    menu,
    versions,
    amendment_menu,
    apply_amendments,
    offers,
    reviews,
    board,
    review_reminders,
    postpone,
    monthly_record,
    rhythm_menu,
    absences,
    action_reminders,
    abandoned_reminders,
    certificate_reminders,
)
"""Modules of commands and buttons."""
FOLLOWING = (
    commands,
    second_look,
    provider_survey,
    time_log,
    versions,
    apply_amendments,
    offers,
    reviews,
    monthly_record,
    postpone,
    appointments,
    abandoned_reminders,
    certificate_reminders,
)
"""Modules of what follows an interview's beginning, an answer or its end."""
LATER = (
    second_look,
    score_disclosure,
    provider_reminders,
    time_log,
    preparation,
    review_reminders,
    monthly_record,
    action_reminders,
    abandoned_reminders,
    certificate_reminders,
)
"""Modules of what is done when its time comes."""


def _follows(table: str) -> dict[str, Callable[[Visit], Outcome]]:
    """What every feature does on the same occasion or after the same answer, in their order."""
    found: dict[str, list[Callable[[Visit], Outcome]]] = {}
    for feature in FOLLOWING:
        for name, follow in getattr(feature, table, {}).items():
            found.setdefault(name, []).append(follow)
    return {name: partial(_one_after_the_other, done) for name, done in found.items()}


def _one_after_the_other(done: list[Callable[[Visit], Outcome]], visit: Visit) -> Outcome:
    return sum((follow(visit) for follow in done), Outcome())


class App:
    """Everything a person can do with the bot, and what it does by itself when the time has come."""

    def __init__(
        self,
        store: Store,
        form: Form,
        encode: Encode,
        now: Callable[[], datetime],
        calendar: Callable[[datetime, ZoneInfo, str], Calendar],
        link: Callable[[str], str],
        zone: ZoneInfo,
        operators: tuple[int, ...] = (),
    ) -> None:
        self.store, self.form, self.encode, self.now = store, form, encode, now
        follows = [_follows(table) for table in ("OPENINGS", "CLOSINGS", "WATCHED", "ENDINGS", "BEFORES")]
        self.surroundings = Surroundings(form, encode, now, calendar, link, zone, operators, *follows)
        self.commands: dict[str, Callable[[Visit], Outcome]] = {"start": self._start}
        self.actions: dict[str, Callable[[Visit], Outcome]] = {}
        for feature in FEATURES:
            self.commands |= getattr(feature, "COMMANDS", {})
            self.actions |= feature.ACTIONS
        self.dues: Mapping[str, Callable[[Visit, PlannedRow], Outcome]] = {
            kind: do for feature in LATER for kind, do in feature.DUES.items()
        }

    async def handle(self, incoming: Incoming, delivered: Delivered) -> Outcome:
        """Handle one update exactly once; what it says is saved with what it changes."""
        return await self.store.run(self._handle, incoming, delivered)

    async def due(self, planned_id: int) -> Outcome:
        """Do something planned whose time has come; nothing if it is done or has been dropped since."""
        return await self.store.run(self._due, planned_id)

    def _handle(self, tx: Tx, incoming: Incoming, delivered: Delivered) -> Outcome:
        now = self.now()
        if not tx.claim(incoming.update_id, now):
            return Outcome()
        if isinstance(incoming, Elsewhere):
            return self._direct(incoming, Notice("private_only"))
        if isinstance(incoming, Membership | Failed) and not tx.known(incoming.chat_id):
            return self._direct(incoming, Notice("trouble")) if isinstance(incoming, Failed) else Outcome()
        person = tx.person(incoming.chat_id, now)
        if delivered.rows:
            tx.said(delivered.rows)
        if delivered.moved:
            tx.set_card(incoming.chat_id, delivered.card)
            person = replace(person, card=delivered.card)
        if isinstance(incoming, Membership) and not incoming.reachable:
            tx.set_reachable(incoming.chat_id, False)
            return Outcome()
        visit = Visit(self.surroundings, tx, incoming, now, person, tx.project(person.chat_id, now))
        if not person.reachable:
            tx.set_reachable(incoming.chat_id, True)
            review_reminders.back(visit)
        return Outcome() if isinstance(incoming, Membership) else self._dispatch(visit)

    def _due(self, tx: Tx, planned_id: int) -> Outcome:
        if tx.planned.whose(planned_id) is None:
            return Outcome()
        planned = tx.planned.take(planned_id)
        if planned is None:
            return Outcome()
        now = self.now()
        person = tx.person(planned.chat_id, now)
        visit = Visit(self.surroundings, tx, Due(0, person.chat_id), now, person, planned.project_id)
        later = appointments.hushed(visit)
        if later is not None:
            tx.planned.put(planned.project_id, planned.kind, planned.item, later)
            return Outcome()
        return self.dues[planned.kind](visit, planned)

    def _dispatch(self, visit: Visit) -> Outcome:
        incoming = visit.incoming
        if isinstance(incoming, Press):
            return self._press(visit, incoming)
        if isinstance(incoming, Command):
            command = self.commands.get(incoming.name)
            return command(visit) if command else visit.show(Notice("command_unknown"))
        if isinstance(incoming, EditedText):
            answered = visit.tx.answered_by(visit.row.id, incoming.message_id or 0)
            key = followed(visit.form, answered) if answered else None
            return visit.turn(say.Amend(key, incoming.text)) if key else visit.again("media.edited")
        if isinstance(incoming, Media):
            return visit.again(f"media.{incoming.kind}")
        if isinstance(incoming, Text):
            return visit.turn(self._said(visit, incoming.text))
        return visit.again("trouble") if isinstance(incoming, Failed) else Outcome()

    def _start(self, visit: Visit) -> Outcome:
        """A link's word, or the question in waiting; who had refused is asked for their consent again."""
        incoming = visit.incoming
        for word, opened in LINKS.items():
            if isinstance(incoming, Command) and incoming.argument.startswith(word):
                return opened(visit, incoming.argument.removeprefix(word))
        if visit.interview.given.get(("consent_data", None)) is False:
            return visit.turn(say.Edit(("consent_data", None)))
        return commands.resume(visit)

    def _said(self, visit: Visit, text: str) -> Reply:
        """Typed text answers what is on screen, unless the person was away."""
        before = visit.row.said_at or visit.row.opened_at
        away = visit.person.paused_at is not None or visit.now - before > LONG_SILENCE
        if visit.row.state is None:
            return say.Resume()
        return say.Return(text) if away else say.Say(text)

    def _press(self, visit: Visit, press: Press) -> Outcome:
        pressed = callback_data.parse(press.data)
        if pressed is None:
            return visit.again("notice.outdated")
        if pressed.verb == callback_data.NOTHING:
            return Outcome(toast=self.form.words["notice.calendar_day"])
        if pressed.verb == callback_data.ACTION:
            name, _, argument = pressed.argument.partition("=")
            action = self.actions.get(name)
            visit.argument = argument
            return action(visit) if action else visit.again("notice.outdated")
        if pressed.interview != visit.row.id:
            # A button of another interview of theirs leads back to it.
            row = visit.tx.interviews.mine(pressed.interview, visit.project)
            if row is None:
                return visit.again("notice.erased_meanwhile")
            if row.closed_at is not None and row.occasion in SEALED:
                return visit.again(SEALED[row.occasion])
            visit.sit(row)
        path = path_of(visit.form, visit.interview.given, visit.interview.prior)
        keys = [*(step.key for step in path.steps), *visit.interview.given]
        reply = callback_data.reply(pressed, keys, visit.form)
        return visit.turn(reply) if reply else visit.again("notice.outdated")

    def _direct(self, incoming: Incoming, notice: Notice) -> Outcome:
        pressed = incoming.message_id if isinstance(incoming, Press) else None
        return Outcome(direct=tuple(self.encode(notice, Place(incoming.chat_id, pressed, None)).calls))
