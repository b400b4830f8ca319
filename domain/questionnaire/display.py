"""An answer as the person reads it back, and a question's text with its variables filled in."""

from __future__ import annotations

from domain.assessment.project import Project
from domain.coherence.contradictions import text_of
from domain.content.sources import choices
from domain.questionnaire.bounds import unit_of
from domain.questionnaire.form import Key
from domain.questionnaire.values import Gap, Value, show
from domain.specification.texts import quoted


def display(project: Project, key: Key, value: Value) -> str:
    """« 2 h 30 par semaine », « Saisir achats et ventes, Préparer la TVA », « À préciser » (« passé » in a review)."""
    question = project.form.questions[key[0]]
    if isinstance(value, Gap):
        # What a review passed over stays so: there is no document to complete.
        return project.form.words["gap" if project.form.sections[0].occasion == "audit" else "passed"]
    if question.type == "scale_1_5":
        return project.form.words["scale_value"].format(value=value)
    offered = [(choice.id, choice.label) for choice in choices(project, key)]
    # A choice that is not offered any more keeps its name.
    names = [(task, project.label(task)) for task in project.form.catalogue.functions]
    names += [(kpi.id, kpi.label) for kpi in project.form.catalogue.kpis.values()]
    offered = [*names, *offered]
    if key[0] == "profile_ceo_hour_value" and value == "help" and project.get("profile_ceo_month_target"):
        return show("number", project.hour_value, question.unit)
    if question.type in ("number", "contradiction") and isinstance(value, str):
        return dict(offered).get(value, value)
    return show(question.type, value, unit_of(project, key), offered)


def help_text(project: Project, key: Key) -> str:
    """The help with its variables filled in; none at all while one has no value."""
    text = project.form.questions[key[0]].help
    known = quoted(project, text, key[1])
    return "" if None in known.values() else text.format(**known)


def question_text(project: Project, key: Key) -> str:
    """The question as asked; a variable without a value yet reads as a gap."""
    if project.form.questions[key[0]].type == "contradiction":
        return text_of(project, key)
    text, gap = project.form.questions[key[0]].text, project.form.words["gap"]
    known = quoted(project, text, key[1])
    filled = text.format(**{name: gap if value is None else value for name, value in known.items()}).strip()
    # « votre prestataire » may begin the sentence.
    return filled[:1].upper() + filled[1:]
