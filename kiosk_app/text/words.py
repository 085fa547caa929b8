"""The sentences of one language, with names set into them safely."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from string import Formatter

from shared.refusals import Refusal

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
        if value.isascii() and self.texts["language.direction"] == "ltr":
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

    def clock(self, moment: datetime) -> str:
        """Say the time of day."""
        return self.plain("calendar.clock", hour=moment.hour, minute=moment.minute)

    def moment(self, moment: datetime) -> str:
        """Say day and time, such as "Monday 24 November, 10:00"."""
        return self.plain(
            "calendar.moment",
            weekday=self.texts["calendar.weekdays"].split()[moment.weekday()],
            day=moment.day,
            month=self.texts["calendar.months"].split()[moment.month - 1],
            time=self.clock(moment),
        )


def load_words() -> dict[str, Words]:
    """Read every language that has a file, by its code."""
    return {
        file.name.removesuffix(".toml"): Words(
            code=file.name.removesuffix(".toml"),
            texts=dict(_flat(tomllib.loads(file.read_text(encoding="utf-8")))),
        )
        for file in sorted(files(__package__).iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
    }


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
