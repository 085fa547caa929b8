"""An emulated Microsoft 365 with hosts and events, for the contract and faults."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from typing_extensions import override

from admin_server.calendars.microsoft import Microsoft
from admin_server.core.connections import Connection
from admin_server.core.meetings import Answer, Attendee, AttendeeKind, ShownAs
from admin_server.core.ports import CalendarRef
from admin_server.demo.emulators.graph import (
    EmulatorEvent,
    EmulatorRoom,
    GraphEmulator,
)
from tests.contracts.calendar import CalendarWorld, Planned
from tests.fakes.ports import free_port

CLIENT = "6731de76-14a6-49ae-97bc-6eba6914391e"
SECRET = "right~secret.of-the-app"
WEEK = timedelta(days=7)
_ANSWERS = {
    Answer.ACCEPTED: "accepted",
    Answer.TENTATIVE: "tentativelyAccepted",
    Answer.DECLINED: "declined",
    Answer.NONE: "notResponded",
}
_SHOWN = {ShownAs.FREE: "free", ShownAs.TENTATIVE: "tentative", ShownAs.BUSY: "busy"}
_BOSS = {"emailAddress": {"name": "Boss", "address": "boss@firma.example"}}


@dataclass
class GraphWorld(CalendarWorld):
    """Hosts of one organisation that no other test uses."""

    calendar: Microsoft
    emulator: GraphEmulator
    organisation: str = field(default_factory=lambda: str(uuid4()))
    settings: dict[str, str] = field(default_factory=dict)

    async def open(self) -> None:
        """Make the organisation."""
        await self.tell("add_organisation", clients={CLIENT: SECRET})
        self.settings = self.emulator.connection_settings(self.organisation, CLIENT)

    async def tell(self, what: str, *stated: object, **more: object) -> object:
        """Say something to the emulator about this organisation."""
        verb = getattr(self.emulator, what)
        return await asyncio.to_thread(verb, self.organisation, *stated, **more)

    @override
    def ref(
        self, mailbox: str, *, secret: str | None = None, calendar: str | None = None
    ) -> CalendarRef:
        connection = Connection("c", "microsoft", "M365", dict(self.settings))
        return CalendarRef(connection, mailbox, calendar, secret=secret or SECRET)

    @override
    async def place(self, mailbox: str, *planned: Planned) -> None:
        await self.tell("add_user", mailbox, "Anna Wirt")
        for event in planned:
            others = [one for week in event.elsewhere.values() for one in week]
            for room in [*event.attendees, *others]:
                if room.kind is AttendeeKind.ROOM:
                    known = EmulatorRoom(room.address, room.name or room.address)
                    await self.tell("add_room", known)
            await self.tell("put_event", mailbox, as_event(mailbox, event))

    @override
    async def remove(self, mailbox: str, uid: str) -> None:
        await self.tell("remove_event", mailbox, uid)

    @override
    async def go_away(self) -> None:
        away = f"https://127.0.0.1:{free_port()}"
        self.settings |= {"login_url": away, "graph_url": f"{away}/v1.0"}


def as_event(mailbox: str, planned: Planned) -> EmulatorEvent:
    """Write a planned event as Outlook saves it."""
    exceptions = {
        _local(planned.start + week * WEEK, planned): {
            **_times(other.start, planned),
            "attendees": [_attendee(one) for one in other.attendees],
        }
        for week, other in planned.otherwise.items()
    }
    left_out = [
        _local(planned.start + week * WEEK, planned) for week in planned.left_out
    ]
    return EmulatorEvent(planned.uid, _fields(mailbox, planned), exceptions, left_out)


def _fields(mailbox: str, planned: Planned) -> Mapping[str, object]:
    fields: dict[str, object] = {
        "subject": "Something that nobody may read",
        "isAllDay": planned.all_day,
        "isCancelled": planned.cancelled,
        "sensitivity": "private" if planned.private else "normal",
        "showAs": _SHOWN[planned.shown_as],
        "attendees": [_attendee(one) for one in planned.attendees],
        **_times(planned.start, planned),
    }
    if planned.location:
        fields["location"] = {"displayName": planned.location}
    if planned.host_answer is not None:
        answer = {"response": _ANSWERS[planned.host_answer]}
        fields |= {"organizer": _BOSS, "responseStatus": answer}
    if planned.weeks > 1:
        fields["recurrence"] = _weekly(planned)
    return fields


def _times(start: datetime, planned: Planned) -> dict[str, object]:
    zone = _zone(planned)
    return {
        "start": {"dateTime": _local(start, planned), "timeZone": zone},
        "end": {
            "dateTime": _local(start + planned.length, planned),
            "timeZone": zone,
        },
    }


def _zone(planned: Planned) -> str:
    # Exchange has no times without a zone: such an event gets its owner's.
    if planned.floating:
        return "W. Europe Standard Time"
    return getattr(planned.start.tzinfo, "key", "UTC")


def _local(moment: datetime, planned: Planned) -> str:
    if planned.floating:
        moment = moment.astimezone(ZoneInfo("Europe/Berlin"))
    return moment.replace(tzinfo=None).isoformat()


def _weekly(planned: Planned) -> dict[str, object]:
    day = planned.start.strftime("%A").lower()
    return {
        "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": [day]},
        "range": {
            "type": "numbered",
            "startDate": planned.start.date().isoformat(),
            "numberOfOccurrences": planned.weeks,
        },
    }


def _attendee(one: Attendee) -> dict[str, object]:
    room = one.kind is AttendeeKind.ROOM
    return {
        "type": "resource" if room else "required",
        "status": {"response": _ANSWERS[one.answer]},
        "emailAddress": {"address": one.address, "name": one.name or one.address},
    }
