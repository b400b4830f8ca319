"""A target changed meanwhile: a month is judged by the one that held when it began, and it is said."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.conversation.exchange import AUDIT
from bot.store import Store, Tx
from domain.questionnaire.values import Value, to_json
from tests.bot.desk import CLAIRE, Desk
from tests.bot.held import at, hold, started

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DELAY = "bookkeeping/gen_cycle_time"
WISHES = {"La cause la plus probable": "→Méthode", "La raison": "On attend"}


def changed(desk: Desk, day: date, target: int) -> None:
    """The target of the delay of bookkeeping is another from that day on."""
    moment = datetime.combine(day, datetime.min.time(), UTC)
    given: dict[str, Value] = {"kpi_target": "custom", "kpi_target_custom": Decimal(target)}

    def write(tx: Tx) -> None:
        project = tx.project(CLAIRE, desk.now)
        row = tx.interviews.of(project, AUDIT, desk.now, "test")
        for question, value in given.items():
            tx.add_answer(project, row.id, question, DELAY, to_json(value), "test", moment)

    desk.store.run_sync(write)


def asked(screens: list[str]) -> str:
    return next(screen for screen in screens if "Délai médian" in screen and "quelle valeur" in screen)


@pytest.mark.parametrize("day", [date(2026, 12, 15), date(2027, 1, 4)])
def test_a_target_changed_meanwhile_does_not_judge_the_month_that_began_before(store: Store, day: date) -> None:
    desk = Desk(store)
    at(desk, 2027, 1, 8)
    started(desk, date(2026, 9, 1))
    changed(desk, day, 6)
    screens = hold(desk, "5", WISHES)
    assert "cible : 3 jours ouvrés, celle d’alors ; 6 jours ouvrés depuis" in asked(screens)
    assert "5 jours ouvrés (cible 3 jours ouvrés alors, 6 jours ouvrés depuis) 🔴" in screens[-1]
    desk.say("/tableau")
    # The month that begins after the change is judged by it.
    at(desk, 2027, 2, 5)
    screens = hold(desk, "5", WISHES)
    held = "cible : 6 jours ouvrés)" if day.year == 2026 else "cible : 3 jours ouvrés, celle d’alors"
    assert held in asked(screens)


def test_a_target_set_once_the_month_had_begun_is_the_one_it_is_judged_by(store: Store) -> None:
    desk = Desk(store)
    at(desk, 2027, 1, 8)
    started(desk, date(2026, 9, 1))
    screens = hold(desk, "5", WISHES)
    assert "cible : 3 jours ouvrés)" in asked(screens) and "alors" not in screens[-1]


def test_in_a_quarter_each_month_has_the_target_of_its_own_beginning(store: Store) -> None:
    desk = Desk(store)
    at(desk, 2027, 1, 8)
    started(desk, date(2026, 6, 1), review_frequency="quarterly")
    changed(desk, date(2026, 11, 10), 6)
    desk.say("/revue")
    shown = desk.press("Faire le point maintenant")
    seen = []
    for _ in range(9):
        if "Délai médian" in shown and "quelle valeur" in shown:
            seen.append("celle d’alors" in shown)
        if len(seen) == 3:
            break
        if "quelle valeur" in shown:
            shown = desk.say("2")
        else:
            shown = desk.press("Passer" if "Sur combien" in shown else "Continuer")
    assert seen == [True, True, False]
