"""Calendar providers; one line each below."""

from admin_server.calendars.memory import MemoryCalendar
from admin_server.core.ports import Calendar


def calendars() -> dict[str, Calendar]:
    """Make one of each provider, by the kind that a connection names."""
    return {"memory": MemoryCalendar()}
