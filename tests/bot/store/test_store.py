"""What the store keeps of people, interviews and answers, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.exc import IntegrityError, StatementError

from bot.store import Person, Store, Tx
from tests.bot.store.rows import ADA, BOB, LATER, NOW, begin_audit, current_answers, open_interview, write_answer

# --- people


async def test_a_person_is_created_once_and_found_again(store: Store) -> None:
    assert await store.run(Tx.person, ADA, NOW) == Person(ADA, NOW, True, None, None, None)
    assert (await store.run(Tx.person, ADA, LATER)).created_at == NOW


async def test_asking_whether_somebody_is_known_creates_nobody(store: Store) -> None:
    assert not await store.run(Tx.is_known, ADA)
    assert (await store.run(Tx.counts))["person"] == 0
    await store.run(Tx.person, ADA, NOW)
    assert await store.run(Tx.is_known, ADA)


async def test_what_is_set_on_a_person_concerns_nobody_else(store: Store) -> None:
    def change(tx: Tx) -> None:
        tx.person(ADA, NOW)
        tx.person(BOB, NOW)
        tx.set_card(ADA, 2**40)
        tx.set_reachable(ADA, False)
        tx.set_paused(ADA, LATER)

    await store.run(change)
    assert await store.run(Tx.person, ADA, NOW) == Person(ADA, NOW, False, 2**40, LATER, None)
    assert await store.run(Tx.person, BOB, NOW) == Person(BOB, NOW, True, None, None, None)


async def test_a_card_and_a_pause_can_be_taken_away(store: Store) -> None:
    def change(tx: Tx) -> Person:
        tx.person(ADA, NOW)
        tx.set_card(ADA, 5)
        tx.set_paused(ADA, LATER)
        tx.set_card(ADA, None)
        tx.set_paused(ADA, None)
        return tx.person(ADA, NOW)

    assert await store.run(change) == Person(ADA, NOW, True, None, None, None)


async def test_the_last_consent_is_the_one_that_counts(store: Store) -> None:
    def consent(tx: Tx) -> list[bool]:
        tx.person(ADA, NOW)
        said = [tx.has_consented(ADA)]
        for given in (True, False, True, False):
            tx.add_consent(ADA, given, "J’accepte.", "v1", NOW)
            said.append(tx.has_consented(ADA))
        return said

    assert await store.run(consent) == [False, True, False, True, False]
    kept = await store.run(Tx.consents, ADA)
    assert [(row.given, row.text, row.version, row.at) for row in kept][:2] == [
        (True, "J’accepte.", "v1", NOW),
        (False, "J’accepte.", "v1", NOW),
    ]
    assert await store.run(Tx.consents, BOB) == []


# --- time


async def test_a_moment_keeps_its_instant_and_comes_back_in_utc(store: Store) -> None:
    paris = datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Paris"))
    created = (await store.run(Tx.person, ADA, paris)).created_at
    assert created == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert created.tzinfo is UTC


async def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="without a time zone"):
        await store.run(Tx.person, ADA, NOW.replace(tzinfo=None))


# --- interviews and answers


async def test_a_person_has_one_project(store: Store) -> None:
    await store.run(Tx.person, ADA, NOW)
    await store.run(Tx.person, BOB, NOW)
    mine = await store.run(Tx.project, ADA, NOW)
    assert await store.run(Tx.project, ADA, LATER) == mine
    assert await store.run(Tx.project, BOB, NOW) != mine


async def test_an_interview_comes_back_with_its_state(store: Store) -> None:
    state = {
        "asking": {"question": "audit_hours", "item": "paie"},
        "draft": ["é", Decimal("2.5")],
        "queue": [],
    }

    project_id, interview_id = await store.run(begin_audit)
    await store.run(lambda tx, *a: tx.interviews.save_state(*a), interview_id, state, None)
    found = await store.run(open_interview, project_id, "audit", LATER, "v2")
    assert (found.id, found.project_id, found.occasion) == (interview_id, project_id, "audit")
    assert (found.state, found.opened_at, found.closed_at) == (state, NOW, None)
    assert (found.said_at, found.form_version) == (None, "v1")


async def test_a_closed_interview_is_found_again_rather_than_reopened(store: Store) -> None:
    project_id, interview_id = await store.run(begin_audit)
    await store.run(lambda tx, *a: tx.interviews.save_state(*a), interview_id, None, LATER)
    found = await store.run(open_interview, project_id, "audit", LATER, "v1")
    assert (found.id, found.state, found.closed_at) == (interview_id, None, LATER)


async def test_each_occasion_has_its_own_interview(store: Store) -> None:
    project_id, audit = await store.run(begin_audit)
    assert (await store.run(open_interview, project_id, "monthly", NOW, "v1")).id != audit


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(value, id=str(number))
        for number, value in enumerate(
            [
                "Saint-Étienne « 42 » 🙂",
                "nul \0, moitié \ud83d",
                3,
                2**60,
                Decimal("0.1"),
                Decimal("1234567.89"),
                True,
                None,
                "",
                ["a", "b"],
                {"low": Decimal("2.5"), "high": 4},
            ]
        )
    ],
)
async def test_an_answer_comes_back_as_it_was_given(store: Store, value: Any) -> None:
    await store.run(write_answer, "question", value)
    kept = (await store.run(current_answers))[("question", None)]
    assert kept == value and type(kept) is type(value)


async def test_a_whole_decimal_stays_the_same_number(store: Store) -> None:
    await store.run(write_answer, "hours", Decimal("30.00"))
    await store.run(write_answer, "revenue", Decimal("1E+3"))
    assert await store.run(current_answers) == {("hours", None): 30, ("revenue", None): 1000}


@pytest.mark.parametrize("value", [Decimal("0.12345678901234567890"), Decimal("NaN"), float("inf")], ids=str)
async def test_a_number_that_would_change_is_refused_rather_than_rounded(store: Store, value: Any) -> None:
    with pytest.raises(ValueError):
        await store.run(write_answer, "hours", value)
    assert await store.run(current_answers) == {}


async def test_the_current_answer_is_the_last_one_of_each_question_and_item(store: Store) -> None:
    def answer(tx: Tx) -> None:
        write_answer(tx, "hours", 1, item="paie")
        write_answer(tx, "hours", 2, item="devis")
        write_answer(tx, "hours", 3)
        write_answer(tx, "hours", 4, item="paie")

    await store.run(answer)
    assert await store.run(current_answers) == {("hours", "paie"): 4, ("hours", "devis"): 2, ("hours", None): 3}


async def test_history_keeps_what_was_replaced(store: Store) -> None:
    await store.run(write_answer, "hours", 1)
    await store.run(lambda tx: write_answer(tx, "hours", 2, item="paie", update_id=900, message_id=31))
    project_id, interview_id = await store.run(begin_audit)
    first, second = await store.run(Tx.history, project_id)
    assert (first.value, first.update_id, first.message_id) == (1, None, None)
    assert (second.project_id, second.interview_id) == (project_id, interview_id)
    assert (second.question, second.item, second.value) == ("hours", "paie", 2)
    assert (second.wording, second.at, second.update_id, second.message_id) == ("v1", NOW, 900, 31)


async def test_an_interview_knows_when_somebody_last_answered(store: Store) -> None:
    project_id, interview_id = await store.run(begin_audit)
    await store.run(lambda tx: tx.interviews.set_said(interview_id, LATER))
    assert (await store.run(open_interview, project_id, "audit", NOW, "v1")).said_at == LATER


async def test_a_message_leads_to_the_answer_it_gave(store: Store) -> None:
    await store.run(lambda tx: write_answer(tx, "hours", 1, item="paie", message_id=31))
    await store.run(lambda tx: write_answer(tx, "name", "Ada", message_id=32))
    _, ada = await store.run(begin_audit)
    _, bob = await store.run(begin_audit, BOB)
    assert await store.run(Tx.answered_by, ada, 31) == ("hours", "paie")
    assert await store.run(Tx.answered_by, ada, 32) == ("name", None)
    assert await store.run(Tx.answered_by, ada, 33) is None
    assert await store.run(Tx.answered_by, bob, 31) is None


def test_an_occasion_with_a_period_exists_once_per_project_and_period(store: Store) -> None:
    def open_two(tx: Tx, *periods: str | None) -> list[str | None]:
        project_id, _ = begin_audit(tx)
        for period in periods:
            tx.interviews.start(project_id, "review", NOW, "v1", [], period)
        return [row.period for row in tx.interviews.of_occasion(project_id, "review")]

    assert store.run_sync(open_two, "2026-10", "2026-11") == ["2026-10", "2026-11"]
    with pytest.raises(IntegrityError):
        store.run_sync(open_two, "2026-11")
    # The interviews of other occasions have no period, and may be several.
    assert len(store.run_sync(open_two, None, None)) == 4


async def test_answers_are_read_as_they_were_at_an_instant(store: Store) -> None:
    def answers_over_time(tx: Tx) -> list[dict[tuple[str, str | None], Any]]:
        project, interview = begin_audit(tx)
        tx.add_answer(project, interview, "size", None, "solo", "v1", NOW)
        tx.add_answer(project, interview, "size", None, "team", "v1", LATER)
        return [tx.answers(interview, before) for before in (NOW, LATER, None)]

    first, then, now = await store.run(answers_over_time)
    assert (first, then, now) == ({}, {("size", None): "solo"}, {("size", None): "team"})
