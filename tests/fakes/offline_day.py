"""A day as a kiosk knows it: a list with Mara on it, and the keys that go with it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk_app.journey.offline import KnownDay
from kiosk_app.runners.clocks import Clocks
from shared.check_in import CheckInRequest, WalkInVisitor
from shared.kiosk import KioskReply
from shared.offline import QueueKey, RosterHost, RosterReply, RosterVisit
from shared.roster import close_entry, lock_of_code, lock_of_name, lock_of_pass
from shared.sealing import to_text, unseal
from shared.visit_pass import VisitPass, sign_pass

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SALT = b"salt of this day"
CODE = "K7Q2FM"
INVITATION = UUID(int=7)
PASS_KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
QUEUE_KEY = X25519PrivateKey.from_private_bytes(b"q" * 32)
MARA = RosterVisit(
    visit="visit-1",
    visitor="Mara Lindt",
    company="Lindt AG",
    host="Jonas Weber",
    starts=NINE - HOUR,
    ends=NINE + 8 * HOUR,
    expected_arrival=NINE,
    room="Room A",
)
HOSTS = (
    RosterHost(id="host-1", name="Jonas Weber", department="Sales"),
    RosterHost(id="host-2", name="Zoë Weiß"),
)


def roster(*visits: RosterVisit, made_at: datetime = NINE) -> RosterReply:
    """List these visits, each of them Mara's by pass and code; hers as it is, if none."""
    locks = (
        lock_of_pass(INVITATION, salt=SALT),
        lock_of_code(CODE, salt=SALT),
        lock_of_name("mara lindt", salt=SALT),
    )
    return RosterReply(
        made_at=made_at,
        salt=to_text(SALT),
        pass_keys={1: to_text(PASS_KEY.public_key().public_bytes_raw())},
        entries=[close_entry(visit, locks) for visit in visits or (MARA,)],
        hosts=list(HOSTS),
    )


def day(*visits: RosterVisit, moment: datetime | None = NINE) -> KnownDay:
    """Know a day with these visits, at nine in the morning."""
    return KnownDay(
        roster=roster(*visits), pass_keys={1: PASS_KEY.public_key()}, moment=moment
    )


def pass_text(
    invitation: UUID = INVITATION,
    *,
    expires: datetime = NINE + 24 * HOUR,
    key: Ed25519PrivateKey = PASS_KEY,
) -> str:
    """Write a pass of our organisation."""
    content = VisitPass(invitation=invitation, expires=expires)
    return sign_pass(content, tenant_id="tenant-1", key=key)


def by_pass(text: str | None = None, *, request_id: UUID | None = None):
    """Ask for a check-in with a pass; Mara's, if none is given."""
    return CheckInRequest(
        request_id=request_id or uuid4(),
        kiosk_time=NINE,
        pass_text=text or pass_text(),
    )


def by_code(code: str = CODE) -> CheckInRequest:
    """Ask for a check-in with the six characters."""
    return CheckInRequest(request_id=uuid4(), kiosk_time=NINE, code=code)


def walk_in(name: str = "Ada Sommer", host: str = "host-1") -> CheckInRequest:
    """Ask for a check-in without an invitation."""
    return CheckInRequest(
        request_id=uuid4(),
        kiosk_time=NINE,
        visitor=WalkInVisitor(name=name, company="Sommer GmbH"),
        host_id=host,
    )


def configuration(**more: object) -> KioskReply:
    """Be a kiosk that may keep check-ins."""
    public = to_text(QUEUE_KEY.public_key().public_bytes_raw())
    told = KioskReply(
        version="1",
        kiosk="kiosk-1",
        site="Lakeside House",
        time_zone="Europe/Berlin",
        languages=["en", "de"],
        queue_key=QueueKey(id="key-1", public=public),
    )
    return told.model_copy(update=more)


def opened(sealed: str, request_id: UUID) -> CheckInRequest:
    """Open what was kept, as only the server can."""
    content = unseal(sealed, key=QUEUE_KEY, bound_to=str(request_id))
    return CheckInRequest.model_validate_json(content)


class TurnedClocks:
    """Two clocks that stand still until a test turns them, each by itself."""

    def __init__(self, now: datetime = NINE) -> None:
        self.wall = now
        self.uptime = 1000.0

    def clocks(self) -> Clocks:
        """Start a kiosk with them: its boot has an id of its own."""
        return Clocks(now=lambda: self.wall, monotonic=lambda: self.uptime)

    def turn(self, by: timedelta) -> None:
        """Let time pass on both."""
        self.wall += by
        self.uptime += by.total_seconds()
