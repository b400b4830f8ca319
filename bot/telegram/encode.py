"""Encodes views as Bot API calls: which message is edited or sent, its text and its buttons. Pure."""

from __future__ import annotations

from typing import Any

from bot.conversation.views import (
    Action,
    Board,
    Call,
    Departure,
    EncodedView,
    Gaps,
    Notice,
    Place,
    Review,
    Scene,
    Sheet,
    Show,
    Summary,
)
from bot.telegram.screens import dossier, gaps, ranking, reasons, review
from bot.telegram.screens.buttons import Buttons, Rows, action
from bot.telegram.screens.card import Card, Screens, number_of
from bot.telegram.screens.lists import Lists
from bot.telegram.screens.phrases import Phrases, visible_length
from domain.questionnaire import turn as out
from domain.questionnaire.display import display
from domain.questionnaire.form import Form
from domain.questionnaire.interview import MOST_ATTEMPTS
from domain.questionnaire.turn import Asking, Interview
from domain.questionnaire.values import Gap, Problem
from domain.reviews.questions.figures import MEASURED
from domain.specification.project import project_of

MOST_TEXT = 4096
NO_PREVIEW = {"is_disabled": True}
"""Keeps Telegram from fetching and showing an address somebody typed."""
TOASTED = ("needed", "at_start")
"""Notes shown as a toast instead of a message after a press."""


