"""Amendments are numbered once and for all, whatever the order in which reviews close and versions are signed."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.features.reviews import closing
from bot.features.reviews.commands import begin_review
from bot.project.prepared_amendments import decisions_to_prepare
from bot.project.review_file import path_through, review_of
from bot.store import Store, Tx
from domain.calendar.periods import Period
from domain.questionnaire.values import to_json
from domain.reviews.figures.due import figures_due
from domain.reviews.questions.loops import proposals
from domain.specification.project import project_of
from tests.bot.simulated_reviews import set_clock, start_service
from tests.bot.simulation import CLAIRE, Simulation
from tests.shipped_form import shipped_form

NOW = 2027, 2, 8
MONTHS = [Period(date(2026, 10, 1)).shift(count) for count in range(4)]
ORDERS = st.permutations(range(4))
OPENED_FIRST = st.sets(st.sampled_from(range(4)))
TARGETS = {"bookkeeping": "gen_cycle_time", "payroll": "pay_entry_exit_delay"}


def begin_review_once(tx: Tx, simulation: Simulation, period: Period) -> None:
    exchange = simulation.exchange(tx)
    if review_of(tx, exchange.project, period) is None:
        begin_review(exchange, period)


def close_review_with_amendments(tx: Tx, simulation: Simulation, period: Period) -> None:
    """A review where both targets are said to be ill set, and every amendment offered is prepared."""
    begin_review_once(tx, simulation, period)
    exchange = simulation.exchange(tx)
    row = review_of(tx, exchange.project, period)
    assert row

    def say(question: str, item: str | None, value: object) -> None:
        tx.add_answer(exchange.project, row.id, question, item, value, "test", simulation.now)

    for item in figures_due(project_of(path_through(tx, shipped_form(), row)), period):
        say("rev_kpi_value", item, to_json(9))
        say("rev_kpi_cause", item, "target")
    for task in TARGETS:
        say("rev_decision", task, "adjust")
    for item in proposals(project_of(path_through(tx, shipped_form(), row))):
        say("rev_amendment", item, "prepare")
    tx.interviews.save_state(row.id, {"queue": []}, simulation.now, simulation.now)
    exchange.switch_to(tx.interviews.by_id(row.id))
    closing.close(exchange)


def numbers(simulation: Simulation) -> dict[str, int]:
    def read(tx: Tx) -> dict[str, int]:
        project = tx.project(CLAIRE, simulation.now)
        found = decisions_to_prepare(tx, project, shipped_form())
        return {f"{one.proposal.task} {one.proposal.evidence[-1]}": number for number, one in found.items()}

    return simulation.store.run_sync(read)


@pytest.fixture(scope="module")
def started(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database where Claire’s service began, to copy."""
    file = tmp_path_factory.mktemp("started") / "relais.sqlite"
    shutil.copyfile(sqlite_template, file)
    store = Store(f"sqlite:///{file}")
    simulation = Simulation(store)
    set_clock(simulation, *NOW)
    start_service(simulation)
    # Closing the last connection leaves everything in the file itself.
    store.close_sync()
    return file


@pytest.mark.long
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ORDERS, OPENED_FIRST)
def test_numbers_are_unique_grow_as_reviews_close_and_never_change(
    started: Path, order: list[int], first: set[int]
) -> None:
    with TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{shutil.copy(started, folder)}")
        try:
            simulation = Simulation(store)
            set_clock(simulation, *NOW)
            for index in sorted(first):
                store.run_sync(begin_review_once, simulation, MONTHS[index])
            known: dict[str, int] = {}
            for index in order:
                store.run_sync(close_review_with_amendments, simulation, MONTHS[index])
                found = numbers(simulation)
                assert {about: found[about] for about in known} == known
                fresh = sorted(set(found.values()) - set(known.values()))
                assert len(set(found.values())) == len(found) and all(
                    one > max(known.values(), default=0) for one in fresh
                )
                known = found
            assert known and sorted(known.values()) == list(range(1, len(known) + 1))
        finally:
            store.close_sync()
