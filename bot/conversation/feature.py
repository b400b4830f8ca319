"""What a feature adds to the bot, declared in one typed value, and the check that all of them fit together."""

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
    """What holds until somebody is named."""
    return False


def anyone(exchange: Exchange) -> bool:
    """Whoever writes to the bot in private."""
    return True


@dataclass(frozen=True, slots=True)
class Handler:
    """What a command or a button does, and who may use it; to the others it is unknown."""

    do: Do
    who: Callable[[Exchange], bool] = nobody


def allow(who: Callable[[Exchange], bool], handlers: Mapping[str, Do]) -> dict[str, Handler]:
    """The same people may use all of these."""
    return {name: Handler(do, who) for name, do in handlers.items()}


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job: its name in the rows of the plan, the feature that does it, the type of what it is about."""

    name: str
    feature: str
    item: type[Any]


@dataclass(frozen=True, slots=True)
class Job(Generic[T]):
    """What is done when the time of an item of that type has come."""

    item: type[T]
    do: Callable[[Exchange, T], Outcome]


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One capability as the bot knows it; `name` is its folder's in `bot/features/`."""

    name: str
    commands: Mapping[str, Handler] = field(default_factory=dict)
    """By name, as in the menu: each has its description in `dialogs/strings.yaml` (`command.*`)."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Other names of commands, left out of the menu."""
    actions: Mapping[str, Handler] = field(default_factory=dict)
    """By the name a button carries (`bot/conversation/views.py`, Action)."""
    links: Mapping[str, Callable[[Exchange, str], Outcome]] = field(default_factory=dict)
    """By the prefix of a link's word: what the rest of the word opens."""
    jobs: tuple[Job[Any], ...] = ()
    on_open: Mapping[str, Do] = field(default_factory=dict)
    """By occasion: what is done when the interview's first question is shown."""
    on_answer: Mapping[str, Do] = field(default_factory=dict)
    """By question: what follows its answer, said before the next question."""
    on_close: Mapping[str, Do] = field(default_factory=dict)
    """By occasion: what is done once the interview is over."""
    on_complete: Mapping[str, Do] = field(default_factory=dict)
    """By occasion: what follows each time nothing is left to ask, once its answers are corrected too."""
    before_first: Mapping[str, Do] = field(default_factory=dict)
    """By occasion: what stands before its first question."""
    sealed: Mapping[str, str] = field(default_factory=dict)
    """Occasions whose answers do not change once given, and the words an old button of theirs is told."""
    erases: Callable[[Exchange], None] | None = None
    """What is done about other people's files before somebody's data go."""


class BadFeatures(Exception):
    """One sentence per thing to mend in what the features declare."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def check(features: Sequence[Feature], kinds: Sequence[JobKind], described: Collection[str]) -> None:
    """Raise BadFeatures unless every name is declared once, every job has its doer, every command its description."""
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
