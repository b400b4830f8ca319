"""Checks the rules a form must satisfy; each broken one gives an Issue with file, line, code, text and remedy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from string import Formatter

from domain.assessment.catalogue import Catalogue
from domain.assessment.variables import MOST_BRIEF
from domain.calendar.workdays import Calendar, resolve
from domain.content.content import Content
from domain.content.evolution_check import former_choices, former_questions, former_values
from domain.questionnaire.conditions import Is, leaves
from domain.questionnaire.form import QUESTION_TYPES, Choice, Form, Question
from domain.questionnaire.values import Problem, show
from domain.specification.sources import slug

MOST_TEXT = 300
MOST_HELP = 300
MOST_LABEL = 40
MOST_SCREEN = 8
MOST_DATA = 64
"""Most bytes of a button's `callback_data` (Telegram's limit)."""
WIDEST = Decimal("99999.5")
"""The widest figure a proposed target may show on a button."""
BUTTON_HEAD = 16
"""Bytes of a button that hold its verb, the interview (up to 60 million) and the question's reference."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing for an author to mend, with what to do about it."""

    file: str
    line: int
    code: str
    text: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.code} {self.text} → {self.remedy}"


Found = Iterator[tuple[Question, str, str, str]]


def check_form(content: Content, files: Mapping[str, str]) -> list[Issue]:
    """Every issue of the form; `files`: section id → the file it comes from."""
    form, catalogue = content.form, content.catalogue
    rules: tuple[Callable[[Form], Found], ...] = (
        _ids, _types, _sources, partial(_conditions, catalogue), _texts, _variables, _choices,
        partial(_buttons, catalogue), _bounds, _dates, _silence,
        former_questions, former_values, former_choices,
    )  # fmt: skip
    occasions = dict.fromkeys(section.occasion for section in (*form.sections, *form.elsewhere))
    issues = [
        Issue(files[question.section], question.line, code, text, remedy)
        for asked in map(form.for_occasion, occasions)
        for rule in rules
        for question, code, text, remedy in rule(asked)
    ]
    return issues + list(_words(form))


def _questions(form: Form) -> Iterator[Question]:
    return (question for section in form.sections for question in section.questions)


def _questions_elsewhere(form: Form) -> Iterator[Question]:
    return (question for section in form.elsewhere for question in section.questions)


def _ids(form: Form) -> Found:
    seen = {question.id for question in _questions_elsewhere(form)}
    for question in _questions(form):
        if not re.fullmatch(r"[a-z][a-z0-9_]*", question.id):
            yield question, "Q001", f"identifiant « {question.id} » mal formé", "Minuscules, chiffres et _ seulement."
        if question.id in seen or question.id in form.sources.facts:
            yield question, "Q002", f"identifiant « {question.id} » déjà pris", "Donner un nom unique à la question."
        seen.add(question.id)


def _types(form: Form) -> Found:
    for question in _questions(form):
        if question.type not in QUESTION_TYPES:
            yield question, "Q003", f"type inconnu « {question.type} »", f"Un de : {', '.join(QUESTION_TYPES)}."
        if question.for_each is not None and question.for_each not in form.sources.loops:
            remedy = f"Une de : {', '.join(form.sources.loops)}."
            yield question, "Q004", f"boucle inconnue « {question.for_each} »", remedy


def _sources(form: Form) -> Found:
    sources = form.sources
    tables: dict[str, Mapping[str, object]] = {
        "choices_from": sources.choices, "preselect": sources.preselections, "prefill": sources.prefills,
        "quick_from": sources.quick, "together": sources.together, "needed": sources.facts,
    }  # fmt: skip
    for question in _questions(form):
        for attribute, table in tables.items():
            name = getattr(question, attribute)
            if name is not None and name not in table:
                yield question, "Q005", f"{attribute} inconnu « {name} »", f"Un de : {', '.join(table)}."


def _conditions(catalogue: Catalogue, form: Form) -> Found:
    first = form.sections[0].occasion
    # The audit comes first: the questions of other occasions are asked later.
    earlier = set() if first == "audit" else {question.id for question in _questions_elsewhere(form)}
    for question in _questions(form):
        if question.when is not None:
            yield from _condition(catalogue, form, question, earlier)
        earlier.add(question.id)


