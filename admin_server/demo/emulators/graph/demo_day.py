"""The demo's day as Outlook would have saved it."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from admin_server.core.meetings import Answer, ShownAs
from admin_server.demo.day import Day
from admin_server.demo.emulators.graph.seeds import (
    EmulatorEvent,
    EmulatorGroup,
    EmulatorPerson,
    EmulatorRoom,
)
from admin_server.demo.emulators.graph.server import GraphEmulator
from admin_server.demo.emulators.graph.shapes import Json
from admin_server.demo.lakeside import (
    HOSTS,
    ROOMS,
    SHARED_MAILBOX,
    SITES,
    ZONE,
    DemoRoom,
    departments,
)
from admin_server.demo.meetings import DemoMeeting, Usually

_WEEKS_BEFORE = timedelta(days=21)
_ANSWERS = {
    Answer.ACCEPTED: "accepted",
    Answer.TENTATIVE: "tentativelyAccepted",
    Answer.DECLINED: "declined",
    Answer.NONE: "none",
}
_SHOWN_AS = {
    ShownAs.FREE: "free",
    ShownAs.TENTATIVE: "tentative",
    ShownAs.OUT_OF_OFFICE: "oof",
    ShownAs.WORKING_LOCATION: "workingElsewhere",
}


def write_day(emulator: GraphEmulator, organisation: str, day: Day) -> None:
    """Put everybody, every room and every meeting there, a new day over the old."""
    buildings = {site.key: site.name for site in SITES}
    for room in ROOMS:
        known = EmulatorRoom(
            room.address,
            room.name,
            building=buildings[room.site],
            floor=room.floor,
            capacity=room.capacity,
        )
        emulator.add_room(organisation, known)
    for host in HOSTS:
        entry = EmulatorPerson(department=host.department, language=host.language)
        emulator.add_user(organisation, host.email, host.name, entry=entry)
        for meeting in day.meetings_of(host):
            emulator.put_event(organisation, host.email, as_event(meeting))


def write_directory(emulator: GraphEmulator, organisation: str) -> None:
    """Put the groups there, and what is in a directory besides hosts."""
    shared = EmulatorPerson(enabled=False, licensed=False)
    emulator.add_user(organisation, SHARED_MAILBOX, "Reception", entry=shared)
    guest = EmulatorPerson(guest=True)
    emulator.add_user(
        organisation, "ruth@cohen.example", "Ruth Cohen", has_mailbox=False, entry=guest
    )
    for number, (name, people) in enumerate(departments().items(), start=1):
        id_ = f"7d2c1c3e-0000-4000-8000-{number:012}"
        members = [one.email for one in people]
        emulator.add_group(organisation, EmulatorGroup(id_, name, members))


def as_event(meeting: DemoMeeting) -> EmulatorEvent:
    """Write one meeting; a weekly one with today's occurrence as an exception."""
    today: Json = {
        **_times(meeting.start, meeting.end, whole_days=meeting.all_day),
        **_place(meeting, meeting.room),
    }
    common: Json = {
        "subject": meeting.subject,
        "isAllDay": meeting.all_day,
        "isCancelled": meeting.cancelled,
        "sensitivity": "private" if meeting.private else "normal",
        "showAs": _SHOWN_AS.get(meeting.shown_as, "busy"),
    }
    if meeting.usually is None:
        return EmulatorEvent(meeting.uid, {**common, **today})
    return EmulatorEvent(
        meeting.uid,
        {**common, **_series(meeting, meeting.usually)},
        exceptions={_written(meeting.usually.start): today},
    )


def _series(meeting: DemoMeeting, usually: Usually) -> Json:
    first = usually.start - _WEEKS_BEFORE
    pattern = {
        "type": "weekly",
        "interval": 1,
        "daysOfWeek": [first.astimezone(UTC).strftime("%A").lower()],
    }
    limits = {"type": "noEnd", "startDate": first.astimezone(UTC).date().isoformat()}
    return {
        **_times(first, first + usually.length),
        **_place(meeting, usually.room),
        "recurrence": {"pattern": pattern, "range": limits},
    }


def _times(start: datetime, end: datetime, *, whole_days: bool = False) -> Json:
    if whole_days:
        first = start.astimezone(ZoneInfo(ZONE)).date()
        start = datetime.combine(first, time(), UTC)
        end = start + timedelta(days=1)
    return {
        "start": {"dateTime": _written(start), "timeZone": "UTC"},
        "end": {"dateTime": _written(end), "timeZone": "UTC"},
    }


def _place(meeting: DemoMeeting, room: DemoRoom | None) -> Json:
    """Write who is invited, the rooms among them, and the location."""
    rooms = [one for one in (room, meeting.also_at) if one is not None]
    people = [(one.name, one.email) for one in meeting.guests]
    people += [(one.name, one.email) for one in meeting.colleagues]
    seats = [_seat(name, email, "required", "none") for name, email in people]
    answer = _ANSWERS[meeting.room_answer]
    seats += [_seat(one.name, one.address, "resource", answer) for one in rooms]
    if meeting.location:
        places: list[Json] = [{"displayName": meeting.location}]
    else:
        places = [_room_place(one) for one in rooms]
    return {"attendees": seats, "locations": places}


def _seat(name: str, address: str, kind: str, answer: str) -> Mapping[str, object]:
    return {
        "type": kind,
        "status": {"response": answer},
        "emailAddress": {"name": name, "address": address},
    }


def _room_place(room: DemoRoom) -> Json:
    return {
        "displayName": room.name,
        "locationType": "conferenceRoom",
        "uniqueId": room.address,
        "uniqueIdType": "directory",
    }


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat()
