"""The questions we ask Google, in the words of its own library."""

import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from googleapiclient.discovery import build

from admin_server.calendars.google.wire import Wire
from admin_server.core.errors import StrangeReply

Json = Mapping[str, Any]

# Neither subject nor text is asked for: what we do not have, we cannot leak.
_EVENT = (
    "id,iCalUID,status,eventType,start,end,endTimeUnspecified,location,visibility,"
    "transparency,recurringEventId,originalStartTime,attendeesOmitted,"
    "organizer(email,displayName,self),"
    "attendees(email,displayName,resource,responseStatus,self,organizer)"
)
_EVENTS = f"nextPageToken,nextSyncToken,timeZone,accessRole,items({_EVENT})"
_ROOM = (
    "resourceEmail,resourceName,generatedResourceName,resourceCategory,"
    "buildingId,floorName,capacity"
)
_CALENDAR = "id,summary,summaryOverride,primary,accessRole,deleted"
_USER = (
    "id,primaryEmail,name(fullName,givenName,familyName),organizations,languages,"
    "suspended,archived,isGuestUser"
)
_MOST_PER_PAGE = 500
_GROUPS_PER_PAGE = 200
_CALENDARS_PER_PAGE = 250
# Whole days off, places of work and birthdays would only be in the way.
_KINDS = ("default", "fromGmail")
_MOST_PAGES = 200


def silence_libraries() -> None:
    """Keep Google's libraries from logging: addresses there hold mailboxes."""
    for name in ("googleapiclient", "google"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


class CalendarApi:
    """Google Calendar's interface; made for one thread."""

    def __init__(self, wire: Wire, api_url: str | None) -> None:
        endpoint = f"{api_url.rstrip('/')}/calendar/v3/" if api_url else None
        self._service = build(
            "calendar",
            "v3",
            http=cast("Any", wire),
            cache_discovery=False,
            static_discovery=True,
            client_options={"api_endpoint": endpoint} if endpoint else None,
        )

    def look(self, calendar: str) -> Json:
        """Read what a calendar says of itself, and hardly anything else."""
        asked = self._service.events().list(
            calendarId=calendar, maxResults=1, fields="timeZone,accessRole"
        )
        return _answered(asked.execute)

    def calendars(self) -> Iterator[Json]:
        """Read all pages of the list of an account's calendars, hidden ones not."""
        parameters: dict[str, Any] = {
            "maxResults": _CALENDARS_PER_PAGE,
            "fields": f"nextPageToken,items({_CALENDAR})",
        }
        return _pages(self._service.calendarList().list, parameters)

    def events(self, calendar: str, **asked: object) -> Iterator[Json]:
        """Read all pages of a list of single events."""
        parameters: dict[str, Any] = {
            "calendarId": calendar,
            "singleEvents": True,
            "eventTypes": list(_KINDS),
            "fields": _EVENTS,
            **asked,
        }
        return _pages(self._service.events().list, parameters)

    def event(self, calendar: str, event: str) -> Json:
        """Read one event."""
        asked = self._service.events().get(
            calendarId=calendar, eventId=event, fields=_EVENT
        )
        return _answered(asked.execute)

    def watch(self, calendar: str, channel: str, address: str, proof: str) -> Json:
        """Ask for pushes to an address, each of which carries the proof."""
        asked = self._service.events().watch(
            calendarId=calendar,
            body={
                "id": channel,
                "type": "web_hook",
                "address": address,
                "token": proof,
            },
        )
        return _answered(asked.execute)

    def stop(self, channel: str, resource: str) -> None:
        """End pushes."""
        body: Any = {"id": channel, "resourceId": resource}
        self._service.channels().stop(body=body).execute()


class DirectoryApi:
    """The directory's interface: rooms, people and groups; made for one thread."""

    def __init__(self, wire: Wire, api_url: str | None) -> None:
        self._service = build(
            "admin",
            "directory_v1",
            http=cast("Any", wire),
            cache_discovery=False,
            static_discovery=True,
            client_options={"api_endpoint": f"{api_url.rstrip('/')}/"}
            if api_url
            else None,
        )

    def rooms(self, customer: str) -> Iterator[Json]:
        """Read all pages of the list of conference rooms."""
        parameters: dict[str, Any] = {
            "customer": customer,
            "query": "resourceCategory=CONFERENCE_ROOM",
            "maxResults": _MOST_PER_PAGE,
            "fields": f"nextPageToken,items({_ROOM})",
        }
        return _pages(self._service.resources().calendars().list, parameters)

    def buildings(self, customer: str) -> Iterator[Json]:
        """Read all pages of the list of buildings."""
        parameters: dict[str, Any] = {
            "customer": customer,
            "maxResults": _MOST_PER_PAGE,
            "fields": "nextPageToken,buildings(buildingId,buildingName)",
        }
        return _pages(self._service.resources().buildings().list, parameters)

    def users(self, customer: str) -> Iterator[Json]:
        """Read all pages of the list of everybody."""
        parameters: dict[str, Any] = {
            "customer": customer,
            "projection": "basic",
            "maxResults": _MOST_PER_PAGE,
            "fields": f"nextPageToken,users({_USER})",
        }
        return _pages(self._service.users().list, parameters)

    def groups(self, customer: str) -> Iterator[Json]:
        """Read all pages of the list of groups."""
        parameters: dict[str, Any] = {
            "customer": customer,
            "maxResults": _GROUPS_PER_PAGE,
            "fields": "nextPageToken,groups(id,name,email)",
        }
        return _pages(self._service.groups().list, parameters)

    def members(self, group: str) -> Iterator[Json]:
        """Read all pages of the list of a group's members, those of groups in it too."""
        parameters: dict[str, Any] = {
            "groupKey": group,
            "includeDerivedMembership": True,
            "maxResults": _GROUPS_PER_PAGE,
            "fields": "nextPageToken,members(id,email,type)",
        }
        return _pages(self._service.members().list, parameters)

    def has_member(self, group: str, email: str) -> Json:
        """Ask whether somebody belongs to a group, directly or through another."""
        asked = self._service.members().hasMember(groupKey=group, memberKey=email)
        return _answered(asked.execute)


def items_of(page: Json, name: str) -> list[object]:
    """Give a page's list; an empty one is often left out."""
    found = page.get(name, [])
    if not isinstance(found, list):
        raise StrangeReply(f"{name} is no list")
    return found


def _pages(method: Callable[..., Any], parameters: dict[str, Any]) -> Iterator[Json]:
    """Go on while there is a next page; a page may be empty and not the last."""
    for _ in range(_MOST_PAGES):
        page = _answered(method(**parameters).execute)
        yield page
        following = page.get("nextPageToken")
        if not following:
            return
        if following == parameters.get("pageToken"):
            break
        parameters["pageToken"] = following
    raise StrangeReply("the pages do not end")


def _answered(ask: Callable[[], object]) -> Json:
    try:
        answer = ask()
    except (ValueError, RecursionError) as error:
        raise StrangeReply("the answer is not JSON") from error
    if not isinstance(answer, dict):
        raise StrangeReply("the answer is no JSON object")
    return answer
