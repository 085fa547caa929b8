"""What a kiosk and the server say to each other about the kiosk itself."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.check_in import WifiReply, Wire, WireReply
from shared.kiosk_options import KioskOptions
from shared.offline import QueueKey


class ReaderSide(StrEnum):
    """Where the QR reader is, seen from the screen."""

    BELOW = "below"
    LEFT = "left"
    RIGHT = "right"
    NONE = "none"


class PrinterState(StrEnum):
    """What a kiosk says of its badge printer."""

    READY = "ready"
    PRINTING = "printing"
    OUT_OF_PAPER = "out_of_paper"
    COVER_OPEN = "cover_open"
    JAM = "jam"
    CUTTER = "cutter"
    OVERHEATED = "overheated"
    LOW = "low"
    OFFLINE = "offline"
    UNKNOWN = "unknown"
    NONE = "none"
    """This kiosk has no printer."""


class OpenHours(WireReply):
    """One stretch of opening hours: `weekday` 0 is Monday, times as "08:30"."""

    weekday: int
    opens: str
    closes: str


class LogoReply(WireReply):
    """What a kiosk draws in the site's line of its first screen.

    Attributes:
        version: another picture has another one; `GET /kiosk/logo` gives it.
        width, height: of the picture, in dots.
        name: the organisation's, for whoever does not see it.
    """

    version: str
    width: Annotated[int, Field(ge=1, le=4000)]
    height: Annotated[int, Field(ge=1, le=4000)]
    name: str


class KioskReply(WireReply):
    """The kiosk's configuration, as `GET /kiosk` answers it.

    Attributes:
        version: changes whenever anything here changes.
        languages: codes in the order they are offered; the first is the default.
        reception: where the reception desk is, in a visitor's words.
        time_zone: the site's zone, an IANA name.
        accent: the tenant's colour as `#RRGGBB`, or None for ours.
        logo: what the organisation's logo is; None: it has none.
        welcome: the organisation's own line for the first screen, by language.
        still_there_seconds: left alone this long, the screen asks.
        token_made_at: when the kiosk's newest token was made, where we know.
        options: what the site's admin chose for its kiosks.
        hours: the site's opening hours; empty means always open.
        help_phone: whom a visitor may ring.
        queue_key: to what a kept check-in is sealed; None: nothing can be kept.
        wifi: the guest network, where the site lets a kiosk keep it.
        guest_wifi: the guest network as it is now, for a screen that shows it; a
            kiosk keeps it nowhere.
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
    logo: LogoReply | None = None
    welcome: dict[str, str] = Field(default_factory=dict)
    still_there_seconds: int = 20
    token_made_at: datetime | None = None
    options: KioskOptions = KioskOptions()
    hours: list[OpenHours] = Field(default_factory=list)
    help_phone: str | None = None
    queue_key: QueueKey | None = None
    wifi: WifiReply | None = None
    guest_wifi: WifiReply | None = None


class KioskEvent(WireReply):
    """Something a kiosk must know; `cursor` is given back as `after`.

    `kind` is one of `configuration_changed`, `visit_cancelled`, `room_changed`,
    `host_told`, `host_not_reached`, `badge_ordered`. An unknown kind is ignored.
    """

    cursor: int
    kind: str
    visit: str | None = None


class KioskEventsReply(WireReply):
    """What `GET /kiosk/events` answers; `cursor` is where to go on from."""

    cursor: int
    events: list[KioskEvent]


class HealthReport(Wire):
    """How a kiosk is, as it says itself once a minute.

    Attributes:
        version: the kiosk's own version.
        queue_length: check-ins that wait to be sent.
    """

    version: Annotated[str, Field(max_length=40, pattern=r"^[0-9A-Za-z.+-]*$")] = ""
    queue_length: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    printer: PrinterState = PrinterState.UNKNOWN


class HealthReply(WireReply):
    """What the server answers to a kiosk's report.

    Attributes:
        renew_token: the kiosk should ask for a new token now. The server's clock
            decides: a kiosk's may be wrong by years.
    """

    renew_token: bool = False
