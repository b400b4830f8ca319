"""The use cases: load, decide and save in one transaction. Knows no channel and no library but the store."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.conversation import callback_data
from bot.conversation.departures import Departures
from bot.conversation.exchange import Context, Exchange
from bot.conversation.feature import Feature, Handler, check
from bot.conversation.incoming import (
    Command,
    EditedText,
    FailedUpdate,
    Incoming,
    Media,
    Membership,
    OtherChat,
    PlannedJob,
    Press,
    Text,
)
from bot.conversation.outcome import DeliveryMarks, Outcome, store_marks
from bot.conversation.sessions import Session, Sessions
from bot.conversation.strangers import answer_stranger
from bot.conversation.views import Encode, Notice
from bot.features.assessment import feature as assessment
from bot.features.bids import feature as bids
from bot.features.board import feature as board
from bot.features.document import feature as document
from bot.features.navigation import feature as navigation
from bot.features.provider import feature as provider
from bot.features.reminders import feature as reminders
from bot.features.reviews import feature as reviews
from bot.features.rights import feature as rights
from bot.features.second_look import feature as second_look
from bot.features.versions import feature as versions
from bot.project import appointments, jobs
from bot.store import OpenFile, PlannedRow, Store, StoreUnavailable, Tx
from domain.calendar.workdays import Calendar
from domain.questionnaire.evolution import current_key
from domain.questionnaire.form import Form
from domain.questionnaire.input import replies as say
from domain.questionnaire.input.replies import Reply
from domain.questionnaire.turn import Asking

log = logging.getLogger(__name__)

FEATURES = (
    navigation.FEATURE,
    assessment.FEATURE,
    second_look.FEATURE,
    document.FEATURE,
    versions.FEATURE,
    bids.FEATURE,
    provider.FEATURE,
    reviews.FEATURE,
    board.FEATURE,
    reminders.FEATURE,
    rights.FEATURE,
)
"""All features. When several react to the same event, they do so in this order."""
DESCRIBED = "command."
"""Prefix of the key, in `dialogs/strings.yaml`, of a command's description in the menu."""
BEGINS_NOTHING = (Press, EditedText, Membership, FailedUpdate)
"""What stores nothing about a person who is not known, or no longer: their first word does."""
LONG_SILENCE = timedelta(hours=12)
"""After this long, typed text is proposed as the answer and must be confirmed."""

Do = Callable[[Exchange], Outcome]


def _each(tables: Iterable[Mapping[str, Do]]) -> dict[str, Do]:
    """Occasion or question → one function that runs what every feature does there, in their order."""
    found: dict[str, list[Do]] = {}
    for table in tables:
        for name, do in table.items():
            found.setdefault(name, []).append(do)
    return {name: partial(_one_after_the_other, done) for name, done in found.items()}


def _one_after_the_other(done: list[Do], exchange: Exchange) -> Outcome:
    return sum((do(exchange) for do in done), Outcome())


def check_features(words: Mapping[str, str], features: Sequence[Feature] = FEATURES) -> None:
    """Raise BadFeatures if what the features declare does not fit together, or has no words."""
    check(features, jobs.KINDS, {key.removeprefix(DESCRIBED) for key in words if key.startswith(DESCRIBED)})


