"""Who is free when: `getSchedule`."""

from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from admin_server.demo.emulators.graph.bookings import seen_by
from admin_server.demo.emulators.graph.calendar_views import json_body
from admin_server.demo.emulators.graph.organisation import Mailbox
from admin_server.demo.emulators.graph.queries import manner, options
from admin_server.demo.emulators.graph.refusals import bad_request
from admin_server.demo.emulators.graph.rendering import Manner
from admin_server.demo.emulators.graph.schema import checked
from admin_server.demo.emulators.graph.series import Item
from admin_server.demo.emulators.graph.shapes import Json, number, text, texts
from admin_server.demo.emulators.graph.times import (
    UTC_NAME,
    local_time,
    moment,
    written,
)
from admin_server.demo.emulators.graph.world import READ_ROLES, Call, call_of

_MOST = 20
_LONGEST = timedelta(days=62)
_INTERVALS = range(5, 1441)
_DIGITS = {"tentative": "1", "busy": "2", "oof": "3"}
_STRONGEST_FIRST = ("oof", "busy", "tentative")


def schedule_routes() -> list[Route]:
    """Build the route of free and busy times."""
    return [
        Route("/users/{user}/calendar/getSchedule", _schedules, methods=["POST"]),
    ]


async def _schedules(request: Request) -> Response:
    call = call_of(request)
    call.require(*READ_ROLES)
    call.mailbox(request.path_params["user"])
    options(request, ())
    asked = checked(await json_body(request), "scheduleRequest")
    names = texts(asked, "schedules")
    if not 1 <= len(names) <= _MOST:
        raise bad_request(
            f"The number of schedules must lie between 1 and {_MOST}.",
            "ErrorInvalidParameter",
        )
    start, end = _edge(asked, "startTime"), _edge(asked, "endTime")
    step = number(asked, "availabilityViewInterval") or 30
    if not start < end or end - start >= _LONGEST or step not in _INTERVALS:
        raise bad_request("The requested time is invalid.", "ErrorInvalidParameter")
    how = manner(call)
    found = [_schedule(call, name, (start, end, step), how) for name in names]
    return JSONResponse({"value": found})


def _edge(asked: Json, name: str) -> datetime:
    stated = asked.get(name)
    return moment(local_time(stated), text(stated, "timeZone") or UTC_NAME)


def _schedule(
    call: Call, name: str, asked: tuple[datetime, datetime, int], how: Manner
) -> Json:
    box = call.organisation.find(name)
    if box is None or not box.has_mailbox:
        return {
            "scheduleId": name,
            "availabilityView": "",
            "error": {
                "message": "Unable to resolve e-mail address to an Active Directory "
                "object.",
                "responseCode": "ErrorMailRecipientNotFound",
            },
        }
    start, end, step = asked
    items = [
        item
        for item in seen_by(call.organisation, box, start, end)
        if _shown_as(item) in _DIGITS
    ]
    return {
        "scheduleId": name,
        "availabilityView": _view(items, start, end, timedelta(minutes=step)),
        "scheduleItems": [_item(item, box, how) for item in items],
        "workingHours": _working_hours(how),
    }


def _item(item: Item, box: Mailbox, how: Manner) -> Json:
    private = text(item.fields, "sensitivity") in {"private", "confidential"}
    subject = box.name if private else text(item.fields, "subject")
    return {
        "isPrivate": private,
        "status": _shown_as(item),
        "subject": "" if private else subject,
        "location": "" if private else text(item.fields, "location", "displayName"),
        "start": written(item.start, how.zone),
        "end": written(item.end, how.zone),
    }


def _view(items: list[Item], start: datetime, end: datetime, step: timedelta) -> str:
    digits = ""
    while start < end:
        here = {
            _shown_as(one)
            for one in items
            if one.start < start + step and one.end > start
        }
        strongest = next((one for one in _STRONGEST_FIRST if one in here), "")
        digits += _DIGITS.get(strongest, "0")
        start += step
    return digits


def _shown_as(item: Item) -> str:
    return text(item.fields, "showAs") or "busy"


def _working_hours(how: Manner) -> Json:
    return {
        "daysOfWeek": ["monday", "tuesday", "wednesday", "thursday", "friday"],
        "startTime": "08:00:00.0000000",
        "endTime": "17:00:00.0000000",
        "timeZone": {"name": how.zone},
    }
