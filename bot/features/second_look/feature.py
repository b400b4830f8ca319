"""Declares the second look."""

from __future__ import annotations

from bot.conversation.feature import Feature, Job, allow, anyone
from bot.features.second_look import commands, invitation, jobs, reveal
from bot.features.second_look.invitation import LINK, OCCASION
from bot.project.jobs import SecondLookEnd, SecondLookReminder
from domain.assessment.assessment import SCALES
from domain.assessment.second_look import FIELDS

FEATURE = Feature(
    name="second_look",
    commands=allow(anyone, {"regard": commands.menu}),
    actions=allow(
        anyone,
        {
            "regard": commands.menu,
            "regard:create": commands.create,
            "regard:revoke": commands.revoke,
            "regard:gaps": commands.decide,
        },
    ),
    links={LINK: commands.open_link},
    jobs=(Job(SecondLookReminder, jobs.remind), Job(SecondLookEnd, jobs.expire)),
    on_answer={"third_name": invitation.send_link, **{SCALES[name]: reveal.look_again for name in FIELDS}},
    on_close={OCCASION: reveal.close},
    sealed={OCCASION: "notice.sealed"},
    erases=reveal.forget,
)
