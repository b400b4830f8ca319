"""The version of a project: whatever changes what it holds raises it, and nothing that only reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import Table, delete, update

from bot.store import Appointment, Store, Tx
from bot.store.records.appointments import Absences, Appointments
from bot.store.records.interviews import Interviews
from bot.store.records.invitations import Invitations
from bot.store.records.versions import Versions
from bot.store.tables import absence, answer, appointment, interview, invitation, version
from tests.bot.store.rows import ADA, BOB, LATER, NOW, begin_audit

TODAY, PERIOD = NOW.date(), "2026-11"
TABLES = (interview, answer, invitation, appointment, absence, version)


@dataclass(frozen=True)
class File:
    """A project with a row of each kind."""

    project: int
    audit: int
    invitation: int
    version: int
    guests: int
    """The interview of Bob, who was invited."""


def write_file(tx: Tx) -> File:
    project, audit = begin_audit(tx)
    tx.add_answer(project, audit, "name", None, "Ada", "v1", NOW, message_id=1)
    invited = tx.invitations.add(project, "token", "Bob", NOW, LATER, "open")
    _, guests = begin_audit(tx, BOB)
    tx.invitations.mark(invited, "sealed", interview_id=guests)
    tx.appointments.put(Appointment(project, PERIOD, LATER, "planned", 0))
    tx.absences.add(project, TODAY, TODAY + timedelta(7))
    number = tx.versions.add(project, "1.0", NOW, ADA, {"form_version": "v1", "answers": {}})
    return File(project, audit, invited, number, guests)


Call = Callable[[Tx, File], object]
RECORDS = {
    "interviews": Interviews,
    "invitations": Invitations,
    "versions": Versions,
    "appointments": Appointments,
    "absences": Absences,
}
WRITES: dict[str, Call] = {
    "interviews.start": lambda tx, file: tx.interviews.start(file.project, "review", NOW, "v1", period=PERIOD),
    "interviews.of": lambda tx, file: tx.interviews.of(file.project, "second_look", NOW, "v1"),
    "interviews.set_prior": lambda tx, file: tx.interviews.set_prior(file.audit, [["name", None, "Ada"]]),
    "interviews.add_prior": lambda tx, file: tx.interviews.add_prior(file.audit, [["name", None, "Ada"]]),
    "interviews.save_state": lambda tx, file: tx.interviews.save_state(file.audit, {"queue": []}, None),
    "interviews.set_said": lambda tx, file: tx.interviews.set_said(file.audit, NOW),
    "invitations.add": lambda tx, file: tx.invitations.add(file.project, "other", "Cid", NOW, LATER, "open"),
    "invitations.mark": lambda tx, file: tx.invitations.mark(file.invitation, "revealed", answers=[]),
    "invitations.set_quiet": lambda tx, file: tx.invitations.set_quiet(file.invitation, NOW),
    "invitations.forget": lambda tx, file: tx.invitations.forget([file.guests]),
    "versions.add": lambda tx, file: tx.versions.add(file.project, "2.0", NOW, ADA, {"form_version": "v1"}),
    "versions.keep": lambda tx, file: tx.versions.keep(file.version, "pdf", b"%PDF"),
    "appointments.put": lambda tx, file: tx.appointments.put(Appointment(file.project, PERIOD, NOW, "open", 1)),
    "appointments.forget": lambda tx, file: tx.appointments.forget(file.project, PERIOD),
    "absences.add": lambda tx, file: tx.absences.add(file.project, TODAY, TODAY),
    "absences.end": lambda tx, file: tx.absences.end(file.project, TODAY),
    "add_answer": lambda tx, file: tx.add_answer(file.project, file.audit, "name", None, "Ada", "v1", NOW),
}
READS: dict[str, Call] = {
    "interviews.of_occasion": lambda tx, file: tx.interviews.of_occasion(file.project, "audit"),
    "interviews.by_id": lambda tx, file: tx.interviews.by_id(file.audit),
    "interviews.lock": lambda tx, file: tx.interviews.lock(file.audit),
    "interviews.in_project": lambda tx, file: tx.interviews.in_project(file.audit, file.project),
    "invitations.by_token": lambda tx, file: tx.invitations.by_token("token"),
    "invitations.of_project": lambda tx, file: tx.invitations.of_project(file.project),
    "invitations.by_id": lambda tx, file: tx.invitations.by_id(file.invitation),
    "invitations.of_interview": lambda tx, file: tx.invitations.of_interview(file.guests),
    "invitations.answered_by": lambda tx, file: tx.invitations.answered_by(BOB),
    "invitations.author": lambda tx, file: tx.invitations.author(file.project),
    "invitations.guest": lambda tx, file: tx.invitations.guest(file.guests),
    "invitations.listeners": lambda tx, file: tx.invitations.listeners(file.project, "second_look"),
    "versions.of_project": lambda tx, file: tx.versions.of_project(file.project),
    "versions.file": lambda tx, file: tx.versions.file(file.version, "pdf"),
    "versions.lacking": lambda tx, file: tx.versions.lacking(),
    "appointments.of_project": lambda tx, file: tx.appointments.of_project(file.project),
    "absences.of_project": lambda tx, file: tx.absences.of_project(file.project),
    "person": lambda tx, file: tx.person(ADA, NOW),
    "open_file": lambda tx, file: tx.open_file(ADA),
    "begin_file": lambda tx, file: tx.begin_file(ADA, NOW),
    "project": lambda tx, file: tx.project(ADA, NOW),
    "version": lambda tx, file: tx.version(file.project),
    "answers": lambda tx, file: tx.answers(file.audit),
    "answers_after": lambda tx, file: tx.answers_after(file.audit, 0),
    "answered_by": lambda tx, file: tx.answered_by(file.audit, 1),
    "history": lambda tx, file: tx.history(file.project),
}
"""What changes nothing of a project that exists."""
ABOUT_PEOPLE = {
    "purge", "lock", "is_known", "zone", "set_card", "set_reachable", "set_paused", "set_current", "set_place",
    "set_silent", "erase", "add_consent", "consents", "has_consented", "counts",
}  # fmt: skip
"""Methods of Tx about a person or the whole database, of whom the project holds nothing."""


def public_methods(kind: type) -> list[str]:
    return [name for name, found in vars(kind).items() if callable(found) and not name.startswith("_")]


def change_of_version(store: Store, file: File, call: Call) -> int:
    """By how much the version is greater once the call is committed."""
    before = store.run_sync(Tx.version, file.project)
    store.run_sync(call, file)
    after = store.run_sync(Tx.version, file.project)
    assert before is not None and after is not None
    return after - before


def test_each_method_of_the_store_is_known_to_write_or_to_read() -> None:
    found = {f"{record}.{name}" for record, kind in RECORDS.items() for name in public_methods(kind)}
    found |= set(public_methods(Tx)) - ABOUT_PEOPLE
    assert found == WRITES.keys() | READS.keys() and not WRITES.keys() & READS.keys()


@pytest.mark.parametrize("name", WRITES)
def test_a_write_raises_the_version_of_its_project(store: Store, name: str) -> None:
    file = store.run_sync(write_file)
    assert change_of_version(store, file, WRITES[name]) > 0


def test_reads_leave_the_version_as_it_is(store: Store) -> None:
    file = store.run_sync(write_file)
    changed = {name: change_of_version(store, file, call) for name, call in READS.items()}
    assert changed == dict.fromkeys(READS, 0)


def test_a_write_in_one_project_leaves_the_others_as_they_are(store: Store) -> None:
    file = store.run_sync(write_file)
    bobs = store.run_sync(begin_audit, BOB)[0]
    before = store.run_sync(Tx.version, bobs)
    for name, call in WRITES.items():
        # His interview is his own.
        if name != "invitations.forget":
            store.run_sync(call, file)
    assert store.run_sync(Tx.version, bobs) == before


def test_a_write_that_is_undone_raises_nothing(store: Store) -> None:
    file = store.run_sync(write_file)
    before = store.run_sync(Tx.version, file.project)

    def fail(tx: Tx) -> None:
        tx.interviews.set_said(file.audit, NOW)
        raise KeyError

    with pytest.raises(KeyError):
        store.run_sync(fail)
    assert store.run_sync(Tx.version, file.project) == before


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_rows_changed_and_deleted_by_sql_raise_it_too(store: Store, table: Table) -> None:
    file = store.run_sync(write_file)
    mine = table.c.project_id == file.project
    for change in (update(table).where(mine).values(project_id=file.project), delete(table).where(mine)):
        assert change_of_version(store, file, lambda tx, _, one=change: tx._connection.execute(one)) > 0


def test_a_guest_who_is_erased_raises_it_where_something_of_theirs_was(store: Store) -> None:
    file = store.run_sync(write_file)
    assert change_of_version(store, file, lambda tx, _: tx.erase(BOB)) > 0
    assert store.run_sync(lambda tx: tx.invitations.by_id(file.invitation)).interview_id is None


def test_a_stranger_who_is_erased_leaves_it_as_it_is(store: Store) -> None:
    file = store.run_sync(write_file)
    store.run_sync(begin_audit, 77)
    assert change_of_version(store, file, lambda tx, _: tx.erase(77)) == 0


def test_with_a_person_goes_their_project_and_all_it_held(store: Store) -> None:
    file = store.run_sync(write_file)
    store.run_sync(Tx.erase, ADA)
    counts = store.run_sync(Tx.counts)
    assert store.run_sync(Tx.version, file.project) is None
    # Bob's interview stays.
    assert [counts[table.name] for table in TABLES] == [1, 0, 0, 0, 0, 0]
