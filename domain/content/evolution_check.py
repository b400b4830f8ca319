"""Checks the rules `was` must satisfy, so that each stored answer has one meaning in the current form."""

from __future__ import annotations

from collections.abc import Iterator

from domain.questionnaire.evolution import current_value
from domain.questionnaire.form import Form, Question

Found = Iterator[tuple[Question, str, str, str]]


def former_questions(form: Form) -> Found:
    """Check that `was` names the question itself or one that is gone; two that take its answers each say which."""
    for question in (question for section in form.sections for question in section.questions):
        for name, values in question.was.items():
            if name != question.id and name in form.questions:
                text = f"« was » nomme « {name} », qui existe encore"
                yield question, "Q029", text, "Retirer l’ancienne question, ou ne pas la nommer."
            others = [other.id for other in form.heirs[name] if other.id != question.id]
            if others and not values:
                text = f"« {name} » est aussi repris par « {others[0]} »"
                yield question, "Q030", text, "Dire pour chacune ce que deviennent ses valeurs, ou n’en garder qu’une."


def former_values(form: Form) -> Found:
    """Check that a value of `was` becomes one the question takes, and is no longer one of its own."""
    for question in (question for section in form.sections for question in section.questions):
        for name, values in question.was.items():
            for old, new in values.items():
                if not question.takes(current_value(question, new)):
                    text = f"« {old} » devient une valeur que « {question.id} » ne prend pas"
                    yield question, "Q031", text, "Choisir une valeur possible."
                if name == question.id and _is_kept(question, old):
                    text = f"« {old} » est encore une valeur de « {question.id} »"
                    yield question, "Q032", text, "Ne faire correspondre que les valeurs qui n’existent plus."


def _is_kept(question: Question, value: str) -> bool:
    """True for a value a button can still give."""
    return question.choice(value) is not None or (question.type == "yes_no" and value in ("yes", "no"))


def former_choices(form: Form) -> Found:
    """Check that the `was` of choices names choices that are gone, each once."""
    for question in (question for section in form.sections for question in section.questions):
        named = [old for choice in question.choices for old in choice.was]
        for old in dict.fromkeys(named):
            if question.choice(old) is not None or named.count(old) > 1:
                text = f"le choix « {old} » existe encore, ou est nommé deux fois par « was »"
                yield question, "Q033", text, "Un « was » nomme un choix retiré, une seule fois."
