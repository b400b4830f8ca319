"""An answer as the person reads it back, and a question's text with its variables filled in."""

from __future__ import annotations

from domain.questionnaire.answers import Answers
from domain.questionnaire.bounds import unit_of
from domain.questionnaire.form import Key
from domain.questionnaire.lookup import choices, fill, variables_of
from domain.questionnaire.values import Gap, Value, show


def display(answers: Answers, key: Key, value: Value) -> str:
    """« 2 h 30 par semaine », « Saisir achats et ventes, Préparer la TVA », « À préciser » (« passé » in a review)."""
    question, sources = answers.form.questions[key[0]], answers.form.sources
    if isinstance(value, Gap):
        # What a review passed over stays so: there is no document to complete.
        return answers.form.words["gap" if answers.form.sections[0].occasion == "audit" else "passed"]
    if question.type == "scale_1_5":
        return answers.form.words["scale_value"].format(value=value)
    # A choice that is not offered any more keeps its name.
    offered: list[tuple[str, str]] = [named for source in sources.labels.values() for named in source(answers)]
    offered += [(choice.id, choice.label) for choice in choices(answers, key)]
    figure = sources.stands_for.get(f"{key[0]}.{value}")
    if figure is not None and (number := figure(answers, key[1])) is not None:
        return show("number", number, question.unit)
    if question.type in ("number", "contradiction") and isinstance(value, str):
        return dict(offered).get(value, value)
    return show(question.type, value, unit_of(answers, key), offered)


def help_text(answers: Answers, key: Key) -> str:
    """The help with its variables filled in; none at all while one has no value."""
    return fill(answers, answers.form.questions[key[0]].help, key[1]) or ""


def question_text(answers: Answers, key: Key) -> str:
    """The question as asked; a variable without a value yet reads as a gap."""
    question, gap = answers.form.questions[key[0]], answers.form.words["gap"]
    if question.type == "contradiction":
        return _objection(answers, key)
    known = variables_of(answers, question.text, key[1])
    filled = question.text.format(**{name: gap if value is None else value for name, value in known.items()}).strip()
    # « votre prestataire » may begin the sentence.
    return filled[:1].upper() + filled[1:]


def _objection(answers: Answers, key: Key) -> str:
    """As it is put to the person; the bare text if it no longer holds."""
    one = next(one for one in answers.form.sources.objections if one.id == key[0])
    text = one.raised(answers, key[1])
    return one.text if text is None else text
