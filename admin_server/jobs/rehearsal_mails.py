"""Telling a tester, and nobody else, that their rehearsed visitor has come."""

from admin_server.core.messages import Message, NotNeeded, OutboxRow
from admin_server.core.ports import Nouns
from admin_server.jobs.desk import Desk
from admin_server.text import words_in
from shared.check_in import RoomState


def rehearsal_arrival(
    nouns: Nouns, row: OutboxRow, desk: Desk
) -> Message | NotNeeded | None:
    """Write the arrival of a rehearsal to the tester's own address."""
    del desk
    user = nouns.users.get(row.payload.get("to_user", ""))
    visit = nouns.visits.get(row.payload.get("visit", ""))
    if user is None or visit is None:
        return NotNeeded("rehearsal_over")
    host, site = nouns.hosts.get(visit.host), nouns.sites.get(visit.site)
    if host is None or site is None:
        return None
    words = words_in(user.language)
    arrived = site.local(visit.arrived_at or visit.expected_arrival)
    lines = [
        words.say("rehearsal_what", host=host.name),
        "",
        words.say("host_arrival_who", visitor=user.name, site=site.name),
        words.say("host_arrival_time", time=words.time(arrived)),
    ]
    if visit.room.state is RoomState.FOUND and visit.room.name:
        lines.append(words.say("host_arrival_room", room=visit.room.name))
    else:
        lines.append(words.say("host_arrival_no_room"))
    return Message(
        id=row.id,
        to_address=user.email,
        to_name=user.name,
        subject=words.say("rehearsal_subject", visitor=user.name),
        text="\n".join(lines) + "\n",
    )
