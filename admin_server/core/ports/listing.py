"""Which visits are listed together, and what a list shows of each."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from admin_server.core.people import Host, Visitor
from admin_server.core.visits import Visit
from shared.check_in import VisitState

LONGEST_STAY_DAYS = 7
"""Who came longer ago than this is on no list of those who left today."""


@dataclass(frozen=True)
class Span:
    """A stretch of time, [start, end), at sites that share it, such as their day."""

    sites: tuple[str, ...]
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Mine:
    """Whose own visits: those of the host with this e-mail, or entered by the user."""

    user: str
    email: str


@dataclass(frozen=True)
class Listing:
    """Which visits to list.

    A visit belongs to a span in which it is expected to arrive, in which it goes on
    past midnight, or in which somebody left.

    Attributes:
        here_too: also everybody who is on site, whenever they came.
        mine: only somebody's own; None: everybody's.
    """

    spans: tuple[Span, ...]
    here_too: bool = False
    mine: Mine | None = None
    states: Collection[VisitState] = field(default=tuple(VisitState))


@dataclass(frozen=True)
class Page:
    """Which part of a list: so many, after so many.

    Attributes:
        late_since: what was due by then and has not happened comes first; None:
            everything stands by the expected arrival.
    """

    limit: int
    offset: int = 0
    late_since: datetime | None = None


@dataclass(frozen=True)
class ListedVisit:
    """A visit with the people whom a list names."""

    visit: Visit
    visitor: Visitor
    host: Host
