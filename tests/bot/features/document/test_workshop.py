"""The process that makes documents: what it makes, what it says when it cannot, and how it begins and ends."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.documents import TEMPLATES, Brand, Documents
from bot.documents.chart import matrix_png
from bot.features.document.workshop import RenderingError, Workshop
from domain.specification.document import Specification
from tests.bot.features.document.workshop_process import nexoria_specification, process_of
from tests.waiting import wait_until

ROOT = Path(__file__).parents[4]
ANSWERS = ROOT / "tests" / "documents" / "answers" / "nexoria.json"
SECRET = "un mot que personne ne doit lire"
ORPHAN = """
import asyncio, sys
from tests.waiting import wait_until
from tests.bot.features.document.workshop_process import make_document, nexoria_specification
if __name__ == "__main__":
    print(asyncio.run(make_document(nexoria_specification())), flush=True)
    sys.stdin.read()
"""


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    # One that ended and that nobody asked about yet is not alive.
    status = Path(f"/proc/{process}/stat")
    return not status.exists() or status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


async def until_gone(process: int) -> None:
    await wait_until(lambda: not alive(process))


@pytest.fixture(scope="module")
def spec() -> Specification:
    return nexoria_specification()


@pytest.fixture
async def shop() -> AsyncIterator[Workshop]:
    opened = Workshop(Documents(brand=Brand("Clair", "#226644")))
    yield opened
    opened.close()


async def test_it_makes_what_the_documents_make(shop: Workshop, spec: Specification) -> None:
    here = Documents(brand=Brand("Clair", "#226644"))
    assert spec.matrix
    made = await asyncio.gather(
        shop.render(spec, "pdf"), shop.render(spec, "docx"), shop.chat(spec), shop.matrix_png(spec.matrix)
    )
    assert made == [here.render(spec, "pdf"), here.render(spec, "docx"), here.chat(spec), matrix_png(spec.matrix)]


async def test_what_cannot_be_made_says_where_and_never_a_persons_words(
    spec: Specification, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = tmp_path / "templates"
    shutil.copytree(TEMPLATES, broken)
    layout = broken / "specification.typ"
    layout.write_text(layout.read_text() + "\n#panic(d.title + d.author)")
    shop = Workshop(Documents(broken))
    with caplog.at_level(logging.DEBUG), pytest.raises(RenderingError, match="TypstError") as caught:
        await shop.render(replace(spec, company=SECRET), "pdf")
    assert "pdf.py" in str(caught.value)
    assert SECRET not in str(caught.value) + caplog.text
    assert (await shop.render(spec, "docx")).startswith(b"PK")
    shop.close()


async def test_a_process_that_died_is_replaced(shop: Workshop, spec: Specification) -> None:
    before = await shop.render(spec, "md")
    first = process_of(shop)
    os.kill(first, signal.SIGKILL)
    await until_gone(first)
    with pytest.raises(Exception, match="terminated"):
        await shop.render(spec, "md")
    assert await shop.render(spec, "md") == before
    assert process_of(shop) != first


async def test_closing_ends_the_process(shop: Workshop, spec: Specification) -> None:
    await shop.render(spec, "md")
    process = process_of(shop)
    shop.close()
    await until_gone(process)


def test_the_process_does_not_outlive_a_bot_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "orphan.py"
    script.write_text(ORPHAN)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    bot = subprocess.Popen(
        [sys.executable, str(script)], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with bot:
        assert bot.stdout
        process = int(bot.stdout.readline())
        assert alive(process)
        bot.kill()
    asyncio.run(until_gone(process))


async def test_it_gives_way_to_the_bot(shop: Workshop, spec: Specification) -> None:
    if not hasattr(os, "getpriority"):
        pytest.skip("this system has no priorities")
    await shop.render(spec, "md")
    assert os.getpriority(os.PRIO_PROCESS, process_of(shop)) > os.getpriority(os.PRIO_PROCESS, 0)
