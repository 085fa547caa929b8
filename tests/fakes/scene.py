"""What a scene of the kiosk is, and the answers that most scenes show."""

from dataclasses import dataclass, field, replace
from uuid import UUID

from kiosk_app.journey.states import (
    BadgeState,
    Completed,
    Entry,
    HostTold,
    Journey,
    State,
)
from kiosk_app.journey.states_comfort import Eased
from kiosk_app.journey.states_names import NOTHING_TOLD
from kiosk_app.journey.states_server import ServerFrom
from shared.check_in import (
    CheckInReply,
    CheckInRequest,
    RoomReply,
    RoomState,
    WifiReply,
)
from shared.kiosk import KioskReply
from shared.kiosk_options import KioskOptions
from shared.wifi import WifiSecurity, wifi_text
from tests.fakes.desk import LAKESIDE, STAMP

ROOM_A = RoomReply(
    state=RoomState.FOUND,
    name="Conference Room A",
    building="Lakeside House",
    floor="2",
    directions="Floor 2, left after the lift",
    turn="left",
)
LOOKING = RoomReply(state=RoomState.LOOKING)
NO_ROOM = RoomReply(state=RoomState.NONE)
GUEST_WIFI = WifiReply(
    ssid="Portico Guest",
    security="wpa",
    password="lake-4827-mint",
    qr=wifi_text("Portico Guest", WifiSecurity.WPA, password="lake-4827-mint"),
)
REQUEST = CheckInRequest(
    request_id=UUID("00000000-0000-4000-8000-000000000002"),
    kiosk_time=STAMP.kiosk_time,
    code="7KQ2MX",
)


def reply(
    name: str = "Mara Lindt",
    host: str = "Jonas Weber",
    *,
    room: RoomReply = ROOM_A,
    wifi: WifiReply | None = GUEST_WIFI,
) -> CheckInReply:
    """Make what the server would answer."""
    return CheckInReply.model_validate(
        {
            "visit": {
                "id": "visit-1",
                "state": "on_site",
                "expected_arrival": "2026-11-24T10:00:00+01:00",
                "expected_departure": "2026-11-24T11:00:00+01:00",
            },
            "visitor": {"name": name, "company": "Lindt & Partner"},
            "host": {"name": host},
            "room": room.model_dump(),
            "wifi": None if wifi is None else wifi.model_dump(),
            "badge": {
                "name": name,
                "host": host,
                "site": "Lakeside House",
                "date": "24 Nov 2026",
            },
        }
    )


@dataclass(frozen=True)
class Scene:
    """One picture: what is shown, and what the kiosk was told about itself."""

    name: str
    state: State
    online: bool = True
    reader_works: bool = True
    configuration: KioskReply = field(default=LAKESIDE)
    options: KioskOptions = NOTHING_TOLD
    ease: frozenset[Eased] = frozenset()
    server: ServerFrom = ServerFrom.OPERATOR

    def journey(self, language: str) -> Journey:
        """Show the scene in a language."""
        return Journey(
            state=self.state,
            language=language,
            online=self.online,
            reader_works=self.reader_works,
            options=self.options,
            ease=self.ease,
            server=self.server,
        )


def typed(text: str) -> Entry:
    """Make an entry with the caret at its end."""
    return Entry(text, len(text))


def completed(**changes: object) -> Completed:
    plain = Completed(
        reply=reply(), room=ROOM_A, badge=BadgeState.PRINTED, host=HostTold.TOLD
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test's shorthand
