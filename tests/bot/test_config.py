"""Settings: read from the environment, every problem named at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import PREVIEW_PORT, BadSettings, preview_database, read

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
    named = {problem.split()[0] for problem in caught.value.problems}
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


def test_each_preview_has_a_database_of_its_own_and_none_that_of_the_bot() -> None:
    settings = read({"DATABASE_URL": "sqlite:////data/relais.db"}, NO_FILE)
    found = [preview_database(settings, port) for port in (PREVIEW_PORT, PREVIEW_PORT + 1, PREVIEW_PORT + 1)]
    assert [url.rpartition("/")[2] for url in found] == ["preview.db", "preview-8082.db", "preview-8082.db"]
    chosen = read({"PREVIEW_DATABASE_URL": "sqlite:////tmp/trying.db"}, NO_FILE)
    assert preview_database(chosen, 9_000) == "sqlite:////tmp/trying.db"


@pytest.mark.parametrize("url", ["sqlite:////data/relais.db", "sqlite+aiosqlite:////data/relais.db", "mysql://x/y"])
def test_a_preview_cannot_be_given_the_bots_database_or_none_at_all(url: str) -> None:
    with pytest.raises(BadSettings) as caught:
        read({"DATABASE_URL": "sqlite:////data/relais.db", "PREVIEW_DATABASE_URL": url}, NO_FILE)
    [problem] = caught.value.problems
    assert problem.startswith("PREVIEW_DATABASE_URL")


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100"><rect width="9" height="9" fill="#246"/></svg>'


def test_a_logo_of_any_known_kind_becomes_one_small_picture(tmp_path: Path) -> None:
    file = tmp_path / "logo.svg"
    file.write_text(SVG)
    settings = read({"BRAND_LOGO": str(file), "BRAND_COLOR": "#1F4E79"}, NO_FILE)
    assert settings.logo and settings.logo.startswith(b"\x89PNG") and settings.look.accent == "#1f4e79"
    again = tmp_path / "logo.png"
    again.write_bytes(settings.logo)
    assert read({"BRAND_LOGO": str(again)}, NO_FILE).look.logo


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\nbroken",
        SVG.encode() + b" " * 2_000_000,
        b'<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0"/>',
        SVG.replace("<rect", '<image href="/etc/passwd"/><rect').encode(),
    ],
)
def test_a_logo_that_is_no_picture_is_named(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "logo"
    file.write_bytes(content)
    with pytest.raises(BadSettings, match="BRAND_LOGO"):
        read({"BRAND_LOGO": str(file)}, NO_FILE)


@pytest.mark.parametrize("path", ["/nonexistent/logo.png", "/", "~nobody-of-that-name/logo.png"])
def test_a_logo_that_cannot_be_read_is_named(path: str) -> None:
    with pytest.raises(BadSettings, match="BRAND_LOGO"):
        read({"BRAND_LOGO": path}, NO_FILE)


@pytest.mark.parametrize("color", ["blue", "#12345", "1F4E79", "#ffcc00", "#FFFFFF", "red; }"])
def test_a_colour_that_is_none_or_cannot_be_read_is_named(color: str) -> None:
    with pytest.raises(BadSettings, match="BRAND_COLOR"):
        read({"BRAND_COLOR": color}, NO_FILE)
