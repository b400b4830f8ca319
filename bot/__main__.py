"""The command line: each command, its options and the function it runs."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import config
from domain.specification.project import project_of

if TYPE_CHECKING:
    from bot.store import Store


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except Exception as error:
        return _tell(error)


def _tell(error: Exception) -> int:
    """Say what the operator can mend; the exit code. A mistake of the program is raised again."""
    # Imported once something went wrong: a command imports only what it needs.
    from bot.content.answers_file import BadFile
    from bot.content.forms import BadContent
    from bot.conversation.feature import BadFeatures
    from bot.store import CopyError, StoreInUse, StoreUnavailable

    match error:
        case config.BadSettings():
            return _stop("Réglages à corriger :", error.problems)
        case BadFeatures():
            return _stop("Fonctions à corriger :", error.problems)
        case BadContent():
            return _report(error.issues)
        case StoreUnavailable():
            return _stop("La base de données n’est pas disponible :", [error.in_french])
        case BadFile() | CopyError() | StoreInUse():
            print(error, file=sys.stderr)
            return 2
    raise error


def _stop(what: str, problems: list[str]) -> int:
    print(what, *problems, sep="\n  ", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot", description="Relais : du « j’en fais trop » au cahier des charges."
    )
    parser.set_defaults(run=_run)
    commands = parser.add_subparsers(title="commandes", metavar="commande")

    def add(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        return command

    add("run", _run, "faire tourner le bot (défaut) ; sans BOT_TOKEN, ouvre l’aperçu")
    add("preview", _preview, "essayer le bot dans une page, sans Telegram").add_argument(
        "--port", type=int, default=config.PREVIEW_PORT
    )
    check = add("check", _check, "relire les questions, les catalogues, les phrases et les modèles")
    against = "dire aussi ce que devient ce qu’une base contient, sans y toucher (défaut : celle des réglages)"
    check.add_argument("--against", nargs="?", const="", metavar="DATABASE_URL", help=against)
    add("migrate", _migrate, "mettre la base de données à jour")
    score = add("score", _score, "calculer le classement d’un fichier de réponses, et ce qui l’explique")
    score.add_argument("file", type=Path)
    document = add("document", _document, "écrire le cahier des charges d’un fichier de réponses")
    document.add_argument("file", type=Path)
    document.add_argument("--format", choices=("pdf", "docx", "md", "html"), default="pdf")
    document.add_argument("--reader", choices=("own", "provider", "signature"), default="own", help="qui le lira")
    document.add_argument("--annotated", action="store_true", help="dire de quelles réponses vient chaque passage")
    document.add_argument("--out", type=Path, help="fichier à écrire (défaut : un nom d’après l’entreprise)")
    tick = add("tick", _tick, "faire une fois ce qui est dû (rappels, relances, messages en attente), puis finir")
    tick.add_argument("--now", type=datetime.fromisoformat, metavar="ISO", help="comme s’il était cette heure-là")
    copy = add("backup", _backup, "copier la base SQLite dans un fichier, même pendant que le bot tourne")
    copy.add_argument("path", type=Path)
    back = add("restore", _restore, "remettre une copie à la place de la base SQLite (bot arrêté)")
    back.add_argument("path", type=Path)
    back.add_argument("--force", action="store_true", help="même si la base a reçu des réponses depuis")
    add("graph", _graph, "dessiner les étapes et leurs conditions (Mermaid) sur la sortie")
    export = add("export", _export, "écrire toutes les données d’une personne sur la sortie")
    export.add_argument("chat_id", type=int)
    return parser


def _run(options: argparse.Namespace) -> int:
    from bot import clock, log, run

    settings = config.read()
    if not settings.token:
        return _run_without_token(settings, options)
    from bot.preview import moment
    from bot.store import Store

    log.set_up_log(settings.log_level)
    with Store(settings.database_url).lock_for_running():
        run.run(settings, moment.preview_moment() or clock.now)
    return 0


def _run_without_token(settings: config.Settings, options: argparse.Namespace) -> int:
    """Open the preview, unless the token is missing where people wait for the bot."""
    from bot.store import Store

    if Store(settings.database_url).holds_people():
        ways = [
            "pour faire tourner le bot, définissez BOT_TOKEN ;",
            "pour l’essayer dans une page, avec une base à part, lancez « python -m bot preview ».",
        ]
        return _stop("BOT_TOKEN n’est pas défini, et cette base de données contient des personnes :", ways)
    print("BOT_TOKEN n’est pas défini : voici l’aperçu, sans Telegram.", flush=True)
    return _preview(options)


def _preview(options: argparse.Namespace) -> int:
    from bot.preview.run import main as preview

    settings = config.read()
    return preview(lambda port: config.preview_database(settings, port), getattr(options, "port", config.PREVIEW_PORT))


def _check(options: argparse.Namespace) -> int:
    from bot.app import check_features
    from bot.content.check import check
    from bot.content.forms import load_form

    if code := _report(check()):
        return code
    check_features(load_form().words)
    return 0 if options.against is None else _against(options.against or config.read().database_url)


def _against(url: str) -> int:
    """Print what the form does to the contents of a database; differences never make `check` fail."""
    from bot.content.forms import load_form
    from bot.project.form_changes import compare_forms
    from bot.store import NotCurrent, Store

    try:
        store = Store(url)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    try:
        print(*store.look(compare_forms, load_form()), sep="\n")
    except NotCurrent as error:
        print(f"Rien n’a été comparé : {error}.", file=sys.stderr)
        return 2
    finally:
        store.close_sync()
    return 0


def _report(issues: list[Any]) -> int:
    for issue in issues:
        print(issue)
    print(f"{len(issues)} défaut{'s' if len(issues) > 1 else ''}." if issues else "Tout est en ordre.")
    return 1 if issues else 0


def _migrate(_: argparse.Namespace) -> int:
    from bot.store import Store

    settings = config.read()
    store = Store(settings.database_url)
    store.migrate()
    try:
        left = _complete_versions(store, settings)
    finally:
        store.close_sync()
    if left:
        words = "Les tables sont à jour, mais les fichiers PDF et Word de ces versions n’ont pas pu être faits"
        print(f"{words} : {', '.join(map(str, left))}.", file=sys.stderr)
        return 1
    print("La base de données est à jour.")
    return 0


def _complete_versions(store: Store, settings: config.Settings) -> list[int]:
    """Make the missing files of frozen versions; the ids of the versions that still lack one."""
    if not store.run_sync(lambda tx: tx.versions.lacking()):
        return []
    from bot.content.forms import load_form
    from bot.documents import Documents
    from bot.features.document.version_files import complete
    from bot.project.calendars import calendars

    return asyncio.run(complete(store, load_form(), Documents(brand=settings.look), calendars(settings.zone)))


def _tick(options: argparse.Namespace) -> int:
    from bot import log, run_due_once
    from bot.clock import now
    from bot.preview import moment

    settings = config.read()
    log.set_up_log(settings.log_level)
    at = options.now and (options.now if options.now.tzinfo else options.now.replace(tzinfo=settings.zone))
    clock = (lambda: at.astimezone(UTC)) if at else moment.preview_moment() or now
    done, put_back = asyncio.run(run_due_once.tick(settings, clock))
    print(f"{_count_in_words(done, 'chose', 'faite')}.")
    if put_back:
        print(f"{_count_in_words(put_back, 'chose', 'remise')} à plus tard : le journal dit pourquoi.")
    return 0


def _count_in_words(number: int, *words: str) -> str:
    """« 2 choses faites »."""
    return " ".join([str(number), *(f"{word}{'s' if number > 1 else ''}" for word in words)])


def _backup(options: argparse.Namespace) -> int:
    from bot.store import backup

    backup(config.read().database_url, options.path)
    print(options.path)
    return 0


def _restore(options: argparse.Namespace) -> int:
    from bot.store import Store, restore

    url = config.read().database_url
    restore(url, options.path, options.force)
    Store(url).migrate()
    print("La copie est en place.")
    return 0


def _graph(_: argparse.Namespace) -> int:
    from bot.content.forms import load_form
    from bot.content.graph import mermaid

    print(mermaid(load_form()), end="")
    return 0


def _score(options: argparse.Namespace) -> int:
    from bot.content.answers_file import read
    from bot.content.forms import load_content
    from bot.project.score import score

    content = load_content()
    answers, look = read(options.file, content.form)
    found = score(content.project(look | answers), content.contradictions)
    print(json.dumps(found, ensure_ascii=False, indent=2, default=float))
    return 0


def _document(options: argparse.Namespace) -> int:
    from bot.content.answers_file import read
    from bot.content.forms import load_form
    from bot.documents import Documents
    from bot.workdays import calendar_of
    from domain.questionnaire.path import path_of
    from domain.specification.document import specification
    from domain.specification.editions import Audience

    form = load_form()
    answers, look = read(options.file, form)
    settings = config.read()
    calendar, project = calendar_of(datetime.now(UTC), settings.zone), project_of(path_of(form, answers, look))
    spec = specification(project, calendar, audience=Audience(options.reader, options.annotated))
    documents = Documents(brand=settings.look)
    out = options.out or Path(documents.filename(spec, options.format))
    out.write_bytes(documents.render(spec, options.format))
    print(out)
    return 0


def _export(options: argparse.Namespace) -> int:
    from bot.content.forms import load_form
    from bot.project.file_snapshot import export
    from bot.store import Store, Tx

    store = Store(config.read().database_url)
    store.migrate()
    if not store.run_sync(Tx.is_known, options.chat_id):
        print("Personne n’est connu sous ce numéro.", file=sys.stderr)
        return 2
    sys.stdout.buffer.write(store.run_sync(export, options.chat_id, load_form(), datetime.now(UTC)) + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
