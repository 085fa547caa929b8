"""What follows every check-in, whoever asked for it: kiosk, or a visitor's phone."""

from datetime import datetime

from admin_server.core.check_in import CheckedIn
from admin_server.core.finding_rooms import still_looking
from admin_server.web.current import Parts


def look_for_room(
    parts: Parts, tenant: str, done: CheckedIn, *, deadline: datetime
) -> None:
    """Have the visit's room looked for; where it is known, follow its host."""
    room = done.visit.room
    if still_looking(room, now=parts.clock.now()):
        # A repeat finds it being looked for; after a crash nobody is looking.
        until = room.until or deadline
        parts.rooms.start(tenant, done.visit.id, deadline=until)
    else:
        parts.following.came(tenant, done.visit.host)
