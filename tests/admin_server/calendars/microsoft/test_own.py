"""People's own calendars in Microsoft 365 keep the contract, against the emulator."""

import pytest

from tests.admin_server.calendars.microsoft.consenting import OwnWorld
from tests.contracts.calendar import CalendarContract


class TestOwn(CalendarContract):
    """Every host has consented for themselves."""

    @pytest.fixture
    def world(self, own: OwnWorld) -> OwnWorld:
        return own
