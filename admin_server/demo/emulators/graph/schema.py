"""The types that requests may speak of, property by property."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from admin_server.demo.emulators.graph.refusals import bad_request
from admin_server.demo.emulators.graph.shapes import Json

# A property is a plain value (None), one of another type, or a list of them.
Kind: TypeAlias = "str | list[str] | None"


def _plain(*names: str) -> dict[str, Kind]:
    return dict.fromkeys(names)


_TIMES: dict[str, Kind] = {"start": "dateTimeTimeZone", "end": "dateTimeTimeZone"}
WRITABLE: dict[str, Kind] = {
    **_plain(
        "allowNewTimeProposals",
        "categories",
        "hideAttendees",
        "importance",
        "isAllDay",
        "isOnlineMeeting",
        "isReminderOn",
        "onlineMeetingProvider",
        "reminderMinutesBeforeStart",
        "responseRequested",
        "sensitivity",
        "showAs",
        "subject",
        "transactionId",
    ),
    **_TIMES,
    "attendees": ["attendee"],
    "body": "itemBody",
    "location": "location",
    "locations": ["location"],
    "recurrence": "patternedRecurrence",
}
READ_ONLY: dict[str, Kind] = {
    **_plain(
        "bodyPreview",
        "changeKey",
        "createdDateTime",
        "hasAttachments",
        "iCalUId",
        "id",
        "isCancelled",
        "isDraft",
        "isOrganizer",
        "lastModifiedDateTime",
        "onlineMeetingUrl",
        "originalEndTimeZone",
        "originalStart",
        "originalStartTimeZone",
        "seriesMasterId",
        "type",
        "webLink",
    ),
    "onlineMeeting": "onlineMeetingInfo",
    "organizer": "recipient",
    "responseStatus": "responseStatus",
}
EVENT_PROPERTIES = frozenset({*WRITABLE, *READ_ONLY})

_TYPES: Mapping[str, Mapping[str, Kind]] = {
    "event": WRITABLE,
    "seededEvent": {**WRITABLE, **READ_ONLY},
    "dateTimeTimeZone": _plain("dateTime", "timeZone"),
    "attendee": {
        "emailAddress": "emailAddress",
        "status": "responseStatus",
        "type": None,
    },
    "recipient": {"emailAddress": "emailAddress"},
    "emailAddress": _plain("address", "name"),
    "responseStatus": _plain("response", "time"),
    "itemBody": _plain("content", "contentType"),
    "location": {
        **_plain(
            "displayName",
            "locationEmailAddress",
            "locationType",
            "locationUri",
            "uniqueId",
            "uniqueIdType",
        ),
        "address": "physicalAddress",
        "coordinates": "outlookGeoCoordinates",
    },
    "physicalAddress": _plain(
        "city", "countryOrRegion", "postalCode", "state", "street"
    ),
    "outlookGeoCoordinates": _plain(
        "accuracy", "altitude", "altitudeAccuracy", "latitude", "longitude"
    ),
    "onlineMeetingInfo": _plain(
        "conferenceId", "joinUrl", "quickDial", "tollFreeNumbers", "tollNumber"
    ),
    "patternedRecurrence": {
        "pattern": "recurrencePattern",
        "range": "recurrenceRange",
    },
    "recurrencePattern": _plain(
        "dayOfMonth",
        "daysOfWeek",
        "firstDayOfWeek",
        "index",
        "interval",
        "month",
        "type",
    ),
    "recurrenceRange": _plain(
        "endDate", "numberOfOccurrences", "recurrenceTimeZone", "startDate", "type"
    ),
    "scheduleRequest": {
        **_plain("schedules", "availabilityViewInterval"),
        "startTime": "dateTimeTimeZone",
        "endTime": "dateTimeTimeZone",
    },
    "checkMemberGroups": _plain("groupIds"),
    "subscription": _plain(
        "changeType",
        "clientState",
        "expirationDateTime",
        "latestSupportedTlsVersion",
        "lifecycleNotificationUrl",
        "notificationUrl",
        "resource",
    ),
    "sendMail": {"message": "message", "saveToSentItems": None},
    "message": {
        **_plain("importance", "inferenceClassification", "internetMessageHeaders"),
        **_plain("subject", "categories", "isReadReceiptRequested"),
        "attachments": ["fileAttachment"],
        "bccRecipients": ["recipient"],
        "body": "itemBody",
        "ccRecipients": ["recipient"],
        "from": "recipient",
        "replyTo": ["recipient"],
        "sender": "recipient",
        "toRecipients": ["recipient"],
    },
    "fileAttachment": _plain(
        "contentBytes", "contentId", "contentType", "isInline", "name"
    ),
    "batch": {"requests": ["batchRequest"]},
    "batchRequest": _plain("body", "dependsOn", "headers", "id", "method", "url"),
}


def checked(stated: object, kind: str) -> Json:
    """Make sure that an object has only properties that its type knows.

    Raises:
        GraphRefusal: it has another one, or is no object.
    """
    if not isinstance(stated, Mapping):
        raise bad_request(f"An object of type '{kind}' is expected.", "RequestBodyRead")
    known = _TYPES[kind]
    for name, value in stated.items():
        if name == "@odata.type":
            continue
        if name not in known:
            raise bad_request(
                f"The property '{name}' does not exist on type 'microsoft.graph."
                f"{kind}'. Make sure to only use property names that are defined by "
                "the type or mark the type as open type.",
                "RequestBodyRead",
            )
        _check_value(value, known[name])
    return {str(name): value for name, value in stated.items()}


def _check_value(value: object, kind: Kind) -> None:
    if value is None or kind is None:
        return
    if isinstance(kind, str):
        checked(value, kind)
        return
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise bad_request("A list is expected.", "RequestBodyRead")
    for one in value:
        checked(one, kind[0])