class App:
    """Handles every update of a person and every planned job."""

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
        features: Sequence[Feature] = FEATURES,
        bot: int = 0,
    ) -> None:
        """`bot`: whose updates these are. Raise BadFeatures if what the features declare does not fit together."""
        check_features(form.words, features)
        self.store, self.form, self.encode, self.now, self.bot = store, form, encode, now, bot
        self.context = Context(
            form,
            encode,
            now,
            calendar,
            link,
            zone,
            operators,
            links={word: opened for one in features for word, opened in one.links.items()},
            on_open=_each(one.on_open for one in features),
            on_answer=_each(one.on_answer for one in features),
            on_close=_each(one.on_close for one in features),
            on_complete=_each(one.on_complete for one in features),
            before_first=_each(one.before_first for one in features),
            erasures=tuple(one.erases for one in features if one.erases),
        )
        self.commands = {name: handler for one in features for name, handler in one.commands.items()}
        self.commands |= {alias: self.commands[name] for one in features for alias, name in one.aliases.items()}
        self.actions = {name: handler for one in features for name, handler in one.actions.items()}
        self.sealed = {occasion: words for one in features for occasion, words in one.sealed.items()}
        self.jobs = {job.item: job.do for one in features for job in one.jobs}
        self.departures, self.sessions = Departures(), Sessions()
        self.put_back = 0
        """Number of jobs that failed and were put back, since the start."""

    async def handle(self, incoming: Incoming, delivered: DeliveryMarks) -> Outcome:
        """Handle one update exactly once; its messages are saved in the same transaction as its changes."""
        if not isinstance(incoming, OtherChat):
            session = self.sessions.take(incoming.chat_id)
            outcome, session = await self.store.run(self._handle, incoming, delivered, session)
            self.sessions.put(incoming.chat_id, session)
            return outcome
        with self.departures.once(incoming.chat_id, self.now()) as is_new:
            if is_new:
                return (await self.store.run(self._handle, incoming, delivered))[0]
        await self.store.run(store_marks, {incoming.chat_id: delivered})
        return Outcome()

    async def due(self, planned_id: int) -> Outcome:
        """Do a planned job that is due; nothing if it has been done or dropped since.
        A job that fails is put back, in a transaction of its own, and stops nothing else.
        """
        try:
            return await self.store.run(self._due, planned_id)
        except StoreUnavailable as error:
            # The job is not at fault and is due again when its claim ends.
            log.warning("job %d not done now (%s)", planned_id, error)
            return Outcome()
        except Exception as error:
            row = await self.store.run(lambda tx: tx.planned.put_back(planned_id, self.now()))
            if row is not None:
                self.put_back += 1
                _report(row, error)
            return Outcome()

    def _handle(
        self, tx: Tx, incoming: Incoming, delivered: DeliveryMarks, session: Session | None = None
    ) -> tuple[Outcome, Session | None]:
        """What to do after the commit, and the session for the person's next update."""
        now = self.now()
        if not tx.updates.claim(incoming.update_id, now, self.bot):
            store_marks(tx, {incoming.chat_id: delivered})
            return Outcome(), session
        found = None if isinstance(incoming, OtherChat) else tx.open_file(incoming.chat_id)
        if found is None:
            if isinstance(incoming, OtherChat) or (
                isinstance(incoming, BEGINS_NOTHING) and not tx.is_known(incoming.chat_id)
            ):
                store_marks(tx, {incoming.chat_id: delivered})
                return answer_stranger(tx, incoming, self.encode, now), None
            found = tx.begin_file(incoming.chat_id, now)
        person = found.person
        tx.outbox.delete(delivered.rows)
        if delivered.moved:
            tx.set_card(incoming.chat_id, delivered.card)
            person = replace(person, card=delivered.card)
        if isinstance(incoming, Membership) and not incoming.reachable:
            tx.set_reachable(incoming.chat_id, False)
            return Outcome(), None
        exchange = Exchange(self.context, tx, incoming, now, person, _session_of(found, session))
        if not person.reachable:
            tx.set_reachable(incoming.chat_id, True)
            exchange.person = replace(exchange.person, reachable=True)
            # The plan starts from now: reminders of the past are not sent.
            appointments.plan(exchange)
        outcome = Outcome() if isinstance(incoming, Membership) else self._dispatch(exchange)
        return outcome, exchange.session.end(tx)

    def _due(self, tx: Tx, planned_id: int) -> Outcome:
        if tx.planned.whose(planned_id) is None:
            return Outcome()
        planned = tx.planned.take(planned_id)
        if planned is None:
            return Outcome()
        item, now = jobs.item_from_json(planned.kind, planned.item), self.now()
        found = tx.begin_file(planned.chat_id, now)
        incoming = PlannedJob(0, planned.chat_id)
        exchange = Exchange(self.context, tx, incoming, now, found.person, _session_of(found, None))
        later = appointments.quiet_until(exchange)
        if later is not None:
            tx.planned.put(planned.project_id, planned.kind, planned.item, later, planned.attempts)
            return Outcome()
        return self.jobs[type(item)](exchange, item)

    def _dispatch(self, exchange: Exchange) -> Outcome:
        incoming = exchange.incoming
        if isinstance(incoming, Press):
            return self._handle_press(exchange, incoming)
        if isinstance(incoming, Command):
            command = _handler_for(self.commands.get(incoming.name), exchange)
            return command(exchange) if command else exchange.show(Notice("command_unknown"))
        if isinstance(incoming, EditedText):
            answered = exchange.tx.answered_by(exchange.row.id, incoming.message_id or 0)
            key = current_key(exchange.form, answered) if answered else None
            return exchange.turn(say.Amend(key, incoming.text)) if key else exchange.again("media.edited")
        if isinstance(incoming, Media):
            return exchange.again(f"media.{incoming.kind}")
        if isinstance(incoming, Text):
            return exchange.turn(self._reply(exchange, incoming.text))
        return exchange.again("trouble") if isinstance(incoming, FailedUpdate) else Outcome()

    def _reply(self, exchange: Exchange, text: str) -> Reply:
        """Typed text answers what is on screen, unless the person was away."""
        before = exchange.row.said_at or exchange.row.opened_at
        away = exchange.person.paused_at is not None or exchange.now - before > LONG_SILENCE
        if exchange.row.state is None:
            return say.Resume()
        return say.Return(text) if away else say.Say(text)

    def _handle_press(self, exchange: Exchange, press: Press) -> Outcome:
        pressed = callback_data.parse(press.data)
        if pressed is None:
            return exchange.again("notice.outdated")
        if pressed.verb == callback_data.NOTHING:
            return Outcome(toast=self.form.words["notice.calendar_day"])
        if pressed.verb == callback_data.ACTION:
            name, _, argument = pressed.argument.partition("=")
            action = _handler_for(self.actions.get(name), exchange)
            exchange.argument = argument
            return action(exchange) if action else exchange.again("notice.outdated")
        if pressed.interview != exchange.row.id:
            # A button of another interview of the same person leads back to it.
            row = exchange.tx.interviews.in_project(pressed.interview, exchange.project)
            if row is None:
                return exchange.again("notice.erased_meanwhile")
            if row.closed_at is not None and row.occasion in self.sealed:
                return exchange.again(self.sealed[row.occasion])
            exchange.switch_to(row)
        path, screen = exchange.interview.path_in(exchange.form), exchange.interview.asking
        asked = screen.key if isinstance(screen, Asking) and path.step(screen.key) else None
        keys = [*[step.key for step in path.steps], *exchange.interview.given]
        reply = callback_data.reply(pressed, asked, keys, exchange.form)
        return exchange.turn(reply) if reply else exchange.again("notice.outdated")


def _session_of(found: OpenFile, known: Session | None) -> Session:
    """A session of the file in its present version, with what is known of it."""
    if known is None or known.project != found.project:
        return Session(found.project, found.version)
    return known.at(found.version)


def _handler_for(handler: Handler | None, exchange: Exchange) -> Do | None:
    """The handler's function; None if there is no handler or the person may not use it."""
    return handler.do if handler and handler.who(exchange) else None


def _report(row: PlannedRow, error: Exception) -> None:
    """Log where a job failed. Only the error's type is written: its text may quote an answer."""
    where = "".join(traceback.format_tb(error.__traceback__))
    kind, attempts, due = row.kind, row.attempts, row.due_at
    log.error(
        "job %d of kind %s put back to %s after %d attempts: %s\n%s",
        row.id,
        kind,
        f"{due:%Y-%m-%dT%H:%MZ}",
        attempts,
        type(error).__name__,
        where,
    )
