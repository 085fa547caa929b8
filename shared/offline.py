"""What a kiosk and the server say about check-ins that happened without the server."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.check_in import CheckInRequest, Wire, WireReply

MOST_AT_ONCE = 100
"""So many kept check-ins are sent in one call."""
_SEALED_LENGTH = 16 * 1024


class Skipped(StrEnum):
    """What a kiosk alone could not do, as it stands on the visit afterwards."""

    SERVER_RULES = "server_rules"
    """Nobody asked the server whether the pass or the code still counts."""
    ROSTER = "roster"
    """The visitor was not on the kiosk's list of today, or there was no list."""
    ROOM = "room"
    """No calendar was asked for the room."""
    HOST = "host"
    """The host was told late."""
    WIFI = "wifi"
    """The guest network was not shown."""
    PHOTO = "photo"
    """The visitor was not photographed: a photo never waits on a kiosk."""
    CLOCK = "clock"
    """The kiosk's clock was not set: nobody looked whether it was too early or late."""


class Flag(StrEnum):
    """What reception should know about a visit that was kept by a kiosk."""

    OFFLINE = "offline"
    """Checked in while the server could not be reached."""
    TWICE = "twice"
    """The same person was checked in at two kiosks that knew nothing of each other."""
    WAS_CANCELLED = "was_cancelled"
    """The visit had been cancelled when its visitor came."""
    WAS_OVER = "was_over"
    """The visit had ended, or its day had passed."""
    OTHER_SITE = "other_site"
    """The invitation was for another site."""
    NOT_INVITED = "not_invited"
    """The pass or code counts for nobody; the visitor came all the same."""
    CLOCK = "clock"
    """The kiosk's clock was wrong: the arrival is an estimate."""


class Offline(Wire):
    """How a check-in was kept.

    Attributes:
        boot_id: made anew whenever the kiosk starts; a wait is known only within it.
        waited_ms: how long ago the check-in was, by a clock that nobody sets;
            None where the kiosk was started again meanwhile.
        skipped: what could not be done at that moment.
    """

    boot_id: UUID
    waited_ms: Annotated[int, Field(ge=0, le=10**11)] | None = None
    skipped: Annotated[list[Skipped], Field(max_length=len(Skipped))] = Field(
        default_factory=list
    )


class SentCheckIn(CheckInRequest):
    """A check-in as `POST /check-ins` takes it: now, or after it was kept.

    Attributes:
        offline: how it was kept; None: the visitor waits for the answer.
    """

    offline: Offline | None = None


class KeptCheckIn(Wire):
    """One check-in as it waited: sealed, so that the kiosk cannot open it again.

    Attributes:
        request_id: stands outside as well, so that an outcome can be given to it.
        sealed: a `CheckInRequest` in JSON, without `offline`; see `shared.sealing`.
    """

    request_id: UUID
    sealed: Annotated[str, Field(max_length=_SEALED_LENGTH)]
    offline: Offline


class KeptCheckIns(Wire):
    """The oldest check-ins that wait at a kiosk, in their order.

    Attributes:
        sent_at: the kiosk's clock at this moment: the server learns how wrong it is.
    """

    sent_at: AwareDatetime
    check_ins: Annotated[
        list[KeptCheckIn], Field(min_length=1, max_length=MOST_AT_ONCE)
    ]


class KeptState(StrEnum):
    """What became of a kept check-in."""

    KEPT = "kept"
    """It is a visit now, or was one before: the kiosk forgets it."""
    UNREADABLE = "unreadable"
    """It cannot be opened or understood: the kiosk sets it aside and says so."""


class KeptOutcome(WireReply):
    """What became of one of them."""

    request_id: UUID
    state: KeptState
    visit: str | None = None
    flags: list[str] = Field(default_factory=list)


class KeptReply(WireReply):
    """What `POST /check-ins/kept` answers: one outcome for each, in their order."""

    outcomes: list[KeptOutcome]


class QueueKey(WireReply):
    """The key to which a kiosk seals what it keeps.

    Attributes:
        id: names the key, for the server that will open.
        public: 32 bytes of X25519, in base64url without padding.
    """

    id: str
    public: str


class RosterEntry(WireReply):
    """One expected visit: opens with its pass, its code, or its visitor's full name.

    Attributes:
        doors: by the lock's id, the entry's key sealed under that lock; an id says
            nothing without pass, code or name. See `shared.roster`.
        sealed: a `RosterVisit` in JSON, sealed under the entry's key.
    """

    doors: dict[str, str]
    sealed: str


class RosterVisit(WireReply):
    """What a kiosk knows of an expected visit once somebody has shown who they are.

    Attributes:
        room: as we knew it when the roster was made.
        cancelled: the visit was called off: a person helps.
        starts, ends: from when until when the pass admits.
    """

    visit: str
    visitor: str
    company: str | None = None
    host: str
    starts: datetime
    ends: datetime
    expected_arrival: datetime
    room: str | None = None
    cancelled: bool = False
    language: str = "en"


class RosterHost(WireReply):
    """A host whom a walk-in can choose while the server is away."""

    id: str
    name: str
    department: str | None = None


class RosterReply(WireReply):
    """What a kiosk may know for a day without its server: `GET /kiosk/roster`.

    Attributes:
        made_at: when; the kiosk says "as of" with it and forgets all after 24 h.
        salt: base64url; the locks of this roster are made with it.
        pass_keys: the keys that passes are checked with, by number, base64url.
        hosts: those who can be visited at this site.
    """

    made_at: datetime
    salt: str
    pass_keys: dict[int, str]
    entries: list[RosterEntry]
    hosts: list[RosterHost]


MOST_IN_FILE = 20_000


class KeptFile(Wire):
    """Check-ins that came off a kiosk as a file, for a server it cannot reach any more.

    Everything in it stays sealed to the organisation's key.

    Attributes:
        portico_kept_check_ins: the form of the file.
        version: of the kiosk's software that wrote it.
    """

    portico_kept_check_ins: Literal[1]
    version: Annotated[str, Field(max_length=40, pattern=r"^[0-9A-Za-z.+-]*$")] = ""
    check_ins: Annotated[list[KeptCheckIn], Field(max_length=MOST_IN_FILE)]
