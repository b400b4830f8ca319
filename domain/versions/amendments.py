"""Finds what an amendment changes in the file's answers: the old answers, the new ones, what to write or to ask.

An answer changed since the review that proposed it is the person's own; a value that is not a whole answer is asked.
Rules: `docs/rules/revue.md §8`, and why: `docs/decisions/0019-an-amendment-is-written-before-it-is-signed.md`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal

from domain.calendar.workdays import Calendar
from domain.questionnaire.display import display
from domain.questionnaire.form import Key
from domain.questionnaire.input.parsing import choices_on_screen, refusal
from domain.questionnaire.path import Path
from domain.questionnaire.values import Value
from domain.reviews.amendment_decisions import AmendmentDecision
from domain.reviews.amendment_proposals import AmendmentProposal
from domain.reviews.texts import figure
from domain.specification.editions import PreparedAmendment
from domain.specification.project import Project, project_of

WRITE, SAY, WRITTEN, OWN, NOTED, GONE = "write", "say", "written", "own", "noted", "gone"
"""The states of an amendment:
`write`: the answers can be written as proposed; `say`: the person must give its value first;
`written`: the answers say what was proposed; `own`: the person has changed them otherwise;
`noted`: no answer is about it; `gone`: the file no longer has what it is about, or it was agreed since."""
ASIDE, TAKEN_UP = "aside", "taken_up"
"""The person's decisions: the next version leaves the amendment out, or takes it after all."""
OPEN, CHANGED = (WRITE, SAY), (WRITTEN, OWN)
"""States to settle before an accord; states in which the answers have changed already."""
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
"""Trigger of an amendment → the questions whose answers it changes, in the order to ask them."""
BESIDE: Mapping[str, tuple[str, ...]] = {
    "task": ("audit_scope_other", "spec_deliverables", "spec_deliverable_other", "spec_keep_inhouse"),
    "objective": ("obj_secondary", "obj_deadline"),
    "data": ("spec_place", "spec_outside_eu"),
}
"""Trigger of an amendment → other questions whose answers may express the same change."""
OTHER: Mapping[str, str] = {"audit_scope": "audit_scope_other", "spec_deliverables": "spec_deliverable_other"}
"""Question with a choice « other » → the question that gives the person's own words."""

SEPARATOR = "\u202f; "


# --- from a decision to the amendment a version takes


def prepared_amendment(file: Project, decision: AmendmentDecision) -> PreparedAmendment:
    """The amendment as its review prepared it; `file`: the person's answers."""
    proposal = decision.proposal
    kpi = file.catalogue.kpis.get(proposal.subject or "")
    about = kpi.label if kpi and proposal.trigger == "target" else file.short(proposal.task)
    question, item = next(iter(keys(file, proposal)), (None, None))
    return PreparedAmendment(
        number=decision.number,
        about=proposal.item,
        article=f"{about} – {file.form.words[f'article.{proposal.trigger}']}",
        old=decision.old,
        new=decision.new,
        why=decision.why,
        major=proposal.major,
        question=question,
        item=item,
    )


def waiting_amendment(
    then: Project, path: Path, decision: AmendmentDecision, left: str | None, signed: Project | None
) -> PreparedAmendment:
    """An amendment no version has taken, by the current answers; `left`: the person's decision about it since.

    Its old words are those in force: answers written since and never signed do not count. `then`, `signed`: see
    `amendment_status`.
    """
    file, proposal = project_of(path), decision.proposal
    found = prepared_amendment(file, decision)
    state = amendment_status(then, path, proposal, calendar_of(decision), signed)
    dropped = file.form.words["amendment.dropped"] if proposal.trigger == "kpi" and proposal.new is None else ""
    if state in CHANGED:
        old, new = words(signed or then, file, proposal)
        proposed = found.new if state == OWN and new != found.new else ""
        return replace(found, old=old, new=new or dropped, state=state, proposed=proposed)
    if state == WRITE:
        old, _ = words(signed or then, file, proposal)
        found = replace(found, old=old or found.old, new=found.new or dropped)
    elif state == SAY:
        found = replace(found, old=found.old or answer_today(file, proposal))
        state = NOTED if left == NOTED else state
    return replace(found, state=ASIDE if left == ASIDE and state != GONE else state)


