"""Declares the reviews: opening, postponing, closing, rhythm, absences, monthly figures."""

from __future__ import annotations

from bot.conversation.exchange import AUDIT
from bot.conversation.feature import Feature, Job, allow, anyone
from bot.features.reviews import absences, closing, commands, jobs, monthly_record, postpone, rhythm, rhythm_menu
from bot.project.appointments import QUESTIONS
from bot.project.jobs import MonthFigures
from bot.project.review_file import OCCASION, RECORD

FEATURE = Feature(
    name="reviews",
    commands=allow(anyone, {"revue": commands.menu, "rappels": rhythm_menu.menu, "absent": absences.announce}),
    actions=allow(
        anyone,
        {
            "review": commands.menu,
            "review:now": commands.begin_now,
            "review:open": commands.open_named,
            "review:last": commands.last_minutes,
            **{f"minutes:{name}": commands.send_minutes(request) for name, request in commands.MINUTES.items()},
            "review:other": postpone.ask,
            "reading:open": monthly_record.open_record,
            "reading:skip": monthly_record.skip,
            "rappels": rhythm_menu.menu,
            "rappels:ask": rhythm_menu.ask,
            "rappels:try": rhythm_menu.propose,
            "rappels:set": rhythm_menu.change,
            "rappels:keep": rhythm_menu.keep,
            "rappels:participants": rhythm_menu.hand_over,
            "absent:end": absences.end,
        },
    ),
    jobs=(Job(MonthFigures, jobs.ask_month),),
    on_answer=dict.fromkeys((*QUESTIONS.values(), "spec_start"), rhythm.plan_again),
    on_close={
        OCCASION: closing.close,
        RECORD: monthly_record.close,
        postpone.OCCASION: postpone.close,
        AUDIT: rhythm.announce_first,
    },
    sealed={OCCASION: "review.closed", RECORD: "reading.closed", postpone.OCCASION: "notice.outdated"},
)
