"""Declares the provider's survey by link."""

from __future__ import annotations

from bot.conversation.feature import Feature, Job, allow, anyone
from bot.features.provider import commands, jobs, provider_survey
from bot.features.provider.score_disclosure import OCCASION
from bot.project.jobs import LateProviderActions, SurveyEnd

FEATURE = Feature(
    name="provider",
    actions=allow(
        anyone,
        {
            "collection": commands.menu,
            "collection:link": commands.create,
            "collection:send": commands.send,
            "collection:revoke": commands.revoke,
            "collection:open": commands.open_named,
            "collection:quiet": commands.listen(False),
            "collection:hear": commands.listen(True),
        },
    ),
    links={provider_survey.LINK: commands.open_link},
    jobs=(Job(LateProviderActions, jobs.recall_late_actions), Job(SurveyEnd, jobs.end_wait)),
    on_close={OCCASION: provider_survey.close},
    sealed={OCCASION: "notice.sealed"},
    erases=provider_survey.forget,
)
