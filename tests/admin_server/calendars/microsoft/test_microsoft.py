"""Microsoft 365 keeps the contract, against the emulator."""

from tests.contracts.calendar import CalendarContract


class TestMicrosoft(CalendarContract):
    """The fixtures `world` and `host` stand in the conftests of these folders."""
