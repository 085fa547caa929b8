"""What a calendar changes of a visit: its times, its room, or all of it."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from admin_server.core.cancelling import cancel
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.core.telling_visitors import tell_of_change
from admin_server.core.visits import (
    CalendarNews,
    Invitation,
    MeetingLink,
    RoomOfVisit,
    Visit,
)
from shared.check_in import RoomState, VisitState

MOVED = "visit.changed_by_calendar"
CANCELLED = "visit.cancelled_by_calendar"
ROOM_CHANGED = "visit.room_changed"
FLAGGED = "visit.flagged_by_calendar"
"""The calendar says something that a person is asked about."""
_KIOSKS_HEAR = "room_changed"
_DASH = "\N{EN DASH}"
_MESSAGES = UUID("1d0b4c52-5f6e-5b86-9d55-6a1a5f7f0b93")


def move(
    nouns: Nouns, visit: Visit, by: timedelta, *, actor: str, now: datetime
) -> Visit:
    """Have a visit begin and end that much later, and let the visitor know.

    The pass stays as it is: its time follows the visit's.
    """
    moved = replace(
        visit,
        expected_arrival=visit.expected_arrival + by,
        expected_departure=visit.expected_departure + by,
    )
    nouns.visits.put(moved)
    _note(nouns, MOVED, moved, _times_of(nouns, visit, moved), actor=actor, now=now)
    invitation = nouns.invitations.by_visit(visit.id)
    if invitation is not None:
        newer = replace(invitation, sequence=invitation.sequence + 1)
        nouns.invitations.put(newer)
        message = _message_id(nouns.tenant.id, newer)
        tell_of_change(nouns, newer, message=message, now=now)
    return moved


def call_off(nouns: Nouns, visit: Visit, *, actor: str, now: datetime) -> None:
    """Cancel a visit whose meeting will not be."""
    cancel(nouns, visit.id, by=actor, now=now, event=CANCELLED)


def flag(
    nouns: Nouns,
    visit: Visit,
    link: MeetingLink,
    news: CalendarNews,
    *,
    actor: str,
    now: datetime,
) -> Visit:
    """Have reception asked what shall become of a visit."""
    flagged = replace(visit, link=replace(link, news=news))
    nouns.visits.put(flagged)
    _note(nouns, FLAGGED, flagged, _news_of(nouns, visit, link), actor=actor, now=now)
    return flagged


def set_room(
    nouns: Nouns, visit: Visit, room: RoomOfVisit, *, actor: str, now: datetime
) -> Visit:
    """Give a visit its room; who stands before a kiosk sees it change.

    A first room is no change; a room that somebody may have been told already is.
    """
    nouns.visits.set_room(visit.id, room)
    here = visit.state is VisitState.ON_SITE
    told = here or visit.room.state is RoomState.FOUND
    if told and _shown(visit.room) != _shown(room):
        names = {"old": visit.room.name or _DASH, "new": room.name or _DASH}
        _note(nouns, ROOM_CHANGED, visit, names, actor=actor, now=now)
    if here and _shown(visit.room) != _shown(room):
        nouns.kiosk_events.add(
            site=visit.site, kind=_KIOSKS_HEAR, visit=visit.id, at=now
        )
    return replace(visit, room=room)


def _shown(room: RoomOfVisit) -> tuple[RoomState, str | None, str | None]:
    return room.state, room.address, room.name


def _note(
    nouns: Nouns,
    event: str,
    visit: Visit,
    words: dict[str, str],
    *,
    actor: str,
    now: datetime,
) -> None:
    nouns.audit.add(
        at=now,
        event=event,
        actor=actor,
        subject=f"visit:{visit.id}",
        personal=words,
    )


def _times_of(nouns: Nouns, old: Visit, new: Visit) -> dict[str, str]:
    site = nouns.sites.get(old.site)
    return {
        name: _stretch(site, visit.expected_arrival, visit.expected_departure)
        for name, visit in (("old", old), ("new", new))
    }


def _news_of(nouns: Nouns, visit: Visit, link: MeetingLink) -> dict[str, str]:
    site = nouns.sites.get(visit.site)
    before = visit.link or link
    old = _stretch(site, before.start, before.end)
    gone = link.missing_since is not None
    return {"old": old, "new": _DASH if gone else _stretch(site, link.start, link.end)}


def _stretch(site: Site | None, start: datetime, end: datetime) -> str:
    """Write a stretch of time so that it reads alike in every language."""
    begins, ends = (site.local(start), site.local(end)) if site else (start, end)
    return f"{begins:%Y-%m-%d %H:%M}{_DASH}{ends:%H:%M}"


def _message_id(tenant: str, invitation: Invitation) -> str:
    # Each state of an invitation is told once, so its message's id needs no chance.
    return str(uuid5(_MESSAGES, f"{tenant}:{invitation.id}:{invitation.sequence}"))
