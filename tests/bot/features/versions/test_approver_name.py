"""The name of who approves, offered the next time."""

from __future__ import annotations

from tests.bot.company_file import owner, write_answers
from tests.bot.server_harness import running_bot
from tests.bot.version_conversation import approve_version, receive_files


async def test_who_approved_last_time_signs_again_with_a_press_and_another_still_writes_their_name(
    database_url: str,
) -> None:
    async with running_bot(database_url) as harness:
        talk = await owner(harness)
        await approve_version(talk, "Jean <Valserine>")
        for duration, name in (("open", "Jean <Valserine>"), ("m6", "Léa Martin")):
            await write_answers(harness, talk, {("spec_duration", None): duration})
            await talk.say("/versions")
            await talk.press("Bon pour accord")
            assert "Qui donne son accord" in talk.see() and talk.has("Jean <Valserine>")
            said = await (talk.press(name) if duration == "open" else talk.say(name))
            assert f"Nom de la personne qui approuve : {name}" in said
            await talk.press("Passer")
            await receive_files(talk, "Oui", 2)
        assert harness.rows("select approved_by from version order by id")[1:] == [
            ("Jean <Valserine>",),
            ("Léa Martin",),
        ]
