"""What a kiosk decides by itself while its server is away: pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from shared.check_in import CheckInRequest, HostFound, WalkInVisitor
from shared.folding import fold
from shared.offline import RosterEntry, RosterHost, RosterReply, RosterVisit, Skipped
from shared.refusals import Refusal
from shared.roster import Lock, lock_of_code, lock_of_name, lock_of_pass, open_entry
from shared.sealing import NotSealed, from_text
from shared.visit_pass import NotAPass, read_signed_pass

MOST_HOSTS = 8


@dataclass(frozen=True)
class KnownDay:
    """What the kiosk was told while it could still ask.

    Attributes:
        roster: None where there was none, or it has become too old.
        pass_keys: what passes are checked with; empty: no pass can be.
        moment: the time, where this kiosk can be sure enough of it.
        knows_time: False after a start without a clock, until somebody set it.
        has_wifi: the guest network may be shown without asking.
        asks_photo: the site photographs its visitors; a kiosk alone does not.
    """

    roster: RosterReply | None = None
    pass_keys: Mapping[int, Ed25519PublicKey] = field(default_factory=dict)
    moment: datetime | None = None
    knows_time: bool = True
    has_wifi: bool = False
    asks_photo: bool = False


@dataclass(frozen=True)
class OfflineArrival:
    """What a kiosk alone can tell somebody whom it has checked in.

    Attributes:
        name, host: None where nobody told this kiosk.
        room: as it was known at `as_of`, or None.
        language: what the invitation says, or None.
        skipped: what the kiosk could not do; it stands on the visit afterwards.
    """

    name: str | None = None
    company: str | None = None
    host: str | None = None
    room: str | None = None
    as_of: datetime | None = None
    language: str | None = None
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True)
class OfflineRefusal:
    """The kiosk itself is sure enough to say no."""

    code: Refusal
    detail: dict[str, str] = field(default_factory=dict)


def decide(
    request: CheckInRequest, day: KnownDay
) -> OfflineArrival | OfflineRefusal | None:
    """Say whether somebody is checked in without the server; None: nobody can tell."""
    if request.pass_text is not None:
        return _by_pass(request.pass_text, day)
    if request.code is not None:
        return _by_code(request.code, day)
    if request.visitor is not None:
        return _walk_in(request.visitor, _host(day, request.host_id), day)
    # A claim is the server's own word: it says whose visit it is, but not to us.
    return OfflineArrival(skipped=_skipped(day, Skipped.SERVER_RULES, Skipped.ROOM))


def find_hosts(query: str, day: KnownDay) -> tuple[HostFound, ...] | None:
    """Find hosts by the beginnings of their names; None: there is no list of them."""
    if day.roster is None:
        return None
    wanted = fold(query).split()
    found = (
        host
        for host in sorted(day.roster.hosts, key=lambda host: fold(host.name))
        if wanted and _fits(wanted, fold(host.name).split())
    )
    return tuple(
        HostFound(id=host.id, name=host.name, department=host.department)
        for host, _ in zip(found, range(MOST_HOSTS), strict=False)
    )


def _fits(wanted: list[str], words: list[str]) -> bool:
    return all(any(word.startswith(part) for word in words) for part in wanted)


def _by_pass(text: str, day: KnownDay) -> OfflineArrival | OfflineRefusal | None:
    if not day.pass_keys:
        return None
    try:
        content = read_signed_pass(text, keys=dict(day.pass_keys))
    except NotAPass:
        return OfflineRefusal(Refusal.PASS_UNKNOWN)
    if day.moment is not None and content.expires < day.moment:
        return OfflineRefusal(Refusal.EXPIRED)
    if day.roster is not None:
        salt = from_text(day.roster.salt)
        visit = _visit(day, lock_of_pass(content.invitation, salt=salt))
        if visit is not None:
            return _of_visit(visit, day)
    # Invited after the list was made, or for another day: the server will know.
    return OfflineArrival(
        skipped=_skipped(day, Skipped.SERVER_RULES, Skipped.ROSTER, Skipped.ROOM)
    )


def _by_code(code: str, day: KnownDay) -> OfflineArrival | OfflineRefusal | None:
    if day.roster is None:
        return None
    visit = _visit(day, lock_of_code(code, salt=from_text(day.roster.salt)))
    return None if visit is None else _of_visit(visit, day)


def _walk_in(
    visitor: WalkInVisitor, host: RosterHost | None, day: KnownDay
) -> OfflineArrival:
    visit = _of_name(visitor.name, host, day) if host else None
    room = visit.room if visit else None
    missing = () if room else (Skipped.ROOM,)
    return OfflineArrival(
        name=visitor.name,
        company=visitor.company,
        host=host.name if host else None,
        room=room,
        as_of=day.roster.made_at if room and day.roster else None,
        skipped=_skipped(day, *missing),
    )


def _of_name(name: str, host: RosterHost, day: KnownDay) -> RosterVisit | None:
    """Find the visit of somebody who named both themselves and their host.

    Who knows only a name learns nothing: what is opened is used for the host that
    they chose themselves, and no reason is given where it is not.
    """
    salt = from_text(day.roster.salt) if day.roster else b""
    visit = _visit(day, lock_of_name(fold(name), salt=salt))
    if visit is None or fold(visit.host) != fold(host.name):
        return None
    return visit if isinstance(_of_visit(visit, day), OfflineArrival) else None


def _visit(day: KnownDay, lock: Lock) -> RosterVisit | None:
    """Open what the lock opens; of several visits, the one that is meant now."""
    entries = day.roster.entries if day.roster else []
    visits = list(_opened(entries, lock))
    return min(visits, key=lambda visit: _oddness(visit, day.moment), default=None)


def _opened(entries: list[RosterEntry], lock: Lock) -> Iterator[RosterVisit]:
    for entry in entries:
        try:
            yield open_entry(entry, lock)
        except NotSealed:
            continue


def _oddness(visit: RosterVisit, moment: datetime | None) -> tuple[bool, bool, float]:
    wrong_time = moment is not None and not visit.starts <= moment <= visit.ends
    return visit.cancelled, wrong_time, visit.expected_arrival.timestamp()


def _of_visit(visit: RosterVisit, day: KnownDay) -> OfflineArrival | OfflineRefusal:
    if visit.cancelled:
        return OfflineRefusal(Refusal.CANCELLED)
    if day.moment is not None and day.moment < visit.starts:
        starts = visit.expected_arrival.isoformat()
        return OfflineRefusal(Refusal.TOO_EARLY, {"starts": starts})
    if day.moment is not None and day.moment > visit.ends:
        return OfflineRefusal(Refusal.EXPIRED)
    missing = () if visit.room else (Skipped.ROOM,)
    return OfflineArrival(
        name=visit.visitor,
        company=visit.company,
        host=visit.host,
        room=visit.room,
        as_of=day.roster.made_at if visit.room and day.roster else None,
        language=visit.language,
        skipped=_skipped(day, Skipped.SERVER_RULES, *missing),
    )


def _host(day: KnownDay, wanted: str | None) -> RosterHost | None:
    hosts = day.roster.hosts if day.roster else []
    return next((host for host in hosts if host.id == wanted), None)


def _skipped(day: KnownDay, *more: Skipped) -> tuple[Skipped, ...]:
    wifi = () if day.has_wifi else (Skipped.WIFI,)
    photo = (Skipped.PHOTO,) if day.asks_photo else ()
    clock = () if day.knows_time else (Skipped.CLOCK,)
    return (*more, Skipped.HOST, *wifi, *photo, *clock)
