"""Sites: where visits happen, with their time, Wi-Fi, hours and directions."""

from dataclasses import dataclass, field
from datetime import datetime, time
from zoneinfo import ZoneInfo

from shared.kiosk_options import KioskOptions
from shared.wifi import WifiSecurity


@dataclass(frozen=True)
class Wifi:
    """A site's guest network."""

    ssid: str
    security: WifiSecurity
    password: str | None = None
    hidden: bool = False


@dataclass(frozen=True)
class Hours:
    """One stretch of opening hours; `weekday` 0 is Monday, times are local."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True)
class HelpContact:
    """Who comes when a visitor at a kiosk asks for a person.

    Attributes:
        email: where a call is sent at once.
        phone: whom a visitor may ring themselves.
    """

    name: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class Site:
    """A building or lobby.

    Attributes:
        hours: opening hours; empty means always open.
        directions: how to find the building, for invitations.
        reception: where the reception desk is, seen from the kiosk.
        kiosk: what its kiosks offer and ask.
        help: who comes when a visitor asks for a person.
    """

    id: str
    key: str
    name: str
    time_zone: str
    address: str | None = None
    wifi: Wifi | None = None
    hours: tuple[Hours, ...] = ()
    directions: str | None = None
    reception: str | None = None
    kiosk: KioskOptions = field(default_factory=KioskOptions)
    help: HelpContact = field(default_factory=HelpContact)

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.time_zone)

    def local(self, moment: datetime) -> datetime:
        """Say a moment in the site's own time."""
        return moment.astimezone(self.zone)


@dataclass(frozen=True)
class RoomNote:
    """Our own words about a room, keyed by the room's calendar address.

    Attributes:
        turn: "left", "right", "straight", "elevator" or "stairs".
    """

    room: str
    directions: str
    turn: str | None = None
