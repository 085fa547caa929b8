"""The sentences of one language, with names set into them safely."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from string import Formatter

from babel import Locale
from babel.dates import format_date, format_time

from shared.refusals import Refusal

FALLBACK = "en"
"""The language of whatever another one lacks."""
_ISOLATE = "\N{FIRST STRONG ISOLATE}"
_ISOLATE_END = "\N{POP DIRECTIONAL ISOLATE}"


@dataclass(frozen=True)
class Words:
    """The texts of one language by their key, such as `welcome.title`."""

    code: str
    texts: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """Say a sentence; each value is isolated, so that RTL names stay whole.

        Raises:
            KeyError: no such text, or a value of it is missing.
        """
        return self.texts[key].format_map(
            {name: self.isolated(str(value)) for name, value in values.items()}
        )

    def plain(self, key: str, **values: object) -> str:
        """Say a sentence without isolating its values: for numbers and dates."""
        return self.texts[key].format_map(values)

    def isolated(self, value: str) -> str:
        """Shield a foreign run from the direction of the sentence around it."""
        if value.isascii() and not self.from_right:
            return value
        return f"{_ISOLATE}{value}{_ISOLATE_END}"

    def has(self, key: str) -> bool:
        """Tell whether there is a text of this key."""
        return key in self.texts

    def refusal(self, code: Refusal) -> str:
        """Name the section that tells a visitor about this refusal."""
        return (
            f"refused.{code}" if self.has(f"refused.{code}.what") else "refused.other"
        )

    def count(self, key: str, number: int) -> str:
        """Say how many, in the form that this language has for such a number.

        The forms are texts of their own, such as `visits.one` and `visits.other`;
        which of them a language has is written in CLDR.
        """
        form = f"{key}.{self.locale.plural_form(number)}"
        return self.plain(form if self.has(form) else f"{key}.other", count=number)

    def clock(self, moment: datetime) -> str:
        """Say the time of day, of 24 or of 12 hours as CLDR has it."""
        return format_time(moment, "short", locale=self.locale)

    def weekday(self, moment: datetime) -> str:
        """Name the day of the week, as it stands within a sentence."""
        return format_date(moment, "EEEE", locale=self.locale)

    def moment(self, moment: datetime) -> str:
        """Say day and time, such as "Monday 24 November, 10:00"."""
        pattern = self.texts["calendar.day"]
        return self.plain(
            "calendar.moment",
            day=format_date(moment, pattern, locale=self.locale),
            time=self.clock(moment),
        )

    @property
    def locale(self) -> Locale:
        """The language's own way to write dates and to count."""
        return Locale.parse(self.texts["calendar.locale"])

    @property
    def from_right(self) -> bool:
        """Whether this language is written from right to left."""
        return self.texts["language.direction"] == "rtl"


@cache
def load_words() -> Mapping[str, Words]:
    """Read every language that has a file, by its code.

    What a file lacks is said in English: a hole must not stop a screen.
    """
    found = {
        file.name.removesuffix(".toml"): read_texts(file.name)
        for file in sorted(files(__package__).iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
    }
    return {
        code: Words(code=code, texts={**found[FALLBACK], **texts})
        for code, texts in found.items()
    }


def read_texts(name: str) -> dict[str, str]:
    """Read one file's texts by their keys."""
    text = (files(__package__) / name).read_text(encoding="utf-8")
    return dict(_flat(tomllib.loads(text)))


def placeholders(text: str) -> set[str]:
    """Name the values that a text wants set into it."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _flat(table: Mapping[str, object], within: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in table.items():
        key = f"{within}{name}"
        if isinstance(value, Mapping):
            found += _flat(value, f"{key}.")
        else:
            found.append((key, str(value)))
    return found
