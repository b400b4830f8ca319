"""Providers' offers in the chat: entered one by one, then compared, with what would turn the order.

Rules: `docs/rules/cahier_des_charges.md §6`. The grid and the budget are those of the person's finished file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.conversation.document_request import DocumentRequest, Kind
from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice, Sheet
from bot.features.document.commands import DOCUMENT, ask
from bot.features.navigation.commands import RESUME, resume
from bot.project.file_snapshot import OFFERS
from domain.assessment.project import Project
from domain.bids import offers as offers_given
from domain.bids.comparison import Comparison, MarkFlip, Placed, WeightFlip
from domain.questionnaire import replies as say
from domain.questionnaire.path import path_of
from domain.questionnaire.values import show, to_json
from domain.specification.criteria import weights

MOST_FLIPS = 2
"""Weights, then marks, that turn the order and are worth a sentence."""
ENOUGH = 3
CORRECT = Action("button.offers_correct", "offers:correct")
NEW = Action("button.offers_new", "offers:new")
Line = tuple[str, Mapping[str, Any]]


def offers(visit: Visit) -> Outcome:
    """The comparison, or the questions that lead to it."""
    return _unready(visit) or _open(visit)


def _unready(visit: Visit) -> Outcome | None:
    """What must be done first; None when offers can be compared."""
    path = visit.path()
    if path.first_open(visit.file().given) is not None:
        return visit.show(Notice("offers.not_yet", actions=((RESUME,), (DOCUMENT,))))
    if weights(path.project) is None:
        return visit.show(Notice("offers.no_weights")) + ask(visit, [("spec_criteria", None)])
    return None


def _open(visit: Visit) -> Outcome:
    _seat(visit)
    return resume(visit) if visit.row.closed_at is None else compare(visit)


def _seat(visit: Visit) -> None:
    """Go on with the last offers entered, knowing the grid, the budget and the duties of the file as it is today."""
    row = visit.tx.interviews.of(visit.project, OFFERS, visit.now, visit.around.form.version)
    known = visit.path().project.answers.items()
    prior = [[question, item, to_json(value)] for (question, item), value in known]
    visit.tx.interviews.set_prior(row.id, prior)
    visit.sit(visit.tx.interviews.by_id(row.id))


def correct(visit: Visit) -> Outcome:
    """The answers about the offers, to change one."""
    if refused := _unready(visit):
        return refused
    _seat(visit)
    return visit.turn(say.Correct(OFFERS))


def new(visit: Visit) -> Outcome:
    """Other offers, from the first question on."""
    if refused := _unready(visit):
        return refused
    visit.tx.interviews.start(visit.project, OFFERS, visit.now, visit.around.form.version)
    return _open(visit)


def compare(visit: Visit) -> Outcome:
    """The comparison of the offers the person is in; then they are back in their own file."""
    project = path_of(visit.form, visit.interview.given, visit.interview.prior).project
    shown = _shown(project)
    visit.tx.set_current(visit.chat_id, None)
    return visit.show(shown)


def _shown(project: Project) -> Sheet | Notice:
    sheet = offers_given.sheet(project)
    if sheet is None:
        return Notice("offers.few", actions=((CORRECT,), (NEW,)))
    found, words = sheet.comparison, project.form.words
    lines: list[Line] = [("offers.title", {"preset": words[f"preset.{sheet.preset}"]})]
    lines += [_line(project, found, place, one) for place, one in enumerate(found.placed, 1)]
    for offer in found.out:
        reasons = ", ".join(words[f"eliminating.{reason}"] for reason in offer.out)
        lines.append(("offers.out", {"name": offer.name, "reasons": reasons}))
    if not found.placed:
        lines.append(("offers.none_left", {}))
    if found.tied:
        lines.append(("offers.tied", {}))
    lines += _flips(project, found, sheet.names)
    few = len(found.placed) + len(found.out) < ENOUGH
    lines.append(("offers.advice_more" if few else "offers.advice", {}))
    return Sheet(tuple(lines), ((Action("button.offers_pdf", "offers:pdf", "primary"),), (CORRECT,), (NEW,)))


def _line(project: Project, found: Comparison, place: int, one: Placed) -> Line:
    alerts = found.alerts[one.offer.id]
    values = {
        "place": place,
        "name": one.offer.name,
        "total": show("number", offers_given.tenths(one.total)),
        "price": show("number", one.offer.price, "eur_per_month"),
        "alerts": ", ".join(project.form.words[f"alert.{alert}"] for alert in alerts),
    }
    return ("offers.line_alert" if alerts else "offers.line", values)


def _flips(project: Project, found: Comparison, names: Mapping[str, str]) -> list[Line]:
    """The nearest changes that put another offer first, or that there is none."""
    if len(found.placed) < 2:
        return []
    near: list[WeightFlip | MarkFlip] = [*found.weight_flips[:MOST_FLIPS], *found.mark_flips[:MOST_FLIPS]]
    lines: list[Line] = []
    for flip in near:
        values = {
            "criterion": project.form.words[f"criterion.{flip.criterion}"],
            "turned": flip.turned,
            "first": names[flip.first],
        }
        if isinstance(flip, WeightFlip):
            lines.append(("offers.flip_weight", values | {"weight": show("number", flip.weight)}))
        else:
            lines.append(("offers.flip_mark", values | {"mark": flip.mark, "name": names[flip.offer]}))
    return lines or [("offers.firm", {})]


def send_comparison(visit: Visit) -> Outcome:
    wait = visit.show(Notice("document.wait"))
    return wait + Outcome((visit.saying("document", DocumentRequest(Kind.OFFERS).to_json()),))
