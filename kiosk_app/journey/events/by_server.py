"""What happens while a kiosk learns where its server is."""

from dataclasses import dataclass
from typing import TypeAlias

from kiosk_app.journey.states_server import ServerProblem


@dataclass(frozen=True)
class ServerWanted:
    """Somebody wants to say where the server is."""


@dataclass(frozen=True)
class ServerTaken:
    """A server answered at the address, and the address is kept.

    Attributes:
        moved: it is another one than before.
    """

    moved: bool = True


@dataclass(frozen=True)
class ServerNotTaken:
    """The address is not kept."""

    problem: ServerProblem


@dataclass(frozen=True)
class ServerUntrusted:
    """A server answered, and only its own CA vouches for it: a person decides."""

    address: str
    fingerprint: str


OfServer: TypeAlias = ServerTaken | ServerNotTaken | ServerUntrusted
