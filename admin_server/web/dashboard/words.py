"""The words of the dashboard, one folder per language and one file per page."""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from importlib import resources

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta

DEFAULT = "en"
LANGUAGES = {"en": "English", "de": "Deutsch"}


@dataclass(frozen=True)
class Words:
    """One language's words, by file and key, such as `today.title`."""

    language: str
    texts: dict[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """Say a text with its blanks filled.

        Raises:
            KeyError: no such text, or a blank left empty.
        """
        return self.texts[key].format_map(values)

    def count(self, key: str, number: int, **values: object) -> str:
        """Say `key.one` or `key.other`, as the number asks, with `{n}` filled."""
        form = str(self.locale.plural_form(number))
        found = f"{key}.{form}"
        wanted = found if found in self.texts else f"{key}.other"
        return self(wanted, n=number, **values)

    @property
    def locale(self) -> Locale:
        """The language's own way to write dates and numbers."""
        # British English: days before months, and no "PM" at a reception desk.
        return Locale("en", "GB") if self.language == "en" else Locale(self.language)

    def day(self, moment: date | datetime) -> str:
        """Write a day in full, such as "Friday 20 November"; the moment is local."""
        pattern = "EEEE d MMMM" if self.language == "en" else "EEEE, d. MMMM"
        return format_date(moment, pattern, locale=self.locale)

    def short_day(self, moment: date | datetime) -> str:
        """Write a day in short, such as "Fri 20 Nov"; the moment is local."""
        pattern = "EEE d MMM" if self.language == "en" else "EEE d. MMM"
        return format_date(moment, pattern, locale=self.locale)

    def whole_day(self, moment: date | datetime) -> str:
        """Write a day with its year, such as "20 November 2026"; it is local."""
        return format_date(moment, "long", locale=self.locale)

    def time(self, moment: datetime | time) -> str:
        """Write a time of day, such as "09:41"; the moment is local."""
        return format_time(moment, "HH:mm", locale=self.locale)

    def lasting(self, seconds: float) -> str:
        """Write how long something lasts, such as "41 min"."""
        return format_timedelta(round(seconds), format="short", locale=self.locale)

    def from_now(self, seconds: float) -> str:
        """Write how far off a moment is, such as "4 minutes ago" or "in 3 days"."""
        return format_timedelta(round(seconds), add_direction=True, locale=self.locale)


@cache
def words_in(language: str) -> Words:
    """Read a language's words; an unknown language speaks English."""
    wanted = language if language in LANGUAGES else DEFAULT
    texts: dict[str, str] = {}
    folder = resources.files(__package__) / "text" / wanted
    for file in folder.iterdir():
        if not file.name.endswith(".toml"):
            continue
        page = file.name.removesuffix(".toml")
        read = tomllib.loads(file.read_text(encoding="utf-8"))
        texts |= {f"{page}.{key}": text for key, text in _flat(read).items()}
    return Words(wanted, texts)


def best_language(
    accepted: str | None, *, known: Collection[str] = tuple(LANGUAGES)
) -> str:
    """Choose our best language for an `Accept-Language` header (RFC 9110, 12.5.4).

    Args:
        known: the languages to choose among; English where none is wanted.
    """
    ranked: list[tuple[float, int, str]] = []
    for place, part in enumerate((accepted or "").split(",")[:20]):
        tag, _, weight = part.strip().partition(";q=")
        language = tag.strip().split("-")[0].casefold()
        if language in known:
            ranked.append((-_weight(weight), place, language))
    return min(ranked)[2] if ranked else DEFAULT


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


def _flat(read: dict[str, object], before: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in read.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{before}{key}.")
        else:
            flat[f"{before}{key}"] = str(value)
    return flat
