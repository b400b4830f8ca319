"""Settings, read from the environment and `.env`; all bad variables are reported at once."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values

from bot.documents.brand import READABLE, Brand, contrast
from bot.store import normalise

ROOT = Path(__file__).resolve().parent.parent
TELEGRAM = "https://api.telegram.org"
PREVIEW_PORT = 8081
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class BadSettings(Exception):
    """Some settings are wrong; `problems` has a sentence in French for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Settings:
    """The operator's settings. Without a token the preview runs instead of the bot."""

    token: str
    api_base: str
    database_url: str
    brand: str
    zone: ZoneInfo
    log_level: str
    color: str | None = None
    logo: bytes | None = None
    operators: tuple[int, ...] = ()
    """Chat ids of the people who run the bot."""
    preview_database_url: str = ""
    """The database of every preview; empty: a file of its own for each port."""

    @property
    def look(self) -> Brand:
        """Name, colour and logo for the documents."""
        return Brand(self.brand, self.color, self.logo)


def read(environment: Mapping[str, str] | None = None, env_file: Path = ROOT / ".env") -> Settings:
    """Read the settings; the environment wins over the file. Raises BadSettings with every problem."""
    known = {name: value for name, value in dotenv_values(env_file).items() if value is not None}
    known |= dict(os.environ if environment is None else environment)
    problems: list[str] = []

    def take(name: str, default: str, pattern: str, remedy: str) -> str:
        value = known.get(name, "").strip() or default
        if value and not re.fullmatch(pattern, value):
            problems.append(f"{name} : {remedy}")
        return value

    token = take("BOT_TOKEN", "", r"\d+:[\w-]+", "attendu sous la forme 123456:ABC…, telle que BotFather la donne.")
    base = take("TELEGRAM_API_BASE", TELEGRAM, r"https?://\S+", "attendu une adresse http(s)://….")
    brand = take("BRAND_NAME", "Relais", r".{1,60}", "60 caractères au plus.")
    level = take("LOG_LEVEL", "INFO", "|".join(LEVELS), f"un de {', '.join(LEVELS)}.")
    operators = take("OPERATOR_IDS", "", r"\d+( *, *\d+)*", "attendu des numéros Telegram séparés par des virgules.")
    color = take("BRAND_COLOR", "", "#[0-9A-Fa-f]{6}", "attendu sous la forme #1F4E79.").lower()
    if re.fullmatch("#[0-9a-f]{6}", color) and contrast(color) < READABLE:
        problems.append("BRAND_COLOR : trop claire pour être lue sur du blanc ; en choisir une plus foncée.")
    logo = _logo(known.get("BRAND_LOGO", "").strip(), problems)
    zone = _zone(known.get("DEFAULT_TIMEZONE", "").strip() or "Europe/Paris", problems)
    url = _database("DATABASE_URL", known, f"sqlite:///{ROOT / 'var' / 'relais.db'}", problems)
    preview = _database("PREVIEW_DATABASE_URL", known, "", problems)
    if preview == url:
        problems.append("PREVIEW_DATABASE_URL : attendu une autre base que celle du bot.")
    if problems or zone is None:
        raise BadSettings(problems)
    chats = tuple(int(number) for number in operators.split(",") if number)
    return Settings(token, base.rstrip("/"), url, brand, zone, level, color or None, logo, chats, preview)


def preview_database(settings: Settings, port: int) -> str:
    """The database of the preview on a port: each goes on where it was left, and none is the bot's."""
    name = "preview.db" if port == PREVIEW_PORT else f"preview-{port}.db"
    return settings.preview_database_url or f"sqlite:///{ROOT / 'var' / name}"


def _database(name: str, known: Mapping[str, str], default: str, problems: list[str]) -> str:
    url = known.get(name, "").strip() or default
    try:
        return normalise(url) if url else ""
    except ValueError as error:
        problems.append(str(error).replace("DATABASE_URL", name))
        return url


def _logo(name: str, problems: list[str]) -> bytes | None:
    if not name:
        return None
    # Few operators have a logo, and Typst is slow to import.
    from bot.documents.logo import logo_png

    try:
        return logo_png((ROOT / Path(name).expanduser()).read_bytes())
    except (OSError, RuntimeError):  # a home folder that does not exist is a RuntimeError
        problems.append("BRAND_LOGO : ce fichier ne se lit pas ; attendu le chemin d’une image.")
    except ValueError:
        problems.append("BRAND_LOGO : attendu une image PNG, JPG ou SVG, de 2 Mo au plus.")
    return None


def _zone(name: str, problems: list[str]) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones is an OSError
        problems.append("DEFAULT_TIMEZONE : attendu un nom de fuseau comme Europe/Paris.")
        return None
