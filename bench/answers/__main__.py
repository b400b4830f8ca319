"""Measures answers (`python -m bench.answers [--only relais,bare] [--people 50] [--tasks 3] [--rounds 1] …`)."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.answers.contenders import CONTENDERS, ROOT, install_rivals
from bench.answers.measure import Scene, rounds
from bench.answers.results import line


def numbers(text: str) -> list[int]:
    return [int(one) for one in text.split(",")]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.answers")
    parser.add_argument("--only", default=",".join(CONTENDERS), help="contenders, with commas between them")
    parser.add_argument("--people", type=numbers, default=[50, 500], help="how many answer at once")
    parser.add_argument("--tasks", type=numbers, default=[3, 1, 8], help="how many activities they study")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--answers", type=int, default=3000, help="answers of one measured window")
    parser.add_argument("--tree", type=Path, default=ROOT, help="the checkout whose bot is measured")
    options = parser.parse_args()
    contenders = [CONTENDERS[name] for name in options.only.split(",")]
    scenes = [
        Scene("busy", people, tasks, answers=options.answers) for people in options.people for tasks in options.tasks
    ]
    install_rivals()
    for trial in rounds(contenders, scenes, options.rounds, options.tree.resolve()):
        print(line(trial), flush=True)


if __name__ == "__main__":
    main()
