"""What every page with a keyboard is made of."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Entry:
    """A line of text being typed, and where the caret stands (0 = before all)."""

    text: str = ""
    caret: int = 0


NOTHING_TYPED = Entry()


class SearchState(StrEnum):
    """How far the search for a host is."""

    IDLE = "idle"
    SEARCHING = "searching"
    FOUND = "found"
    AWAY = "away"
