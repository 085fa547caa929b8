"""The demo's meetings and rooms in Google's words."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from admin_server.core.meetings import Answer, ShownAs
from admin_server.demo.emulators.google.series import instance_stamp
from admin_server.demo.lakeside import ZONE, DemoRoom
from admin_server.demo.meetings import DemoMeeting, Usually

Event = dict[str, Any]

_WEEKS_BEFORE = timedelta(days=21)
_DAY = timedelta(days=1)
_ANSWERS = {
    Answer.ACCEPTED: "accepted",
    Answer.TENTATIVE: "tentative",
    Answer.DECLINED: "declined",
    Answer.NONE: "needsAction",
}
_KINDS = {
    ShownAs.OUT_OF_OFFICE: "outOfOffice",
    ShownAs.FOCUS: "focusTime",
    ShownAs.WORKING_LOCATION: "workingLocation",
}


def event_id(uid: str) -> str:
    """Make an event's id of any text: Google allows a-v and digits only."""
    return uid.encode().hex()


def as_events(meeting: DemoMeeting) -> tuple[Event, Sequence[Event]]:
    """Give a meeting as an event, and the exceptions of a series."""
    if meeting.usually is None:
        return _event(meeting, meeting.start, meeting.end, meeting.room), ()
    master = _master(meeting, meeting.usually)
    original = side(meeting.usually.start)
    today = _event(meeting, meeting.start, meeting.end, meeting.room)
    exception = {
        **today,
        "id": f"{master['id']}_{instance_stamp(original)}",
        "recurringEventId": master["id"],
        "originalStartTime": original,
    }
    return master, (exception,)


def side(moment: datetime, zone: str = ZONE) -> Event:
    """Give a moment as one side of an event."""
    return {
        "dateTime": moment.astimezone(ZoneInfo(zone)).isoformat(),
        "timeZone": zone,
    }


def day_side(day: date) -> Event:
    """Give a day as one side of an event."""
    return {"date": day.isoformat()}


def room_of(
    email: str,
    name: str,
    *,
    building: str | None,
    floor: str | None,
    capacity: int | None,
) -> Event:
    """Give a room as the directory describes it."""
    parts = [part for part in (building, floor, name) if part]
    size = f" ({capacity})" if capacity else ""
    room: Event = {
        "kind": "admin#directory#resources#calendars#CalendarResource",
        "resourceId": event_id(email)[:32],
        "resourceEmail": email,
        "resourceName": name,
        "generatedResourceName": "-".join(parts) + size,
        "resourceCategory": "CONFERENCE_ROOM",
        "buildingId": building,
        "floorName": floor,
        "capacity": capacity,
    }
    return {key: stated for key, stated in room.items() if stated is not None}


def building_of(name: str, floor: str | None) -> Event:
    """Give a building as the directory describes it; its id is its name."""
    return {
        "kind": "admin#directory#resources#buildings#Building",
        "buildingId": name,
        "buildingName": name,
        "floorNames": [floor or "1"],
    }


def _master(meeting: DemoMeeting, usually: Usually) -> Event:
    zone = ZoneInfo(ZONE)
    first = usually.start.astimezone(zone) - _WEEKS_BEFORE
    master = _event(meeting, first, first + usually.length, usually.room)
    return {**master, "status": "confirmed", "recurrence": ["RRULE:FREQ=WEEKLY"]}


def _event(
    meeting: DemoMeeting, start: datetime, end: datetime, room: DemoRoom | None
) -> Event:
    rooms = [one for one in (room, meeting.also_at) if one is not None]
    event: Event = {
        "id": event_id(meeting.uid),
        "iCalUID": meeting.uid,
        "summary": meeting.subject,
        "status": _status(meeting),
        "visibility": "private" if meeting.private else "default",
        "transparency": _transparency(meeting),
        "eventType": _KINDS.get(meeting.shown_as, "default"),
        "start": side(start),
        "end": side(end),
    }
    if meeting.all_day:
        first = start.astimezone(ZoneInfo(ZONE)).date()
        event |= {"start": day_side(first), "end": day_side(first + _DAY)}
    location = meeting.location or ", ".join(one.name for one in rooms)
    if location:
        event["location"] = location
    attendees = [*_people(meeting), *(_room(meeting, one) for one in rooms)]
    if attendees:
        event["attendees"] = attendees
    return event


def _status(meeting: DemoMeeting) -> str:
    if meeting.cancelled:
        return "cancelled"
    return "tentative" if meeting.shown_as is ShownAs.TENTATIVE else "confirmed"


def _transparency(meeting: DemoMeeting) -> str:
    return "transparent" if meeting.shown_as is ShownAs.FREE else "opaque"


def _people(meeting: DemoMeeting) -> list[Event]:
    host = meeting.host
    invited = [(one.name, one.email) for one in meeting.guests]
    invited += [(one.name, one.email) for one in meeting.colleagues]
    if not invited and meeting.room is None:
        return []
    chair = {"organizer": True, "responseStatus": "accepted"}
    return [
        {"email": host.email, "displayName": host.name, **chair},
        *(
            {"email": email, "displayName": name, "responseStatus": "needsAction"}
            for name, email in invited
        ),
    ]


def _room(meeting: DemoMeeting, room: DemoRoom) -> Event:
    return {
        "email": room.address,
        "displayName": room.name,
        "resource": True,
        "responseStatus": _ANSWERS[meeting.room_answer],
    }