def calendar_of(decision: AmendmentDecision) -> Calendar:
    # No amendment writes a date: bounds only need some day.
    return Calendar(decision.day)


# --- the state of an amendment


def keys(file: Project, proposal: AmendmentProposal) -> tuple[Key, ...]:
    """The questions whose answers the amendment changes, in order; none when no answer is about it."""
    return _keys(file, proposal, _questions(proposal))


def keys_on_path(path: Path, proposal: AmendmentProposal) -> tuple[Key, ...]:
    """Those of `keys` that are on the path today."""
    return tuple(key for key in keys(project_of(path), proposal) if path.step(key))


def _questions(proposal: AmendmentProposal) -> tuple[str, ...]:
    return ("spec_contact",) if proposal.key == ("governance", "contact") else ASKED.get(proposal.trigger, ())


def _keys(file: Project, proposal: AmendmentProposal, names: tuple[str, ...]) -> tuple[Key, ...]:
    item = _kpi_item(proposal) if proposal.trigger == "target" else proposal.task
    return tuple((name, item if file.form.questions[name].for_each else None) for name in names)


def _kpi_item(proposal: AmendmentProposal) -> str:
    return f"{proposal.task}/{proposal.subject}"


def amendment_status(
    then: Project, path: Path, proposal: AmendmentProposal, calendar: Calendar, signed: Project | None = None
) -> str:
    """The state of the amendment; `then`: the file when the review that proposed it began, `path`: the file now,
    `signed`: the file as the last version agreed it, or None.
    """
    file, found = project_of(path), keys(project_of(path), proposal)
    if not found:
        return NOTED
    if path.step(found[0]) is None:
        return GONE
    if _content(then, proposal) != _content(file, proposal):
        if signed and _content(signed, proposal) == _content(file, proposal):
            return GONE
        return WRITTEN if _agrees(file, proposal) else OWN
    return WRITE if answers_to_write(path, proposal, calendar) else SAY


def _content(file: Project, proposal: AmendmentProposal) -> object:
    """What the file says of the amendment's subject, to compare two files."""
    if proposal.trigger == "target":
        return file.kpi_target(_kpi_item(proposal))
    if proposal.trigger == "kpi":
        return _kpi_item(proposal) in file.kept_kpis
    return {key: file.get(*key) for key in _keys_concerned(file, proposal)}


def _keys_concerned(file: Project, proposal: AmendmentProposal) -> tuple[Key, ...]:
    return _keys(file, proposal, (*_questions(proposal), *BESIDE.get(proposal.trigger, ())))


def _agrees(file: Project, proposal: AmendmentProposal) -> bool:
    """True when the answers are those proposed."""
    if proposal.trigger == "kpi":
        return proposal.new is None or f"{proposal.task}/{proposal.new}" in file.kept_kpis
    if proposal.trigger == "target":
        return file.kpi_target(_kpi_item(proposal)) == proposal.new
    return proposal.new is not None and file.get(*keys(file, proposal)[0]) == proposal.new


# --- what to write


def answers_to_write(path: Path, proposal: AmendmentProposal, calendar: Calendar) -> dict[Key, Value]:
    """The answers that carry out the amendment; empty when the person must give its value, or it cannot be kept."""
    file, first = project_of(path), keys(project_of(path), proposal)[:1]
    if not first:
        return {}
    if proposal.trigger == "kpi":
        given = _replace_kpi(file, proposal)
    elif not isinstance(proposal.new, Decimal):
        return {}
    elif proposal.trigger == "target":
        item = _kpi_item(proposal)
        given = {("kpi_target", item): "custom", ("kpi_target_custom", item): proposal.new}
    else:
        given = {first[0]: proposal.new}
    refused = any(refusal(path, key, value, calendar) for key, value in given.items() if key[0] != "kpi_trim")
    return {} if refused else given


