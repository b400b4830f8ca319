"""What a person answers and no document prints, with the reason."""

from __future__ import annotations

NOT_PRINTED = {
    "consent_data": "the consent is between the person and the bot",
    "profile_stage": "how the company feels is told to the bot alone",
    "profile_ceo_hours": "private",
    "profile_ceo_hour_value": "internal cost",
    "profile_ceo_month_target": "internal cost",
    "profile_team_hour_cost": "internal cost",
    "audit_direct_cost": "internal cost",
    "audit_friction": "serves the ranking",
    "audit_mastery": "serves the ranking",
    "audit_repetitiveness": "serves the ranking",
    "audit_necessity": "serves the ranking",
    "audit_mirror_confirm": "steers the interview",
    "prio_strategic_impact": "serves the ranking",
    "prio_ceo_value": "serves the ranking",
    "prio_sales_drag": "serves the ranking",
    "prio_pairwise": "serves the ranking",
    "prio_bias": "stays between the person and the bot, as the question says",
    "third_offer": "steers the interview",
    "third_name": "a third party's first name is never printed",
    "third_resolve": "serves the ranking",
    "rank_accept": "steers the interview",
    "rank_change_verdict": "printed beside the computed verdict, when it overrules it",
    "obj_statement": "keeps the sentence or opens its rewording, which is printed",
    "kpi_trim": "chooses which indicators are printed",
    "vision_task_link": "checks the choice of the tasks",
    "vision_reorder": "steers the interview",
    "spec_preview_ok": "steers the interview",
}
