"""One table of a tenant file, read key by key; what does not fit becomes a problem."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from admin_server.apply.problems import Problems, did_you_mean
from shared.check_in import NAME_LENGTH

Choice = TypeVar("Choice", bound=StrEnum)
Rule = Callable[[str], str | None]
"""Looks at a text and says what is wrong with it, or None."""


@dataclass
class Table:
    """A table and where it stands; each reading method takes its key off the rest.

    A key that is not there reads as None: the file does not speak of it. A value
    that does not fit reads as None too, and the problem is noted.
    """

    values: dict[str, object]
    path: str
    problems: Problems
    known: list[str] = field(default_factory=list)

    def where(self, key: str) -> str:
        """Say the path of a key as people write it."""
        return f"{self.path}.{key}" if self.path else key

    def wrong(self, key: str, what: str) -> None:
        """Note what is wrong with the value of a key."""
        self.problems.add(self.where(key), what)

    def named(self, key: str) -> bool:
        """Tell whether the file says anything about a key."""
        return key in self.values

    def text(self, key: str, *rules: Rule, longest: int = NAME_LENGTH) -> str | None:
        """Read a text that fits all rules; an empty text means "nothing"."""
        value = self._value(key)
        if value is None:
            return None
        if not isinstance(value, str):
            self.wrong(key, f'write a text in quotes, for example {key} = "…"')
            return None
        found = value.strip()
        if len(found) > longest:
            self.wrong(key, f"is longer than {longest} characters; write less")
            return None
        # "Nothing" fits every rule; where something is needed, `needed` says so.
        for complaint in (rule(found) for rule in rules if found):
            if complaint is not None:
                self.wrong(key, complaint)
                return None
        return found

    def needed(self, key: str, *rules: Rule, example: str) -> str | None:
        """Read a text that must be there and not be empty."""
        there = self.named(key)
        value = self.text(key, *rules)
        if not there or value == "":
            self.wrong(key, f'is missing; write for example {key} = "{example}"')
            return None
        return value

    def choice(self, key: str, kind: type[Choice]) -> Choice | None:
        """Read one of an enum's words."""
        value = self.text(key)
        if value is None:
            return None
        try:
            return kind(value.casefold())
        except ValueError:
            words = ", ".join(f"'{one.value}'" for one in kind)
            self.wrong(key, f"'{value}' is not known; write one of {words}")
            return None

    def number(self, key: str, *, least: int, most: int) -> int | None:
        """Read a whole number in a range."""
        value = self._value(key)
        if value is None:
            return None
        # A bool is an int to Python, but nobody means it as a number.
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong(key, f"write a whole number without quotes, such as {least}")
            return None
        if not least <= value <= most:
            self.wrong(key, f"{value} is out of range; write {least} to {most}")
            return None
        return value

    def flag(self, key: str) -> bool | None:
        """Read true or false."""
        value = self._value(key)
        if value is None or isinstance(value, bool):
            return value
        self.wrong(key, "write true or false, without quotes")
        return None

    def texts(self, key: str, *rules: Rule) -> tuple[str, ...] | None:
        """Read a list of texts that each fit all rules."""
        value = self._value(key)
        if value is None:
            return None
        if not isinstance(value, list):
            self.wrong(key, f'write a list of texts, for example {key} = ["…"]')
            return None
        inner = Table(
            {f"{key}[{at}]": one for at, one in enumerate(value)},
            self.path,
            self.problems,
        )
        found = [inner.needed(at, *rules, example="…") for at in list(inner.values)]
        return tuple(one for one in found if one is not None)

    def table(self, key: str) -> "Table | None":
        """Read a table inside this one."""
        value = self._value(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong(key, f"write a table, [{self.where(key)}]")
            return None
        return Table(value, self.where(key), self.problems)

    def tables(self, key: str) -> "list[Table]":
        """Read a list of tables; an absent one is an empty list."""
        value = self._value(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(x, dict) for x in value):
            self.wrong(key, f"write each one as a table of its own, [[{key}]]")
            return []
        return [
            Table(one, f"{self.where(key)}[{at}]", self.problems)
            for at, one in enumerate(value)
        ]

    def raw(self, key: str) -> object:
        """Take a value as it stands, for a caller that knows several shapes."""
        return self._value(key)

    def done(self, also: Iterable[str] = ()) -> None:
        """Note every key that nobody asked for."""
        known = [*self.known, *also]
        for key in self.values:
            if key not in known:
                self.wrong(key, f"is not known here; {did_you_mean(key, known)}")

    def _value(self, key: str) -> object:
        self.known.append(key)
        return self.values.get(key)
