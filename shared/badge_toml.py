"""TOML read strictly: every key is known, every value is what it should be."""

import difflib
import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TypeGuard, TypeVar

LONGEST = 16_384
"""How long a design may be, in bytes."""
_SHOWN = 40
_Choice = TypeVar("_Choice", bound=StrEnum)


class DesignWrong(ValueError):
    """A design cannot be used; the text says where, and what would be right."""


class Table:
    """A table whose values are taken out one by one; `end` refuses what is left."""

    def __init__(self, content: Mapping[str, object], path: str = "") -> None:
        """Read this content, which stands at `path` in the file."""
        self._left = dict(content)
        self._known: list[str] = []
        self._path = path

    def left(self) -> list[str]:
        """Give the keys that nobody took yet, in the file's order."""
        return list(self._left)

    def at(self, key: str) -> str:
        """Give a key as the file's author would look for it."""
        return f"{self._path}.{key}" if self._path else key

    def number(
        self, key: str, *, least: float, most: float, default: float | None = None
    ) -> float:
        """Take a number."""
        value = self._take(key, default)
        if _is_number(value) and least <= value <= most:
            return value
        raise self._wrong(key, f"a number from {least:g} to {most:g}", value)

    def whole(self, key: str, *, most: int, default: int) -> int:
        """Take a whole number from 1 up."""
        value = self._take(key, default)
        if type(value) is int and 1 <= value <= most:
            return value
        raise self._wrong(key, f"a whole number from 1 to {most}", value)

    def bounds(self, key: str, *, least: float, most: float) -> tuple[float, float]:
        """Take two numbers, the smaller one first."""
        match self._take(key, None):
            case [low, high] if _is_number(low) and _is_number(high):
                if least <= low <= high <= most:
                    return low, high
                value: object = [low, high]
            case value:
                pass
        should = f"two numbers from {least:g} to {most:g}, the smaller one first"
        raise self._wrong(key, should, value)

    def truth(self, key: str, *, default: bool) -> bool:
        """Take true or false."""
        value = self._take(key, default)
        if isinstance(value, bool):
            return value
        raise self._wrong(key, "true or false", value)

    def text(self, key: str, *, longest: int, default: str) -> str:
        """Take a text."""
        value = self._take(key, default)
        if isinstance(value, str) and len(value) <= longest:
            return value
        raise self._wrong(key, f"a text of at most {longest} letters", value)

    def choice(self, key: str, default: _Choice) -> _Choice:
        """Take one of the words of the default's kind."""
        kind = type(default)
        value = self._take(key, default.value)
        if isinstance(value, str) and value in list(kind):
            return kind(value)
        raise self._wrong(key, f"one of {_listed(kind)}", value)

    def choices(self, key: str, kind: type[_Choice]) -> frozenset[_Choice]:
        """Take a list of words of a kind; none where the key is missing."""
        value = self._take(key, [])
        if isinstance(value, list) and all(word in list(kind) for word in value):
            return frozenset(kind(word) for word in value)
        raise self._wrong(key, f"a list of words from {_listed(kind)}", value)

    def table(self, key: str) -> "Table":
        """Take a table; an empty one where the key is missing."""
        value = self._take(key, {})
        if isinstance(value, dict):
            return Table(value, self.at(key))
        raise self._wrong(key, f"a table, written as [{self.at(key)}]", value)

    def tables(self, key: str, *, most: int) -> list["Table"]:
        """Take a list of tables; none where the key is missing."""
        value = self._take(key, [])
        if (
            isinstance(value, list)
            and len(value) <= most
            and all(isinstance(content, dict) for content in value)
        ):
            return [
                Table(content, f"{self.at(key)}[{number}]")
                for number, content in enumerate(value, 1)
            ]
        should = f"at most {most} tables, each written as [[{self.at(key)}]]"
        raise self._wrong(key, should, value)

    def end(self, but: Sequence[str] = ()) -> None:
        """Refuse what nobody took, but for these keys."""
        known = [*self._known, *but]
        for key in (key for key in self._left if key not in but):
            near = difflib.get_close_matches(key, known, n=1)
            told = f"did you mean {near[0]}?" if near else f"there is {_listed(known)}"
            raise DesignWrong(f"{self.at(key[:_SHOWN])} is no key of a design; {told}")

    def _take(self, key: str, default: object) -> object:
        self._known.append(key)
        return self._left.pop(key, default)

    def _wrong(self, key: str, should: str, value: object) -> DesignWrong:
        if value is None:
            return DesignWrong(f"{self.at(key)} is missing; it is {should}")
        shown = repr(value)
        shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
        return DesignWrong(f"{self.at(key)} must be {should}, not {shown}")


def read_toml(text: str) -> Table:
    """Read a file's text.

    Raises:
        DesignWrong: it is too long, or no TOML.
    """
    if len(text.encode("utf-8", "replace")) > LONGEST:
        raise DesignWrong(f"a design has at most {LONGEST} bytes")
    try:
        return Table(tomllib.loads(text))
    # Numbers of thousands of digits and brackets in brackets have errors of their own.
    except (ValueError, RecursionError) as problem:
        raise DesignWrong(f"this is not TOML: {problem}") from problem


def _is_number(value: object) -> TypeGuard[float]:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
    )


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
