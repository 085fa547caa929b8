"""What a kiosk and the server say to each other about one check-in."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Self, TypeAlias
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from shared.badge import Pattern

NAME_LENGTH = 200
"""Longest name, company or e-mail, in characters."""
PASS_LENGTH = 4096
"""Longest scanned text that is looked at; anything longer is refused unread."""
CLAIM_LENGTH = 400
"""Longest claim, in characters."""

Answers: TypeAlias = Annotated[
    dict[
        Annotated[str, Field(max_length=40)],
        Annotated[str, Field(max_length=NAME_LENGTH)],
    ],
    Field(max_length=12),
]
"""What a visitor answered, by the key of the question."""


class Wire(BaseModel):
    """A message on the wire: unchangeable, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class WireReply(BaseModel):
    """A message from the server: unchangeable, unknown fields ignored.

    A kiosk one version behind must understand a newer server.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")


def _on_the_calendar(moment: datetime) -> datetime:
    # The first and last hours there are exist in some zones only.
    try:
        moment.astimezone(UTC)
    except OverflowError as problem:
        msg = "there is no such moment"
        raise ValueError(msg) from problem
    return moment


class WalkInVisitor(Wire):
    """Who a person without an invitation says they are."""

    name: Annotated[str, Field(min_length=1, max_length=NAME_LENGTH)]
    email: Annotated[str, Field(max_length=NAME_LENGTH)] | None = None
    company: Annotated[str, Field(max_length=NAME_LENGTH)] | None = None
    phone: Annotated[str, Field(max_length=40)] | None = None


class CheckInRequest(Wire):
    """A check-in as the kiosk asks for it: a pass, a code, a claim, or name and host.

    Attributes:
        request_id: made by the kiosk once per check-in; the same id never checks
            in twice.
        kiosk_time: the kiosk's own clock, with offset; kept, never trusted.
        language: the language the visitor chose, as a code such as "de".
        claim: what `POST /look-ups`, a refusal with choices or a check-in's `party`
            gave for one visit; good for minutes, at this kiosk only.
        purpose: why a walk-in comes, in their words.
        visit_type: the key of the kind of visit they chose, where there are any.
        answers: what they answered to its questions, by the question's key.
        remembered: the claim of `POST /look-ups/returning`: what a walk-in did not
            type is taken from their last visit.
    """

    request_id: UUID
    kiosk_time: Annotated[AwareDatetime, AfterValidator(_on_the_calendar)]
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
    pass_text: Annotated[str | None, Field(alias="pass", max_length=PASS_LENGTH)] = None
    code: Annotated[str, Field(max_length=40)] | None = None
    visitor: WalkInVisitor | None = None
    host_id: Annotated[str, Field(max_length=64)] | None = None
    claim: Annotated[str, Field(max_length=CLAIM_LENGTH)] | None = None
    purpose: Annotated[str, Field(max_length=NAME_LENGTH)] | None = None
    visit_type: Annotated[str, Field(max_length=40)] | None = None
    answers: Answers | None = None
    remembered: Annotated[str | None, Field(max_length=CLAIM_LENGTH)] = None

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @model_validator(mode="after")
    def _exactly_one_way_in(self) -> Self:
        ways = [
            self.pass_text is not None,
            self.code is not None,
            self.visitor is not None,
            self.claim is not None,
        ]
        if sum(ways) != 1:
            msg = "send exactly one of pass, code, claim, or visitor with host_id"
            raise ValueError(msg)
        if (self.visitor is None) != (self.host_id is None):
            msg = "visitor and host_id belong together"
            raise ValueError(msg)
        if self.remembered is not None and self.visitor is None:
            msg = "remembered belongs to a visitor"
            raise ValueError(msg)
        return self


class RoomState(StrEnum):
    """How far the look-up of the meeting room is."""

    FOUND = "found"
    LOOKING = "looking"
    NONE = "none"


class RoomReason(StrEnum):
    """Why there is no room, where nobody can be asked for one."""

    HOST_NOT_CONNECTED = "host_not_connected"


def _known_reason(said: object) -> object:
    # A newer server may know reasons that this kiosk has never heard of.
    return said if said in tuple(RoomReason) else None


class RoomReply(WireReply):
    """The meeting room, or how far the look-up is.

    Attributes:
        reason: why the state is "none" without anybody having looked.
        turn: which way the directions point first, for the icon: one of
            "left", "right", "straight", "elevator", "stairs", or None.
    """

    state: RoomState
    reason: Annotated[RoomReason | None, BeforeValidator(_known_reason)] = None
    name: str | None = None
    building: str | None = None
    floor: str | None = None
    directions: str | None = None
    turn: str | None = None


class WifiReply(WireReply):
    """The site's guest network; `qr` is the text that phones join by."""

    ssid: str
    security: str
    password: str | None = None
    hidden: bool = False
    qr: str


