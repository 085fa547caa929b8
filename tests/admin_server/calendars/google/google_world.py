"""Google with hosts and events, for the contract and the fault tests."""

import asyncio
from typing import Any
from zoneinfo import ZoneInfo

from typing_extensions import override

from admin_server.calendars.google import Google
from admin_server.core.connections import Connection
from admin_server.core.meetings import Answer, Attendee, AttendeeKind, ShownAs
from admin_server.core.ports import CalendarRef
from admin_server.demo.emulators.google.emulator import GoogleSeeding
from admin_server.demo.emulators.google.meetings import event_id
from admin_server.demo.emulators.google.series import instance_stamp
from tests.contracts.calendar import BERLIN, WEEK, CalendarWorld, Planned
from tests.fakes.ports import free_port

ANSWERS = {
    Answer.ACCEPTED: "accepted",
    Answer.TENTATIVE: "tentative",
    Answer.DECLINED: "declined",
    Answer.NONE: "needsAction",
}


class GoogleWorld(CalendarWorld):
    """Hosts on the stand-in; a key reads for all of them."""

    def __init__(self, calendar: Google, seeding: GoogleSeeding) -> None:
        self.calendar = calendar
        self.seeding = seeding
        self.url = seeding.url
        self.key = seeding.key

    @override
    def ref(
        self, mailbox: str, *, secret: str | None = None, **settings: str
    ) -> CalendarRef:
        where = {"api_url": self.url, "token_url": f"{self.url}/token"}
        connection = Connection("c", "google", "Google", {**where, **settings})
        return CalendarRef(connection, mailbox, secret=secret or self.key)

    @override
    async def place(self, mailbox: str, *planned: Planned) -> None:
        await asyncio.to_thread(self._place, mailbox, *planned)

    def _place(self, mailbox: str, *planned: Planned) -> None:
        self.seeding.add_user(mailbox, zone="Europe/Berlin", admin=True)
        for event in planned:
            self.seeding.put_event(mailbox, *as_google(mailbox, event))

    @override
    async def remove(self, mailbox: str, uid: str) -> None:
        await asyncio.to_thread(self.seeding.remove_event, mailbox, event_id(uid))

    @override
    async def go_away(self) -> None:
        self.url = f"http://127.0.0.1:{free_port()}"


def as_google(mailbox: str, planned: Planned) -> tuple[dict[str, Any], list[Any]]:
    """Write an event as Google keeps it, with the exceptions of a series."""
    event = _event(mailbox, planned)
    if planned.weeks == 1 and not planned.otherwise:
        return event, []
    exceptions = []
    for week in [*planned.otherwise, *planned.left_out]:
        original = _side(planned, planned.start + week * WEEK)
        mark = {
            "id": f"{event['id']}_{instance_stamp(original)}",
            "recurringEventId": event["id"],
            "originalStartTime": original,
        }
        if week in planned.left_out:
            exceptions.append({**mark, "status": "cancelled"})
            continue
        other = _event(mailbox, planned.otherwise[week])
        exceptions.append({**other, **mark})
    rule = f"RRULE:FREQ=WEEKLY;COUNT={planned.weeks}"
    return {**event, "recurrence": [rule]}, exceptions


def _event(mailbox: str, planned: Planned) -> dict[str, Any]:
    event: dict[str, Any] = {
        "id": event_id(planned.uid),
        "iCalUID": planned.uid,
        "summary": "Secret plans",
        "status": _status(planned),
        "visibility": "private" if planned.private else "default",
        "start": _side(planned, planned.start),
        "end": _side(planned, planned.start + planned.length),
        "attendees": [_attendee(one) for one in planned.attendees],
    }
    if planned.shown_as is ShownAs.FREE:
        event["transparency"] = "transparent"
    if planned.location is not None:
        event["location"] = planned.location
    if planned.host_answer is not None:
        event["organizer"] = {"email": "boss@firma.example"}
        answer = ANSWERS[planned.host_answer]
        event["attendees"].append({"email": mailbox, "responseStatus": answer})
    return event


def _status(planned: Planned) -> str:
    if planned.cancelled:
        return "cancelled"
    tentative = planned.shown_as is ShownAs.TENTATIVE
    return "tentative" if tentative else "confirmed"


def _side(planned: Planned, moment: Any) -> dict[str, str]:
    if planned.all_day:
        return {"date": moment.date().isoformat()}
    if planned.floating:
        wall = moment.astimezone(BERLIN).replace(tzinfo=None)
        return {"dateTime": wall.isoformat()}
    zone = str(moment.tzinfo) if isinstance(moment.tzinfo, ZoneInfo) else "UTC"
    return {"dateTime": moment.isoformat(), "timeZone": zone}


def _attendee(one: Attendee) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "email": one.address,
        "responseStatus": ANSWERS[one.answer],
    }
    if one.name is not None:
        entry["displayName"] = one.name
    if one.kind is AttendeeKind.ROOM:
        entry["resource"] = True
    return entry
