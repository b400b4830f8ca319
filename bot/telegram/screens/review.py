"""A review in words: summary message, dated steps of a decision, board."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bot.telegram.screens.phrases import Phrases, clip, visible_length
from domain.french.amounts import number, whole
from domain.reviews.actions import is_late
from domain.reviews.board import Tile
from domain.reviews.minutes.minutes import Minutes, Outlook, TaskMinutes
from domain.reviews.provider_survey import is_awaited, note_day, provider_index
from domain.reviews.recorded_actions import RecordedAction
from domain.reviews.texts import day, figure, of_period, owner
from domain.specification.project import Project

MOST_SUMMARY = 900
"""Characters of a summary, at most (`docs/rules/revue.md §10`)."""
MOST_LINES = 3
MOST_KPI, MOST_ACTION = 48, 90
LIGHTS = {"task_green": "🟢", "task_amber": "🟠", "task_red": "🔴", "task_unknown": "⚪"}
LIGHTS |= {"on_target": "🟢", "drifting": "🟠", "off": "🔴", "unknown": "⚪"}
TRENDS = {"improving": "↗", "stable": "→", "degrading": "↘", "volatile": "⚡"}
TILES = {"reached": "🟢", "step": "🟢", "watched": "🟠", "off_target": "🔴", "unmeasured_twice": "🔴"}


def summary(phrases: Phrases, project: Project, found: Minutes, task: TaskMinutes) -> str:
    """The summary of one task, with as many indicators as fit: facts first, one priority, no reproach."""
    for lines, full in (*((most, True) for most in range(MOST_LINES, 0, -1)), (1, False)):
        text = "\n".join(_summary(phrases, project, found, task, lines, full))
        if visible_length(text) <= MOST_SUMMARY:
            return text
    return clip_lines(text)


def clip_lines(text: str) -> str:
    """The text without as many lines before the last one as needed to fit."""
    lines = text.split("\n")
    while visible_length("\n".join(lines)) > MOST_SUMMARY:
        del lines[-2]
    return "\n".join(lines)


def _summary(phrases: Phrases, project: Project, found: Minutes, task: TaskMinutes, most: int, full: bool) -> list[str]:
    """The lines of the summary. `most`: indicators shown; `full`: with notes that may be left to the minutes."""
    title = phrases(
        "minutes.title",
        task=project.short(task.task),
        period=of_period(found.period),
        light=LIGHTS[task.state],
        state=phrases.words[f"state.{task.state}"],
    )
    lines = [title, *(_kpi(phrases, outlook) for outlook in task.outlooks[:most])]
    lines += [
        line for line in (_objective(phrases, task), _trust(phrases, project, task), _best_worst(phrases, task)) if line
    ]
    if task.objective.startswith(("figures_", "feeling_")):
        lines.append(phrases(f"contradiction_seen.{task.objective}"))
    if full:
        lines += _other_notes(phrases, task)
    lines += _milestone(phrases, task)
    lines.append(_actions(phrases, project, found, task))
    return [*lines, _decision(phrases, task), phrases("minutes.next", date=day(found.next_day))]


def _other_notes(phrases: Phrases, task: TaskMinutes) -> list[str]:
    """Lines about an action without effect and the discount agreed."""
    lines = [
        phrases("minutes.without_effect", action=clip(noted.text, MOST_ACTION), kpi=clip(kpi.label, MOST_KPI))
        for noted, kpi in task.fruitless[:1]
    ]
    if task.discount is not None:
        kpis = ", ".join(clip(kpi.label, MOST_KPI) for kpi in task.discount)
        lines.append(phrases("minutes.discount", kpis=kpis) if kpis else phrases("minutes.no_discount"))
    return lines


def _kpi(phrases: Phrases, outlook: Outlook) -> str:
    reading, kpi = outlook.reading, outlook.kpi
    light, label = LIGHTS[reading.light], clip(kpi.label, MOST_KPI)
    if outlook.since:
        label = phrases("minutes.since", kpi=label, period=of_period(outlook.since))
    value = reading.measure.value
    if reading.target is None or value is None:
        shown = "" if value is None else figure(value, kpi.unit)
        note = phrases.words[f"grey.{reading.grey}"]
        return phrases("minutes.kpi_alone", kpi=label, value=shown, light=light, note=note).replace("  ", " ")
    trend = TRENDS[reading.trend] if reading.trend else ""
    if reading.to_watch:
        trend = phrases("minutes.watched", trend=trend)
    if reading.few is not None:
        trend = f"{phrases.count('minutes.few', reading.few)} {trend}"
    target = figure(reading.target, kpi.unit)
    if outlook.target_since is not None:
        target = phrases.words["minutes.target_then"].format(target=target, now=figure(outlook.target_since, kpi.unit))
    values = {"value": figure(value, kpi.unit), "target": target}
    return phrases("minutes.kpi", kpi=label, light=light, trend=trend, **values).rstrip()


def _objective(phrases: Phrases, task: TaskMinutes) -> str:
    """Progress towards the objective of the first indicator that has one; empty without any."""
    for outlook in task.outlooks:
        aim = outlook.reading.measure.aim
        if outlook.progress is not None and aim.baseline is not None and aim.target is not None:
            unit = outlook.kpi.unit
            if aim.baseline == aim.target:
                held = "minutes.objective_held" if outlook.progress else "minutes.objective_not_held"
                return phrases(held, target=figure(aim.target, unit))
            return phrases(
                "minutes.objective",
                # Rounded down, so that « 100 % » only means a target that is met.
                progress=number(Decimal(int(outlook.progress))),
                baseline=figure(aim.baseline, unit),
                target=figure(aim.target, unit),
            )
    return ""


def _trust(phrases: Phrases, project: Project, task: TaskMinutes) -> str:
    """The trust index of the company, with the provider's if both have answered."""
    if task.client is None:
        return ""
    signals = [phrases.words[f"signal.{signal.id}"] for signal in task.signals]
    signal = f" ({signals[0]})" if signals else ""
    client = number(whole(task.client))
    since, index = note_day(project), provider_index(project, task.task)
    if task.provider is None and index is not None and since:
        values = {"client": client, "provider": number(index), "date": day(since)}
        return phrases("minutes.trust_noted", signal=signal, **values)
    if task.provider is None:
        waiting = is_awaited(project) and since is None
        return phrases("minutes.trust_waiting" if waiting else "minutes.trust", client=client, signal=signal)
    return phrases("minutes.trust_both", client=client, provider=number(whole(task.provider)), signal=signal)