class HostReply(WireReply):
    """The employee who is visited, as a visitor may see them."""

    name: str


class HostFound(WireReply):
    """One host that a search found: no e-mail, no phone."""

    id: str
    name: str
    department: str | None = None


class HostsReply(WireReply):
    """What `GET /hosts` answers: at most eight hosts, best first."""

    hosts: list[HostFound]


class VisitorReply(WireReply):
    """The visitor, as their own completion screen and badge show them."""

    name: str
    company: str | None = None


class VisitState(StrEnum):
    """Where a visit stands."""

    EXPECTED = "expected"
    ON_SITE = "on_site"
    LEFT = "left"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class VisitReply(WireReply):
    """One visit; times carry an offset and are in the site's zone."""

    id: str
    state: VisitState
    expected_arrival: datetime
    expected_departure: datetime


class BadgeReply(WireReply):
    """What stands on the badge, besides the room.

    Attributes:
        date: the day of the visit, written for a reader at the site.
        code: the visit's check-out code, drawn as a QR code; None: no QR.
        host_label, room_label: the small words beside host and room.
        validity: until when it counts, in words.
        visit_type: the kind of visit, in the visitor's language.
    """

    name: str
    company: str | None = None
    host: str
    site: str
    date: str
    code: str | None = None
    host_label: str = "Host"
    room_label: str = "Room"
    validity: str | None = None
    visit_type: str | None = None
    pattern: Pattern = Pattern.NONE


class Colleague(WireReply):
    """Somebody of the same party who may be checked in next, by their claim.

    Attributes:
        name: as a colleague knows them, shortened: "Ben K."
    """

    name: str
    claim: str


class CheckInReply(WireReply):
    """What `POST /check-ins` answers: 201, or 200 where `already_here`.

    Attributes:
        deadline_ms: how long after this answer a room that is being looked for
            may still come; past it the kiosk goes on without one.
        party: who was invited together with the visitor and has not come yet.
        flags: of a check-in that was kept, what reception should know.
    """

    visit: VisitReply
    visitor: VisitorReply
    host: HostReply
    room: RoomReply
    wifi: WifiReply | None = None
    badge: BadgeReply
    language: str = "en"
    already_here: bool = False
    deadline_ms: int = 0
    party: list[Colleague] = Field(default_factory=list)
    flags: list[str] = Field(default_factory=list)


class VisitChoice(WireReply):
    """One of several visits that a visitor may mean: its time says which.

    Attributes:
        starts: the expected arrival, in the site's time.
        hint: what only the visitor recognises, masked: "m•••@l•••.example".
    """

    claim: str
    starts: datetime
    hint: str | None = None


class RefusalReply(WireReply):
    """What every refusal answers, whatever its status.

    Attributes:
        choices: with `several_visits`, the visits that may be meant.
    """

    error: str
    message: str
    detail: dict[str, str] | None = None
    choices: list[VisitChoice] | None = None
