"""By whose calendar we find out whether a connection still works."""

from admin_server.core.connections import Access, Connection
from admin_server.core.finding_rooms import Line, lines_of, own_connections
from admin_server.core.ports import Nouns


def canary_line(nouns: Nouns, connection: Connection) -> Line | None:
    """Give one calendar that is read by a connection; None where there is none.

    For the organisation's it is the mailbox of the first host, by id, who is read by
    it; what a host's own reads is known from itself.
    """
    if connection.access is not Access.ORGANISATION:
        host = nouns.hosts.get(connection.host or "")
        found = lines_of(nouns, host) if host is not None else ()
        mine = [line for line in found if line.connection.id == connection.id]
        return mine[0] if mine else None
    for host in sorted(nouns.hosts.all(), key=lambda one: one.id):
        if host.active and host.mailbox and not own_connections(nouns, host):
            return Line(connection, host.mailbox, host.calendar)
    return None
