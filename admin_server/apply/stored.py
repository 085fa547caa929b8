"""What is stored of a tenant, taken in one look, by the keys that a file uses."""

from dataclasses import dataclass, field

from admin_server.core.connections import Connection
from admin_server.core.people import Host, fold_email
from admin_server.core.places import RoomNote, Site
from admin_server.core.ports import Nouns
from admin_server.core.rooms import Room
from admin_server.core.tenants import Kiosk, Tenant


@dataclass(frozen=True)
class Stored:
    """What is there already; all empty for a tenant that is new."""

    tenant: Tenant | None = None
    sites: dict[str, Site] = field(default_factory=dict)
    hosts: dict[str, Host] = field(default_factory=dict)
    connections: dict[str, Connection] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    notes: dict[str, RoomNote] = field(default_factory=dict)
    kiosks: dict[str, Kiosk] = field(default_factory=dict)


def look(nouns: Nouns) -> Stored:
    """Take everything that a file can name."""
    return Stored(
        tenant=nouns.tenant,
        sites={site.key: site for site in nouns.sites.all()},
        hosts={fold_email(host.email): host for host in nouns.hosts.all()},
        connections={one.name: one for one in nouns.connections.all()},
        rooms={room.address: room for room in nouns.rooms.all()},
        notes={note.room: note for note in nouns.room_notes.all()},
        kiosks={kiosk.name: kiosk for kiosk in nouns.kiosks.all()},
    )
