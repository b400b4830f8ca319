"""The text a person reads in each output, and answers that fill the whole form."""

from __future__ import annotations

import re
import zipfile
from html import unescape
from html.parser import HTMLParser
from io import BytesIO

import pypdfium2

from bot.documents import Documents, Format
from domain.questionnaire.form import Form, Key
from domain.questionnaire.lookup import choices
from domain.questionnaire.path import Step, path_of
from domain.questionnaire.values import Value
from domain.specification.criteria import CRITERIA
from domain.specification.document import Specification

WORD_TEXT = re.compile(r"word/(document|header|footer)\d*\.xml")
FOOT, HEAD = 72.0, 772.0
"""Points from the bottom of a PDF page: its text stands between its foot and its head."""
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


def filled(form: Form) -> dict[Key, Value]:
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
            return f"Zq{bare(question.id)}{bare(item or '')}"
    offered = [choice.id for choice in choices(path_of(form, answers).answers, step.key)]
    if question.type == "single_choice":
        return offered[0]
    return tuple(dict.fromkeys([offered[0], *(one for one in offered if one == "other")]))


def written(documents: Documents, spec: Specification, format: Format) -> str:
    """The words of the file this specification makes."""
    return words(documents.render(spec, format), format)


def words(content: bytes, format: Format) -> str:
    """The words of a file, as a reader sees them, without what only separates them."""
    match format:
        case "md":
            text = re.sub(r"\\(.)", r"\1", content.decode())
        case "html":
            text = unescape(re.sub(r"<[^>]*>", "", content.decode().split("<body>")[1]))
        case "docx":
            with zipfile.ZipFile(BytesIO(content)) as archive:
                parts = [archive.read(part).decode() for part in archive.namelist() if WORD_TEXT.match(part)]
            text = unescape(re.sub(r"<[^>]*>", "", "".join(parts)))
        case "pdf":
            pdf = pypdfium2.PdfDocument(content)
            pages = [page.get_textpage() for page in pdf]
            # First what runs on from page to page, then all that is on each.
            running = [page.get_text_bounded(bottom=FOOT, top=HEAD) for page in pages]
            text = "".join(running + [page.get_text_range() for page in pages])
            pdf.close()
    return bare(text)


def word_part(content: bytes, name: str) -> str:
    """The XML of one part of a Word file."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read(name).decode()


def bare(text: str) -> str:
    """Letters and digits alone: line breaks and hyphens differ from one output to another."""
    return re.sub(r"[\W_]", "", text)


class ChatText(HTMLParser):
    """Reads a chat message and refuses what Telegram would refuse."""

    def __init__(self, message: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self._open: list[str] = []
        self.feed(message)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("b", "i", "u", "s", "code", "blockquote")
        assert attrs == ([("expandable", None)] if tag == "blockquote" else [])
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