def _condition(catalogue: Catalogue, form: Form, question: Question, earlier: set[str]) -> Found:
    assert question.when is not None
    for name in question.when.names():
        needs = form.sources.facts[name].needs if name in form.sources.facts else (name,)
        for need in sorted(needs):
            if need not in form.questions:
                yield question, "Q006", f"la condition nomme « {name} », qui n’existe pas", "Corriger le nom."
            elif need not in earlier:
                yield question, "Q007", f"la condition nomme « {need} », posée plus tard", "Ne regarder qu’en arrière."
    for leaf in leaves(question.when):
        if isinstance(leaf, Is) and (bad := _impossible(catalogue, form, leaf)):
            yield question, "Q008", f"« {leaf.name} » ne vaut jamais « {bad} »", "Choisir une valeur possible."


def _impossible(catalogue: Catalogue, form: Form, leaf: Is) -> str | None:
    """A value of the condition that the named question can never have, or None."""
    if leaf.name == "item":
        possible: set[object] = set(catalogue.functions)
    elif leaf.name in form.sources.facts:
        possible = {True, False}
    elif leaf.name not in form.questions:
        return None
    else:
        question = form.questions[leaf.name]
        if question.type == "yes_no":
            possible = {True, False}
        elif question.choices_from and not question.choices:
            possible = {"other", *catalogue.functions}
        elif question.choices:
            possible = {choice.id for choice in question.choices}
        else:
            return None
    return next((str(value) for value in leaf.values if value not in possible), None)


def _texts(form: Form) -> Found:
    for question in _questions(form):
        if not question.text.strip():
            yield question, "Q009", f"« {question.id} » n’a pas de texte", "Écrire la question."
        if len(question.text) > MOST_TEXT:
            yield question, "Q010", f"texte de {len(question.text)} caractères", f"{MOST_TEXT} au plus."
        if not question.silent and not question.help.strip():
            yield question, "Q011", f"« {question.id} » n’a pas d’aide", "Une phrase et un exemple."
        if not question.silent and not 0 < len(question.title) <= MOST_LABEL:
            yield question, "Q025", f"« {question.id} » n’a pas de titre court", f"{MOST_LABEL} caractères au plus."
        if len(question.help) > MOST_HELP:
            yield question, "Q012", f"aide de {len(question.help)} caractères", f"{MOST_HELP} au plus."
        if question.type == "scale_1_5" and not (question.low and question.high):
            yield question, "Q013", "une échelle nomme ses deux bouts", "Ajouter low et high."


def _variables(form: Form) -> Found:
    for question in _questions(form):
        try:
            names = _names(question.text, question.help, *(choice.label for choice in question.choices))
        except ValueError:
            yield question, "Q026", "une accolade n’est pas refermée", "Écrire {variable}."
            continue
        for name in sorted(names - set(form.sources.variables)):
            yield (
                question,
                "Q014",
                f"variable inconnue « {name} »",
                f"Une de : {', '.join(sorted(form.sources.variables))}.",
            )


def _names(*texts: str) -> set[str]:
    """The variables between braces; raises ValueError for a lone brace."""
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name is not None}


def _choices(form: Form) -> Found:
    for question in _questions(form):
        takes = question.type in ("single_choice", "multi_choice")
        if takes and not question.choices and not question.choices_from:
            yield question, "Q015", f"« {question.id} » n’a aucun choix", "Ajouter choices ou choices_from."
        if question.choices and not takes and question.type != "number":
            yield question, "Q016", f"un type {question.type} n’a pas de choix", "Retirer choices ou changer le type."
        ids = [choice.id for choice in question.choices]
        for twice in {name for name in ids if ids.count(name) > 1 or not name}:
            yield question, "Q017", f"choix « {twice} » donné deux fois ou sans nom", "Des identifiants uniques."
        for choice in question.choices:
            if choice.then and not _acts(form, choice.then):
                remedy = "correct, explain, complete, say ou edit:<question>."
                yield question, "Q020", f"action inconnue « {choice.then} »", remedy
        if len(question.choices) > MOST_SCREEN and question.type == "single_choice":
            yield question, "Q021", f"{len(question.choices)} boutons", f"{MOST_SCREEN} au plus par écran."


