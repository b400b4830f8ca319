"""Lists the company's deliberate decisions: verdicts it overruled, contradictions it kept, gaps it settled, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from domain.specification.document_answers import about_of
from domain.specification.project import Project

INTENDED = "intended"


@dataclass(frozen=True, slots=True)
class Decision:
    """A contradiction the person kept. `about`: the task or indicator in words; `reason`: None for « c’est voulu »."""

    about: str | None
    text: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Override:
    """A verdict the person changed: `own` in place of `computed`, both ids."""

    about: str
    computed: str
    own: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A note 1-5 on which the third party differs, with both notes and the person's choice (`third_resolve`)."""

    about: str
    scale: str
    own: int
    theirs: int
    choice: str


def gaps(project: Project) -> tuple[Gap, ...]:
    """The gaps of the second look that the person has settled or keeps to discuss (`docs/rules/methode.md §7`)."""
    found = []
    for gap in project.divergences:
        task, scale, _ = gap.split("/")
        own, theirs = project.scale_pairs[gap]
        if choice := project.text("third_resolve", gap):
            found.append(Gap(project.label(task), scale, own, theirs, choice))
    return tuple(found)


def overrides(project: Project) -> tuple[Override, ...]:
    """The verdicts the person changed, in the order of the tasks."""
    scores = project.ranking(with_vision=False).scores
    found = []
    for task in project.tasks:
        own = project.text("rank_change_verdict", task)
        if task in scores and own not in ("", scores[task].verdict):
            found.append(Override(project.label(task), scores[task].verdict, own))
    return tuple(found)


def accepted_contradictions(project: Project) -> tuple[Decision, ...]:
    """The contradictions that are still true and that the person kept, with « c’est voulu » or a reason.

    Biases and mere remarks are left out: they stay between the person and the bot.
    """
    return tuple(_accepted(project))


def _accepted(project: Project) -> Iterator[Decision]:
    serious = {one.id: one for one in project.form.sources.objections if one.decides}
    for (question, item), answer in project.answers.items():
        # A later answer may have settled what was kept knowingly: there is nothing to explain any more.
        if question not in serious or (text := serious[question].raised(project, item)) is None:
            continue
        if isinstance(answer, str):
            yield Decision(about_of(project, item), text, None if answer == INTENDED else answer)
