"""What is wrong with a tenant file, said all at once and so that it can be repaired."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from typing_extensions import override


@dataclass(frozen=True)
class Problem:
    """One thing to repair.

    Attributes:
        where: the key's path such as `sites[1].time_zone`, or a file's row.
        what: what is so and what to write instead.
    """

    where: str
    what: str

    @override
    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.where}: {self.what}"


@dataclass(eq=False)
class DocumentWrong(Exception):
    """A tenant file cannot be used; every problem that was found is named."""

    file: str
    problems: tuple[Problem, ...]

    @override
    def __str__(self) -> str:
        """List the problems, one per line, under the file's name."""
        return "\n".join([f"{self.file}:", *(f"  {one}" for one in self.problems)])


@dataclass
class Problems:
    """Collects problems while a file is read, so that reading can go on."""

    found: list[Problem] = field(default_factory=list)

    def add(self, where: str, what: str) -> None:
        """Note one problem."""
        self.found.append(Problem(where, what))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Suggest the known word that was probably meant, else list them all."""
    words = list(known)
    close = get_close_matches(word.casefold(), words, n=1)
    if close:
        return f"did you mean '{close[0]}'?"
    return "known here: " + ", ".join(words)
