"""Settings: read from the environment, every problem named at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import BadSettings, read

NO_FILE = Path("/nonexistent/.env")


def test_without_any_variable_the_settings_are_complete_and_the_token_empty() -> None:
    settings = read({}, NO_FILE)
    assert (settings.token, settings.brand, str(settings.zone)) == ("", "Relais", "Europe/Paris")
    assert settings.api_base == "https://api.telegram.org" and settings.database_url.startswith("sqlite:///")


def test_every_bad_variable_is_named_at_once() -> None:
    bad = {
        "BOT_TOKEN": "not a token",
        "TELEGRAM_API_BASE": "telegram",
        "DATABASE_URL": "mysql://host/name",
        "DEFAULT_TIMEZONE": "Lune/Mer de la Tranquillité",
        "LOG_LEVEL": "BAVARD",
        "BRAND_NAME": "x" * 61,
    }
    with pytest.raises(BadSettings) as caught:
        read(bad, NO_FILE)
    named = {problem.partition(" ")[0] for problem in caught.value.problems}
    assert named == set(bad)
    assert "not a token" not in str(caught.value)


@pytest.mark.parametrize("zone", ["../etc/passwd", "/etc/localtime", "Europe", ""])
def test_a_time_zone_is_a_known_name(zone: str) -> None:
    if zone:
        with pytest.raises(BadSettings):
            read({"DEFAULT_TIMEZONE": zone}, NO_FILE)
    else:
        assert str(read({"DEFAULT_TIMEZONE": zone}, NO_FILE).zone) == "Europe/Paris"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("BRAND_NAME=Du fichier\nLOG_LEVEL=DEBUG\n")
    settings = read({"BRAND_NAME": "De la machine"}, file)
    assert (settings.brand, settings.log_level) == ("De la machine", "DEBUG")
