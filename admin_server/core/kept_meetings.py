"""What our copies keep of meetings: no person's words, and rooms that are found again."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from admin_server.core.fingerprints import FingerprintKey, is_fingerprint
from admin_server.core.known_attendees import KnownAttendee, of_address
from admin_server.core.meetings import Attendee, AttendeeKind, Meeting
from admin_server.core.people import fold_email
from admin_server.core.rooms import Room, fold_place, parts_of_place

_PLACE = "place"
_BETWEEN = ";"


def without_people(
    meetings: Iterable[Meeting], key: FingerprintKey
) -> tuple[Meeting, ...]:
    """Give meetings of which only ids, times and rooms can be read.

    Somebody may write a guest's name into the location, so it becomes fingerprints
    too: of the whole text, and of each of its parts.
    """
    hiding = _Hiding(key)
    return tuple(map(hiding.in_meeting, meetings))


def with_rooms(
    meetings: Sequence[Meeting], rooms: Iterable[Room], key: FingerprintKey
) -> tuple[Meeting, ...]:
    """Make the rooms that we know readable among the fingerprints of kept meetings."""
    if not any(map(_hides_something, meetings)):
        return tuple(meetings)
    finding = _Finding(rooms, key)
    return tuple(map(finding.in_meeting, meetings))


def _hides_something(meeting: Meeting) -> bool:
    known = any(isinstance(one, KnownAttendee) for one in meeting.attendees)
    return known or meeting.location is not None or bool(meeting.location_addresses)


class _Hiding:
    """Takes people's words out of meetings; colleagues meet often, and once is enough."""

    def __init__(self, key: FingerprintKey) -> None:
        self._key = key
        self._hidden: dict[Attendee, Attendee] = {}

    def in_meeting(self, meeting: Meeting) -> Meeting:
        return replace(
            meeting,
            attendees=tuple(map(self._in_attendee, meeting.attendees)),
            location=self._in_place(meeting.location),
            location_addresses=tuple(
                one if is_fingerprint(one) else of_address(self._key, fold_email(one))
                for one in meeting.location_addresses
            ),
        )

    def _in_attendee(self, attendee: Attendee) -> Attendee:
        is_room = attendee.kind is AttendeeKind.ROOM
        if is_room or isinstance(attendee, KnownAttendee):
            return attendee
        known = self._hidden.get(attendee)
        if known is None:
            known = self._hidden[attendee] = KnownAttendee.of(attendee, self._key)
        return known

    def _in_place(self, text: str | None) -> str | None:
        if not text:
            return text
        pieces = text.split(_BETWEEN)
        if not is_fingerprint(pieces[0]):
            pieces = [text, *parts_of_place(text)]
        return _BETWEEN.join(map(self._in_piece, pieces))

    def _in_piece(self, piece: str) -> str:
        if is_fingerprint(piece) or not piece.strip():
            return piece.strip()
        return self._key.of(_PLACE, fold_place(piece))


class _Finding:
    """Finds rooms by their fingerprints."""

    def __init__(self, rooms: Iterable[Room], key: FingerprintKey) -> None:
        known = list(rooms)
        self._addresses = {
            of_address(key, room.address): room.address for room in known
        }
        self._names = {
            key.of(_PLACE, fold_place(room.name)): room.name for room in known
        }

    def in_meeting(self, meeting: Meeting) -> Meeting:
        return replace(
            meeting,
            attendees=tuple(map(self._in_attendee, meeting.attendees)),
            location=self._in_place(meeting.location),
            location_addresses=tuple(
                self._addresses.get(one, one) for one in meeting.location_addresses
            ),
        )

    def _in_attendee(self, attendee: Attendee) -> Attendee:
        address = self._addresses.get(attendee.address)
        return replace(attendee, address=address) if address else attendee

    def _in_place(self, text: str | None) -> str | None:
        if text is None:
            return None
        whole, *parts = text.split(_BETWEEN)
        if whole in self._names:
            return self._names[whole]
        return _BETWEEN.join((whole, *(self._names.get(part, part) for part in parts)))