def _best_worst(phrases: Phrases, task: TaskMinutes) -> str:
    best, worst = (clip(kpi.label, MOST_KPI) if kpi else "" for kpi in (task.best, task.worst))
    if best and worst:
        return phrases("minutes.best_worst", best=best, worst=worst)
    if best:
        return phrases("minutes.best", best=best)
    return phrases("minutes.worst", worst=worst) if worst else ""


def _actions(phrases: Phrases, project: Project, found: Minutes, task: TaskMinutes) -> str:
    mine: list[RecordedAction] = [noted for noted in found.actions if noted.task == task.task]
    if not mine:
        return phrases("minutes.no_action")
    following = mine[0]
    return phrases.count(
        "minutes.actions",
        len(mine),
        late=sum(is_late(noted.action, found.day) for noted in mine),
        action=clip(following.text, MOST_ACTION),
        owner=owner(project, following),
        due=day(following.action.due),
    )


def _milestone(phrases: Phrases, task: TaskMinutes) -> list[str]:
    """Lines of the trial's end (its verdict) and of the yearly review (cost, renewal)."""
    lines = [phrases(f"trial.{task.decision}")] if task.trial and task.decision else []
    if task.renewal:
        cost, expected = (
            figure(amount, "eur_per_month") if amount is not None else None
            for amount in (task.full_cost, task.expected_cost)
        )
        words = "minutes.year_cost" if cost and expected else "minutes.year"
        then = phrases.words[f"renewal.{task.renewal}"]
        lines.append(phrases(words, cost=cost or "", expected=expected or "", then=then))
    return lines


def _decision(phrases: Phrases, task: TaskMinutes) -> str:
    decision = phrases("minutes.decision", decision=phrases.words[f"decision.{task.decision}"])
    prepared = sum(one.number > 0 for one in task.amendments)
    return f"{decision} {phrases.count('minutes.amendments', prepared)}" if prepared else decision


def plan(phrases: Phrases, project: Project, task: TaskMinutes) -> str:
    """The dated steps of a stop or a recovery, in order."""
    lines = [phrases(f"steps.{task.decision}", task=project.short(task.task))]
    for step in task.plan:
        due = day(step.due) if step.due else phrases.words["steps.undated"]
        lines.append(phrases("steps.line", date=due, step=phrases.words[f"steps.{step.id}"]))
    return "\n".join(lines)


def board(phrases: Phrases, project: Project, tiles: tuple[Tile, ...], today: date) -> str:
    """Every indicator with its state, after two sentences that sum them up."""
    if not tiles:
        return phrases("board.empty")
    reached = sum(tile.state == "reached" for tile in tiles)
    head = [
        phrases("board.title", date=day(today)),
        phrases.count("board.count", len(tiles), reached=reached or phrases.words["board.none_reached"]),
    ]
    parts = [f"{head[0]}\n{head[1]} {_attention(phrases, project, tiles)}"]
    for task in dict.fromkeys(tile.task for tile in tiles):
        lines = [phrases("board.task", task=project.short(task))]
        lines += [_tile(phrases, tile) for tile in tiles if tile.task == task]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _attention(phrases: Phrases, project: Project, tiles: tuple[Tile, ...]) -> str:
    """A sentence about what to look at first."""
    for state in ("off_target", "unmeasured_twice", "watched", "outdated"):
        first = next((tile for tile in tiles if tile.state == state), None)
        if first:
            return phrases("board.watch", kpi=first.kpi.label, task=project.short(first.task))
    measured = {tile.state for tile in tiles if tile.value is not None}
    if not measured & {"reached", "step"}:
        return phrases("board.nothing_judged" if measured else "board.nothing")
    if measured == {"reached"}:
        return phrases("board.all_well")
    return phrases("board.on_the_way" if "step" in measured else "board.judged_well")


def _tile(phrases: Phrases, tile: Tile) -> str:
    light, state = TILES.get(tile.state, "⚪"), phrases.words[f"board.{tile.state}"]
    if tile.value is None or tile.target is None:
        return phrases("board.line_bare", light=light, kpi=tile.kpi.label, state=state)
    values = {"value": figure(tile.value, tile.kpi.unit), "target": figure(tile.target, tile.kpi.unit)}
    return phrases("board.line", light=light, kpi=tile.kpi.label, state=state, **values)
