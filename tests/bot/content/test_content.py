"""The content check: each defect gets its code, file, line and remedy; the shipped content has none."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.content import yaml_files
from bot.content.check import check
from bot.content.forms import BadContent, load_form, read_content
from bot.content.yaml_files import _Loader
from domain.content.check import Issue
from tests.shipped_form import shipped_form

ROOT = Path(__file__).parents[3]
CODES = {
    code
    for file in (
        "domain/content/check.py",
        "domain/content/clause_check.py",
        "domain/content/evolution_check.py",
        "bot/content/check.py",
        "bot/content/forms.py",
        "bot/content/yaml_files.py",
        "bot/content/clauses.py",
        "bot/content/contradictions.py",
        "bot/documents/checking.py",
    )
    for code in re.findall(r'"([A-Z]\d{3})"', (ROOT / file).read_text("utf-8"))
}
WELCOME, PROFILE, AUDIT = (f"dialogs/interview/{name}.yaml" for name in ("0_welcome", "1_profile", "2_audit"))
PRIORITIES, KPIS, SPEC = (f"dialogs/interview/{name}.yaml" for name in ("3_prioritise", "5_kpis", "7_specification"))
CLAUSES = "dialogs/clauses.yaml"
DOUBTS, SPECIFICATION = "dialogs/contradictions.yaml", "templates/specification.md.j2"


@dataclass(frozen=True)
class Defect:
    """One thing changed in one file: `old` becomes `new` once; the issue stands at the line where `at` is."""

    code: str
    file: str
    old: str
    new: str
    at: str = ""
    elsewhere: str = ""


def question(name: str) -> str:
    return f"  - id: {name}\n"


def clause(name: str) -> str:
    return f"- id: clause_{name}\n"


SECTOR, SIZE = question("profile_sector"), question("profile_size")
SECTOR_TEXT = 'text: "Dans quel domaine travaillez-vous\u202f?"'
SIZE_HELP = (
    'help: "Comptez les personnes, pas les équivalents temps plein. Les alternants comptent, pas les prestataires."'
)
LONG, WIDE = "x" * 301, "x" * 41
NAME, INTRO, TEAM = question("profile_company_name"), question("welcome_intro"), question("profile_team_hour_cost")
CONFIRMED = "".join(f"{line}\n" for line in (
    "  - id: confirmed", "    type: yes_no", "    title: Certitude", "    text: Certain ?", "    help: Oui ou non.",
))  # fmt: skip
TARGET, FUNCTIONS = question("profile_ceo_month_target"), "dialogs/functions.yaml"

DEFECTS = [
    Defect("D001", PROFILE, "questions:\n", "questions: [\n"),
    Defect("D002", PROFILE, "number: 1\n", "number: 1\nnumber: 1\n", at="number: 1\nnumber"),
    Defect("D003", PROFILE, "unit: hours_per_week", "unti: hours_per_week", at=question("profile_ceo_hours")),
    Defect("D003", PROFILE, 'label: "Je suis seul"}', 'label: "Je suis seul", lable: x}', at='- {id: solo'),
    Defect("D004", "dialogs/functions.yaml", "market_depth: 3", "market_depth: 9"),
    Defect("D004", "dialogs/kpis.yaml", "unit: ", "units: "),
    Defect("D005", PROFILE, "number: 1\n", ""),
    Defect("D005", PROFILE, f"    {SECTOR_TEXT}\n", "", at=SECTOR),
    Defect("D006", PROFILE, "when: {not: {profile_size: solo}}", "when: {profile_size: solo, x: 1}", at=TEAM),
    Defect("D007", PROFILE, "number: 1\n", "number: un\n"),
    Defect("D007", PROFILE, '      - {id: solo, label: "Je suis seul"}', "      - solo", at=SIZE),
    Defect("D008", DOUBTS, "severity: block", "severity: grave", at="- id: contra_hours_total\n"),
    Defect("Q001", PROFILE, SECTOR, question("Profile-Sector"), at=question("Profile-Sector")),
    Defect("Q002", PROFILE, SECTOR, question("consent_data"), at=question("consent_data")),
    Defect("Q003", PROFILE, f"{NAME}    type: short_text", f"{NAME}    type: radio", at=NAME),
    Defect("Q004", AUDIT, "for_each: tasks", "for_each: task", at=question("audit_other_label")),
    Defect("Q005", AUDIT, "choices_from: activities", "choices_from: activity", at=question("audit_scope")),
    Defect("Q006", PROFILE, "{profile_ceo_hour_value: help}", "{profile_hour: help}", at=TARGET),
    Defect("Q007", PROFILE, f"{SECTOR}", f"{SECTOR}    when: {{profile_size: solo}}\n", at=SECTOR),
    Defect("Q008", PROFILE, "{not: {profile_size: solo}}", "{not: {profile_size: alone}}", at=TEAM),
    Defect("Q009", PROFILE, SECTOR_TEXT, 'text: " "', at=SECTOR),
    Defect("Q010", PROFILE, SECTOR_TEXT, f'text: "{LONG}"', at=SECTOR),
    Defect("Q011", PROFILE, SIZE_HELP, 'help: ""', at=SIZE),
    Defect("Q012", PROFILE, SIZE_HELP, f'help: "{LONG}"', at=SIZE),
    Defect("Q013", AUDIT, '    low: "Fluide"\n', "", at=question("audit_friction")),
    Defect("Q014", PROFILE, SECTOR_TEXT, 'text: "Quel domaine pour {nobody}"', at=SECTOR),
    Defect("Q015", AUDIT, "    choices_from: activities\n", "", at=question("audit_scope")),
    Defect("Q016", PROFILE, NAME, f"{NAME}    choices: [{{id: a, label: A}}]\n", at=NAME),
    Defect("Q017", PROFILE, "{id: s2_9,", "{id: solo,", at=SIZE),
    Defect("Q018", PROFILE, "Je suis seul", "Je suis seul, sans salarié ni associé ni alternant", at=SIZE),
    Defect("Q018", PROFILE, "Je suis seul", "", at=SIZE),
    Defect("Q018", PRIORITIES, "{a}, sans hésiter", "{a}, sans hésiter un instant", at=question("prio_pairwise")),
    Defect("Q018", FUNCTIONS, "Paie et déclarations", WIDE, at=question("audit_functions"), elsewhere=AUDIT),
    Defect("Q018", FUNCTIONS, "Rapport de sauvegardes", WIDE, at=question("spec_deliverables"), elsewhere=SPEC),
    Defect("Q019", PROFILE, "{id: digital_saas,", f"{{id: {'x' * 49},", at=SECTOR),
    Defect("Q020", AUDIT, "then: correct", "then: correct_it", at=question("audit_mirror_confirm")),
    Defect("Q021", PROFILE, "      - {id: industry_", "      - {id: x, label: X}\n      - {id: industry_", at=SECTOR),
    Defect("Q022", PROFILE, "    unit: hours_per_week\n", "", at=question("profile_ceo_hours")),
    Defect("Q023", PROFILE, "min_choices: 1", "min_choices: 4", at=question("profile_customers")),
    Defect("Q024", WELCOME, INTRO, f"{INTRO}    unknown: true\n", at=INTRO),
    Defect("Q025", PROFILE, '    title: "Domaine"\n', "", at=SECTOR),
    Defect("Q026", PROFILE, SECTOR_TEXT, 'text: "Quel domaine pour {task"', at=SECTOR),
    Defect("Q027", SPEC, "spec_start-5bd", "spec_end-5bd", at=question("spec_offers_deadline")),
    Defect("Q027", SPEC, "today+7d", "today+7 jours", at=question("spec_start")),
    Defect("Q028", PROFILE, "    max: 90", '    max: "90 h"', at=question("profile_ceo_hours")),
    Defect("D010", PROFILE, SECTOR, f"{SECTOR}    was: {{domain: x}}\n", at=SECTOR),
    Defect("D010", PROFILE, SECTOR, f"{SECTOR}    was: {{domain: {{a: {{b: c}}}}}}\n", at=SECTOR),
    Defect("Q029", PROFILE, SECTOR, f"{SECTOR}    was: profile_size\n", at=SECTOR),
    Defect("Q030", PROFILE, SECTOR, f"{CONFIRMED}    was: domain\n{SECTOR}    was: domain\n", at=CONFIRMED),
    Defect("Q031", PROFILE, SECTOR, f"{SECTOR}    was: {{domain: {{shop: shops}}}}\n", at=SECTOR),
    Defect("Q032", PROFILE, SIZE, f"{SIZE}    was: {{profile_size: {{solo: s2_9}}}}\n", at=SIZE),
    Defect("Q033", PROFILE, "{id: solo,", "{id: solo, was: s2_9,", at=SIZE),
    Defect("Q033", PROFILE, "{id: solo,", "{id: solo, was: [alone, alone],", at=SIZE),
    Defect("S001", "dialogs/strings.yaml", '  not_a_number: "', '  no_number: "'),
    Defect("T001", SPECIFICATION, "{% for ", "{% four "),
    Defect("T002", "templates/blank.md.j2", "", "", elsewhere="templates/other.md.j2"),
    Defect("T003", SPECIFICATION, "{{ spec.version", "{{ spce.version"),
    Defect("T003", "templates/sections/scope.md.j2", "{{ items(", "{{ itmes("),
    Defect("T004", SPECIFICATION, "spec.", "spec.not_there_", at=""),
    Defect("T005", "templates/sections/budget.md.j2", "spec.terms.payment_days", "spec.terms.payment_day"),
    Defect("T007", SPECIFICATION, '{% include "sections/scope.md.j2" %}', ""),
    Defect("D006", CLAUSES, "{independent: true}", "{independent: true, x: 1}", at=clause("independence")),
    Defect("D009", CLAUSES, '  title: "Indépendance du prestataire"\n', "", at=clause("independence")),
    Defect("L001", CLAUSES, clause("independence"), clause("insurance"), at=clause("insurance")),
    Defect("L002", CLAUSES, "section: compliance", "section: compliances", at=clause("independence")),
    Defect("L003", CLAUSES, "{secrecy_years}", "{secrecy_year}", at=clause("confidentiality")),
    Defect("L004", CLAUSES, "{secrecy_years}", "{secrecy_years", at=clause("confidentiality")),
    Defect("L004", CLAUSES, "{secrecy_years}", "{3}{", at=clause("confidentiality")),
    Defect("L005", CLAUSES, "{independent: true}", "{freelance: true}", at=clause("independence")),
    Defect("L006", CLAUSES, "{regulated: reserved}", "{regulated: oui}", at=clause("regulated_profession")),
    Defect("L007", CLAUSES, "section: compliance", "section: organisation", at=clause("independence")),
]  # fmt: skip


@pytest.fixture(scope="module")
def remembering_loader() -> type[_Loader]:
    """A loader that parses each text once; of the content, every case changes one file."""
    known: dict[str, tuple[Any, list[tuple[int, str]]]] = {}

    class Remembering(_Loader):
        def __init__(self, text: str) -> None:
            super().__init__(text)
            self.text = text

        def get_single_data(self) -> Any:
            if self.text not in known:
                known[self.text] = super().get_single_data(), self.duplicates
            data, self.duplicates = known[self.text]
            return data

    return Remembering


@pytest.fixture
def broken(
    tmp_path: Path, remembering_loader: type[_Loader], monkeypatch: pytest.MonkeyPatch
) -> Callable[[Defect], list[Issue]]:
    """Copies the content, changes one thing and checks the copy."""
    monkeypatch.setattr(yaml_files, "_Loader", remembering_loader)
    for folder in ("dialogs", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder)

    def issues(defect: Defect) -> list[Issue]:
        file = tmp_path / defect.file
        text = file.read_text("utf-8")
        assert defect.old in text, "the content has changed: mend this case"
        file.write_text(text.replace(defect.old, defect.new, 1), "utf-8")
        if defect.code == "T002":
            shutil.copyfile(file, tmp_path / defect.elsewhere)
        # Only the last of these codes needs both folders.
        both = defect.file.startswith("templates/") or defect.code == "L007"
        return check(tmp_path) if both else read_content(tmp_path / "dialogs")[1]

    return issues


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: f"{defect.code}-{defect.new.strip()[:30]}")
def test_a_defect_gets_its_code_its_place_and_its_remedy(
    defect: Defect, broken: Callable[[Defect], list[Issue]], tmp_path: Path
) -> None:
    issues = broken(defect)
    assert {issue.code for issue in issues} == {defect.code}
    issue, file = issues[0], defect.elsewhere or defect.file
    assert issue.file == file and issue.text and issue.remedy
    text = (tmp_path / file).read_text("utf-8")
    assert 1 <= issue.line <= len(text.splitlines()) + 1
    if defect.at:
        assert issue.line == text[: text.index(defect.at)].count("\n") + 1 + (defect.code == "D002")
    assert str(issue).startswith(f"{file}:{issue.line} {defect.code} ")


def test_a_file_that_names_nothing_is_an_issue_and_not_a_crash(tmp_path: Path) -> None:
    for folder in ("dialogs", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for file in ("dialogs/strings.yaml", PROFILE):
        (tmp_path / file).write_text("- tout\n", "utf-8")
    assert [(issue.file, issue.code) for issue in check(tmp_path)] == [
        ("dialogs/strings.yaml", "D007"),
        (PROFILE, "D007"),
    ]


def test_every_code_of_the_check_has_a_case() -> None:
    assert {defect.code for defect in DEFECTS} | {"T006"} == CODES


@pytest.mark.parametrize("content", [None, b"", b"not a Word file", b"PK\x03\x04"])
def test_a_base_file_that_word_would_not_open_is_an_issue(content: bytes | None, tmp_path: Path) -> None:
    for folder in ("dialogs", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    base = tmp_path / "templates" / "base.docx"
    base.unlink()
    if content is not None:
        base.write_bytes(content)
    assert [(issue.file, issue.code) for issue in check(tmp_path)] == [("templates/base.docx", "T006")]


def test_the_shipped_content_has_no_issue() -> None:
    assert check() == []


def test_all_defects_are_named_at_once(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "dialogs", tmp_path / "dialogs")
    file = tmp_path / PROFILE
    text = file.read_text("utf-8").replace("{id: s2_9,", "{id: solo,").replace('    title: "Domaine"\n', "")
    file.write_text(text, "utf-8")
    with pytest.raises(BadContent) as bad:
        load_form(tmp_path / "dialogs")
    assert {issue.code for issue in bad.value.issues} == {"Q017", "Q025"}


def test_a_mistyped_key_is_answered_with_the_likely_one(broken: Callable[[Defect], list[Issue]]) -> None:
    (issue,) = broken(next(defect for defect in DEFECTS if defect.code == "D003"))
    assert "unit" in issue.remedy


def test_figures_are_kept_as_written_and_no_is_a_choice() -> None:
    form = shipped_form()
    assert str(form.questions["spec_turnaround"].min) == "0.1"
    assert form.questions["third_offer"].choice("no")


def test_the_version_changes_with_the_questions(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "dialogs", tmp_path / "dialogs")
    file = tmp_path / PROFILE
    file.write_text(file.read_text("utf-8").replace("Domaine", "Secteur"), "utf-8")
    assert load_form(tmp_path / "dialogs").version != shipped_form().version
