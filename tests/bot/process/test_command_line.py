"""The command line, as a process: what it writes and how it ends."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import aiohttp
import pytest

from bot.__main__ import main
from tests.bot.server_harness import running_bot
from tests.bot.whole_interview import COMPANY, accept_welcome, answer_interview
from tests.waiting import CEILING, wait_until


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(list(arguments))
    return code, capfd.readouterr().out


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_data_a_person_receives_feeds_score_document_and_equals_export(
    database_url: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    async with running_bot(database_url) as harness:
        talk = harness.conversation()
        await accept_welcome(talk)
        await answer_interview(talk, lambda talk: "Étape 4" in talk.see())
        await talk.say("/mesdonnees")
        await talk.until(lambda: len(talk.files()) == 1)
        received = talk.files()[0]
    data = json.loads(received)
    assert data["answers"]["profile_company_name"] == COMPANY and data["consents"][0]["given"] is True
    file = tmp_path / "data.json"
    file.write_bytes(received)

    code, out = run(capfd, "score", str(file))
    tasks = data["answers"]["audit_functions"]
    assert code == 0 and set(json.loads(out)["tasks"]) == set(tasks) and len(tasks) == 3
    starts = {"pdf": b"%PDF", "docx": b"PK", "md": b"", "html": b"<!"}
    for format, start in starts.items():
        target = tmp_path / f"out.{format}"
        assert run(capfd, "document", str(file), "--format", format, "--out", str(target))[0] == 0
        assert target.read_bytes().startswith(start) and target.stat().st_size > 1000
    assert "Brindille" in (tmp_path / "out.md").read_text()
    for option, said in (("--reader=provider", "pour consultation"), ("--annotated", "D’après vos réponses")):
        target = tmp_path / "other.md"
        assert run(capfd, "document", str(file), "--format", "md", option, "--out", str(target))[0] == 0
        assert said in target.read_text() and said not in (tmp_path / "out.md").read_text()

    code, out = run(capfd, "export", str(talk.id))
    exported = json.loads(out)
    assert code == 0 and exported["answers"] == data["answers"] and exported["history"] == data["history"]
    assert run(capfd, "export", "42")[0] == 2


@pytest.mark.parametrize("content", ["", "[]", '{"answers": 3}', '{"format": 9, "answers": {}}', "[" * 100_000])
def test_a_file_that_holds_no_answers_is_refused_in_words(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], content: str
) -> None:
    file = tmp_path / "bad.json"
    file.write_text(content)
    assert main(["score", str(file)]) == 2
    said = capfd.readouterr()
    assert "bad.json" in said.err and said.out == "" and "Traceback" not in said.err


def test_bad_settings_stop_the_program_with_their_names(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOG_LEVEL", "BAVARD")
    monkeypatch.setenv("BOT_TOKEN", "x")
    assert main(["run"]) == 2
    said = capfd.readouterr().err
    assert "LOG_LEVEL" in said and "BOT_TOKEN" in said


@pytest.mark.any_day
async def test_without_a_token_run_says_so_and_opens_the_preview_on_a_database_of_its_own(tmp_path: Path) -> None:
    own, bots = tmp_path / "own.db", tmp_path / "bots.db"
    environment = {
        **os.environ,
        "BOT_TOKEN": "",
        "DATABASE_URL": f"sqlite:///{bots}",
        "PREVIEW_DATABASE_URL": f"sqlite:///{own}",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environment, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        first = (await asyncio.wait_for(process.stdout.readline(), CEILING)).decode()
        second = (await asyncio.wait_for(process.stdout.readline(), CEILING)).decode()
        assert "BOT_TOKEN" in first and "aperçu" in first
        address = next(word for word in second.split() if word.startswith("http://127.0.0.1:"))
        async with aiohttp.ClientSession() as http, http.get(address) as page:
            assert page.status == 200 and "<html" in (await page.text()).lower()
        await wait_until(own.exists)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), CEILING) == 0
        assert not bots.exists()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def test_score_explains_itself_robustness_economics_pairs_second_look_and_what_clashes(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data = json.loads((Path(__file__).parents[2] / "documents/answers/valserine_conseil.json").read_text("utf-8"))
    task = data["answers"]["audit_functions"][0]
    fields = ("strategic_impact", "ceo_value", "friction", "mastery")
    data["second_look"] = [
        *({"question": f"sealed_{field}", "item": task, "value": 1} for field in fields),
        *({"question": f"third_{field}", "item": task, "value": 5} for field in fields),
        {"question": "third_look", "item": None, "value": "7"},
        {"question": "spec_start", "item": None, "value": "not a look"},
        {"question": "sealed_friction", "item": task, "value": "five"},
        "nonsense",
    ]
    file = tmp_path / "data.json"
    file.write_text(json.dumps(data), "utf-8")
    code, out = run(capfd, "score", str(file))
    found = json.loads(out)
    assert code == 0 and set(found) == {"tasks", "order", "pairs", "contradictions"}
    one = found["tasks"][task]
    assert one["robustness"] in ("robust", "moderate", "fragile") and one["trials"] > 20
    assert (one["robustness"] == "robust") == (one["flips"] == [])
    assert set(one["economics"]) == {"internal", "price", "coordination", "start_up", "external", "gain", "cash"}
    assert [gap["field"] for gap in one["second_look"]["divergences"]] == list(fields)
    assert one["second_look"]["own"]["S"] != one["second_look"]["theirs"]["S"]
    assert all(other["second_look"] is None for name, other in found["tasks"].items() if name != task)
    assert {clash["severity"] for clash in found["contradictions"]} <= {"block", "warn", "hint"}


def test_score_gives_the_pairs_with_their_consistency(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    tasks = ["bookkeeping", "payroll", "seo"]
    pairs = {f"{tasks[0]}|{tasks[1]}": "more", f"{tasks[0]}|{tasks[2]}": "much_more", f"{tasks[1]}|{tasks[2]}": "more"}
    file = tmp_path / "data.json"
    file.write_text(json.dumps({"answers": {"audit_functions": tasks, "prio_pairwise": pairs}}), "utf-8")
    found = json.loads(run(capfd, "score", str(file))[1])["pairs"]
    assert found["order"] == tasks and found["lambda_max"] > 3 and found["CR"] < 0.1
    assert (
        found["cycles"] == [] and found["consistent"] and sum(found["weights"].values()) == pytest.approx(1, abs=0.001)
    )
    pairs[f"{tasks[0]}|{tasks[2]}"] = "much_less"
    file.write_text(json.dumps({"answers": {"audit_functions": tasks, "prio_pairwise": pairs}}), "utf-8")
    found = json.loads(run(capfd, "score", str(file))[1])["pairs"]
    assert len(found["cycles"]) == 1 and not found["consistent"] and found["doubtful"]
