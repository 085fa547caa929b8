"""CalDAV keeps the contract, against a real server."""

from tests.contracts.calendar import CalendarContract


class TestCalDav(CalendarContract):
    """The fixtures `world` and `host` stand in this folder's conftest."""
