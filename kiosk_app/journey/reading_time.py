"""How long somebody is given to read what they need before they are asked: pure."""

from typing import TypeAlias

from kiosk_app.journey.states import AlreadyHere, CheckedInOffline, Completed

Reading: TypeAlias = Completed | AlreadyHere | CheckedInOffline
"""The screens that are read, and perhaps copied from, rather than answered."""
_READ_AT_A_GLANCE = 80
_SIGNS_A_SECOND = 8
_AS_READ = 4
"""A password is typed into a phone, sign by sign."""
_AT_MOST = 2
"""A name as long as a page must not keep the screen for minutes."""


def reading_seconds(state: Reading, chosen: int) -> int:
    """Say how long a screen stands untouched: as the site chose, longer for more text.

    Args:
        chosen: the site's seconds for a screen of the usual length.
    """
    longer = max(_length(state) - _READ_AT_A_GLANCE, 0) // _SIGNS_A_SECOND
    return min(chosen + longer, chosen * _AT_MOST)


def _length(state: Reading) -> int:
    if isinstance(state, CheckedInOffline):
        arrival = state.arrival
        return _signs(arrival.name, arrival.host, arrival.room)
    reply, room, wifi = state.reply, state.room, state.reply.wifi
    told = _signs(reply.visitor.name, reply.host.name, room.name)
    way = _signs(room.directions or room.building, room.floor)
    network = _signs(wifi.ssid) + _AS_READ * _signs(wifi.password) if wifi else 0
    return told + way + network


def _signs(*texts: str | None) -> int:
    return sum(len(text or "") for text in texts)
