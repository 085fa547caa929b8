"""What one transaction has read or saved already, so that it is not asked for twice."""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Known(Generic[T]):
    """Values of one noun by their ids, for as long as one transaction lasts.

    Whoever changes a row says so, by `keep` where what would be read is exactly
    what was saved, by `forget` otherwise. A transaction that is refused takes all
    of it along: the next one begins with nothing.
    """

    def __init__(self) -> None:
        self._values: dict[str, T] = {}

    def get(self, name: str, ask: Callable[[], T | None]) -> T | None:
        """Give the value, and ask for it where it is not known."""
        known = self._values.get(name)
        if known is not None:
            return known
        found = ask()
        if found is not None:
            self._values[name] = found
        return found

    def keep(self, name: str, value: T) -> None:
        """Remember what was just saved."""
        self._values[name] = value

    def forget(self, name: str) -> None:
        """Ask again next time."""
        self._values.pop(name, None)
