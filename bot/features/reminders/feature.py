"""Declares the reminders: what the bot sends to the person by itself, and the buttons that answer it."""

from __future__ import annotations

from bot.conversation.exchange import AUDIT
from bot.conversation.feature import Feature, Job, allow, anyone
from bot.features.reminders import abandoned_reminders, certificate_reminders, commands, jobs
from bot.project.jobs import (
    AbandonedInterview,
    ActionReminder,
    CertificateReminder,
    DeadlineReminder,
    PauseMention,
    ReviewNudge,
    ReviewOpening,
)
from bot.project.review_file import OCCASION

FEATURE = Feature(
    name="reminders",
    commands=allow(anyone, {"pause": commands.pause}),
    actions=allow(
        anyone,
        {
            "pause": commands.pause,
            "review:snooze": commands.snooze,
            "review:cancel": commands.cancel,
            "rappels:stop": commands.stop,
            "rappels:start": commands.restart,
            "left_open:go": commands.go_on,
            "left_open:later": commands.leave_for_later,
            "action:done": commands.mark_done,
            "paper:here": commands.mark_received,
            "paper:later": commands.postpone_certificates,
        },
    ),
    jobs=(
        Job(ReviewOpening, jobs.open_review),
        Job(ReviewNudge, jobs.nudge_review),
        Job(PauseMention, jobs.mention_pause),
        Job(AbandonedInterview, jobs.mention_abandoned),
        Job(ActionReminder, jobs.recall_action),
        Job(DeadlineReminder, jobs.recall_deadline),
        Job(CertificateReminder, jobs.recall_certificates),
    ),
    on_open={AUDIT: abandoned_reminders.plan, OCCASION: abandoned_reminders.plan},
    on_answer={"spec_start": certificate_reminders.plan},
    on_close={AUDIT: certificate_reminders.plan, OCCASION: certificate_reminders.plan},
)
