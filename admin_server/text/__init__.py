"""The words the server writes to people, one file per language."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib import resources

DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True)
class Words:
    """One language's words."""

    language: str
    texts: dict[str, str]
    months: tuple[str, ...]
    weekdays: tuple[str, ...]

    def say(self, key: str, **values: str) -> str:
        """Say a text with its blanks filled.

        Raises:
            KeyError: no such text, or a blank left empty.
        """
        return self.texts[key].format(**values)

    def day(self, moment: datetime) -> str:
        """Write a day, such as "21 November 2026"; the moment is local."""
        return self.texts["day"].format(
            day=moment.day, month=self.months[moment.month - 1], year=moment.year
        )

    def weekday_and_day(self, moment: datetime) -> str:
        """Write a day, such as "Saturday 21 November 2026"; the moment is local."""
        return self.texts["weekday_and_day"].format(
            weekday=self.weekdays[moment.weekday()], day=self.day(moment)
        )

    def time(self, moment: datetime) -> str:
        """Write a time of day, such as "09:41"; the moment is local."""
        return f"{moment:%H:%M}"


@lru_cache
def words_in(language: str) -> Words:
    """Read a language's words; an unknown language speaks English."""
    folder = resources.files(__name__)
    wanted = language.split("-", maxsplit=1)[0].lower()
    file = folder / f"{wanted}.toml"
    if not wanted.isalpha() or not file.is_file():
        wanted, file = DEFAULT_LANGUAGE, folder / f"{DEFAULT_LANGUAGE}.toml"
    read = tomllib.loads(file.read_text(encoding="utf-8"))
    months, weekdays = tuple(read.pop("months")), tuple(read.pop("weekdays"))
    return Words(language=wanted, texts=read, months=months, weekdays=weekdays)
