"""What a kiosk is told about itself and its site."""

from enum import StrEnum

from shared.check_in import WireReply


class ReaderSide(StrEnum):
    """Where the QR reader is, seen from the screen."""

    BELOW = "below"
    LEFT = "left"
    RIGHT = "right"
    NONE = "none"


class KioskReply(WireReply):
    """The kiosk's configuration, as `GET /kiosk` answers it.

    Attributes:
        version: changes whenever anything here changes.
        languages: codes in the order they are offered; the first is the default.
        reception: where the reception desk is, in a visitor's words.
        time_zone: the site's zone, an IANA name.
        accent: the tenant's colour as `#RRGGBB`, or None for ours.
        still_there_seconds: left alone this long, the screen asks.
    """

    version: str
    kiosk: str
    site: str
    address: str | None = None
    time_zone: str
    languages: list[str]
    reader: ReaderSide = ReaderSide.BELOW
    reception: str | None = None
    accent: str | None = None
    still_there_seconds: int = 20


class KioskEvent(WireReply):
    """Something a kiosk must know; `cursor` is given back as `after`.

    `kind` is one of `configuration_changed`, `visit_cancelled`, `room_changed`,
    `host_told`, `host_not_reached`. An unknown kind is ignored.
    """

    cursor: int
    kind: str
    visit: str | None = None


class KioskEventsReply(WireReply):
    """What `GET /kiosk/events` answers; `cursor` is where to go on from."""

    cursor: int
    events: list[KioskEvent]
