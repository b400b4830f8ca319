"""Prints an answer as the person reads it back, and a question's text with its variables."""

from __future__ import annotations

from domain.questionnaire.answers import Answers
from domain.questionnaire.bounds import unit_of
from domain.questionnaire.form import Key
from domain.questionnaire.lookup import choices, fill, variables_of
from domain.questionnaire.values import Gap, Value, show


def display(answers: Answers, key: Key, value: Value) -> str:
    """The answer in French: « 2 h 30 par semaine », « Saisir achats et ventes, Préparer la TVA », « À préciser »."""
    question, sources = answers.form.questions[key[0]], answers.form.sources
    if isinstance(value, Gap):
        # A gap of a review reads « passé »: no document waits for the answer.
        return answers.form.words["gap" if answers.form.sections[0].occasion == "audit" else "passed"]
    if question.type == "scale_1_5":
        return answers.form.words["scale_value"].format(value=value)
    figure = sources.stands_for.get(f"{key[0]}.{value}")
    if figure is not None and (number := figure(answers, key[1])) is not None:
        return show("number", number, question.unit)
    if question.type in ("number", "contradiction") and isinstance(value, str):
        return _labels(answers, key, (value,)).get(value, value)
    named = value if isinstance(value, tuple) else (str(value),) if question.type == "single_choice" else ()
    labels = _labels(answers, key, named) if named else {}
    return show(question.type, value, unit_of(answers, key), tuple(labels.items()))


def _labels(answers: Answers, key: Key, named: tuple[str, ...]) -> dict[str, str]:
    """The labels of these choices; one that is no longer offered keeps its own."""
    offered = {choice.id: choice.label for choice in choices(answers, key)}
    if all(name in offered for name in named):
        return offered
    return {name: label for source in answers.form.sources.labels.values() for name, label in source(answers)} | offered


def help_text(answers: Answers, key: Key) -> str:
    """The help text with its variables; empty while one of them has no value."""
    return fill(answers, answers.form.questions[key[0]].help, key[1]) or ""


def question_text(answers: Answers, key: Key) -> str:
    """The text of the question as asked; a variable without a value reads as a gap."""
    question, gap = answers.form.questions[key[0]], answers.form.words["gap"]
    if question.type == "contradiction":
        return _objection(answers, key)
    known = variables_of(answers, question.text, key[1])
    filled = question.text.format(**{name: gap if value is None else value for name, value in known.items()}).strip()
    # A variable such as « votre prestataire » may start the sentence.
    return filled[:1].upper() + filled[1:]


def _objection(answers: Answers, key: Key) -> str:
    """The text of an objection as the person sees it; with its variables unfilled when it is no longer true."""
    one = next(one for one in answers.form.sources.objections if one.id == key[0])
    text = one.raised(answers, key[1])
    return one.text if text is None else text
