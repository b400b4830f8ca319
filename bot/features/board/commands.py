"""Shows the board: every indicator in words and on one picture, with a button for the trend of each."""

from __future__ import annotations

from bot.conversation.document_request import DocumentRequest, Kind
from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Board
from bot.features.document.document_service import chart
from bot.features.reviews.commands import too_early
from bot.project.review_file import open_review_state
from domain.reviews.board import board, trend_lines


def dashboard(exchange: Exchange) -> Outcome:
    """Show every indicator with its latest value."""
    if (refused := too_early(exchange)) is not None:
        return refused
    today = exchange.calendar.today
    project = open_review_state(exchange.tx, exchange.project, exchange.path(), exchange.calendar, exchange.zone)
    lines = trend_lines(project, today)
    charts = tuple((_chart(item, line.name),) for item, line in lines.items())
    shown = exchange.show(Board(project, board(project, today), today, charts))
    return shown + Outcome((exchange.saying("document", DocumentRequest(Kind.BOARD).to_json()),)) if lines else shown


def _chart(item: str, name: str) -> Action:
    return Action("button.chart", f"board:chart={chart(item)}", values={"kpi": name})


def one_chart(exchange: Exchange) -> Outcome:
    """Send the trend of an indicator, as a picture."""
    request = DocumentRequest(Kind.TREND, indicator=exchange.argument)
    return Outcome((exchange.saying("document", request.to_json()),))
