"""Google with hosts who each connected a calendar of their own."""

from typing_extensions import override

from admin_server.core.connections import Access, Connection
from admin_server.core.ports import CalendarRef
from tests.admin_server.calendars.google.google_world import GoogleWorld


class PersonWorld(GoogleWorld):
    """Hosts on the stand-in; each reads by what they permitted themselves."""

    @override
    def ref(
        self, mailbox: str, *, secret: str | None = None, **settings: str
    ) -> CalendarRef:
        app = self.seeding.app
        where = {"api_url": self.url, "token_url": f"{self.url}/token", **settings}
        app = type(app)(app.client_id, app.secret, {**app.settings, **where})
        # The settings of a person's own are those of the registration.
        connection = Connection(
            "own", "google", "Google", access=Access.PERSON, host="h"
        )
        return CalendarRef(
            connection,
            mailbox,
            secret=secret or self.seeding.person(mailbox),
            app=app,
        )