class Encoder:
    """Encodes every kind of view."""

    def __init__(self, form: Form) -> None:
        self.form, self.phrases = form, Phrases(form.words)

    def __call__(self, show: Show, place: Place) -> EncodedView:
        if isinstance(show, Scene):
            return self._scene(show, place)
        if isinstance(show, Notice):
            return EncodedView(self._notice(show, place))
        if isinstance(show, Sheet):
            text = "\n\n".join(self.phrases(words, **values) for words, values in show.lines)
            return EncodedView(_send(place, text, self._actions(show.actions)))
        if isinstance(show, Summary):
            return EncodedView(
                _send(place, dossier.text(self.phrases, self.form, show), self._actions(SUMMARY_ACTIONS))
            )
        if isinstance(show, Departure):
            leave = {"method": "leaveChat", "chat_id": place.chat_id}
            return EncodedView([*_send(place, self.phrases(show.words), []), leave])
        if isinstance(show, Gaps):
            text = gaps.text(self.phrases, project_of(show.path), show.name, show.guest)
            return EncodedView(_send(place, text, [] if show.guest else self._actions(GAPS_ACTIONS)))
        if isinstance(show, Review):
            write_one = review.plan(self.phrases, show.project, show.task) if show.steps else self._review(show)
            return EncodedView(_send(place, write_one, self._actions(show.actions)))
        if isinstance(show, Board):
            text = review.board(self.phrases, show.project, show.tiles, show.today)
            return EncodedView(_send(place, text, self._actions(show.actions)))
        write = {"ranking": ranking.text, "reasons": reasons.reasons, "economy": reasons.economy}[show.side]
        text = write(self.phrases, project_of(show.path))
        known = bool(project_of(show.path).ranking().ranked)
        return EncodedView(
            _send(place, text, self._actions(RANKING_ACTIONS) if known and show.side == "ranking" else [])
        )

    # --- an interview's turn

    def _scene(self, scene: Scene, place: Place) -> EncodedView:
        turn = scene.turn
        screens = Screens(self.phrases, scene.interview_id, turn.interview, turn.path, scene.calendar)
        toast = self._toast(scene)
        if toast and (place.pressed is None or place.pressed == place.card):
            return EncodedView([], toast)
        known = [o for o in turn.outputs if isinstance(o, out.AlreadyAnswered) and not o.same]
        if known:
            return EncodedView(self._already_answered(scene, known[0], place), toast)
        card = screens.card(scene.help_open, any(isinstance(o, out.Explain) for o in turn.outputs))
        # Answers given by one message or press are echoed in one block.
        lines = [self._echoes(scene), *(self._line(scene, output) for output in turn.outputs)]
        text = "\n\n".join([*filter(None, lines), card.text])
        return EncodedView(self._place_card(scene, place, Card(text, card.rows, card.keep)), toast)

    def _place_card(self, scene: Scene, place: Place, card: Card) -> list[Call]:
        """The calls that show the card: edited after a press, sent below after a milestone or a typed answer."""
        in_place = (
            scene.by_press
            and place.card is not None
            and place.pressed == place.card
            and not (_milestone(self.form, scene.before) and _question_changed(scene))
        )
        if in_place:
            return _edit(place, place.card, card.text, card.rows)
        calls = _strip(place) if place.card is not None else []
        return [*calls, *_send(place, card.text, card.rows, card=True)]

    def _toast(self, scene: Scene) -> str | None:
        """The toast for a press that changes nothing on screen; None otherwise."""
        if not scene.by_press:
            return None
        for output in scene.turn.outputs:
            if isinstance(output, out.AlreadyAnswered) and output.same:
                return self.phrases.words["notice.already"]
            if isinstance(output, out.Note) and output.words in TOASTED:
                return self.phrases.words[f"notice.{output.words}"]
            if isinstance(output, out.Refuse) and output.attempt == 0:
                return self.phrases.words[f"problem.{output.problem}"].format(**output.params)
        return None

    def _already_answered(self, scene: Scene, output: out.AlreadyAnswered, place: Place) -> list[Call]:
        project, buttons = project_of(scene.turn.path), Buttons(scene.interview_id)
        value = display(project, output.key, scene.turn.interview.given[output.key])
        title = self.form.questions[output.key[0]].title
        text = self.phrases("notice.answered_title", title=title, value=value)
        rows = [
            [
                buttons.for_question("e", self.phrases.label("button.edit"), output.key),
                buttons.free("g", self.phrases.label("button.continue")),
            ]
        ]
        return _send(place, text, rows)

    def _line(self, scene: Scene, output: out.Output) -> str:
        """The text of a turn's output, shown above the screen; empty if it has none."""
        if isinstance(output, out.Refuse):
            return self._refusal(scene, output)
        if isinstance(output, out.Resumption):
            return self._resumption(scene)
        if isinstance(output, out.Explain):
            return reasons.reasons(self.phrases, project_of(scene.turn.path))
        if isinstance(output, out.Note):
            words = f"notice.{output.words}"
            return self.phrases(words if words in self.phrases.words else output.words)
        return ""

    def _echoes(self, scene: Scene) -> str:
        """The answers as they were understood; of several, what each is about."""
        echoes = [output for output in scene.turn.outputs if isinstance(output, out.Echo)]
        return "\n".join(self._echo(scene, echo, len(echoes) > 1) for echo in echoes)

    def _echo(self, scene: Scene, echo: out.Echo, several: bool) -> str:
        title, path, project = self.form.questions[echo.key[0]].title, scene.turn.path, project_of(scene.turn.path)
        if several and (about := Lists(self.phrases, Buttons(scene.interview_id), path).about(echo.key)):
            title = about if echo.key[0] in MEASURED else f"{title} ({about})"
        if isinstance(echo.value, Gap) and project.form.sections[0].occasion != "audit":
            return self.phrases("echo.passed", title=title)
        if isinstance(echo.value, Gap):
            return self.phrases("echo.skipped" if echo.value is Gap.SKIPPED else "echo.unknown", title=title)
        value = display(project, echo.key, echo.value)
        if echo.old is None or echo.old == echo.value:
            return self.phrases("echo.new", title=title, value=value)
        return self.phrases("echo.old", title=title, old=display(project, echo.key, echo.old), value=value)

    def _refusal(self, scene: Scene, refuse: out.Refuse) -> str:
        """Why the answer was refused; after several attempts, also ranges or the way to skip."""
        unit = refuse.params.get("unit", "")
        known = {**refuse.params, "unit": self.phrases("problem.in_unit", unit=unit) if unit else ""}
        problem = self.phrases(f"problem.{refuse.problem}", **known)
        screen = scene.turn.interview.asking
        question = self.form.questions[screen.key[0]] if isinstance(screen, Asking) else None
        if question is None:
            return problem
        if refuse.attempt >= MOST_ATTEMPTS:
            more = self.phrases("example.skip")
        elif refuse.problem == Problem.NOT_A_CHOICE:
            open_list = question.choices_from in ("functions", "activities", "deliverables")
            more = self.phrases("example.other" if open_list else "example.list")
        elif refuse.attempt == 2 and question.type == "number":
            more = self.phrases("example.ranges")
        else:
            more = ""
        return f"{problem}\n{more}".strip()

    def _resumption(self, scene: Scene) -> str:
        screen = scene.turn.interview.asking
        step = scene.turn.path.step(screen.key) if isinstance(screen, Asking) else None
        section = scene.turn.path.form.section(step.question.section) if step else None
        if step is None or section is None or section.number == 0:
            return ""
        number = section.number
        return self.phrases("notice.resumed", step=number, question=number_of(scene.turn.path, step))

    # --- everything else

    def _notice(self, notice: Notice, place: Place) -> list[Call]:
        text, rows = self.phrases(notice.words, **notice.values), self._actions(notice.actions)
        if notice.in_place and place.pressed is not None:
            return _edit(place, place.pressed, text, rows)
        calls = _strip(place) if notice.closes_card and place.card is not None else []
        return [*calls, *_send(place, text, rows)]

    def _actions(self, actions: tuple[tuple[Action, ...], ...]) -> Rows:
        return [[self._action(one) for one in row] for row in actions]

    def _action(self, one: Action) -> dict[str, str]:
        label = self.phrases.label(one.words, **one.values)
        return {"text": label, "url": one.url} if one.url else action(label, one.name, one.style)

    def _review(self, show: Review) -> str:
        return review.summary(self.phrases, show.project, show.minutes, show.task)


