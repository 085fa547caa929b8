"""What one request asks, checked and signed in, and how lists are cut into pages."""

from collections.abc import Mapping
from dataclasses import dataclass

from admin_server.demo.emulators.google.listing import Query
from admin_server.demo.emulators.google.refusing import Refusing
from admin_server.demo.emulators.google.series import Event
from admin_server.demo.emulators.google.world import World

_USUAL = 100
_CUSTOMERS = frozenset({"my_customer", "C0portico"})


@dataclass(frozen=True)
class Asked:
    """One request, checked and signed in."""

    user: str
    path: Mapping[str, str]
    query: Query
    body: Event

    def one(self, name: str) -> str:
        """Give a parameter that comes once."""
        return next(iter(self.query.get(name, [])), "")


def paged(
    world: World, asked: Asked, name: str, found: list[Event], *, most: int
) -> Event:
    """Give one page of a list; Google leaves an empty list out."""
    size = min(int(asked.one("maxResults") or _USUAL), world.page_size or most)
    offset = int(asked.one("pageToken") or 0)
    page = found[offset : offset + size]
    answer: Event = {name: page} if page else {}
    if offset + size < len(found):
        answer["nextPageToken"] = str(offset + size)
    return answer


def check_admin(world: World, asked: Asked, customer: str = "my_customer") -> None:
    """Make sure that an administrator asks, about a customer who is there."""
    if asked.user not in world.admins:
        raise Refusing(403, "forbidden")
    if customer not in _CUSTOMERS:
        raise Refusing(404, "notFound", "Resource Not Found: customer")
