"""Items as Graph writes them out."""

import base64
from collections.abc import Collection
from dataclasses import dataclass

from admin_server.demo.emulators.graph.organisation import Mailbox
from admin_server.demo.emulators.graph.series import Item
from admin_server.demo.emulators.graph.shapes import Json, at, json_at, objects, text
from admin_server.demo.emulators.graph.times import (
    UTC_NAME,
    local_time,
    stamp,
    written,
    written_day,
)

_IMMUTABLE, _CHANGING = "AAkALg", "AAMkAD"
_NEVER = "0001-01-01T00:00:00Z"
_GLOBAL_ID = "040000008200E00074C5B7101A82E008"
_FOREIGN = b"vCal-Uid\x01\x00\x00\x00"
_DAY = slice(32, 40)
_DEFAULTS: Json = {
    "allowNewTimeProposals": True,
    "attendees": [],
    "categories": [],
    "hideAttendees": False,
    "importance": "normal",
    "isAllDay": False,
    "isCancelled": False,
    "isDraft": False,
    "isOnlineMeeting": False,
    "isReminderOn": True,
    "onlineMeeting": None,
    "onlineMeetingProvider": "unknown",
    "onlineMeetingUrl": None,
    "recurrence": None,
    "reminderMinutesBeforeStart": 15,
    "responseRequested": True,
    "sensitivity": "normal",
    "showAs": "busy",
    "subject": "",
    "transactionId": None,
}
_EMPTY_LOCATION: Json = {
    "displayName": "",
    "locationType": "default",
    "uniqueIdType": "unknown",
    "address": {},
    "coordinates": {},
}


@dataclass(frozen=True)
class Manner:
    """How a reader wants to see items.

    Attributes:
        basic: whether only Calendars.ReadBasic.All was permitted.
        select: the properties that were asked for; None means all.
    """

    zone: str = UTC_NAME
    immutable: bool = False
    basic: bool = False
    select: Collection[str] | None = None


def item_id(key: str, manner: Manner) -> str:
    """Write an id; those that stay and those that change look different."""
    prefix = _IMMUTABLE if manner.immutable else _CHANGING
    return prefix + base64.urlsafe_b64encode(key.encode()).decode()


def key_of(stated: str) -> str | None:
    """Read an id, or None where it is not one of ours."""
    if not stated.startswith((_IMMUTABLE, _CHANGING)):
        return None
    try:
        return base64.urlsafe_b64decode(stated[len(_IMMUTABLE) :]).decode()
    except ValueError:
        return None


def rendered(item: Item, owner: Mailbox, manner: Manner) -> Json:
    """Write an item as `owner` sees it."""
    full = {**_DEFAULTS, **item.fields, **_fixed(item, owner, manner)}
    if manner.basic:
        full = {name: full[name] for name in full if not name.startswith("body")}
    etag = {"@odata.etag": f'W/"{full["changeKey"]}"'}
    if manner.select is None:
        return {**etag, **full}
    kept = {name: full[name] for name in full if name in manner.select}
    return {**etag, "id": full["id"], **kept}


def bare(item: Item, manner: Manner) -> Json:
    """Write an occurrence as a delta does: with nothing but its time."""
    return {
        "@odata.type": "#microsoft.graph.event",
        "id": item_id(item.key, manner),
        "type": "occurrence",
        "seriesMasterId": item_id(str(item.event.number), manner),
        "start": written(item.start, manner.zone),
        "end": written(item.end, manner.zone),
    }


def _fixed(item: Item, owner: Mailbox, manner: Manner) -> Json:
    """Give what Graph itself decides, and what it writes in its own way."""
    event, fields = item.event, item.fields
    organiser = _organiser(item, owner)
    is_organiser = text(organiser, "emailAddress", "address") == owner.address
    own_answer: Json = {
        "response": "organizer" if is_organiser else "notResponded",
        "time": _NEVER,
    }
    in_series = item.kind in {"occurrence", "exception"}
    zone = text(fields, "start", "timeZone") or UTC_NAME
    return {
        "id": item_id(item.key, manner),
        "changeKey": base64.b64encode(
            f"{event.number}.{event.version}".encode()
        ).decode(),
        "createdDateTime": stamp(event.created),
        "lastModifiedDateTime": stamp(event.modified),
        "type": item.kind,
        "seriesMasterId": item_id(str(event.number), manner) if in_series else None,
        "iCalUId": _uid(item),
        "originalStartTimeZone": zone,
        "originalEndTimeZone": text(fields, "end", "timeZone") or UTC_NAME,
        "start": _time(item, "start", manner),
        "end": _time(item, "end", manner),
        "attendees": [_attendee(one) for one in objects(fields, "attendees")],
        "body": fields.get("body") or {"contentType": "html", "content": ""},
        "bodyPreview": text(fields, "body", "content")[:255],
        "hasAttachments": False,
        "isOrganizer": fields.get("isOrganizer", is_organiser),
        "organizer": organiser,
        "responseStatus": {**own_answer, **json_at(fields, "responseStatus")},
        "webLink": f"https://outlook.office365.com/owa/?itemid={event.number}",
        **_where(fields),
    }


def _time(item: Item, name: str, manner: Manner) -> Json:
    if item.fields.get("isAllDay") is True:
        return written_day(local_time(item.fields.get(name)), manner.zone)
    return written(item.start if name == "start" else item.end, manner.zone)


def _organiser(item: Item, owner: Mailbox) -> Json:
    stated = json_at(item.fields, "organizer")
    return stated or {"emailAddress": {"name": owner.name, "address": owner.address}}


def _attendee(stated: Json) -> Json:
    address = text(stated, "emailAddress", "address")
    return {
        "type": text(stated, "type") or "required",
        "status": {"response": "none", "time": _NEVER, **json_at(stated, "status")},
        "emailAddress": {
            # Exchange writes the address where it knows no name.
            "name": text(stated, "emailAddress", "name") or address,
            "address": address,
        },
    }


def _where(fields: Json) -> Json:
    """Write `location` and `locations`, which always correspond."""
    several = [_location(one) for one in objects(fields, "locations")]
    if not several and at(fields, "location"):
        several = [_location(json_at(fields, "location"))]
    if len(several) == 1:
        return {"location": several[0], "locations": several}
    names = "; ".join(text(one, "displayName") for one in several)
    return {"location": {**_EMPTY_LOCATION, "displayName": names}, "locations": several}


def _location(stated: Json) -> Json:
    name = text(stated, "displayName")
    # What somebody typed gets an id of its own, which says nothing.
    typed: Json = {"uniqueId": name, "uniqueIdType": "private"} if name else {}
    return {**_EMPTY_LOCATION, **typed, **stated}


def _uid(item: Item) -> str:
    """Write `iCalUId`, which is another one for each occurrence."""
    uid, day = item.event.uid, (item.original or "")[:8]
    if not day:
        return uid
    coded = f"{int(day[:4]):04X}{int(day[4:6]):02X}{int(day[6:8]):02X}"
    if uid.startswith(_GLOBAL_ID):
        return uid[: _DAY.start] + coded + uid[_DAY.stop :]
    foreign = _FOREIGN + uid.encode() + b"\0"
    rest = bytes(8 + 8) + len(foreign).to_bytes(4, "little") + foreign
    return _GLOBAL_ID + coded + rest.hex().upper()
