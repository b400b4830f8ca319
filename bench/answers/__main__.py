"""Measures answers (`python -m bench.answers [--only relais,bare] [--people 50] [--tasks 3] [--rounds 1] …`)."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.answers.contenders import CONTENDERS, ROOT, install_rivals
from bench.answers.measure import Trial, rounds
from bench.answers.results import document, line, tables
from bench.answers.scenes import BUSY, KINDS, USUAL, scenes

RESULTS = ROOT / "bench" / "RESULTS.md"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.answers")
    parser.add_argument("--only", type=names, default=list(CONTENDERS), help=f"some of {','.join(CONTENDERS)}")
    parser.add_argument("--scenes", type=names, help=f"some of {','.join(KINDS)}; busy alone if --people is given")
    parser.add_argument("--people", type=numbers, help="how many answer at once in the busy scenes (50,500)")
    parser.add_argument("--tasks", type=numbers, default=[USUAL, 1, 8], help="how many activities they study")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--answers", type=int, default=5000, help="answers of one busy window")
    parser.add_argument("--tree", type=Path, default=ROOT, help="the checkout whose bot is measured")
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.relative_to(ROOT)}")
    options = parser.parse_args(arguments)
    if unknown := {*options.only} - {*CONTENDERS} or {*(options.scenes or ())} - {*KINDS}:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    # Whoever ends this program ends the bots and databases it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    kinds = options.scenes or ([BUSY] if options.people else KINDS)
    chosen = scenes(kinds, options.people or [50, 500], options.tasks, options.answers)
    tree: Path = options.tree.resolve()
    install_rivals()
    trials: list[Trial] = []
    for trial in rounds([CONTENDERS[name] for name in options.only], chosen, options.rounds, tree):
        trials.append(trial)
        print(line(trial), flush=True)
    print(*tables(trials), sep="\n")
    if options.write:
        RESULTS.write_text(document(trials, tree, options.rounds), "utf-8")


def names(text: str) -> list[str]:
    return text.split(",")


def numbers(text: str) -> list[int]:
    return [int(one) for one in text.split(",")]


if __name__ == "__main__":
    main()
