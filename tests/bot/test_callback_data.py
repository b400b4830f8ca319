"""What a button's data may be: anything a person can forge is read strictly, or not at all."""

from __future__ import annotations

from datetime import date

import pytest

from bot.conversation.callback_data import ButtonData, data, day_named, number_named, parse, period_named
from domain.calendar.periods import Period


@pytest.mark.parametrize("interview", [0, 35, 36, 2**63 - 1])
def test_what_the_bot_writes_it_reads(interview: int) -> None:
    written = data("c", interview, ("audit_hours", "bookkeeping"), "3.5:x")
    assert parse(written) == ButtonData("c", interview, written.split(":")[1], "3.5:x")
    assert parse(data("a", interview, argument="erase")) == ButtonData("a", interview, "", "erase")


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "k",
        ":",
        "::",
        "k::",
        "k1:",
        "k1:abcdefgh",
        "kzzzzzzzzzzzzzz:abcdefgh:",
        "k1y2p0ij32e8e8:abcdefgh:",  # 2^63
        "k-1:abcdefgh:",
        "k+1:abcdefgh:",
        "k_1:abcdefgh:",
        "k1_0:abcdefgh:",
        "k 1:abcdefgh:",
        "kZ:abcdefgh:",
        "k٣:abcdefgh:",
        "q1:abcdefgh:",
        "é1:abcdefgh:",
        "k1:abc:",
        "k1:abcdefghi:",
        "k1:abcdefgé:",
    ],
)
def test_data_that_no_version_of_the_bot_wrote_is_nothing(forged: str) -> None:
    assert parse(forged) is None


def test_an_argument_is_a_number_only_if_it_is_plain_digits_that_a_database_holds() -> None:
    assert [number_named(text) for text in ("0", "12", "9" * 18)] == [0, 12, 10**18 - 1]
    odd = ("", "-1", "+1", " 1", "1_0", "1.0", "1e5", "٣", "²", "９", "9" * 19, "9" * 5000, "\n1", "1\n")
    assert [number_named(text) for text in odd] == [None] * len(odd)


def test_an_argument_is_a_day_or_a_period_only_of_a_year_the_bot_may_speak_of() -> None:
    assert day_named("2026-12-31") == date(2026, 12, 31)
    odd = (
        "",
        "2026-02-30",
        "2026-13-01",
        "20261231",
        "2026-W01-1",
        "0001-01-01",
        "1999-12-31",
        "9999-12-31",
        "٢026-12-31",
    )
    assert [day_named(text) for text in odd] == [None] * len(odd)
    assert (period_named("2026-11"), period_named("2026-T4")) == (
        Period(date(2026, 11, 1)),
        Period(date(2026, 10, 1), 3),
    )
    odd = (
        "",
        "0001-01",
        "0000-01",
        "9999-12",
        "9999-T4",
        "1999-12",
        "2200-01",
        "2026-13",
        "2026-T5",
        "2026-1",
        "٢026-11",
    )
    assert [period_named(text) for text in odd] == [None] * len(odd)