RANKING_ACTIONS = (
    (Action("button.why", "ranking:reasons"),),
    (Action("button.economy", "ranking:economy"),),
)
GAPS_ACTIONS = ((Action("button.gaps", "regard:gaps", "primary"),), (Action("button.regard_again", "regard:create"),))
SUMMARY_ACTIONS = (
    (Action("button.resume", "resume", "primary"),),
    (Action("button.edit", "correct"), Action("button.see_document", "document")),
)


def _milestone(form: Form, before: Interview) -> bool:
    screen = before.asking
    return isinstance(screen, Asking) and form.questions[screen.key[0]].milestone


def _question_changed(scene: Scene) -> bool:
    """Whether another question, or an output, is on screen; False for a page turned or help opened."""
    old, new = scene.before.asking, scene.turn.interview.asking
    return not (isinstance(old, Asking) and isinstance(new, Asking) and old.key == new.key and not scene.turn.outputs)


def _markup(rows: Rows) -> dict[str, Any]:
    return {"inline_keyboard": [row for row in rows if row]}


def _send(place: Place, text: str, rows: Rows, card: bool = False) -> list[Call]:
    """Calls that send a message, or several if it is too long; the buttons are under the last."""
    calls = []
    for page in pages(text):
        call = {"method": "sendMessage", "chat_id": place.chat_id, "text": page}
        calls.append(call | {"parse_mode": "HTML", "link_preview_options": NO_PREVIEW})
    if rows:
        calls[-1]["reply_markup"] = _markup(rows)
    calls[-1]["card"] = card
    return calls


def _edit(place: Place, message_id: int | None, text: str, rows: Rows) -> list[Call]:
    *above, last = pages(text)
    if above:
        return [*_strip(place), *_send(place, text, rows, card=message_id == place.card)]
    call = {"method": "editMessageText", "chat_id": place.chat_id, "message_id": message_id, "text": last}
    html = {"parse_mode": "HTML", "link_preview_options": NO_PREVIEW}
    return [call | html | {"reply_markup": _markup(rows), "card": message_id == place.card}]


def _strip(place: Place) -> list[Call]:
    return [
        {
            "method": "editMessageReplyMarkup",
            "chat_id": place.chat_id,
            "message_id": place.card,
            "of_card": True,
            "reply_markup": _markup([]),
        }
    ]


def pages(text: str) -> list[str]:
    """The text cut at blank lines into pages that Telegram accepts."""
    if visible_length(text) <= MOST_TEXT:
        return [text]
    found = [""]
    for part in text.split("\n\n"):
        joined = f"{found[-1]}\n\n{part}" if found[-1] else part
        if visible_length(joined) <= MOST_TEXT:
            found[-1] = joined
        else:
            found.append(part)
    return found
