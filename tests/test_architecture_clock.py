"""Who may read the real clock, and whose day an instant is: the bot in one way only, the tests not at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot import clock
from tests import real_clock
from tests.architecture import ROOMS, ROOT, modules, name
from tests.days import touches_time

IN_GREENWICH = re.compile(r"(_at|\bnow|\bnow\(\)|\bmoment\(\))\.date\(\)|\btime\(\), UTC\b")
"""How the day of an instant is taken where nobody lives: an instant is kept in UTC, its day is the person's."""


@pytest.mark.parametrize("path", modules(*ROOMS, "tests"), ids=name)
def test_no_instant_becomes_a_day_without_the_zone_of_a_person(path: Path) -> None:
    assert path == Path(__file__) or not IN_GREENWICH.search(path.read_text("utf-8"))


READS_THE_CLOCK = re.compile(
    r"\b(date|datetime)\.(now|today|utcnow)\(|\btime\.(time|localtime|gmtime|strftime)\b|from time import"
    r"|\bbot\.(run|clock)\b.*\bnow\b"
)
REAL_CLOCK = {
    "tests/clock.py": "a process that a test starts has the real clock, from which it must be moved",
    "tests/real_clock.py": "it notices whoever reads it",
}
"""The modules of the tests that may read it, with the reason."""


@pytest.mark.parametrize("path", [path for path in modules("tests") if path != Path(__file__)], ids=name)
def test_no_test_reads_the_real_clock(path: Path) -> None:
    assert bool(READS_THE_CLOCK.search(path.read_text("utf-8"))) == (name(path) in REAL_CLOCK)


OTHER_CLOCKS = re.compile(
    r"\bdate\.today\(|\bdatetime\.(today|utcnow)\(|\btime\.(time|time_ns|localtime|gmtime|strftime|ctime)\b"
    r"|from time import|^import datetime\b|\bdatetime as\b|CURRENT_TIMESTAMP|\bfunc\.now\b",
    re.MULTILINE,
)


BY_DEFAULT = {
    "bot/preview/state.py": "a Telegram given no clock has the real one; its tests are known (`tests/days.py`)"
}


@pytest.mark.parametrize("path", modules("bot"), ids=name)
def test_the_bot_reads_the_real_clock_in_one_way_only(path: Path) -> None:
    """As `datetime.now(…)`, which the tests of another day watch (`tests/real_clock.py`)."""
    assert bool(OTHER_CLOCKS.search(path.read_text("utf-8"))) == (name(path) in BY_DEFAULT)


def test_a_reading_of_the_real_clock_by_the_bot_is_noticed() -> None:
    with real_clock.watch() as readings:
        clock.now()
    assert len(readings) == 1 and "test_architecture_clock.py" in readings[0]


@pytest.mark.parametrize(
    ("path", "touching"),
    [
        ("tests/bot/features/reviews/test_reviews.py", True),
        ("tests/bot/process/test_crash.py", True),
        ("tests/bot/features/reviews/test_postpone.py", False),
        ("tests/domain/french/test_dates.py", False),
    ],
)
def test_the_tests_that_touch_time_are_those_on_the_tests_clock_and_those_that_start_the_bot(
    path: str, touching: bool
) -> None:
    assert touches_time(ROOT / path) == touching
