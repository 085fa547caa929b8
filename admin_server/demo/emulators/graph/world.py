"""Everything the emulator holds, and one request as its parts see it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from starlette.requests import Request

from admin_server.demo.emulators.graph.grants import Grants
from admin_server.demo.emulators.graph.organisation import Mailbox, Organisation
from admin_server.demo.emulators.graph.refusals import GraphRefusal
from admin_server.demo.emulators.graph.shapes import Json

Send = Callable[[str, Json], Awaitable[None]]


@dataclass
class EmulatedClock:
    """Tells the real time, or one that it was set to."""

    fixed: datetime | None = None

    def now(self) -> datetime:
        """Tell the time."""
        # This is the clock of this process.
        return self.fixed or datetime.now(UTC)  # noqa: TID251 - the emulated provider has a clock of its own


@dataclass(frozen=True)
class Issued:
    """Who an access token was given to, and until when it holds."""

    organisation: str
    until: datetime
    user: str | None = None
    scopes: frozenset[str] = frozenset()


@dataclass
class World:
    """Organisations, tokens, and what notifications were sent and received.

    Attributes:
        issued: access tokens; with a user, of somebody who consented for themselves.
        names: where the beginning of an address really leads, as a hosts file says.
        received: notifications that were sent to the emulator itself.
    """

    clock: EmulatedClock = field(default_factory=EmulatedClock)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    issued: dict[str, Issued] = field(default_factory=dict)
    grants: Grants = field(default_factory=Grants)
    names: dict[str, str] = field(default_factory=dict)
    received: list[Json] = field(default_factory=list)


@dataclass(frozen=True)
class Call:
    """A request of an app that has signed in.

    Attributes:
        user: who is signed in as well; None where the app speaks for itself.
        permissions: what it may do: an app's roles, or what a person permitted.
    """

    world: World
    organisation: Organisation
    request: Request
    permissions: frozenset[str]
    user: Mailbox | None = None

    @property
    def now(self) -> datetime:
        """The time of the request."""
        return self.world.clock.now()

    def require(self, *roles: str) -> None:
        """Make sure that one of these permissions was given.

        Raises:
            GraphRefusal: none was.
        """
        if not self.permissions & set(roles):
            raise denied()

    def require_in_directory(self, *roles: str) -> None:
        """Make sure that one of these permissions for the directory was given.

        Raises:
            GraphRefusal: none was.
        """
        if not self.permissions & set(roles):
            raise GraphRefusal(
                403,
                "Authorization_RequestDenied",
                "Insufficient privileges to complete the operation.",
            )

    def mailbox(self, named: str) -> Mailbox:
        """Find a mailbox that this caller may read.

        Raises:
            GraphRefusal: there is none, or they may not.
        """
        found = self.organisation.mailbox(named)
        if self.user is None or found is self.user:
            return found
        if not self.permissions & {SHARED} or found.address not in self.user.shares:
            raise denied()
        return found

    @property
    def base(self) -> str:
        """The address of this Graph, as the reader spelled it."""
        url = self.request.url
        return f"{url.scheme}://{url.netloc}/v1.0"


def denied() -> GraphRefusal:
    """Refuse what a permission is missing for, as Exchange does."""
    return GraphRefusal(
        403, "ErrorAccessDenied", "Access is denied. Check credentials and try again."
    )


def call_of(request: Request) -> Call:
    """Give the call that the door made of a request."""
    call = request.scope["emulator.call"]
    if not isinstance(call, Call):
        raise TypeError("a request came in beside the door")
    return call


SHARED = "Calendars.Read.Shared"
"""What permits a person to read calendars that others share with them."""
READ_ROLES = (
    "Calendars.ReadBasic.All",
    "Calendars.Read",
    "Calendars.ReadWrite",
)
"""What permits to read calendars; the first without texts."""