def _replace_kpi(file: Project, proposal: AmendmentProposal) -> dict[Key, Value]:
    """Put an indicator, or none, in the place of another, in the selection and in the trim that follows it."""
    task, old, new = proposal.task, str(proposal.subject), proposal.new if isinstance(proposal.new, str) else None
    given = _selection(file, task, {new if kpi == old else kpi for kpi in file.chosen("kpi_select", task)})
    if kept := file.chosen("kpi_trim"):
        names = {f"{task}/{old}": f"{task}/{new}" if new else None}
        given["kpi_trim", None] = tuple(name for kpi in kept if (name := names.get(kpi, kpi)))
    return given


def _selection(file: Project, task: str, wanted: Collection[str | None]) -> dict[Key, Value]:
    """The answer that selects these indicators, in the order of the list."""
    key = ("kpi_select", task)
    known = dict.fromkeys((*choices_on_screen(Path((), file), key), *file.chosen(*key)))
    return {key: tuple(kpi for kpi in known if kpi in wanted)}


def answers_to_restore(then: Project, path: Path, proposal: AmendmentProposal) -> dict[Key, Value]:
    """The answers that undo the amendment: those of the file before it was written."""
    task = proposal.task
    if proposal.trigger != "kpi":
        again = (*_keys_concerned(then, proposal), ("kpi_target_custom", _kpi_item(proposal)))
        now = path.known
        return {key: then.answers[key] for key in again if key in then.answers and then.answers[key] != now.get(key)}
    old, new, select = str(proposal.subject), str(proposal.new), ("kpi_select", task)
    given = _selection(
        project_of(path), task, _swap_back(then.chosen(*select), project_of(path).chosen(*select), old, new)
    )
    if kept := then.chosen("kpi_trim"):
        now_kept = project_of(path).chosen("kpi_trim") or kept
        given["kpi_trim", None] = _swap_back(kept, now_kept, f"{task}/{old}", f"{task}/{new}")
    return given


def _swap_back(then: tuple[str, ...], now: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    """The current choices with `old` back if it was chosen before, and without `new` unless it was."""
    left, came = {old}.intersection(then), {new}.difference(then)
    return tuple(one for one in dict.fromkeys((*then, *now)) if one in left or one in set(now) - came)


# --- in words


def words(then: Project, file: Project, proposal: AmendmentProposal) -> tuple[str, str]:
    """What the answers said before and say now, in French; empty where they say nothing."""
    if proposal.trigger == "target":
        item = _kpi_item(proposal)
        unit = file.kpi(item).unit
        return _figure(then.kpi_target(item), unit), _figure(file.kpi_target(item), unit)
    if proposal.trigger == "kpi":
        come = [kpi for kpi in file.kept_kpis if kpi not in then.kept_kpis and kpi.split("/")[0] == proposal.task]
        label = file.catalogue.kpis[str(proposal.subject)].label
        return label, ", ".join(file.kpi(kpi).label for kpi in come)
    changed = [key for key in _keys_concerned(file, proposal) if then.get(*key) != file.get(*key)]
    # When the first choice changes it says it all: the answers after it have other units.
    changed = changed[:1] if changed[:1] == list(keys(file, proposal)[:1]) else changed
    return _list(then, changed), _list(file, changed)


def _figure(value: Decimal | None, unit: str) -> str:
    return "" if value is None else figure(value, unit)


def answer_today(file: Project, proposal: AmendmentProposal) -> str:
    """The current answer that the amendment changes, in French; empty when there is none."""
    return _list(file, keys(file, proposal)[:1])


def _list(file: Project, found: list[Key] | tuple[Key, ...]) -> str:
    return SEPARATOR.join(_display(file, key, value) for key in found if (value := file.get(*key)) is not None)


def _display(file: Project, key: Key, value: Value) -> str:
    """The answer as the document prints it, with the person's own words in place of « Autre… »."""
    other = file.text(OTHER[key[0]], key[1]) if key[0] in OTHER else None
    if not other or not isinstance(value, tuple) or "other" not in value:
        return display(file, key, value)
    rest = tuple(one for one in value if one != "other")
    return SEPARATOR.join([*([display(file, key, rest)] if rest else []), other])
