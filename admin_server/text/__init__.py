"""The words the server writes to people, one file per language.

English and German say everything. The other languages say what visitors read: badges
and the mails about a visit; whatever else they are asked for is said in English.
"""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from importlib import resources
from importlib.resources.abc import Traversable

from babel import Locale
from babel.dates import format_date, format_time

DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True)
class Words:
    """One language's words."""

    language: str
    texts: dict[str, str]

    def say(self, key: str, **values: str) -> str:
        """Say a text with its blanks filled.

        Raises:
            KeyError: no such text, or a blank left empty.
        """
        return self.texts[key].format(**values)

    @property
    def locale(self) -> Locale:
        """The language's own way to write dates."""
        return Locale.parse(self.texts["locale"])

    def day(self, moment: datetime) -> str:
        """Write a day, such as "21 November 2026"; the moment is local."""
        return format_date(moment, self.texts["day"], locale=self.locale)

    def weekday_and_day(self, moment: datetime) -> str:
        """Write a day, such as "Saturday 21 November 2026"; the moment is local."""
        return format_date(moment, self.texts["weekday_and_day"], locale=self.locale)

    def time(self, moment: datetime) -> str:
        """Write a time of day, such as "09:41"; the moment is local."""
        return format_time(moment, "short", locale=self.locale)


@cache
def languages() -> tuple[str, ...]:
    """Name the languages that visitors can be written to, by their codes."""
    names = (file.name for file in resources.files(__name__).iterdir())
    return tuple(sorted(one[:-5] for one in names if one.endswith(".toml")))


@lru_cache
def words_in(language: str) -> Words:
    """Read a language's words; an unknown language speaks English."""
    folder = resources.files(__name__)
    wanted = language.split("-", maxsplit=1)[0].lower()
    file = folder / f"{wanted}.toml"
    if not wanted.isalpha() or not file.is_file():
        wanted, file = DEFAULT_LANGUAGE, folder / f"{DEFAULT_LANGUAGE}.toml"
    english, own = (_read(folder / f"{DEFAULT_LANGUAGE}.toml"), _read(file))
    return Words(language=wanted, texts={**english, **own})


def _read(file: Traversable) -> dict[str, str]:
    read: dict[str, str] = tomllib.loads(file.read_text(encoding="utf-8"))
    return read
