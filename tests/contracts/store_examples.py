"""Values that the store's contract keeps and asks for again."""

from datetime import UTC, datetime, time, timedelta

from admin_server.core.connections import (
    Access,
    CalendarPolicy,
    Connection,
    ConnectionState,
    DirectorySync,
    Health,
    OwnCalendar,
)
from admin_server.core.kiosk_matters import (
    Delivery,
    HelpCall,
    KeptCheckIn,
    OrderedBadge,
    Photo,
)
from admin_server.core.meeting_choices import MeetingChoice, Said
from admin_server.core.meetings import (
    Answer,
    Attendee,
    AttendeeKind,
    Meeting,
    ShownAs,
)
from admin_server.core.messages import OutboxRow
from admin_server.core.people import Host, Visitor
from admin_server.core.places import HelpContact, Hours, RoomNote, Site, Wifi
from admin_server.core.ports import MeetingCopy, Nouns
from admin_server.core.rooms import Room
from admin_server.core.tenants import (
    Kiosk,
    Logo,
    MailAccount,
    PrinterTrouble,
    Tenant,
)
from admin_server.core.users import (
    Identity,
    IdentityProvider,
    LinkPurpose,
    OneTimeLink,
    Passkey,
    Role,
    Session,
    SignInMethod,
    User,
)
from admin_server.core.visits import (
    Arrival,
    CalendarNews,
    Invitation,
    LinkedBy,
    MeetingLink,
    RoomOfVisit,
    Visit,
)
from admin_server.core.watches import Watch
from shared.check_in import RoomState, VisitState
from shared.help import HelpReason
from shared.kiosk_options import KioskOptions, Question, VisitType
from shared.offline import Flag, Skipped
from shared.wifi import WifiSecurity

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)

ACME = Tenant(
    id="tenant-acme",
    slug="acme",
    name="Acme",
    pass_key=bytes(32),
    sealed_pass_key="v1.k.sealed",
    languages=("de", "en"),
    domains=("acme.example", "acme.test"),
    window_minutes=45,
    calendar_integration=False,
    accent="#225588",
    second_factor=True,
    texts={"welcome": {"de": "Guten Tag", "en": "Welcome"}},
    owned=("tenant.name", "site.hq.wifi"),
    checklist={"mail": "done", "kiosk": "skipped"},
    mail=MailAccount(
        kind="smtp",
        sender="desk@acme.example",
        sender_name="Acme reception",
        settings={"host": "smtp.acme.example", "port": "587"},
        sealed_secret="v1.k.sealed",
        secret_from="env:SMTP_PASSWORD",
    ),
    calendar=CalendarPolicy(
        room_lookup=False,
        own_calendars=True,
        group="group-1",
        group_name="Everybody with a desk",
        support="it@acme.example",
    ),
    directory=DirectorySync(
        on=True,
        groups=("group-1",),
        group_names=("Everybody with a desk",),
        ran_at=NOW - HOUR,
        counts={"added": 2},
        held_back=3,
        held_of=20,
    ),
)
OTHER = Tenant(
    id="tenant-other",
    slug="other",
    name="Other",
    pass_key=bytes(32),
    sealed_pass_key="v1.k.sealed",
)

