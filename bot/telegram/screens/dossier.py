"""The summary of a company's file: progress, tasks, gaps."""

from __future__ import annotations

from bot.conversation.views import Summary
from bot.telegram.screens.card import answer_count, gap_count
from bot.telegram.screens.phrases import Phrases
from domain.questionnaire.form import Form
from domain.questionnaire.turn import seconds_left
from domain.specification.project import project_of


def text(phrases: Phrases, form: Form, show: Summary) -> str:
    """Telegram HTML: company, section and minutes left, tasks, gaps."""
    project = project_of(show.path)
    left = seconds_left(show.path)
    values = {"step": _step(form, show), "steps": form.section_count, "minutes": (left + 59) // 60}
    name = project.text("profile_company_name") or phrases.words["dossier.no_name"]
    lines = [
        phrases("dossier.title", company=name),
        phrases.count("dossier.progress" if left else "dossier.complete", answer_count(show.path), **values),
    ]
    for words, tasks in (("dossier.tasks", project.tasks), ("dossier.retained", project.retained_tasks)):
        if tasks:
            lines.append(phrases(words, tasks=", ".join(project.short(task) for task in tasks)))
    if gaps := gap_count(show.path):
        lines.append(phrases("dossier.gaps", n=gaps))
    return "\n".join(lines)


def _step(form: Form, show: Summary) -> int:
    """The number of the section of the next question; of the last section if nothing is open."""
    step = show.path.first_open(show.interview.given)
    return form.section(step.question.section).number if step else form.section_count
