"""What the emulator is filled with, and the failures that can be planned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True)
class EmulatorRoom:
    """A room of an organisation.

    Attributes:
        answer: what it answers to invitations made through Graph; None: nothing.
        after: how long that takes.
        hidden: whether it is hidden from address lists, and so from /places.
    """

    address: str
    name: str
    building: str | None = None
    floor: str | None = None
    floor_number: int | None = None
    capacity: int | None = None
    answer: str | None = "accepted"
    after: timedelta = timedelta()
    hidden: bool = False


@dataclass(frozen=True)
class EmulatorPerson:
    """What the directory says of somebody, besides address and name.

    Attributes:
        email: their e-mail address, where it is not what they sign in with.
        enabled: whether they may sign in.
        licensed: shared mailboxes do without a licence.
    """

    email: str | None = None
    department: str | None = None
    language: str | None = None
    enabled: bool = True
    guest: bool = False
    licensed: bool = True


@dataclass(frozen=True)
class EmulatorGroup:
    """A group of people.

    Attributes:
        members: addresses, and ids of groups within.
    """

    id: str
    name: str
    members: Sequence[str] = ()


@dataclass(frozen=True)
class EmulatorEvent:
    """An event as it stands in somebody's calendar.

    Attributes:
        fields: its properties as Graph writes them; what only Graph can write
            (answers, the organiser, `isCancelled`) may be stated too.
        exceptions: of a series, by the local start (ISO) of an occurrence.
        left_out: local starts (ISO) at which the series makes a pause.
        calendar: the id of another calendar that it stands in as well.
    """

    uid: str
    fields: Mapping[str, object]
    exceptions: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    left_out: Sequence[str] = ()
    calendar: str | None = None


@dataclass(frozen=True)
class Fault:
    """A failure on demand.

    Attributes:
        path: part of the path of the requests that it is for; of sign-in, "token"
            or "openid-configuration".
        json: the whole body, instead of an error with `code` and `message`.
        html: a body that is no JSON at all.
        times: how many requests fail.
    """

    path: str
    status: int
    code: str = ""
    message: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, object] = field(default_factory=dict)
    html: str = ""
    times: int = 1
