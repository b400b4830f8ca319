"""Answers that fill the whole form, each recognisable where it is printed."""

from __future__ import annotations

from domain.questionnaire.form import Form, Key
from domain.questionnaire.lookup import choices
from domain.questionnaire.path import Step, path_of
from domain.questionnaire.values import Value
from domain.specification.criteria import CRITERIA
from tests.documents.file_text import letters_and_digits

TASKS = ("invoicing_collections", "other", "logistics")
"""With these, and these objectives, all the questions that the document prints are asked."""
OBJECTIVES = {"invoicing_collections": "efficiency", "other": "expertise", "logistics": "flexibility"}
WEIGHTS = dict(zip(CRITERIA, (19, 18, 17, 16, 13, 11, 6), strict=True))
FIXED: dict[str, Value] = {
    "audit_functions": TASKS,
    "retain_tasks": TASKS,
    "audit_doer": "mixed",
    "audit_data": ("client_billing",),
    "profile_size": "s2_9",
    "profile_ceo_hour_value": "help",
    "kpi_target": "custom",
    "obj_statement": "edit",
    "third_offer": "mentor",
    "rank_accept": "change",
    "rank_change_verdict": "keep",
    "spec_criteria": "edit",
    "spec_start": "2027-02-01",
    "spec_offers_deadline": "2027-01-12",
}


def answers_to_everything(form: Form) -> dict[Key, Value]:
    """An answer to every question of the path, each text and each number different from the others."""
    answers: dict[Key, Value] = {}
    while step := path_of(form, answers).first_open(answers):
        answers[step.key] = _answer(form, answers, step)
    return answers


def with_texts(form: Form, answers: dict[Key, Value], typed: str) -> dict[Key, Value]:
    """The same answers, with these words in every text."""
    texts = {key: typed for key in answers if form.questions[key[0]].type in ("short_text", "long_text")}
    return answers | texts


def _answer(form: Form, answers: dict[Key, Value], step: Step) -> Value:
    question, item = step.question, step.item
    if question.id == "obj_main":
        return OBJECTIVES[str(item)]
    if question.id == "spec_criteria_weights":
        return WEIGHTS[str(item)]
    if question.id in FIXED:
        return FIXED[question.id]
    match question.type:
        case "number":
            return 211 + len(answers)
        case "scale_1_5":
            return 3
        case "yes_no" | "info" | "recap":
            return True
        case "contradiction":
            return "intended"
        case "short_text" | "long_text":
            return f"Zq{letters_and_digits(question.id)}{letters_and_digits(item or '')}"
    offered = [choice.id for choice in choices(path_of(form, answers).answers, step.key)]
    if question.type == "single_choice":
        return offered[0]
    return tuple(dict.fromkeys([offered[0], *(one for one in offered if one == "other")]))
