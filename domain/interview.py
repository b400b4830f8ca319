"""The interview as a finite-state machine: `advance(form, interview, reply, calendar) → Turn`, pure.

The state is the answers and what is on screen; what comes next is computed from the path, never stored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from domain import replies
from domain.bounds import limits
from domain.changes import consequences
from domain.form import Form, Key
from domain.path import path_of
from domain.replies import Reply
from domain.sources import choices, preselected
from domain.turn import (
    Answered,
    Asking,
    Correcting,
    Echo,
    Explain,
    Interview,
    Note,
    Output,
    Refuse,
    Resumed,
    Screen,
    Turn,
    Weighing,
)
from domain.values import Doubt, Gap, Limits, Problem, Refused, Value, check, parse, soft
from domain.workdays import Calendar

MOST_ATTEMPTS = 3
"""From the third refusal on, any question may be passed over for now."""


def advance(form: Form, interview: Interview, reply: Reply, calendar: Calendar) -> Turn:
    """One reply in, one turn out. Never raises for anything a person can do."""
    return _Move(form, interview, calendar).answer(reply)


class _Move:
    """One call of `advance`: the interview as it stands and the moves each reply may make."""

    def __init__(self, form: Form, interview: Interview, calendar: Calendar) -> None:
        self.form, self.interview, self.calendar = form, interview, calendar
        self.path = path_of(form, interview.given)
        self.moves: dict[type, Callable[..., Turn]] = {
            replies.Say: self.say,
            replies.Choose: self.choose,
            replies.Tick: self.tick,
            replies.Submit: self.submit,
            replies.Continue: self.keep,
            replies.Skip: lambda reply: self.leave(reply.key, Gap.SKIPPED),
            replies.DontKnow: lambda reply: self.leave(reply.key, Gap.UNKNOWN),
            replies.Same: self.same,
            replies.Accept: self.accept,
            replies.Decline: lambda reply: self.on(reply.key, lambda now: self.show(replace(now, candidates=()))),
            replies.Browse: lambda reply: self.on(
                reply.key, lambda now: self.show(replace(now, page=reply.page or None))
            ),
            replies.Back: self.back,
            replies.Edit: self.edit,
            replies.Amend: self.amend,
            replies.Correct: lambda reply: self.correct(reply),
            replies.Return: self.come_back,
            replies.Review: self.review,
            replies.Resume: lambda reply: self.next() if isinstance(self.now, Correcting) else self.resume(),
        }

    def answer(self, reply: Reply) -> Turn:
        return self.moves[type(reply)](reply)

    # --- where we are

    @property
    def now(self) -> Screen | None:
        """The screen in force: the stored one if it still exists on the path, else the next open question."""
        screen = self.interview.asking
        if isinstance(screen, Asking) and self.path.step(screen.key) is None:
            return None
        return screen

    def limits(self, key: Key) -> Limits:
        return limits(self.path.project, key, self.calendar)

    def asked(self, key: Key) -> Asking:
        """The question put on screen afresh, with the ticks it starts from."""
        question, value = self.form.questions[key[0]], self.interview.given.get(key)
        if question.type != "multi_choice":
            return Asking(key)
        offered = {choice.id for choice in choices(self.path.project, key)}
        draft = value if isinstance(value, tuple) else preselected(self.path.project, key)
        return Asking(key, draft=tuple(choice for choice in draft if choice in offered))

    def show(self, screen: Screen | None, *outputs: Output) -> Turn:
        return Turn(replace(self.interview, asking=screen), self.path, outputs=outputs)

    def next(self, *outputs: Output, saved: tuple[tuple[Key, Value], ...] = ()) -> Turn:
        """The next answer to look at again, else the first open question, else the end."""
        queue = tuple(key for key in self.interview.queue if self.path.step(key))
        self.interview = replace(self.interview, queue=queue[1:])
        if queue:
            screen: Screen | None = self.asked(queue[0])
        else:
            step = self.path.first_open(self.interview.given)
            screen = self.asked(step.key) if step else None
        return Turn(replace(self.interview, asking=screen), self.path, saved, outputs)

    def resume(self, *outputs: Output) -> Turn:
        return self.show(self.now, *outputs) if self.now else self.next(*outputs)

    def on(self, key: Key, move: Callable[[Asking], Turn]) -> Turn:
        """Make the move if this question is on screen; else the button is an old one."""
        if isinstance(self.now, Asking) and self.now.key == key:
            return move(self.now)
        return self.stale(key)

    def stale(self, key: Key, value: Value | None = None) -> Turn:
        if self.path.step(key) and key in self.interview.given:
            same = value is not None and self.interview.given[key] == value
            return self.resume(Answered(key, same))
        return self.resume(Note("outdated"))

    # --- answers

    def record(self, key: Key, value: Value) -> Turn:
        """Save the answer, say what an edit touches, and go on. Nothing already said is erased."""
        old, before = self.interview.given.get(key), self.path
        self.interview = replace(self.interview, given={**self.interview.given, key: value})
        self.path = path_of(self.form, self.interview.given)
        saved, silent = ((key, value),), self.form.questions[key[0]].silent
        outputs: tuple[Output, ...] = () if silent else (Echo(key, value, old),)
        if old is not None and old != value and not silent:
            touched = consequences(before, self.path, key, self.calendar)
            queue = tuple(other for other in self.interview.queue if other not in touched.review)
            if touched.aside or touched.review:
                self.interview = replace(self.interview, queue=queue)
                turn = self.show(Weighing(key, touched.aside, touched.review), *outputs)
                return replace(turn, saved=saved)
        return self.next(*outputs, saved=saved)

    def offer(self, key: Key, value: Value) -> Turn:
        """A value within the type: refuse it outside the bounds, confirm it outside the usual ones."""
        question, bounds = self.form.questions[key[0]], self.limits(key)
        refused = check(question.type, value, bounds)
        if refused:
            return self.refuse(refused)
        if self._unusual(key, value, bounds):
            return self.show(replace(self._asking(key), candidates=(value,)))
        return self.record(key, value)

    def _unusual(self, key: Key, value: Value, bounds: Limits) -> bool:
        most = self.form.questions[key[0]].soft_max
        if isinstance(value, tuple):
            return most is not None and len(value) > most
        return soft(value, bounds)

    def _asking(self, key: Key) -> Asking:
        now = self.now
        return now if isinstance(now, Asking) and now.key == key else self.asked(key)

    def refuse(self, refused: Refused, asking: Asking | None = None) -> Turn:
        now = asking or self.now
        if not isinstance(now, Asking):
            return self.resume(Note("use_buttons"))
        attempts = now.attempts + 1
        shown = replace(now, attempts=attempts, candidates=())
        return self.show(shown, Refuse(refused.problem, refused.params, attempts))

    def read(self, key: Key, text: str) -> Turn:
        """What typed text means for this question."""
        question = self.form.questions[key[0]]
        offered = [(choice.id, choice.label) for choice in choices(self.path.project, key)]
        if question.silent:
            return self.resume(Note("use_buttons"))
        if question.type == "number" and (own := self._typed_choice(text, offered)):
            return self.record(key, own)
        found = parse(question.type, text, self.limits(key), self.calendar.today, offered)
        if isinstance(found, Refused):
            return self.refuse(found, self._asking(key))
        if isinstance(found, Doubt):
            return self.show(replace(self._asking(key), candidates=found.candidates))
        if isinstance(found.value, tuple):
            return self._tick_all(key, found.value)
        choice = question.choice(found.value) if isinstance(found.value, str) else None
        return self.act(key, choice.id, choice.then) if choice and choice.then else self.offer(key, found.value)

    @staticmethod
    def _typed_choice(text: str, offered: list[tuple[str, str]]) -> str | None:
        return next((choice for choice, label in offered if label.casefold() == text.strip().casefold()), None)

    def say(self, reply: replies.Say) -> Turn:
        if isinstance(self.now, Asking):
            return self.read(self.now.key, reply.text)
        return self.resume(Note("use_buttons")) if self.now else self.next()

    def come_back(self, reply: replies.Return) -> Turn:
        """Show where we were; if the text could be the answer, ask before taking it."""
        if not isinstance(self.now, Asking) or self.form.questions[self.now.key[0]].silent:
            return self.resume(Resumed())
        key, question = self.now.key, self.form.questions[self.now.key[0]]
        offered = [(choice.id, choice.label) for choice in choices(self.path.project, key)]
        found = parse(question.type, reply.text, self.limits(key), self.calendar.today, offered)
        if isinstance(found, Refused) or question.type == "multi_choice":
            return self.resume(Resumed())
        candidates = found.candidates if isinstance(found, Doubt) else (found.value,)
        return self.show(replace(self.now, candidates=candidates), Resumed(), Note("resumed_new"))

    def choose(self, reply: replies.Choose) -> Turn:
        value = self._pressed(reply.key, reply.choice)
        if not isinstance(self.now, Asking) or self.now.key != reply.key or value is None:
            return self.stale(reply.key, value)
        choice = self.form.questions[reply.key[0]].choice(reply.choice)
        if choice and choice.then:
            return self.act(reply.key, choice.id, choice.then)
        if choice and self.form.questions[reply.key[0]].type == "number":
            return self.record(reply.key, choice.id)
        return self.offer(reply.key, value)

    def _pressed(self, key: Key, pressed: str) -> Value | None:
        """The value a button stands for, or None when no such button belongs to the question."""
        step = self.path.step(key)
        if step is None:
            return None
        kind = step.question.type
        if kind == "yes_no":
            return {"yes": True, "no": False}.get(pressed)
        if kind == "scale_1_5":
            return int(pressed) if pressed in "12345" and len(pressed) == 1 else None
        if kind == "date":
            return pressed
        if pressed in {choice.id for choice in choices(self.path.project, key)}:
            return pressed
        if kind != "number":
            return None
        try:
            return Decimal(pressed)
        except InvalidOperation:
            return None

    def act(self, key: Key, choice: str, then: str) -> Turn:
        """A choice that does something: correct, explain, complete, say, or `edit:<question>`."""
        if then.startswith("edit:"):
            self.interview = replace(self.interview, queue=((then.removeprefix("edit:"), None), *self.interview.queue))
            return self.record(key, choice)
        if then == "correct":
            return self.show(Correcting(self.form.questions[key[0]].section))
        if then == "complete":
            holes = tuple(step.key for step in self.path.steps if isinstance(self.interview.given.get(step.key), Gap))
            self.interview = replace(self.interview, queue=holes)
            return self.next() if holes else self.resume(Note("nothing_missing"))
        return self.resume(Explain() if then == "explain" else Note(f"{key[0]}.{choice}"))

    # --- ticks

    def tick(self, reply: replies.Tick) -> Turn:
        def move(now: Asking) -> Turn:
            if reply.choice not in {choice.id for choice in choices(self.path.project, reply.key)}:
                return self.stale(reply.key)
            draft = self.ticked(reply.key, now.draft, reply.choice, reply.on)
            most = self.form.questions[reply.key[0]].max_choices
            if most and len(draft) > most:
                return self.show(now, Refuse(Problem.TOO_MANY, {"max": str(most)}, 0))
            return self.show(replace(now, draft=draft))

        return self.on(reply.key, move)

    def ticked(self, key: Key, draft: tuple[str, ...], choice: str, on: bool) -> tuple[str, ...]:
        """The ticks in the order of the list; « rien » excludes the others."""
        kept = set(draft) - {choice}
        if on:
            kept = {choice} if choice == "none" else (kept - {"none"}) | {choice}
        return tuple(offered.id for offered in choices(self.path.project, key) if offered.id in kept)

    def _tick_all(self, key: Key, typed: tuple[str, ...]) -> Turn:
        draft = self._asking(key).draft
        for choice in typed:
            draft = self.ticked(key, draft, choice, True)
        return self.show(replace(self._asking(key), draft=draft), Note("ticked"))

    def submit(self, reply: replies.Submit) -> Turn:
        return self.on(reply.key, lambda now: self.offer(reply.key, now.draft))

    # --- everything else a person may do

    def keep(self, reply: replies.Continue) -> Turn:
        def move(now: Asking) -> Turn:
            if self.form.questions[reply.key[0]].silent:
                return self.record(reply.key, True)
            return self.next() if reply.key in self.interview.given else self.resume(Note("use_buttons"))

        if isinstance(self.now, Weighing) and self.now.key == reply.key:
            return self.next()
        return self.on(reply.key, move)

    def leave(self, key: Key, gap: Gap) -> Turn:
        question = self.form.questions[key[0]]

        def move(now: Asking) -> Turn:
            allowed = not question.required or (question.unknown and gap is Gap.UNKNOWN)
            if not allowed and now.attempts < MOST_ATTEMPTS:
                return self.resume(Note("needed"))
            return self.record(key, gap)

        return self.on(key, move)

    def same(self, reply: replies.Same) -> Turn:
        def move(now: Asking) -> Turn:
            value = self.path.value_before(reply.key)
            return self.offer(reply.key, value) if value is not None else self.resume(Note("outdated"))

        return self.on(reply.key, move)

    def accept(self, reply: replies.Accept) -> Turn:
        def move(now: Asking) -> Turn:
            if not 0 <= reply.index < len(now.candidates):
                return self.stale(reply.key)
            value = now.candidates[reply.index]
            refused = check(self.form.questions[reply.key[0]].type, value, self.limits(reply.key))
            return self.refuse(refused) if refused else self.record(reply.key, value)

        return self.on(reply.key, move)

    def back(self, reply: replies.Back) -> Turn:
        now = self.now
        if isinstance(now, Asking):
            before = self.path.before(now.key)
            return self.show(self.asked(before.key)) if before else self.show(now, Note("at_start"))
        if now is None:
            asked = [step for step in self.path.steps if not step.question.silent]
            return self.show(self.asked(asked[-1].key))
        return self.next()

    def edit(self, reply: replies.Edit) -> Turn:
        if self.path.step(reply.key) and reply.key in self.interview.given:
            return self.show(self.asked(reply.key))
        return self.resume(Note("outdated"))

    def correct(self, reply: replies.Correct) -> Turn:
        if reply.section and reply.section not in {section.id for section in self.form.sections}:
            return self.resume(Note("outdated"))
        return self.show(Correcting(reply.section, reply.page))

    def amend(self, reply: replies.Amend) -> Turn:
        if self.path.step(reply.key) is None:
            return self.resume(Note("outdated"))
        if not (isinstance(self.now, Asking) and self.now.key == reply.key):
            self.interview = replace(self.interview, asking=self.asked(reply.key))
        return self.read(reply.key, reply.text)

    def review(self, reply: replies.Review) -> Turn:
        if not isinstance(self.now, Weighing):
            return self.resume(Note("outdated"))
        fresh = tuple(key for key in self.now.review if key not in self.interview.queue)
        self.interview = replace(self.interview, queue=(*fresh, *self.interview.queue))
        return self.next()
