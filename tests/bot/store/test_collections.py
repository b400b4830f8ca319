"""Who may be written to about a file: those who answered by link, the latest first, unless they asked for silence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.store import Store, Tx

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CLAIRE, DENIS, ELSA = 11, 12, 13


def answer_link(tx: Tx, chat_id: int, state: str = "revealed") -> int:
    """Somebody answers a link of Claire's; the invitation's id."""
    tx.person(CLAIRE, NOW)
    project = tx.project(CLAIRE, NOW)
    tx.person(chat_id, NOW)
    row = tx.interviews.start(tx.project(chat_id, NOW), "collection", NOW, "v1")
    count = len(tx.invitations.of_project(project, "collection"))
    made = tx.invitations.add(
        project, f"token{count}", "", NOW, NOW + timedelta(3), "open", purpose="collection", period="2026-10"
    )
    tx.invitations.mark(made, state, interview_id=row.id)
    return made


def listeners(tx: Tx) -> list[tuple[int, int]]:
    return tx.invitations.listeners(tx.project(CLAIRE, NOW), "collection")


def test_the_last_who_answered_comes_first_and_who_did_not_is_not_there(store: Store) -> None:
    first = store.run_sync(answer_link, DENIS)
    second = store.run_sync(answer_link, ELSA, "sealed")
    store.run_sync(answer_link, DENIS, "started")
    assert store.run_sync(listeners) == [(second, ELSA), (first, DENIS)]
    assert store.run_sync(lambda tx: tx.invitations.listeners(tx.project(CLAIRE, NOW), "second_look")) == []


def test_silence_asked_once_holds_for_every_invitation_until_it_is_lifted(store: Store) -> None:
    first, second = (store.run_sync(answer_link, DENIS) for _ in range(2))
    store.run_sync(lambda tx: tx.invitations.set_quiet(first, NOW))
    assert store.run_sync(listeners) == []
    store.run_sync(lambda tx: tx.invitations.set_quiet(first, None))
    assert store.run_sync(listeners) == [(second, DENIS), (first, DENIS)]


def test_nobody_is_there_who_blocked_the_bot_stopped_reminders_or_left(store: Store) -> None:
    for chat_id in (DENIS, ELSA):
        store.run_sync(answer_link, chat_id)
    store.run_sync(lambda tx: tx.set_reachable(DENIS, False))
    assert [chat for _, chat in store.run_sync(listeners)] == [ELSA]
    store.run_sync(lambda tx: tx.set_silent(ELSA, NOW))
    assert store.run_sync(listeners) == []
    store.run_sync(lambda tx: tx.set_silent(ELSA, None))
    store.run_sync(Tx.erase, ELSA)
    assert store.run_sync(listeners) == []


def test_the_invitations_of_one_purpose_are_not_those_of_the_other(store: Store) -> None:
    made = store.run_sync(answer_link, DENIS)
    assert store.run_sync(lambda tx: tx.invitations.of_project(tx.project(CLAIRE, NOW))) == []
    assert store.run_sync(lambda tx: tx.invitations.answered_by(DENIS)) == []
    [one] = store.run_sync(lambda tx: tx.invitations.answered_by(DENIS, "collection"))
    assert (one.id, one.purpose, one.period) == (made, "collection", "2026-10")
