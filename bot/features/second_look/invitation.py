"""The invitation to a second look: its link, its states, what the third party is shown of the file.

An invitation is open, started, sealed, then revealed; or it ends declined, revoked, expired or erased.
Rules: `docs/rules/methode.md §7`, `docs/rules/scoring.md §9`.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from bot.conversation.exchange import AUDIT, Visit
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.project import guests, jobs
from bot.project.jobs import SecondLookEnd, SecondLookReminder
from bot.store import Invitation
from domain.questionnaire.path import Path, path_of
from domain.questionnaire.values import to_json

OCCASION = "second_look"
LINK = "regard_"
"""What a link starts the bot with, before its token."""
VALID = timedelta(days=7)
REMIND = 2
"""Working days after which a link that has not been followed up is mentioned, once."""
PENDING = ("open", "started", "sealed")
CREATE = Action("button.regard_create", "regard:create", "primary")
REVOKE = Action("button.regard_revoke", "regard:revoke", "danger")


def invite(visit: Visit) -> Outcome:
    """A new link, with its reminder and its end planned."""
    token, expires = secrets.token_urlsafe(16), visit.now + VALID
    name = visit.path().project.text("third_name")
    made = visit.tx.invitations.add(visit.project, token, name, visit.now, expires, "open")
    remind = visit.calendar.add(visit.calendar.today, REMIND)
    jobs.plan(visit, SecondLookReminder(made), visit.at(remind, 10))
    jobs.plan(visit, SecondLookEnd(made), expires)
    link = visit.around.link(LINK + token)
    until = guests.last_day(expires, visit.zone)
    told = visit.show(Notice("regard.made", {"until": until}))
    forward = Action("button.regard_send", "", url=f"https://t.me/share/url?url={link}")
    return told + visit.show(Notice("regard.message", {"link": link, "until": until}, ((forward,),)))


def send_link(visit: Visit) -> Outcome:
    """The person has said who their third party is: here is the link (once)."""
    pending = any(one.state in PENDING for one in visit.tx.invitations.of_project(visit.project))
    return Outcome() if pending else invite(visit)


def tasks_shown(visit: Visit, found: Invitation) -> list[list[Any]]:
    """What the third party is shown: the names of the activities, and nothing else of the file."""
    project = author_path(visit, found).project
    seen: list[list[Any]] = [["audit_functions", None, to_json(project.tasks)]]
    own = project.text("audit_other_label", "other")
    return [*seen, ["audit_other_label", "other", own]] if own else seen


def author_path(visit: Visit, found: Invitation) -> Path:
    """The path through the file the invitation is about."""
    audit = visit.tx.interviews.of(found.project_id, AUDIT, visit.now, visit.form.version)
    file = visit.loaded(audit)
    return path_of(visit.around.form, file.given, file.prior)


def name_of(visit: Visit, one: Invitation) -> str:
    """What the person calls their third party."""
    return one.name or visit.around.form.words["regard.someone"]
