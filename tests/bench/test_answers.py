"""The bench of answers, on the real process over HTTP: people reach the end, and its counts agree with the database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bench.answers.contenders import CONTENDERS, ROOT
from bench.answers.databases import lost_answers
from bench.answers.measure import play
from bench.answers.scenes import ALONE, BUSY, Scene


@pytest.mark.any_day
def test_people_reach_the_end_of_the_interview_and_each_answer_replied_to_is_stored(tmp_path: Path) -> None:
    file = tmp_path / "relais.db"
    trial = play(CONTENDERS["relais"], Scene(BUSY, people=2, tasks=1, walks=2), ROOT, f"sqlite:///{file}")
    found = trial.outcome
    assert found.trouble == "" and found.completed >= 2
    assert trial.lost == found.unanswered == found.turning == 0 and found.refusals == {}
    # One person walked alone, then two were brought to their places and went on.
    assert 40 < found.walk_answers < found.walk_length < len(found.noted) == len(set(found.noted))
    assert 0 < found.answers < found.replies == len(found.latencies)
    assert sum(found.calls.values()) >= found.replies and found.processor > 0

    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DELETE FROM answer WHERE update_id = ?", [found.noted[-1]])
    assert lost_answers(found.noted, f"sqlite:///{file}") == 1


@pytest.mark.any_day
def test_each_quarter_of_one_persons_walk_has_its_cost(tmp_path: Path) -> None:
    scene = Scene(ALONE, tasks=1, walks=1)
    found = play(CONTENDERS["relais"], scene, ROOT, f"sqlite:///{tmp_path / 'relais.db'}").outcome
    assert found.completed == 1 and found.answers == found.walk_answers
    assert [len(waits) for waits in found.quarter_latencies] == pytest.approx([found.answers / 4] * 4, abs=1)
    assert all(seconds > 0 for seconds in found.quarter_processor)
