"""Trying the calendar: what it answers, told in plain words and without subjects."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from admin_server.core.connections import Connection
from admin_server.core.errors import (
    CalendarError,
    ConsentNeeded,
    NoSuchCalendar,
    SecretUnreadable,
    TryLater,
)
from admin_server.core.meetings import Answer, Meeting
from admin_server.core.people import Host
from admin_server.core.places import Site
from admin_server.core.ports import Calendar, CalendarRef, Nouns
from admin_server.core.rooms import Room, room_of
from admin_server.core.tenants import Tenant
from admin_server.security.connections import ConnectionSecrets
from admin_server.web.current import Parts
from admin_server.web.dashboard.current import CurrentUser
from admin_server.web.dashboard.words import Words

log = structlog.get_logger()

AHEAD = timedelta(days=14)
"""How far ahead the next meeting is looked for."""
_PATIENCE = 15.0


@dataclass(frozen=True)
class Told:
    """What a test found, line by line."""

    lines: tuple[str, ...]
    good: bool = False


@dataclass(frozen=True)
class Asker:
    """Everything that a question to the organisation's calendar needs."""

    parts: Parts
    tenant: Tenant
    connection: Connection | None
    hosts: tuple[Host, ...]
    rooms: tuple[Room, ...]
    sites: tuple[Site, ...]

    @classmethod
    async def of(cls, who: CurrentUser, parts: Parts) -> "Asker":
        """Gather it; `hosts` are those whose calendar is known."""

        def work(nouns: Nouns) -> Asker:
            connections = nouns.connections.all()
            return cls(
                parts=parts,
                tenant=nouns.tenant,
                connection=connections[0] if connections else None,
                hosts=tuple(
                    host for host in nouns.hosts.all() if host.active and host.mailbox
                ),
                rooms=tuple(nouns.rooms.all()),
                sites=tuple(nouns.sites.all()),
            )

        return await who.store.read(work)


async def next_meeting_of(asker: Asker, host: Host, t: Words) -> Told:
    """Find a host's next meeting and its room, and say so without its subject."""
    now = asker.parts.clock.now()
    try:
        async with asyncio.timeout(_PATIENCE):
            meetings = await _between(asker, host, now)
    except (CalendarError, SecretUnreadable, TimeoutError, LookupError) as trouble:
        return told_of(trouble, t)
    except Exception as trouble:
        log.exception("calendar_test_failed")
        return told_of(trouble, t)
    coming = [meeting for meeting in meetings if _counts(meeting, now)]
    if not coming:
        return Told((t("calendar.answers"), t("calendar.no_meeting")), good=True)
    return _told_of_meeting(asker, host, coming[0], t)


async def rooms_seen_by(asker: Asker, t: Words) -> Sequence[Room] | Told:
    """Ask the calendar for its rooms, through the first host who has one."""
    if not asker.hosts:
        return Told((t("calendar.trouble.no_host"),))
    try:
        calendar, ref = _line(asker, asker.hosts[0])
        if not calendar.has_rooms:
            return Told((t("rooms.cannot_list"),))
        async with asyncio.timeout(_PATIENCE):
            return await calendar.rooms(ref)
    except (CalendarError, SecretUnreadable, TimeoutError, LookupError) as trouble:
        return told_of(trouble, t)
    except Exception as trouble:
        log.exception("calendar_test_failed")
        return told_of(trouble, t)


def told_of(trouble: Exception, t: Words) -> Told:
    """Say in plain words what a calendar could not do, and what to do about it."""
    match trouble:
        case ConsentNeeded(reason):
            name = reason.value
        case TryLater() | TimeoutError():
            name = "away"
        case NoSuchCalendar():
            name = "no_such_calendar"
        case SecretUnreadable():
            name = "no_secret"
        case LookupError():
            name = "not_connected"
        case _:
            name = "strange"
    return Told((t(f"calendar.trouble.{name}"),))


def _line(asker: Asker, host: Host) -> tuple[Calendar, CalendarRef]:
    """Give whom to ask, and what to ask for.

    Raises:
        LookupError: nobody is connected, or by a kind that this server does not know.
        SecretUnreadable: the connection's secret cannot be opened.
    """
    connection = asker.connection
    if connection is None:
        raise LookupError
    calendar = asker.parts.calendars[connection.kind]
    secrets = ConnectionSecrets(asker.parts.box)
    ref = CalendarRef(
        connection=connection,
        mailbox=host.mailbox or host.email,
        calendar=host.calendar,
        secret=secrets.open(asker.tenant.id, connection),
    )
    return calendar, ref


async def _between(asker: Asker, host: Host, now: datetime) -> list[Meeting]:
    calendar, ref = _line(asker, host)
    found = await calendar.between(ref, now, now + AHEAD)
    return sorted(found, key=lambda meeting: meeting.start)


def _counts(meeting: Meeting, now: datetime) -> bool:
    over = meeting.end <= now or meeting.cancelled or meeting.all_day
    return not over and meeting.host_answer is not Answer.DECLINED


def _told_of_meeting(asker: Asker, host: Host, meeting: Meeting, t: Words) -> Told:
    site = next((one for one in asker.sites if one.id == host.site), None)
    site = site or (asker.sites[0] if asker.sites else None)
    start = site.local(meeting.start) if site else meeting.start
    end = site.local(meeting.end) if site else meeting.end
    when = t(
        "calendar.next_meeting",
        host=host.name,
        day=t.day(start),
        start=t.time(start),
        end=t.time(end),
    )
    calendar = (
        asker.parts.calendars[asker.connection.kind] if asker.connection else None
    )
    room = room_of(
        meeting,
        asker.rooms,
        site=site.id if site else None,
        can_schedule=bool(calendar and calendar.can_schedule),
    )
    where = (
        t("calendar.its_room", room=room.name) if room else t("calendar.no_room_in_it")
    )
    return Told((t("calendar.answers"), when, where), good=True)
