"""Meetings as a calendar gives them, and as our copies give them back."""

from collections.abc import Iterable, Sequence

from admin_server.core.fingerprints import FingerprintKey
from admin_server.core.kept_meetings import with_rooms, without_people
from admin_server.core.meetings import Meeting
from admin_server.core.rooms import Room

KEY = FingerprintKey("test", b"a key that only tests have")


def as_read(meetings: Iterable[Meeting], _: Sequence[Room] = ()) -> list[Meeting]:
    """Give meetings as they were read at this moment."""
    return list(meetings)


def as_kept(meetings: Iterable[Meeting], rooms: Sequence[Room] = ()) -> list[Meeting]:
    """Give meetings as a copy holds them."""
    return list(with_rooms(without_people(meetings, KEY), rooms, KEY))
