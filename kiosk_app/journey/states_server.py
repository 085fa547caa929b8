"""What is shown while a kiosk learns where its server is."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk_app.journey.states_typing import NOTHING_TYPED, Entry


class ServerFrom(StrEnum):
    """Who said where the server is."""

    OPERATOR = "operator"
    """A setting: nobody changes it at the kiosk."""
    KIOSK = "kiosk"
    """The kiosk keeps it itself: staff may change it."""
    NOBODY = "nobody"


class ServerProblem(StrEnum):
    """Why an address was not taken."""

    NO_ADDRESS = "no_address"
    NO_SUCH_HOST = "no_such_host"
    NO_ANSWER = "no_answer"
    NO_TLS = "no_tls"
    OTHER_NAME = "other_name"
    """The certificate is another host's."""
    CLOCK = "clock"
    """The certificate does not count at this moment, by the kiosk's clock."""
    NOT_TRUSTED = "not_trusted"
    NOT_PORTICO = "not_portico"
    NOT_KEPT = "not_kept"
    BOOT_FILE = "boot_file"
    """The file on the boot partition cannot be used."""


@dataclass(frozen=True)
class AskingServer:
    """Somebody types the server's address, or holds its QR code to the reader.

    Attributes:
        looking: the server is being asked.
        problem: why the last address was not taken.
    """

    entry: Entry = NOTHING_TYPED
    looking: bool = False
    problem: ServerProblem | None = None


@dataclass(frozen=True)
class TrustingServer:
    """The server is there, and only its own CA vouches for it.

    Attributes:
        fingerprint: of that CA, as it is compared with what the dashboard shows.
    """

    address: str
    fingerprint: str
    entry: Entry = NOTHING_TYPED
