"""Around midnight, the clock where a person lives decides which day and which month what they do belongs to."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.store import Store, Tx
from bot.workdays import ZONES
from domain.questionnaire.values import Gap, to_json
from tests.bot.desk import CLAIRE, Desk
from tests.bot.held import hold, started
from tests.bot.provider import DENIS, PROVIDER, answered, asked, change, reviewed, through, to

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PLACES = ("FR", "FR-988", "FR-971")
"""In Paris, a month begins while the one before goes on in Greenwich; eleven hours before it, in Nouméa; in Guadeloupe,
four hours after it."""
DELAY = "bookkeeping/gen_cycle_time"
WISHES = {"La cause la plus probable": "→Méthode", "La raison": "On attend"}


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def local(place: str, *moment: int) -> datetime:
    return datetime(*moment, tzinfo=ZoneInfo(ZONES[place])).astimezone(UTC)  # type: ignore[arg-type, misc]


def live(desk: Desk, place: str, chat: int = CLAIRE) -> None:
    """That person has said where they live."""

    def write(tx: Tx) -> None:
        tx.person(chat, desk.now)
        tx.set_place(chat, place, ZONES[place])

    desk.store.run_sync(write)


def retarget(desk: Desk, target: int) -> None:
    """The target of the delay of bookkeeping is another from now on."""
    change(desk, "kpi_target", DELAY, "custom")
    change(desk, "kpi_target_custom", DELAY, target)


def delay(screens: list[str]) -> str:
    return next(screen for screen in screens if "Délai médian" in screen and "quelle valeur" in screen)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("moment", "held"),
    [
        ((2026, 12, 31, 23, 30), "cible : 6 jours ouvrés)"),
        ((2027, 1, 1, 0, 30), "cible : 3 jours ouvrés, celle d’alors"),
    ],
)
def test_a_month_begins_where_the_person_lives_for_the_target_it_is_judged_by(
    desk: Desk, place: str, moment: tuple[int, ...], held: str
) -> None:
    desk.now = local(place, 2026, 11, 9, 11)
    live(desk, place)
    started(desk, date(2026, 9, 1))
    desk.now = local(place, *moment)
    retarget(desk, 6)
    desk.now = local(place, 2027, 2, 5, 11)
    assert held in delay(hold(desk, "5", WISHES))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("moment", "period"),
    [((2026, 12, 31, 23, 30), "de novembre 2026"), ((2027, 1, 1, 0, 30), "de décembre 2026")],
)
def test_the_month_to_review_changes_at_midnight_where_the_person_lives(
    desk: Desk, place: str, moment: tuple[int, ...], period: str
) -> None:
    desk.now = local(place, 2026, 10, 9, 11)
    live(desk, place)
    started(desk, date(2026, 9, 1))
    desk.now = local(place, *moment)
    assert period in desk.say("/revue")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("moment", "first"),
    [
        ((2026, 12, 31, 23, 30), "janvier 2027"),
        ((2027, 1, 1, 0, 30), "janvier 2027"),
        ((2027, 1, 15, 23, 30), "janvier 2027"),
        ((2027, 1, 16, 0, 30), "février 2027"),
    ],
)
def test_a_file_without_a_start_starts_the_day_it_was_opened_where_the_person_lives(
    desk: Desk, place: str, moment: tuple[int, ...], first: str
) -> None:
    desk.now = local(place, *moment)
    live(desk, place)
    desk.finished(spec_start=to_json(Gap.UNKNOWN))
    assert re.findall(r"pour (\w+ 20\d\d)", desk.say("/rappels"))[0] == first


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("moment", "day"), [((2026, 12, 31, 23, 30), "31 décembre 2026"), ((2027, 1, 1, 0, 30), "1er janvier 2027")]
)
def test_a_version_is_dated_of_the_day_where_the_person_lives(
    desk: Desk, place: str, moment: tuple[int, ...], day: str
) -> None:
    desk.now = local(place, *moment)
    live(desk, place)
    started(desk, date(2027, 2, 1))
    desk.say("/versions")
    desk.press("Bon pour accord")
    desk.say("Claire Valserine")
    desk.press("Passer")
    desk.press("Oui")
    assert day in desk.say("/versions")


@pytest.mark.parametrize(
    ("moment", "held"),
    [
        ((2026, 12, 31, 23, 30), "cible : 6 jours ouvrés)"),
        ((2027, 1, 1, 0, 30), "cible : 3 jours ouvrés, celle d’alors"),
    ],
)
@pytest.mark.parametrize(("place", "far"), [("FR", "FR-988"), ("FR-988", "FR-971"), ("FR-971", "FR")])
def test_a_provider_who_lives_elsewhere_is_shown_the_targets_of_the_companys_own_months(
    desk: Desk, place: str, far: str, moment: tuple[int, ...], held: str
) -> None:
    desk.now = local(place, 2026, 11, 9, 11)
    live(desk, place)
    live(desk, far, DENIS)
    started(desk, date(2026, 9, 1))
    desk.say("/rappels")
    desk.now = local(place, *moment)
    retarget(desk, 6)
    desk.at(local(place, 2027, 1, 8, 11))
    hold(desk, "5", WISHES)
    word = asked(desk, local(place, 2027, 1, 29, 11))
    seen = through(desk, DENIS, desk.say(word, DENIS), PROVIDER, "Délai médian")
    assert held in seen[-1], seen[-1]


def test_each_side_is_told_the_last_day_of_a_link_by_their_own_clock(desk: Desk) -> None:
    live(desk, "FR-988")
    live(desk, "FR", DENIS)
    desk.finished(review_participants=["ceo"])
    answered(desk, asked(desk, local("FR-988", 2026, 12, 31, 11)))
    desk.at(local("FR-988", 2027, 1, 8, 11))
    reviewed(desk)
    desk.at(local("FR-988", 2027, 1, 29, 11))
    desk.press("Demander à mon prestataire")
    # Half past nine on the tenth in Nouméa.
    assert "jusqu’au 10 février 2027" in desk.press("Lui écrire directement")
    assert "d’ici le 9 février 2027" in to(desk, DENIS, desk.now)


def test_what_a_provider_far_away_adds_to_a_closed_review_is_dated_by_the_companys_clock(desk: Desk) -> None:
    live(desk, "FR-988", DENIS)
    desk.finished(review_participants=["ceo"])
    word = asked(desk)
    desk.at(local("FR", 2027, 1, 8, 15))
    reviewed(desk)
    answered(desk, word)
    desk.say("/revue")
    assert "(noté le 8 janvier 2027)" in desk.press("Dernier compte rendu")


def test_a_link_says_the_same_last_day_when_it_is_made_and_later_whatever_the_clocks_do(desk: Desk) -> None:
    desk.now = local("FR", 2027, 3, 22, 23, 30)
    desk.finished()
    desk.say("/regard")
    assert "30 mars 2027" in desk.press("Créer")
    assert "30 mars 2027" in desk.say("/regard")
