"""Small values of ours in JSON columns, written and read by their own types."""

from typing import Generic, TypeVar

from pydantic import TypeAdapter

from admin_server.core.connections import (
    CalendarPolicy,
    DirectorySync,
    Health,
    OwnCalendar,
)
from admin_server.core.meeting_choices import Said
from admin_server.core.places import HelpContact
from admin_server.core.visits import Arrival, MeetingLink
from shared.kiosk_options import KioskOptions

T = TypeVar("T")


class Kept(Generic[T]):
    """Values of one type; moments become RFC 3339 texts."""

    def __init__(self, kind: type[T]) -> None:
        self._adapter = TypeAdapter(kind)

    def write(self, value: T) -> object:
        """Give the value as JSON has it."""
        return self._adapter.dump_python(value, mode="json")

    def read(self, stored: object) -> T:
        """Read what `write` gave; what is missing there takes its default."""
        return self._adapter.validate_python(stored)


POLICY = Kept(CalendarPolicy)
DIRECTORY = Kept(DirectorySync)
HEALTH = Kept(Health)
CALENDARS = Kept(tuple[OwnCalendar, ...])
LINK = Kept(MeetingLink)
ARRIVAL = Kept(Arrival)
KIOSK_OPTIONS = Kept(KioskOptions)
HELP_CONTACT = Kept(HelpContact)
SAID = Kept(Said)
