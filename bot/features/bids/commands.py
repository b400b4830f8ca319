"""Enters providers' offers one by one and compares them, with the changes that would alter the order.
Rules: `docs/rules/cahier_des_charges.md §6`. The grid and the budget come from the person's finished file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.conversation.document_request import DocumentRequest, Kind
from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice, Sheet
from bot.features.document.commands import DOCUMENT, ask
from bot.features.navigation.commands import RESUME, resume
from bot.project.file_snapshot import OFFERS
from domain.bids import offers as offers_given
from domain.bids.comparison import Comparison, MarkFlip, RankedOffer, WeightFlip
from domain.questionnaire.input import replies as say
from domain.questionnaire.values import show, to_json
from domain.specification.criteria import weights
from domain.specification.project import Project, project_of

MOST_FLIPS = 2
"""Number of weights, and of marks, whose effect on the order is told."""
ENOUGH = 3
CORRECT = Action("button.offers_correct", "offers:correct")
NEW = Action("button.offers_new", "offers:new")
Line = tuple[str, Mapping[str, Any]]


def offers(exchange: Exchange) -> Outcome:
    """Show the comparison, or ask the questions it needs."""
    return _unready(exchange) or _open(exchange)


def _unready(exchange: Exchange) -> Outcome | None:
    """What must be done before offers can be compared; None if nothing."""
    path = exchange.path()
    if path.first_open(exchange.file().given) is not None:
        return exchange.show(Notice("offers.not_yet", actions=((RESUME,), (DOCUMENT,))))
    if weights(project_of(path)) is None:
        return exchange.show(Notice("offers.no_weights")) + ask(exchange, [("spec_criteria", None)])
    return None


def _open(exchange: Exchange) -> Outcome:
    _resume_offers(exchange)
    return resume(exchange) if exchange.row.closed_at is None else compare(exchange)


def _resume_offers(exchange: Exchange) -> None:
    """Switch to the last offers entered, with the grid, budget and duties of the file as it is now."""
    row = exchange.tx.interviews.of(exchange.project, OFFERS, exchange.now, exchange.context.form.version)
    known = exchange.path().known.items()
    prior = [[question, item, to_json(value)] for (question, item), value in known]
    exchange.tx.interviews.set_prior(row.id, prior)
    exchange.switch_to(exchange.tx.interviews.by_id(row.id))


def correct(exchange: Exchange) -> Outcome:
    """Show the answers about the offers, to change one."""
    if refused := _unready(exchange):
        return refused
    _resume_offers(exchange)
    return exchange.turn(say.Correct(OFFERS))


def start_again(exchange: Exchange) -> Outcome:
    """Begin with new offers, from the first question."""
    if refused := _unready(exchange):
        return refused
    exchange.tx.interviews.start(exchange.project, OFFERS, exchange.now, exchange.context.form.version)
    return _open(exchange)


def compare(exchange: Exchange) -> Outcome:
    """Show the comparison of the current offers and go back to the person's own file."""
    project = project_of(exchange.interview.path_in(exchange.form))
    shown = _comparison_sheet(project)
    exchange.tx.set_current(exchange.chat_id, None)
    return exchange.show(shown)


def _comparison_sheet(project: Project) -> Sheet | Notice:
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
    if found.is_tie:
        lines.append(("offers.tied", {}))
    lines += _flips(project, found, sheet.names)
    few = len(found.placed) + len(found.out) < ENOUGH
    lines.append(("offers.advice_more" if few else "offers.advice", {}))
    return Sheet(tuple(lines), ((Action("button.offers_pdf", "offers:pdf", "primary"),), (CORRECT,), (NEW,)))


def _line(project: Project, found: Comparison, place: int, one: RankedOffer) -> Line:
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
    """Lines for the smallest changes that put another offer first, or one line if there is none."""
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


def send_comparison(exchange: Exchange) -> Outcome:
    wait = exchange.show(Notice("document.wait"))
    return wait + Outcome((exchange.saying("document", DocumentRequest(Kind.OFFERS).to_json()),))