def _buttons(catalogue: Catalogue, form: Form) -> Found:
    """Check every button that may be on screen, with the widest values in its label."""
    amount = max((show("number", WIDEST, kpi.unit) for kpi in catalogue.kpis.values()), key=len)
    values = {"a": "a" * MOST_BRIEF, "b": "b" * MOST_BRIEF, "t1": amount, "t2": amount, "t3": amount}
    for question in _questions(form):
        for choice in _every_choice(catalogue, question):
            label = re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), choice.label)
            if not 0 < len(label) <= MOST_LABEL:
                text = f"bouton « {choice.label} » de {len(label)} caractères"
                yield question, "Q018", text, f"De 1 à {MOST_LABEL}."
            if BUTTON_HEAD + len(choice.id.encode()) > MOST_DATA:
                text = f"bouton « {choice.id} » au-delà de {MOST_DATA} octets"
                yield question, "Q019", text, "Raccourcir l’identifiant."


def _every_choice(catalogue: Catalogue, question: Question) -> tuple[Choice, ...]:
    """Every choice this question may show, including those that come from the catalogue."""
    if not question.choices_from:
        return question.choices
    functions, kpis = catalogue.functions.values(), catalogue.kpis.values()
    named = [Choice(function.id, function.label) for function in functions]
    found = {
        "activities": [Choice(act.id, act.label) for function in functions for act in function.typical_tasks],
        "deliverables": [Choice(slug(text), text) for function in functions for text in function.deliverables],
        "functions": named,
        "tasks": named,
        "retained_tasks": named,
        "kpi_candidates": [Choice(kpi.id, kpi.label) for kpi in kpis],
        "selected_kpis": [
            Choice(f"{function.id}/{kpi.id}", kpi.label)
            for function in functions
            for kpi in kpis
            if kpi.function in (function.id, None)
        ],
    }  # fmt: skip
    return tuple(found.get(question.choices_from, ()))


def _acts(form: Form, then: str) -> bool:
    return then in ("correct", "explain", "say", *form.sources.queues) or then.removeprefix("edit:") in form.questions


def _bounds(form: Form) -> Found:
    for question in _questions(form):
        if question.type == "number" and not question.unit:
            yield question, "Q022", f"« {question.id} » n’a pas d’unité", "Ajouter unit."
        if question.type == "number" and any(isinstance(bound, str) for bound in (question.min, question.max)):
            yield question, "Q028", f"« {question.id} » est bornée par un texte", "min et max : des nombres."
        least, most = question.min_choices or 0, question.max_choices
        if question.type == "multi_choice" and most is not None and least > most:
            yield question, "Q023", "min_choices dépasse max_choices", "Inverser les deux."


def _dates(form: Form) -> Found:
    """Check that the bounds of a date name `today` or an earlier date (`calendar/workdays.py`)."""
    known = {"today", *form.sources.noted_dates}
    for question in _questions(form):
        for bound in (question.min, question.max) if question.type == "date" else ():
            try:
                named = re.split(r"[+-]", str(bound))[0]
                resolve(str(bound), Calendar(date(2000, 1, 1)), {})
            except ValueError:
                named = ""
            if bound is not None and named not in known:
                text = f"date « {bound} » illisible ou posée plus tard"
                yield question, "Q027", text, "Écrire today+7d, spec_start-5bd…"
        if question.type == "date":
            known.add(question.id)


def _silence(form: Form) -> Found:
    for question in _questions(form):
        if question.required and question.unknown and question.silent:
            yield question, "Q024", "« Je ne sais pas » sur un message sans réponse", "Retirer unknown."


def _words(form: Form) -> Iterator[Issue]:
    """Check that every refusal and every choice that says something has its sentence (`dialogs/strings.yaml`)."""
    needed = {f"problem.{problem}" for problem in Problem}
    needed |= {
        f"{question.id}.{choice.id}"
        for question in (*_questions(form), *_questions_elsewhere(form))
        for choice in question.choices
        if choice.then == "say"
    }
    for key in sorted(needed - set(form.words)):
        yield Issue("dialogs/strings.yaml", 1, "S001", f"il manque la phrase « {key} »", "L’écrire.")
