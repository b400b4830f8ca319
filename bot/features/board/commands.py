"""The board at any time: every indicator in a word and on one picture, each with a chart of its own."""

from __future__ import annotations

from bot.conversation.document_request import DocumentRequest, Kind
from bot.conversation.exchange import Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Board
from bot.features.document.document_service import chart
from bot.features.reviews.commands import too_early
from bot.project.review_file import standing
from domain.reviews.board import board, drawn


def dashboard(visit: Visit) -> Outcome:
    """Every indicator as its last figure stands today."""
    if (refused := too_early(visit)) is not None:
        return refused
    today = visit.calendar.today
    project = standing(visit.tx, visit.project, visit.path(), visit.calendar, visit.zone)
    lines = drawn(project, today)
    charts = tuple((_chart(item, line.name),) for item, line in lines.items())
    shown = visit.show(Board(project, board(project, today), today, charts))
    return shown + Outcome((visit.saying("document", DocumentRequest(Kind.BOARD).to_json()),)) if lines else shown


def _chart(item: str, name: str) -> Action:
    return Action("button.chart", f"board:chart={chart(item)}", values={"kpi": name})


def one_chart(visit: Visit) -> Outcome:
    """An indicator over all its periods, as a picture."""
    request = DocumentRequest(Kind.TREND, indicator=visit.argument)
    return Outcome((visit.saying("document", request.to_json()),))
