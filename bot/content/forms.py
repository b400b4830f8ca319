"""Reads `dialogs/` into the content (form, catalogue, words), or into issues with file and line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.content.clauses import clauses
from bot.content.contradictions import contradictions
from bot.content.evolution import names, was
from bot.content.yaml_files import Entry, YamlFolder
from domain.assessment.catalogue import catalogue
from domain.content.check import Issue, check_form
from domain.content.clause_check import check_clauses
from domain.content.content import Content, content
from domain.questionnaire.conditions import All, AnyOf, Compare, Is, Not, When
from domain.questionnaire.form import Choice, Form, Question, Section
from domain.questionnaire.values import Value

ROOT = Path(__file__).resolve().parents[2]
DIALOGS = ROOT / "dialogs"

QUESTION_KEYS = {field.name for field in fields(Question)} - {"section", "line"}
CHOICE_KEYS = {field.name for field in fields(Choice)}
SECTION_KEYS = {"section", "number", "label", "questions"}
SECTION_MAY = {"recap", "was"}
OCCASIONS = {
    "audit": "interview",
    "second_look": "second_look",
    "freeze": "freeze",
    "approval": "approval",
    "offers": "offers",
    "review": "review",
    "reading": "review_month",
    "time_log": "time_log",
    "put_off": "postpone",
    "collection": "provider_survey",
}
"""Occasion → the folder of `dialogs/` that holds its questions."""
COMPARISONS = ("gt", "gte", "lt", "lte")
EXACT = ("min", "max", "soft_min", "soft_max", "step", "default")


class BadContent(Exception):
    """The files in `dialogs/` cannot be used; `issues` has every issue found."""

    def __init__(self, issues: list[Issue]) -> None:
        super().__init__("\n".join(str(issue) for issue in issues))
        self.issues = issues


def load_form(folder: Path = DIALOGS) -> Form:
    """The checked form. Raises BadContent as `load_content` does."""
    return load_content(folder).form


def load_content(folder: Path = DIALOGS) -> Content:
    """The checked content. Raises BadContent if there is any issue."""
    found, issues = read_content(folder)
    if found is None or issues:
        raise BadContent(issues)
    return found


def read_content(folder: Path = DIALOGS) -> tuple[Content | None, list[Issue]]:
    """The content, or None if it cannot be built, and all issues of structure and of meaning."""
    reading = YamlFolder(folder, [])
    words = dict(_flat(reading.mapping(folder / "strings.yaml")))
    functions = reading.yaml(folder / "functions.yaml")
    kpis = reading.yaml(folder / "kpis.yaml")
    sections: list[Section] = []
    files: dict[str, str] = {}
    for occasion, file in _interviews(folder):
        section = _section(reading, file, occasion, reading.mapping(file))
        if section:
            sections.append(section)
            files[section.id] = str(file.relative_to(folder.parent))
    try:
        known = catalogue(functions or {}, kpis or {})
    except (ValueError, KeyError, TypeError) as error:
        file, line = _place_of(folder, str(error), functions, kpis)
        reading.add(file, line, "D004", f"catalogue illisible : {error}", "Corriger l’entrée citée.")
        return None, reading.issues
    doubts = tuple(contradictions(reading, folder / "contradictions.yaml"))
    rules = tuple(clauses(reading, folder / "clauses.yaml", _when))
    if reading.issues:
        return None, reading.issues
    found = content(_version(folder), tuple(sections), words, known, rules, doubts)
    return found, check_form(found, files) + check_clauses(found, f"{folder.name}/clauses.yaml")


def _place_of(folder: Path, error: str, functions: Any, kpis: Any) -> tuple[Path, int]:
    """File and line of the catalogue entry an error names, like « kpi fin_close: … »."""
    kind, name = (*error.partition(":")[0].split(" ", 1), "")[:2]
    if kind == "kpi":
        file, entries = folder / "kpis.yaml", kpis
    else:
        entries = functions.get(f"{kind}s") if isinstance(functions, Mapping) else None
        file = folder / "functions.yaml"
    lines = [entry.line for entry in entries or () if isinstance(entry, Entry) and entry.get("id") == name]
    return file, lines[-1] if lines else 1


def _interviews(folder: Path) -> Iterator[tuple[str, Path]]:
    """The occasion and file of each section, in the order asked."""
    for occasion, name in OCCASIONS.items():
        for file in sorted((folder / name).glob("*.yaml")):
            yield occasion, file


def _version(folder: Path) -> str:
    """Short fingerprint of the questions, stored with each answer to tell the wording it answered."""
    digest = hashlib.blake2b(digest_size=4)
    for _, file in _interviews(folder):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _flat(data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)


def _section(reading: YamlFolder, file: Path, occasion: str, data: Entry) -> Section | None:
    if not data:
        return None
    reading.known(file, data, SECTION_KEYS | SECTION_MAY, "l’étape")
    if missing := [key for key in SECTION_KEYS if key not in data]:
        reading.add(file, 1, "D005", f"il manque : {', '.join(sorted(missing))}", "Compléter l’en-tête du fichier.")
        return None
    name, number = str(data["section"]), data["number"]
    if not isinstance(number, int) or not isinstance(data["questions"], list):
        reading.add(file, data.line, "D007", "number est un entier et questions une liste", "Corriger l’en-tête.")
        return None
    found = [_question(reading, file, name, entry) for entry in data["questions"]]
    questions = [question for question in found if question]
    if number and questions and data.get("recap", True):
        # A step ends with its recap; the welcome has nothing to sum up.
        recap = Question(f"recap_{name}", name, "recap", data["label"], est_s=5, milestone=True)
        questions.append(replace(recap, was={f"recap_{old}": {} for old in names(data.get("was", []))}))
    return Section(name, str(data["label"]), number, tuple(questions), occasion)


def _question(reading: YamlFolder, file: Path, section: str, entry: Any) -> Question | None:
    if not isinstance(entry, Entry) or not all(isinstance(c, Entry) for c in entry.get("choices", ())):
        line = entry.line if isinstance(entry, Entry) else 1
        reading.add(file, line, "D007", "question ou choix sans « clé: valeur »", "Écrire {id: …, label: …}.")
        return None
    what = f"la question « {entry.get('id', '?')} »"
    reading.known(file, entry, QUESTION_KEYS, what)
    if missing := [key for key in ("id", "type", "text") if key not in entry]:
        reading.add(file, entry.line, "D005", f"il manque à {what} : {', '.join(missing)}", "Compléter la question.")
        return None
    data = {key: value for key, value in entry.items() if key in QUESTION_KEYS}
    for key in EXACT:
        if isinstance(data.get(key), int):
            data[key] = Decimal(data[key])
    data["quick"] = tuple(Decimal(value) for value in data.get("quick", ()))
    data["choices"] = tuple(_choice(reading, file, choice) for choice in data.get("choices", ()))
    for key, code, said, read in (("when", "D006", "condition", _when), ("was", "D010", "« was »", was)):
        try:
            if key in data:
                data[key] = read(data[key])
        except (ValueError, TypeError, AttributeError) as error:
            reading.add(file, entry.line, code, f"{said} illisible de {what} : {error}", "Voir dialogs/README.md.")
            return None
    if any(choice.was for choice in data["choices"]):
        # A choice was renamed: answers stored under the question's present name must be mapped too.
        data["was"] = {entry["id"]: {}, **data.get("was", {})}
    return replace(Question(**{"section": section, **data}), line=entry.line)


def _choice(reading: YamlFolder, file: Path, entry: Entry) -> Choice:
    reading.known(file, entry, CHOICE_KEYS, "un choix")
    data = {key: value for key, value in entry.items() if key in CHOICE_KEYS}
    return Choice(**{"id": "", "label": "", **data, "was": names(data.get("was", []))})


def _when(data: Any) -> When:
    """A condition, from `{question: value}`, `{question: [values]}` or `{all, any, not, gt, gte, lt, lte: …}`.

    Raises ValueError, TypeError or AttributeError for another shape.
    """
    if not isinstance(data, Mapping) or len(data) != 1:
        raise ValueError("une condition a exactement une clé")
    ((name, body),) = data.items()
    if name == "all":
        return All(tuple(_when(part) for part in body))
    if name == "any":
        return AnyOf(tuple(_when(part) for part in body))
    if name == "not":
        return Not(_when(body))
    if name in COMPARISONS:
        ((subject, bound),) = body.items()
        return Compare(name, subject, Decimal(bound))
    values: list[Value] = list(body) if isinstance(body, list) else [body]
    return Is(name, tuple(values))
