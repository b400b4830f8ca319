"""The invitation to a second look: its link, its reminder, and the part of the file the third party sees.
Its states are open, started, sealed, revealed; or it ends declined, revoked, expired or erased.
Rules: `docs/rules/methode.md §7`, `docs/rules/scoring.md §9`.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from bot.conversation.exchange import AUDIT, Exchange
from bot.conversation.outcome import Outcome
from bot.conversation.views import Action, Notice
from bot.project import guests, jobs
from bot.project.jobs import SecondLookEnd, SecondLookReminder
from bot.store import Invitation
from domain.questionnaire.path import Path
from domain.questionnaire.values import to_json
from domain.specification.project import project_of

OCCASION = "second_look"
LINK = "regard_"
"""Prefix of the deep-link token."""
VALID = timedelta(days=7)
REMIND = 2
"""Working days after which a second look that is not finished is reminded of, once."""
PENDING = ("open", "started", "sealed")
CREATE = Action("button.regard_create", "regard:create", "primary")
REVOKE = Action("button.regard_revoke", "regard:revoke", "danger")


def invite(exchange: Exchange) -> Outcome:
    """Make a link, plan its reminder and its end, and show it."""
    token, expires = secrets.token_urlsafe(16), exchange.now + VALID
    name = project_of(exchange.path()).text("third_name")
    made = exchange.tx.invitations.add(exchange.project, token, name, exchange.now, expires, "open")
    remind = exchange.calendar.add(exchange.calendar.today, REMIND)
    jobs.plan(exchange, SecondLookReminder(made), exchange.at(remind, 10))
    jobs.plan(exchange, SecondLookEnd(made), expires)
    link = exchange.context.link(LINK + token)
    until = guests.last_day(expires, exchange.zone)
    told = exchange.show(Notice("regard.made", {"until": until}))
    forward = Action("button.regard_send", "", url=f"https://t.me/share/url?url={link}")
    return told + exchange.show(Notice("regard.message", {"link": link, "until": until}, ((forward,),)))


def send_link(exchange: Exchange) -> Outcome:
    """Show a link once the person has named their third party, unless there is an invitation already."""
    pending = any(one.state in PENDING for one in exchange.tx.invitations.of_project(exchange.project))
    return Outcome() if pending else invite(exchange)


def tasks_shown(exchange: Exchange, found: Invitation) -> list[list[Any]]:
    """Entries for the third party: the names of the tasks, and nothing else of the file."""
    project = project_of(author_path(exchange, found))
    entries: list[list[Any]] = [["audit_functions", None, to_json(project.tasks)]]
    own = project.text("audit_other_label", "other")
    return [*entries, ["audit_other_label", "other", own]] if own else entries


def author_path(exchange: Exchange, found: Invitation) -> Path:
    """The path through the file the invitation is about."""
    audit = exchange.tx.interviews.of(found.project_id, AUDIT, exchange.now, exchange.form.version)
    file = exchange.load(audit)
    return file.path_in(exchange.context.form)


def name_of(exchange: Exchange, one: Invitation) -> str:
    """The name the person gave their third party."""
    return one.name or exchange.context.form.words["regard.someone"]
