"""Google keeps the contract, against a stand-in that checks every question."""

from tests.contracts.calendar import CalendarContract


class TestGoogle(CalendarContract):
    """The fixtures `world` and `host` stand in this folder's conftest."""
