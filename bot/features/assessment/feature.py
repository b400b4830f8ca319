"""Declares the assessment: the ranking, the time log, tasks to prepare."""

from __future__ import annotations

from bot.conversation.feature import Feature, Job, allow, anyone
from bot.features.assessment import commands, jobs, time_log
from bot.project.jobs import Preparation, TimeLogEnd, TimeLogEntry

FEATURE = Feature(
    name="assessment",
    commands=allow(anyone, {"priorites": commands.show_ranking}),
    actions=allow(
        anyone,
        {
            "matrix": commands.send_matrix,
            "ranking:reasons": commands.show_reasons,
            "ranking:economy": commands.show_economy,
            "log:open": commands.open_entry,
            "log:stop": commands.stop_log,
            "log:take": commands.take_measure,
        },
    ),
    jobs=(
        Job(Preparation, jobs.recall_preparation),
        Job(TimeLogEntry, jobs.ask_entry),
        Job(TimeLogEnd, jobs.end_log),
    ),
    on_answer={"rank_accept": commands.show_first_matrix, "audit_mirror_confirm.log3": time_log.begin},
    on_close={time_log.OCCASION: time_log.close},
    sealed={time_log.OCCASION: "notice.outdated"},
)
