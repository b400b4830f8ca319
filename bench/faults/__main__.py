"""Plays every scenario and prints one table (`python -m bench.faults [--short] [--tree PATH] [--only WORDS]`).
`--tree` plays them with the bot of another checkout, so that two can be compared. Exits with 1 if a limit is passed.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from bench.faults.database import POSTGRESQL, SQLITE
from bench.faults.scenarios import Scenario
from bench.faults.scenarios.all import SCENARIOS
from bench.faults.stage import stage
from bench.faults.table import HEADING, Check, Line

HERE = Path(__file__).resolve().parents[2]


async def play(scenario: Scenario, kind: str, tree: Path, short: bool, keep: Path | None = None) -> Line:
    """Play one scenario on one database; one that breaks off fails."""
    began = time.monotonic()
    try:
        async with asyncio.timeout(scenario.most), stage(kind, tree, short, scenario.started, keep) as place:
            checks: Sequence[Check] = await scenario.play(place)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)
        line = next((f"{one.name}:{one.lineno}" for one in reversed(where) if "scenarios" in one.filename), "")
        checks = [Check(f"BROKEN OFF: {type(error).__name__} {error} {line}", 1)]
    return Line(scenario.name, kind, checks, time.monotonic() - began)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.faults")
    parser.add_argument("--short", action="store_true", help="a share of them, in five minutes")
    parser.add_argument("--tree", type=Path, default=HERE, help="the checkout whose bot is tried")
    parser.add_argument("--only", default="", help="the scenarios whose name holds these words")
    parser.add_argument("--database", choices=(SQLITE, POSTGRESQL), help="on this database only")
    parser.add_argument("--keep", type=Path, help="a folder where the bots' logs stay")
    options = parser.parse_args()
    # Whoever ends this program ends the bots and databases it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    chosen = [one for one in SCENARIOS if options.only in one.name and (one.short or not options.short)]
    print(HEADING, flush=True)
    failed = 0
    for scenario in chosen:
        # The short run takes one database a scenario.
        for kind in scenario.databases[:1] if options.short else scenario.databases:
            if options.database in (None, kind):
                line = asyncio.run(play(scenario, kind, options.tree.resolve(), options.short, options.keep))
                failed += not line.ok
                print(line, flush=True)
    print(f"{failed} failed" if failed else "all ok")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
