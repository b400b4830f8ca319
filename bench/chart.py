"""The time each picture takes, beside an empty Typst page of about the same size."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from bench.timing import median_ms, ratio_line
from bot.documents.chart import PIXELS_PER_INCH, board_png, matrix_png, trend_png
from domain.assessment.matrix import Bubble, Matrix
from domain.indicators.series import Series

ROUNDS = 30
NAME = "Logistique, préparation de commandes"


def lines() -> Iterator[str]:
    for tasks in (1, 3, 8):
        width, height = struct.unpack(">II", matrix_png(_matrix(tasks, 0))[16:24])
        chart = median_ms(partial(_draw_matrix, tasks, count(1)), ROUNDS)
        yield ratio_line(f"priority matrix, {tasks} tasks", chart, "an empty page", _empty(width, height))

    for points in (6, 24):
        trend = median_ms(partial(_draw_trend, points, count()), ROUNDS)
        yield ratio_line(f"trend, {points} points", trend, "an empty page", _empty(1080, 740))
    board = median_ms(partial(_draw_board, count()), ROUNDS)
    yield ratio_line("board, 7 indicators", board, "an empty page", _empty(1080, 1500))


def _draw_matrix(tasks: int, rounds: Iterator[int]) -> None:
    matrix_png(_matrix(tasks, next(rounds)))


def _draw_trend(points: int, rounds: Iterator[int]) -> None:
    trend_png(_series(points, next(rounds)))


def _draw_board(rounds: Iterator[int]) -> None:
    board_png([_series(6, next(rounds)) for _ in range(7)])


def _empty(width: int, height: int) -> float:
    """Milliseconds for a white page of as many pixels."""
    points = [side * 72 / PIXELS_PER_INCH for side in (width, height)]
    with TemporaryDirectory() as folder:
        page = Path(folder) / "empty.typ"
        page.write_text(f"#set page(width: {points[0]}pt, height: {points[1]}pt, fill: white)", encoding="utf-8")
        compiler = typst.Compiler(str(page), font_paths=typst.Fonts(include_system_fonts=False))
        return median_ms(lambda: compiler.compile(format="png", ppi=PIXELS_PER_INCH), ROUNDS)


def _matrix(tasks: int, round: int) -> Matrix:
    """Bubbles in a row, at other places each round, because Typst remembers what it has drawn."""
    bubble = Bubble(1, "task", NAME, Decimal(50), Decimal(50), Decimal(5), "keep", "keep", (50, 50), (50, 50), 4.5)
    places = [(8 + 10 * n + round * 0.05, 30 + round * 0.3) for n in range(tasks)]
    bubbles = (
        replace(bubble, number=n, name=f"{NAME} {round}-{n}", point=place, center=place)
        for n, place in enumerate(places, 1)
    )
    return Matrix(tuple(bubbles))


def _series(points: int, round: int) -> Series:
    values = tuple((f"m{place}", Decimal(40 + (place * 7 + round) % 13)) for place in range(points))
    return Series(f"Délai moyen d’encaissement {round}", "jours", "down", values, Decimal(44), "drifting")


if __name__ == "__main__":
    for line in lines():
        print(line)
