"""Settings from the environment (and `.env`); every missing or bad variable is named at once."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values

from bot.store import normalise

ROOT = Path(__file__).resolve().parent.parent
TELEGRAM = "https://api.telegram.org"
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class BadSettings(Exception):
    """One line per setting to mend."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator can choose. An empty token means: run the preview."""

    token: str
    api_base: str
    database_url: str
    brand: str
    zone: ZoneInfo
    log_level: str
    operators: tuple[int, ...] = ()
    """Chats of those who run the bot."""


def read(environment: Mapping[str, str] | None = None, env_file: Path = ROOT / ".env") -> Settings:
    """The settings; the environment wins over the file. Raises BadSettings naming every problem."""
    known = {name: value for name, value in dotenv_values(env_file).items() if value is not None}
    known |= dict(os.environ if environment is None else environment)
    problems: list[str] = []

    def take(name: str, default: str, pattern: str, remedy: str) -> str:
        value = known.get(name, "").strip() or default
        if value and not re.fullmatch(pattern, value):
            problems.append(f"{name} : {remedy}")
        return value

    token = take("BOT_TOKEN", "", r"\d+:[\w-]+", "attendu sous la forme 123456:ABC…, telle que BotFather la donne.")
    base = take("TELEGRAM_API_BASE", TELEGRAM, r"https?://\S+", "attendu une adresse http(s)://….")
    brand = take("BRAND_NAME", "Relais", r".{1,60}", "60 caractères au plus.")
    level = take("LOG_LEVEL", "INFO", "|".join(LEVELS), f"un de {', '.join(LEVELS)}.")
    operators = take("OPERATOR_IDS", "", r"\d+( *, *\d+)*", "attendu des numéros Telegram séparés par des virgules.")
    zone = _zone(known.get("DEFAULT_TIMEZONE", "").strip() or "Europe/Paris", problems)
    url = known.get("DATABASE_URL", "").strip() or f"sqlite:///{ROOT / 'var' / 'relais.db'}"
    try:
        url = normalise(url)
    except ValueError as error:
        problems.append(f"DATABASE_URL : {error}")
    if problems or zone is None:
        raise BadSettings(problems)
    chats = tuple(int(number) for number in operators.split(",") if number)
    return Settings(token, base.rstrip("/"), url, brand, zone, level, chats)


def _zone(name: str, problems: list[str]) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones is an OSError
        problems.append("DEFAULT_TIMEZONE : attendu un nom de fuseau comme Europe/Paris.")
        return None
