"""The declaration of a feature (commands, actions, links, jobs, reactions), and the check that all of them agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from bot.conversation.exchange import Exchange
from bot.conversation.outcome import Outcome

Do = Callable[[Exchange], Outcome]
T = TypeVar("T")


def nobody(exchange: Exchange) -> bool:
    """No person may use it: the default of a handler."""
    return False


def anyone(exchange: Exchange) -> bool:
    """Every person who writes to the bot in private may use it."""
    return True


@dataclass(frozen=True, slots=True)
class Handler:
    """What a command or an action does, and who may use it; for everyone else it does not exist."""

    do: Do
    who: Callable[[Exchange], bool] = nobody


def allow(who: Callable[[Exchange], bool], handlers: Mapping[str, Do]) -> dict[str, Handler]:
    """Handlers for these functions, which the same people may use."""
    return {name: Handler(do, who) for name, do in handlers.items()}


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of planned job: its name in the rows, the feature that does it, the type of its item."""

    name: str
    feature: str
    item: type[Any]


@dataclass(frozen=True, slots=True)
class Job(Generic[T]):
    """What is done when a job with an item of this type is due."""

    item: type[T]
    do: Callable[[Exchange, T], Outcome]


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One capability of the bot; `name` is that of its folder in `bot/features/`."""

    name: str
    commands: Mapping[str, Handler] = field(default_factory=dict)
    """Command → handler; each command needs a description for the menu in `dialogs/strings.yaml` (`command.*`)."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Other name → command; left out of the menu."""
    actions: Mapping[str, Handler] = field(default_factory=dict)
    """Name of an `Action` (`bot/conversation/views.py`) → handler."""
    links: Mapping[str, Callable[[Exchange, str], Outcome]] = field(default_factory=dict)
    """Prefix of a deep-link token → what opens the rest of the token."""
    jobs: tuple[Job[Any], ...] = ()
    on_open: Mapping[str, Do] = field(default_factory=dict)
    """Occasion → what is done after the interview's first question is shown."""
    on_answer: Mapping[str, Do] = field(default_factory=dict)
    """Question → what is done after its answer; its messages come before the next question."""
    on_close: Mapping[str, Do] = field(default_factory=dict)
    """Occasion → what is done when the interview closes."""
    on_complete: Mapping[str, Do] = field(default_factory=dict)
    """Occasion → what is done each time no question is left, also after a correction."""
    before_first: Mapping[str, Do] = field(default_factory=dict)
    """Occasion → what is shown before its first question."""
    sealed: Mapping[str, str] = field(default_factory=dict)
    """Occasion whose answers cannot change once closed → the notice shown when one of its old buttons is pressed."""
    erases: Callable[[Exchange], None] | None = None
    """What is done to other people's files before somebody's data are erased."""


class BadFeatures(Exception):
    """The features' declarations do not fit together; `problems` has a sentence in French for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def check(features: Sequence[Feature], kinds: Sequence[JobKind], described: Collection[str]) -> None:
    """Raise BadFeatures unless names are unique, each job kind is done by its feature and each command is described."""
    problems = [*_duplicates(features, kinds), *_jobs(features, kinds), *_descriptions(features, described)]
    if problems:
        raise BadFeatures(problems)


def _duplicates(features: Sequence[Feature], kinds: Sequence[JobKind]) -> Iterator[str]:
    yield from _twice("La commande /{}", (name for one in features for name in (*one.commands, *one.aliases)))
    yield from _twice("L’action « {} »", (name for one in features for name in one.actions))
    yield from _twice("Le lien « {} »", (name for one in features for name in one.links))
    yield from _twice("Le scellé « {} »", (name for one in features for name in one.sealed))
    yield from _twice("La fonction « {} »", (one.name for one in features))
    yield from _twice("La tâche planifiée « {} »", (kind.name for kind in kinds))


def _twice(what: str, names: Iterable[str]) -> Iterator[str]:
    for name, times in Counter(names).items():
        if times > 1:
            yield f"{what.format(name)} est déclaré{'' if what.startswith('Le ') else 'e'} {times} fois."


def _jobs(features: Sequence[Feature], kinds: Sequence[JobKind]) -> Iterator[str]:
    done = [(job.item, one.name) for one in features for job in one.jobs]
    for kind in kinds:
        doers = [feature for item, feature in done if item is kind.item]
        if not doers:
            yield f"Personne ne fait la tâche planifiée « {kind.name} », qui revient à la fonction « {kind.feature} »."
        elif doers != [kind.feature]:
            said = ", ".join(doers)
            yield f"La tâche planifiée « {kind.name} » revient à la fonction « {kind.feature} », et non à : {said}."
    listed = [kind.item for kind in kinds]
    for item, feature in done:
        if item not in listed:
            yield f"La fonction « {feature} » fait une tâche planifiée absente de la liste : {item.__name__}."


def _descriptions(features: Sequence[Feature], described: Collection[str]) -> Iterator[str]:
    known = {name for one in features for name in one.commands}
    for name in sorted(known - set(described)):
        yield f"La commande /{name} n’a pas de description : écrivez « command.{name} » dans dialogs/strings.yaml."
    for name in sorted(set(described) - known):
        yield f"dialogs/strings.yaml décrit la commande /{name}, qu’aucune fonction ne propose."
    for alias, name in sorted(pair for one in features for pair in one.aliases.items()):
        if name not in known:
            yield f"La commande /{alias} mène à /{name}, qu’aucune fonction ne propose."