SITE = Site(
    id="site",
    key="hq",
    name="Headquarters",
    time_zone="Europe/Berlin",
    address="Hauptstraße 1",
    wifi=Wifi("guests", WifiSecurity.WPA, "let me in", hidden=True),
    hours=(Hours(0, time(8), time(17, 30)), Hours(4, time(9), time(12))),
    directions="Behind the station",
    reception="to your left",
    kiosk=KioskOptions(
        by_name=False,
        visit_types=(
            VisitType(
                key="interview",
                name={"en": "Interview"},
                questions=(Question(key="plate", label={"en": "Number plate"}),),
            ),
        ),
    ),
    help=HelpContact("Desk", "desk@acme.example", "+493012"),
)
HOST = Host(
    id="host",
    name="Anna Berg",
    email="Anna.Berg@acme.example",
    mailbox="anna@acme.example",
    calendar="/anna/work/",
    department="Sales",
    language="de",
    site="site",
    directory_id="person-1",
)
VISITOR = Visitor(
    id="visitor",
    name="Bo Çelik",
    email="Bo@guest.example",
    company="Guest Ltd",
    phone="+4930123",
    confirmed=True,
)
KIOSK = Kiosk(
    id="kiosk",
    name="Lobby",
    site="site",
    token_hash=b"token hash",
    reader="left",
    next_token_hash=b"next token hash",
    token_made_at=NOW - HOUR,
    paired_at=NOW - 2 * HOUR,
    last_seen_at=NOW - MINUTE,
    version="1.0",
    queue_length=2,
    printer="ready",
    trouble=PrinterTrouble(mended_at=NOW - HOUR),
)
ROOM_FOUND = RoomOfVisit(
    state=RoomState.FOUND,
    address="room@acme.example",
    name="Aspen",
    building="North",
    floor="2",
    until=NOW + MINUTE,
    checked_at=NOW,
)
VISIT = Visit(
    id="visit",
    visitor="visitor",
    host="host",
    site="site",
    state=VisitState.ON_SITE,
    expected_arrival=NOW,
    expected_departure=NOW + HOUR,
    invited=True,
    meeting="meeting-1",
    language="de",
    arrived_at=NOW + MINUTE,
    left_at=NOW + HOUR,
    kiosk="kiosk",
    request_id="request",
    request_hash=b"hash of the request",
    kiosk_time=NOW - HOUR,
    room=ROOM_FOUND,
    purpose="Contract talks",
    room_text="The garden, if it is dry",
    needs="A step-free way",
    created_by="inviter",
    link=MeetingLink(
        uid="uid-1",
        linked_by=LinkedBy.RULE,
        start=NOW,
        end=NOW + HOUR,
        missing_since=NOW - MINUTE,
        news=CalendarNews.CANCELLED,
    ),
    arrival=Arrival(
        flags=(Flag.OFFLINE,),
        skipped=(Skipped.ROOM,),
        visit_type="interview",
        answers={"plate": "B-PO 1"},
    ),
)
INVITATION = Invitation(
    id="invitation",
    visitor="visitor",
    host="host",
    site="site",
    visit="visit",
    code="7K2MQX",
    created_at=NOW,
    sequence=3,
    party="party",
)
CONNECTION = Connection(
    id="connection",
    kind="caldav",
    name="Calendars",
    settings={"address": "https://dav.acme.example/", "user": "portico"},
    sealed_secret="v1.k.sealed",
    secret_from="env:CALDAV_PASSWORD",
    access=Access.PERSON,
    host="host",
    account="anna@acme.example",
    personal=True,
    calendars=(
        OwnCalendar("main", "Calendar", primary=True, writable=True),
        OwnCalendar("team", "Team", shared=True, selected=False),
    ),
    every_calendar=False,
    writes=True,
    connected_at=NOW - HOUR,
    secret_ends_at=NOW + 24 * HOUR,
    health=Health(
        state=ConnectionState.PERMISSION_MISSING,
        since=NOW - MINUTE,
        detail="Place.Read.All",
        checked_at=NOW,
        last_success_at=NOW - HOUR,
        refusals=3,
        refusals_since=NOW - HOUR,
        warned_days=7,
    ),
)
SHARED = Connection("shared", "microsoft", "Organisation", {"tenant": "acme.example"})
CLIENT = Connection(
    "client", "google", "Hosts' own", {"client_id": "portico"}, access=Access.CLIENT
)
WATCH = Watch(
    id="watch",
    connection="connection",
    host="host",
    source="anna@acme.example",
    mailbox="anna@acme.example",
    calendar="/anna/work/",
    due_at=NOW,
    mark="mark-1",
    read_at=NOW - MINUTE,
    failures=2,
    subscription="subscription-1",
    push_hash=b"hash of a proof",
    subscribed_at=NOW - HOUR,
    subscription_ends_at=NOW + HOUR,
    pushed_at=NOW - MINUTE,
)
CHOICE = MeetingChoice(
    visitor="visitor",
    host="host",
    uid="uid-1",
    theirs=True,
    at=NOW,
    by="user:user",
    before=Said(theirs=False, at=NOW - HOUR, by="user:other"),
)
KEPT = KeptCheckIn(
    request_id="kept", visit="visit", kiosk="kiosk", arrived_at=NOW, kept_at=NOW + HOUR
)
DELIVERY = Delivery("delivery", "site", "kiosk", NOW, "host", "Parcels Ltd", 3)
LOGO = Logo("0a1b", width=120, height=40, png=b"\x89PNG picture")
PHOTO = Photo("visit", NOW, "v1.k.sealed")
HELP_CALL = HelpCall(
    "call", "site", "kiosk", NOW, HelpReason.HOST_NOT_FOUND, "Bo", "Ana Berk"
)
BADGE_ORDER = OrderedBadge(
    "order", "visit", "site", "kiosk", NOW, "user:user", reprint=True
)
ROOM = Room("room@acme.example", "Aspen", "North", "2", "site", 8, selected=False)
NOTE = RoomNote("room@acme.example", "Up the stairs, then left", "left")
MEETING = Meeting(
    id="meeting-1",
    uid="uid-1",
    start=NOW,
    end=NOW + HOUR,
    attendees=(
        Attendee("room@acme.example", None, AttendeeKind.ROOM, Answer.DECLINED),
    ),
    location="Aspen",
    location_addresses=("room@acme.example",),
    all_day=True,
    cancelled=True,
    private=True,
    shown_as=ShownAs.OUT_OF_OFFICE,
    host_answer=Answer.TENTATIVE,
)
BO = Attendee("bo.celik@guest.example", "Bo Çelik (Lindgren)", answer=Answer.TENTATIVE)
COPY = MeetingCopy(
    "anna@acme.example", NOW - HOUR, NOW + 12 * HOUR, NOW - MINUTE, (MEETING,)
)
USER = User(
    id="user",
    email="Ines@acme.example",
    name="Ines Albrecht",
    role=Role.SITE_ADMIN,
    sites=("site", "annex"),
    language="de",
    active=False,
    password_hash="$argon2id$kept",
    must_change=True,
    failures=6,
    locked_until=NOW + MINUTE,
    sealed_totp="v1.k.sealed",
    totp_on=True,
    totp_step=58_812_345,
    recovery_hashes=("first", "second"),
    created_at=NOW - HOUR,
    signed_in_at=NOW - MINUTE,
)
SESSION = Session(
    id="session",
    user="user",
    token_hash=b"session token",
    method=SignInMethod.OPENID,
    created_at=NOW - HOUR,
    seen_at=NOW - MINUTE,
    expires_at=NOW + 24 * HOUR,
    strong=True,
    agent="Firefox, Linux",
)
LINK = OneTimeLink(
    id="link",
    user="user",
    purpose=LinkPurpose.WELCOME,
    token_hash=b"link token",
    created_at=NOW,
    expires_at=NOW + HOUR,
    used_at=NOW + MINUTE,
)
PASSKEY = Passkey(
    id="passkey",
    user="user",
    credential=b"credential",
    public_key=b"public key",
    counter=7,
    name="Blue key",
    created_at=NOW,
    used_at=NOW + MINUTE,
)
PROVIDER = IdentityProvider(
    id="provider",
    kind="openid",
    name="Acme accounts",
    issuer="https://accounts.acme.example",
    client_id="portico",
    sealed_secret="v1.k.sealed",
    active=False,
)
IDENTITY = Identity(provider="provider", subject="subject-1", user="user")


