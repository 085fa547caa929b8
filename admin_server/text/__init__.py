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
    def direction(self) -> str:
        """Tell how the language is written: "ltr" or "rtl"."""
        # Babel is loaded with the first text: a server that starts writes none.
        from babel import Locale  # noqa: PLC0415 - see above

        return Locale.parse(self.texts["locale"]).text_direction

    def day(self, moment: datetime) -> str:
        """Write a day, such as "21 November 2026"; the moment is local."""
        return self._date(moment, "day")

    def weekday_and_day(self, moment: datetime) -> str:
        """Write a day, such as "Saturday 21 November 2026"; the moment is local."""
        return self._date(moment, "weekday_and_day")

    def time(self, moment: datetime) -> str:
        """Write a time of day, such as "09:41"; the moment is local."""
        from babel.dates import format_time  # noqa: PLC0415 - as in `direction`

        return format_time(moment, "short", locale=self.texts["locale"])

    def _date(self, moment: datetime, pattern: str) -> str:
        from babel.dates import format_date  # noqa: PLC0415 - as in `direction`

        return format_date(moment, self.texts[pattern], locale=self.texts["locale"])


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
