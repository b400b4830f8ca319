"""The second look in words: agreement, largest gaps as questions, verdicts of both sides and of their average."""

from __future__ import annotations

from bot.telegram.screens.phrases import Phrases
from domain.french.amounts import number
from domain.specification.project import Project

MOST_GAPS = 4
"""Gaps shown at most; the others are asked one by one afterwards."""


def text(phrases: Phrases, project: Project, name: str, guest: bool) -> str:
    """The text for the person or, worded from their side, for the third party (`guest`)."""
    side = "guest" if guest else "own"
    title = phrases(f"gaps.{side}.title", name=name or phrases.words["regard.someone"])
    apart = project.divergences
    values = {"n_same": len(project.scale_pairs) - len(apart), "n_diff": len(apart)}
    parts = [title, phrases("gaps.count" if apart else "gaps.agree", **values)]
    parts += [_gap(phrases, project, gap, f"gaps.{side}.gap") for gap in apart[:MOST_GAPS]]
    parts.append(_scenarios(phrases, project, side))
    word = project.text("third_blindspot")
    if word:
        parts.append(phrases(f"gaps.{side}.blindspot", word=word))
    return "\n\n".join(part for part in parts if part)


def _gap(phrases: Phrases, project: Project, gap: str, words: str) -> str:
    task, scale, _ = gap.split("/")
    own, theirs = project.scale_pairs[gap]
    ask = "higher" if theirs > own else "lower"
    line = phrases(
        words, task=project.short(task), scale=phrases.words[f"scale.{scale}"], own=number(own), theirs=number(theirs)
    )
    return f"{line}\n{phrases(f'gaps.{ask}.{scale}')}"


def _scenarios(phrases: Phrases, project: Project, side: str) -> str:
    """The three verdicts of each task where they differ; none is imposed (`docs/rules/scoring.md §9`)."""
    lines, same = [], []
    for task in project.tasks:
        found = project.second_look(task)
        if found is None:
            continue
        verdicts = [found.own.verdict, found.theirs.verdict, found.average.verdict]
        if len(set(verdicts)) == 1:
            same.append(project.short(task))
            continue
        own, theirs, average = (phrases.words[f"verdict.{verdict}"] for verdict in verdicts)
        lines.append(
            phrases(f"gaps.{side}.scenario", task=project.short(task), own=own, theirs=theirs, average=average)
        )
    if same:
        lines.append(phrases("gaps.same_verdict", tasks=", ".join(same)))
    return "\n".join(lines)