def message(
    row_id: str, *, due_at: datetime = NOW, dedupe_key: str | None = None
) -> OutboxRow:
    """Make a message that waits in the outbox."""
    return OutboxRow(row_id, "host_arrival", {"visit": "visit"}, due_at, dedupe_key)


def keep_one_of_each(nouns: Nouns) -> None:
    """Save one of everything that a tenant can have."""
    keep_people_and_places(nouns)
    nouns.visits.put(VISIT)
    nouns.invitations.put(INVITATION)
    for connection in (CONNECTION, SHARED, CLIENT):
        nouns.connections.put(connection)
    nouns.rooms.put(ROOM)
    nouns.room_notes.put(NOTE)
    nouns.meetings.keep(COPY)
    nouns.meeting_choices.put(CHOICE)
    nouns.watches.put(WATCH)
    nouns.kept_check_ins.add(KEPT)
    nouns.deliveries.put(DELIVERY)
    nouns.photos.put(PHOTO)
    nouns.logos.put(LOGO)
    nouns.help_calls.put(HELP_CALL)
    nouns.badge_orders.put(BADGE_ORDER)
    nouns.audit.add(
        at=NOW, event="checked_in", actor="kiosk:kiosk", subject="visit:visit"
    )
    nouns.outbox.add(message("message", dedupe_key="host_arrival:visit"))
    nouns.kiosk_events.add(site="site", kind="room_moved", visit="visit", at=NOW)
    keep_accounts(nouns)


def keep_accounts(nouns: Nouns) -> None:
    """Save somebody who signs in, in every way that there is."""
    nouns.users.put(USER)
    nouns.sessions.put(SESSION)
    nouns.one_time_links.put(LINK)
    nouns.passkeys.put(PASSKEY)
    nouns.identity_providers.put(PROVIDER)
    nouns.identity_providers.keep_identity(IDENTITY)


def keep_people_and_places(nouns: Nouns) -> None:
    """Save what a visit needs to exist."""
    nouns.sites.put(SITE)
    nouns.hosts.put(HOST)
    nouns.visitors.put(VISITOR)
    nouns.kiosks.put(KIOSK)
