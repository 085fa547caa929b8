"""Lakeside, the organisation of the demo: its sites, people and rooms."""

from dataclasses import dataclass

from admin_server.core.people import fold

SLUG = "lakeside"
DOMAIN = "lakeside.example"
ZONE = "Europe/Zurich"
"""The time zone of the house where the demo's kiosk stands."""
HOUSE = "house"
HARBOUR = "harbour"
KIOSK = "Lobby"
OTHER_SLUG = "nordwind"
"""A second organisation on the same server, whose passes mean nothing here."""


@dataclass(frozen=True)
class DemoSite:
    """A building of the demo; always open."""

    key: str
    name: str
    address: str
    time_zone: str
    reception: str
    directions: str


@dataclass(frozen=True)
class DemoHost:
    """Somebody to visit; their calendar user is their e-mail address."""

    name: str
    department: str
    language: str = "en"
    site: str = HOUSE

    @property
    def email(self) -> str:
        """The address, made from the name as most companies do."""
        return ".".join(fold(self.name).split()) + f"@{DOMAIN}"


@dataclass(frozen=True)
class DemoRoom:
    """A room that the calendar can book, and our words about it."""

    name: str
    floor: str
    capacity: int
    directions: str
    turn: str
    site: str = HOUSE

    @property
    def address(self) -> str:
        """The room's calendar address."""
        return "-".join(fold(self.name).split()) + f"@rooms.{DOMAIN}"


SITES = (
    DemoSite(
        key=HOUSE,
        name="Lakeside House",
        address="Seestrasse 12, 8002 Zürich",
        time_zone=ZONE,
        reception="To your right, by the stairs",
        directions="Tram 7 to Rentenwiese, then two minutes along the lake.",
    ),
    DemoSite(
        key=HARBOUR,
        name="Harbour Street",
        address="Hafenstraße 4, 20457 Hamburg",
        time_zone="Europe/Berlin",
        reception="Straight ahead, behind the glass door",
        directions="U3 to Baumwall; the entrance is on the water side.",
    ),
)

ROOM_A = DemoRoom(
    "Conference Room A", "Floor 2", 14, "Floor 2, left after the lift", "left"
)
ROOM_B = DemoRoom(
    "Conference Room B", "Floor 2", 10, "Floor 2, right after the lift", "right"
)
STUDIO = DemoRoom("Studio 3", "Floor 1", 6, "Up the stairs, third door", "stairs")
GARDEN = DemoRoom(
    "Garden Room", "Ground floor", 8, "Straight ahead, past the café", "straight"
)
LIBRARY = DemoRoom("Library", "Floor 4", 5, "Take the lift to floor 4", "elevator")
QUAY = DemoRoom(
    "Quay Room", "Floor 3", 12, "Floor 3, towards the water", "elevator", site=HARBOUR
)
ROOMS = (ROOM_A, ROOM_B, STUDIO, GARDEN, LIBRARY, QUAY)

JONAS = DemoHost("Jonas Weber", "Product")
AMELIE = DemoHost("Amelie Roth", "Design", language="de")
SAMIR = DemoHost("Samir Haddad", "Research")
NOOR = DemoHost("Noor Jansen", "Legal")
CHIARA = DemoHost("Chiara Rossi", "Marketing")
YUKI = DemoHost("Yuki Tanaka", "People")
LARS = DemoHost("Lars Öhman", "Engineering")
FATIMA = DemoHost("Fatima El Amrani", "Finance")
KWAME = DemoHost("Kwame Boateng", "Engineering")
ELENA = DemoHost("Elena Petrova", "Sales")
MATEO = DemoHost("Mateo Fernández", "Procurement")
AOIFE = DemoHost("Aoife Gallagher", "Customer Care")
WEI = DemoHost("Wei Zhang", "Research")
PRIMOZ = DemoHost("Primož Kovač", "Operations")
INGRID = DemoHost("Ingrid Solberg", "Sales")
HENRI = DemoHost("Henri Lefèvre", "Legal")
RAJESH = DemoHost("Rajesh Krishnamurthy", "Product")
SOFIA = DemoHost("Sofia Almeida", "Sustainability", site=HARBOUR)

OTHER_HOST = DemoHost("Nora Lind", "Office", site=HOUSE)
"""The one host of the other organisation."""

HOSTS = (
    JONAS,
    AMELIE,
    SAMIR,
    NOOR,
    CHIARA,
    YUKI,
    LARS,
    FATIMA,
    KWAME,
    ELENA,
    MATEO,
    AOIFE,
    WEI,
    PRIMOZ,
    INGRID,
    HENRI,
    SOFIA,
    DemoHost("Inês Albrecht", "Reception", language="de"),
    DemoHost("Dmytro Shevchenko", "Engineering"),
    DemoHost("Ayşe Kaya", "Engineering"),
    DemoHost("Tomasz Wiśniewski", "Engineering"),
    DemoHost("Marie-Claire Dubois", "Marketing"),
    DemoHost("Björn Ásgeirsson", "Operations"),
    DemoHost("Nguyễn Thị Mai", "Finance"),
    DemoHost("Oluwaseun Adeyemi", "Sales"),
    RAJESH,
    DemoHost("Hannah Schönfeld", "People", language="de"),
    DemoHost("Emil Nowak", "Facilities"),
    DemoHost("Leila Hosseini", "Research"),
    DemoHost("Lucas van den Berg", "Procurement", site=HARBOUR),
    DemoHost("Zeynep Demir", "Customer Care", site=HARBOUR),
    DemoHost("Jonas Webber", "Facilities"),
    DemoHost("Anna Müller", "Board", language="de"),
    DemoHost("Anna Müller-Frey", "Board office", language="de"),
)
SHARED_MAILBOX = f"reception@{DOMAIN}"
"""A mailbox in the directory that belongs to no person."""


def departments() -> dict[str, list[DemoHost]]:
    """Give the groups of the directory that hosts can be taken from."""
    names = sorted({host.department for host in HOSTS})
    return {name: [host for host in HOSTS if host.department == name] for name in names}
