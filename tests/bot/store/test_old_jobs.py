"""A database written before jobs were typed: it opens, its plan is converted, and what was planned is said."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import make_url

from bot.project import jobs
from bot.project.jobs import (
    AbandonedInterview,
    ActionReminder,
    CertificateReminder,
    DeadlineReminder,
    LateProviderActions,
    MonthFigures,
    PauseMention,
    Preparation,
    ReviewNudge,
    ReviewOpening,
    SecondLookEnd,
    SecondLookReminder,
    SurveyEnd,
    TimeLogEnd,
    TimeLogEntry,
)
from bot.store import Store, normalise
from bot.store.engine import open_engine
from bot.store.tables import metadata
from bot.store.upgrade import SCRIPTS, upgrade
from tests.bot.simulated_reviews import hold_review, set_clock, start_service
from tests.bot.simulation import Simulation

BEFORE = "r0006"
"""The last migration of the databases of then."""
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
EACH = pytest.mark.parametrize(
    ("database_url", "empty_database_url"), [("sqlite", "sqlite"), ("postgresql", "postgresql")], indirect=True
)
DUE = date(2026, 12, 8)
OLD: dict[tuple[str, str], Any] = {
    ("review", "2026-11"): ReviewOpening("2026-11"),
    ("review_nudge", "2026-T4/follow_up"): ReviewNudge("2026-T4", "follow_up"),
    ("month_figures", "2026-10"): MonthFigures("2026-10"),
    ("pause", "first"): PauseMention("first"),
    ("left_open", "12"): AbandonedInterview(12),
    ("action", "2026-10-1/action_soon/2026-12-08/Écrire / répondre"): ActionReminder("2026-10/1", DUE, "action_soon"),
    ("action", "2026-T3-2/action_late/2026-12-08/Relire"): ActionReminder("2026-T3/2", DUE, "action_late"),
    ("step", "bookkeeping/halfway/2026-12-08"): DeadlineReminder("bookkeeping", "halfway", DUE),
    ("paper", "payroll/vigilance/2026-12-08/paper_soon"): CertificateReminder(
        "payroll", "vigilance", DUE, "paper_soon"
    ),
    ("provider_actions", "2026-10"): LateProviderActions("2026-10"),
    ("collection_end", "7"): SurveyEnd(7),
    ("second_look_remind", "3"): SecondLookReminder(3),
    ("second_look_expire", "3"): SecondLookEnd(3),
    ("prepare", "social_media/30"): Preparation("social_media", 30),
    ("time_log", "2026-11-24/afternoon"): TimeLogEntry(date(2026, 11, 24), "afternoon"),
    ("time_log_end", "2026-11-23"): TimeLogEnd(date(2026, 11, 23)),
}
"""Every kind as it was written, and what it says."""
UNREADABLE = [("review", "autrefois"), ("horoscope", "12"), ("paper", "payroll/vigilance"), ("left_open", "")]


@pytest.fixture
def old_database(empty_database_url: str, tmp_path: Path) -> str:
    """A database as the bot of then made it, with nobody in it."""
    scripts = shutil.copytree(SCRIPTS, tmp_path / "then", ignore=shutil.ignore_patterns("__pycache__"))
    for script in (scripts / "versions").glob("r*.py"):
        if script.name[:5] > BEFORE:
            script.unlink()
    upgrade(make_url(normalise(empty_database_url)), scripts)
    return empty_database_url


def within(url: str, do: Callable[[Connection], None]) -> None:
    engine = open_engine(make_url(normalise(url)), migrating=True)
    try:
        with engine.begin() as connection:
            do(connection)
    finally:
        engine.dispose()


def test_every_kind_of_job_is_converted_and_what_cannot_be_read_stays(
    old_database: str, open_store: Callable[[str], Store]
) -> None:
    def fill(connection: Connection) -> None:
        insert = text("INSERT INTO person (chat_id, created_at, reachable) VALUES (1, :now, :yes)")
        connection.execute(insert, {"now": "2026-11-23 09:30:00.000000", "yes": True})
        connection.execute(
            text("INSERT INTO project (chat_id, created_at) VALUES (1, :now)"), {"now": "2026-11-23 09:30:00.000000"}
        )
        # The same reminder of an action planned in other words is the same reminder.
        again = ("action", "2026-10-1/action_soon/2026-12-08/Autrement dit")
        for kind, item in (*OLD, *UNREADABLE, again):
            connection.execute(
                text("INSERT INTO planned (project_id, kind, item, due_at) SELECT id, :kind, :item, :due FROM project"),
                {"kind": kind, "item": item, "due": "2026-12-01 09:30:00.000000"},
            )

    within(old_database, fill)
    store = open_store(old_database)
    store.migrate()
    rows = store.run_sync(lambda tx: tx.planned.of_project(tx.project(1, NOW)))
    kept = [(row.kind, row.item) for row in rows if (row.kind, row.item) in UNREADABLE]
    read = [jobs.item_from_json(row.kind, row.item) for row in rows if (row.kind, row.item) not in UNREADABLE]
    assert sorted(kept) == sorted(UNREADABLE)
    assert sorted(map(repr, read)) == sorted(map(repr, OLD.values()))
    assert {row.due_at for row in rows} == {datetime(2026, 12, 1, 9, 30, tzinfo=UTC)}
    assert {row.attempts for row in rows} == {0}
    # A kind written from now on is written as the migration writes it.
    assert {jobs.item_to_json(item) for item in OLD.values()} <= {row.item for row in rows}


@EACH
def test_what_an_old_database_had_planned_is_said_as_it_would_have_been(
    store: Store, database_url: str, old_database: str, open_store: Callable[[str], Store]
) -> None:
    today = Simulation(store)
    set_clock(today, 2026, 11, 9)
    start_service(today, date(2026, 8, 1))
    wishes = {
        "je conseille": "→Plan de redressement",
        "Vous ne suivez pas": "On resserre",
        "La cause la plus probable": "→Méthode du prestataire",
    }
    hold_review(today, "9", wishes)
    kinds = {kind for kind, _, _ in today.planned_jobs()}
    assert {"review", "review_nudge", "action", "deadline", "abandoned"} <= kinds
    _copy(database_url, old_database)
    then = Simulation(open_store(old_database))
    then.store.migrate()
    then.now = today.now
    today.new_messages()
    heard = then.until(today.now + timedelta(days=40), timedelta(hours=3))
    assert any("trois cas" in text for _, _, text in heard) and any("point d’étape" in text for _, _, text in heard)
    assert heard == today.until(today.now + timedelta(days=40), timedelta(hours=3))


def _copy(new: str, old: str) -> None:
    """Everything the new database holds, its plan written as it was then."""
    found: dict[str, list[dict[str, Any]]] = {}

    def read(connection: Connection) -> None:
        for table in metadata.sorted_tables:
            found[table.name] = [
                dict(row._mapping) for row in connection.execute(text(f'SELECT * FROM "{table.name}"'))
            ]

    def write(connection: Connection) -> None:
        known = inspect(connection)
        for name, rows in found.items():
            columns = {column["name"] for column in known.get_columns(name)} if known.has_table(name) else set()
            for row in rows:
                values = {key: value for key, value in row.items() if key in columns}
                if name == "planned":
                    values["kind"], values["item"] = _as_then(row["kind"], row["item"])
                names, marks = ", ".join(f'"{key}"' for key in values), ", ".join(f":{key}" for key in values)
                connection.execute(text(f'INSERT INTO "{name}" ({names}) VALUES ({marks})'), values)
            if "id" in columns and connection.dialect.name == "postgresql":
                number = f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM \"{name}\""
                connection.execute(text(number))

    within(new, read)
    within(old, write)


def _as_then(kind: str, item: str) -> tuple[str, str]:
    job = jobs.item_from_json(kind, item)
    fields = {name: str(value) for name, value in asdict(job).items()}
    match job:
        case ActionReminder():
            named = fields["action"].replace("/", "-")
            return kind, f"{named}/{fields['stage']}/{fields['due']}/des mots que l’on ne garde plus"
        case AbandonedInterview():
            return "left_open", fields["interview"]
        case DeadlineReminder():
            return "step", "/".join(fields.values())
        case CertificateReminder():
            return "paper", "/".join(fields.values())
        case _:
            return kind, "/".join(fields.values())


def test_an_item_holds_ids_never_words() -> None:
    with pytest.raises(ValueError, match="not an id"):
        jobs.item_to_json(ActionReminder("Écrire à Madame Zorn", DUE, "action_soon"))
    assert jobs.item_to_json(ReviewNudge("2026-11", "eve")) == '{"period":"2026-11","stage":"eve"}'
    assert all(
        jobs.item_from_json(kind.name, jobs.item_to_json(item)) == item
        for kind in jobs.KINDS
        for item in OLD.values()
        if type(item) is kind.item
    )
    assert {type(item) for item in OLD.values()} == {kind.item for kind in jobs.KINDS}
