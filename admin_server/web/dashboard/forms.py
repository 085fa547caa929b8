"""Reading a submitted form field by field; what does not fit is kept with the reason."""

from collections.abc import Callable
from dataclasses import dataclass, field

from fastapi import Request
from starlette.datastructures import FormData

from admin_server.core.people import tidy_line
from admin_server.web.dashboard.words import Words

Rule = Callable[[str], str | None]
"""Looks at a text and gives the key of the sentence that says what is wrong."""

_LONGEST = 200


@dataclass
class Filled:
    """A form as it was filled in, and what is wrong with it.

    Attributes:
        values: what was typed, given back to the page with the errors.
        errors: a sentence per field.
    """

    sent: FormData
    words: Words
    errors: dict[str, str] = field(default_factory=dict)

    def text(self, name: str, *rules: Rule, longest: int = _LONGEST) -> str:
        """Read one line, tidied; an empty one fits every rule."""
        found = tidy_line(self._raw(name))
        return self._checked(name, found, rules, longest)

    def lines(self, name: str, *rules: Rule, longest: int = 2000) -> str:
        """Read a text of several lines, each tidied."""
        raw = self._raw(name).replace("\r\n", "\n")
        found = "\n".join(tidy_line(line) for line in raw.split("\n")).strip()
        return self._checked(name, found, rules, longest)

    def needed(self, name: str, *rules: Rule, longest: int = _LONGEST) -> str:
        """Read one line that must be there."""
        found = self.text(name, *rules, longest=longest)
        if not found and name not in self.errors:
            self.wrong(name, "forms.needed")
        return found

    def secret(self, name: str, *, longest: int = 1000) -> str:
        """Read a password or key: exactly as typed, never shown again."""
        return self._raw(name)[:longest]

    def flag(self, name: str) -> bool:
        """Read a box: ticked or not."""
        return self._raw(name) != ""

    def many(self, name: str) -> list[str]:
        """Read every value of a field that may come several times."""
        return [str(value) for value in self.sent.getlist(name) if value]

    def wrong(self, name: str, key: str, **values: object) -> None:
        """Say what is wrong with a field, by a text's key; the first reason stays."""
        self.errors.setdefault(name, self.words(key, **values))

    @property
    def fits(self) -> bool:
        """Whether nothing is wrong."""
        return not self.errors

    @property
    def values(self) -> dict[str, str]:
        """What was typed, by field."""
        return {
            name: value for name, value in self.sent.items() if isinstance(value, str)
        }

    def _raw(self, name: str) -> str:
        value = self.sent.get(name, "")
        return value if isinstance(value, str) else ""

    def _checked(
        self, name: str, found: str, rules: tuple[Rule, ...], longest: int
    ) -> str:
        if len(found) > longest:
            # No rule is made for it: a number of 5,000 digits is none to Python.
            self.wrong(name, "forms.too_long", longest=longest)
            return found
        for key in (rule(found) for rule in rules if found):
            if key is not None:
                self.wrong(name, key)
        return found


async def read_form(request: Request, words: Words, *, fields: int = 200) -> Filled:
    """Read the form of a request, which has at most so many fields."""
    return Filled(await request.form(max_files=4, max_fields=fields), words)
