"""What an amendment changes in the file's answers: what they said of it, what they say now, what to write or to ask.

An answer changed since the review that called for it is the person's own; a new value that is no whole answer is asked.
Rules: `docs/rules/revue.md §8`, and why: `docs/decisions/0019-an-amendment-is-written-before-it-is-signed.md`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from domain.assessment.project import Project
from domain.calendar.workdays import Calendar
from domain.questionnaire.display import display
from domain.questionnaire.form import Key
from domain.questionnaire.parsing import offered, refusal
from domain.questionnaire.path import Path
from domain.questionnaire.values import Value
from domain.reviews.amendment_proposals import Proposal
from domain.reviews.texts import figure

WRITE, SAY, WRITTEN, OWN, NOTED, GONE = "write", "say", "written", "own", "noted", "gone"
"""Where an amendment stands: to be written, its value to be said first, said by the answers, changed by the person
otherwise, without an answer of its own, about something the file no longer holds or that was agreed since."""
ASKED: Mapping[str, tuple[str, ...]] = {
    "volume": ("spec_volume",),
    "target": ("kpi_target",),
    "kpi": ("kpi_select",),
    "task": ("audit_scope",),
    "objective": ("obj_main", "obj_baseline", "obj_target"),
    "turnaround": ("spec_turnaround",),
    "data": ("audit_data",),
    "price": ("spec_budget",),
}
"""What calls for an amendment → the questions whose answers it changes, in the order to ask them."""
BESIDE: Mapping[str, tuple[str, ...]] = {
    "task": ("audit_scope_other", "spec_deliverables", "spec_deliverable_other", "spec_keep_inhouse"),
    "objective": ("obj_secondary", "obj_deadline"),
    "data": ("spec_place", "spec_outside_eu"),
}
"""Other answers that say the same change as well."""
OTHER: Mapping[str, str] = {"audit_scope": "audit_scope_other", "spec_deliverables": "spec_deliverable_other"}
"""Where « other » is ticked among these, what says it."""

SEPARATOR = "\u202f; "


def keys(file: Project, task: str, asked: Proposal) -> tuple[Key, ...]:
    """The questions to ask, in order; none when no answer says what the amendment is about."""
    return _keys(file, task, asked, _questions(asked))


def _questions(asked: Proposal) -> tuple[str, ...]:
    return ("spec_contact",) if asked.key == ("governance", "contact") else ASKED.get(asked.trigger, ())


def _keys(file: Project, task: str, asked: Proposal, names: tuple[str, ...]) -> tuple[Key, ...]:
    item = _followed(task, asked) if asked.trigger == "target" else task
    return tuple((name, item if file.form.questions[name].for_each else None) for name in names)


def _followed(task: str, asked: Proposal) -> str:
    return f"{task}/{asked.subject}"


def standing(
    then: Project, path: Path, task: str, asked: Proposal, calendar: Calendar, signed: Project | None = None
) -> str:
    """Where the amendment stands; `then`: the file when the review that called for it began, `path`: the file now,
    `signed`: as the last version agreed it.
    """
    file, found = path.project, keys(path.project, task, asked)
    if not found:
        return NOTED
    if path.step(found[0]) is None:
        return GONE
    if _said(then, task, asked) != _said(file, task, asked):
        if signed and _said(signed, task, asked) == _said(file, task, asked):
            return GONE
        return WRITTEN if _agrees(file, task, asked) else OWN
    return WRITE if written(path, task, asked, calendar) else SAY


def _said(file: Project, task: str, asked: Proposal) -> object:
    """What the file says of it, to be compared."""
    if asked.trigger == "target":
        return file.kpi_target(_followed(task, asked))
    if asked.trigger == "kpi":
        return _followed(task, asked) in file.kept_kpis
    return {key: file.get(*key) for key in _compared(file, task, asked)}


def _compared(file: Project, task: str, asked: Proposal) -> tuple[Key, ...]:
    return _keys(file, task, asked, (*_questions(asked), *BESIDE.get(asked.trigger, ())))


def _agrees(file: Project, task: str, asked: Proposal) -> bool:
    """True when the file says what was proposed."""
    if asked.trigger == "kpi":
        return asked.new is None or f"{task}/{asked.new}" in file.kept_kpis
    if asked.trigger == "target":
        return file.kpi_target(_followed(task, asked)) == asked.new
    return asked.new is not None and file.get(*keys(file, task, asked)[0]) == asked.new


# --- what to write


def written(path: Path, task: str, asked: Proposal, calendar: Calendar) -> dict[Key, Value]:
    """The answers that say the amendment; none when its new value must be said, or is not one the questions take."""
    file, first = path.project, keys(path.project, task, asked)[:1]
    if not first:
        return {}
    if asked.trigger == "kpi":
        given = _replaced(file, task, str(asked.subject), asked.new if isinstance(asked.new, str) else None)
    elif not isinstance(asked.new, Decimal):
        return {}
    elif asked.trigger == "target":
        item = _followed(task, asked)
        given = {("kpi_target", item): "custom", ("kpi_target_custom", item): asked.new}
    else:
        given = {first[0]: asked.new}
    refused = any(refusal(path, key, value, calendar) for key, value in given.items() if key[0] != "kpi_trim")
    return {} if refused else given


def _replaced(file: Project, task: str, old: str, new: str | None) -> dict[Key, Value]:
    """An indicator in the place of another, or nothing; where indicators were trimmed, it is kept as the other was."""
    given = _selected(file, task, {new if kpi == old else kpi for kpi in file.chosen("kpi_select", task)})
    if kept := file.chosen("kpi_trim"):
        names = {f"{task}/{old}": f"{task}/{new}" if new else None}
        given["kpi_trim", None] = tuple(name for kpi in kept if (name := names.get(kpi, kpi)))
    return given


def _selected(file: Project, task: str, wanted: Collection[str | None]) -> dict[Key, Value]:
    """These indicators, in the order of the list."""
    key = ("kpi_select", task)
    known = dict.fromkeys((*offered(Path((), file), key), *file.chosen(*key)))
    return {key: tuple(kpi for kpi in known if kpi in wanted)}


def undone(then: Project, path: Path, task: str, asked: Proposal) -> dict[Key, Value]:
    """The answers that say again what stood before the amendment was written."""
    if asked.trigger != "kpi":
        again = (*_compared(then, task, asked), ("kpi_target_custom", _followed(task, asked)))
        now = path.project.answers
        return {key: then.answers[key] for key in again if key in then.answers and then.answers[key] != now.get(key)}
    old, new, select = str(asked.subject), str(asked.new), ("kpi_select", task)
    given = _selected(path.project, task, _back(then.chosen(*select), path.project.chosen(*select), old, new))
    if kept := then.chosen("kpi_trim"):
        now_kept = path.project.chosen("kpi_trim") or kept
        given["kpi_trim", None] = _back(kept, now_kept, f"{task}/{old}", f"{task}/{new}")
    return given


def _back(then: tuple[str, ...], now: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    """What is chosen now, with what left if it was chosen, and without what came unless it was."""
    left, came = {old}.intersection(then), {new}.difference(then)
    return tuple(one for one in dict.fromkeys((*then, *now)) if one in left or one in set(now) - came)


# --- in words


def words(then: Project, file: Project, task: str, asked: Proposal) -> tuple[str, str]:
    """What the answers said and what they say now; empty for what they did not, or do not, say."""
    if asked.trigger == "target":
        item = _followed(task, asked)
        unit = file.kpi(item).unit
        return _figure(then.kpi_target(item), unit), _figure(file.kpi_target(item), unit)
    if asked.trigger == "kpi":
        come = [kpi for kpi in file.kept_kpis if kpi not in then.kept_kpis and kpi.split("/")[0] == task]
        label = file.form.catalogue.kpis[str(asked.subject)].label
        return label, ", ".join(file.kpi(kpi).label for kpi in come)
    changed = [key for key in _compared(file, task, asked) if then.get(*key) != file.get(*key)]
    # Another choice says it all: what follows from it has other units.
    changed = changed[:1] if changed[:1] == list(keys(file, task, asked)[:1]) else changed
    return _listed(then, changed), _listed(file, changed)


def _figure(value: Decimal | None, unit: str) -> str:
    return "" if value is None else figure(value, unit)


def current(file: Project, task: str, asked: Proposal) -> str:
    """What the answer to change says today; empty when there is none."""
    return _listed(file, keys(file, task, asked)[:1])


def _listed(file: Project, found: list[Key] | tuple[Key, ...]) -> str:
    return SEPARATOR.join(_shown(file, key, value) for key in found if (value := file.get(*key)) is not None)


def _shown(file: Project, key: Key, value: Value) -> str:
    """As the document has it: the person's own words in the place of « Autre… »."""
    said = file.text(OTHER[key[0]], key[1]) if key[0] in OTHER else None
    if not said or not isinstance(value, tuple) or "other" not in value:
        return display(file, key, value)
    listed = tuple(one for one in value if one != "other")
    return SEPARATOR.join([*([display(file, key, listed)] if listed else []), said])
