"""Pages about calendars are there only while the organisation looks at calendars."""

from fastapi import Request
from typing_extensions import override

from admin_server.web.dashboard.current import CurrentUser, Needs, SwitchedOff


class NeedsCalendars(Needs):
    """A route's dependency: `Needs`, and the organisation has calendars switched on."""

    @override
    async def __call__(self, request: Request) -> CurrentUser:
        """Find out who is asking.

        Raises:
            SwitchedOff: calendars are switched off for the whole organisation (E2).
        """
        who = await super().__call__(request)
        if not who.tenant.calendar_integration:
            raise SwitchedOff
        return who
