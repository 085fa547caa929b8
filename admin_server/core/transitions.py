"""Where a visit may go from where it stands, and what it is when it may not."""

from dataclasses import dataclass
from datetime import timedelta

from admin_server.core.ports import Nouns
from admin_server.core.visits import Visit
from shared.check_in import VisitState

UNDO_WITHIN = timedelta(minutes=5)
"""How long a check-in or check-out may be taken back."""

_MAY_BECOME: dict[VisitState, frozenset[VisitState]] = {
    VisitState.EXPECTED: frozenset(
        {VisitState.ON_SITE, VisitState.CANCELLED, VisitState.NO_SHOW}
    ),
    VisitState.ON_SITE: frozenset({VisitState.LEFT, VisitState.EXPIRED}),
    VisitState.NO_SHOW: frozenset(),
    VisitState.LEFT: frozenset(),
    VisitState.EXPIRED: frozenset(),
    VisitState.CANCELLED: frozenset(),
}


@dataclass(eq=False)
class MovedOn(Exception):
    """The visit is no longer where it would have to be, such as already on site.

    Attributes:
        visit: as it stands now.
    """

    visit: Visit


class NoSuchVisit(LookupError):
    """There is no visit with this id."""


def visit_that_may_become(nouns: Nouns, visit_id: str, state: VisitState) -> Visit:
    """Give a visit that may go to a state now.

    Raises:
        NoSuchVisit: there is none.
        MovedOn: somebody or something else was faster.
    """
    visit = known_visit(nouns, visit_id)
    if not may_become(visit, state):
        raise MovedOn(visit)
    return visit


def may_become(visit: Visit, state: VisitState) -> bool:
    """Tell whether a visit may go to a state from where it stands."""
    return state in _MAY_BECOME[visit.state]


def known_visit(nouns: Nouns, visit_id: str) -> Visit:
    """Give a visit.

    Raises:
        NoSuchVisit: there is none.
    """
    visit = nouns.visits.get(visit_id)
    if visit is None:
        raise NoSuchVisit(visit_id)
    return visit
