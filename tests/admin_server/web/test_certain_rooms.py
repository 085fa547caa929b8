"""No room is shown that is not certainly the visitor's, now and where they stand."""

from dataclasses import replace
from datetime import timedelta

import pytest

from admin_server.core.meetings import Answer, Attendee, AttendeeKind
from admin_server.core.people import Host
from admin_server.core.rooms import Room
from admin_server.core.tenants import Tenant
from tests.fakes.clock import MORNING
from tests.fakes.lobby import HOUSE, JONAS, ROOM_A, TENANT, Lobby, meeting

ROOM_B = Room("room-b@lakeside.example", "Conference Room B", site=HOUSE.id)
IN_ROOM_B = (
    Attendee(JONAS.email, "Jonas Weber", answer=Answer.ACCEPTED),
    Attendee(ROOM_B.address, ROOM_B.name, AttendeeKind.ROOM, Answer.ACCEPTED),
)


async def room_of(lobby: Lobby, **body: object) -> tuple[str, str | None]:
    """Check in, wait for the room, and say its state and name."""
    answer = await lobby.check_in(**body)
    visit = answer.json()["visit"]["id"]
    room = (await lobby.get(f"/check-ins/{visit}/room", wait=3)).json()
    return room["state"], room.get("name")


async def change_tenant(lobby: Lobby, **changes: object) -> None:
    """Change some of the tenant's settings."""

    def changed(tenant: Tenant) -> Tenant:
        return replace(tenant, **changes)  # type: ignore[arg-type]

    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.change_tenant(changed(nouns.tenant))
    )


async def test_a_pass_from_an_earlier_day_is_over(lobby: Lobby) -> None:
    """Who never checked out and scans next morning is not shown yesterday's room."""
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING))
    invitation = await lobby.expect()
    await room_of(lobby, code=invitation.code)
    lobby.clock.forward(days=1)

    answer = await lobby.check_in(code=invitation.code)

    assert (answer.status_code, answer.json()["error"]) == (409, "expired")


async def test_a_second_scan_knows_of_a_moved_room(lobby: Lobby) -> None:
    """The room changed after the check-in: a later scan shows the new one."""
    await lobby.store.for_tenant(TENANT).write(lambda nouns: nouns.rooms.put(ROOM_B))
    booked = meeting(MORNING, end=MORNING + timedelta(hours=1))
    lobby.calendar.put(JONAS.mailbox, booked)
    invitation = await lobby.expect()
    first = await room_of(lobby, code=invitation.code)
    lobby.calendar.put(JONAS.mailbox, replace(booked, attendees=IN_ROOM_B))
    lobby.clock.forward(minutes=6)

    second = await room_of(lobby, code=invitation.code)

    assert first == ("found", ROOM_A.name)
    assert second == ("found", ROOM_B.name)


async def test_a_second_scan_after_the_meeting_shows_no_room(lobby: Lobby) -> None:
    """The meeting is over and somebody else sits there: no room is shown any more."""
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING))
    invitation = await lobby.expect()
    await room_of(lobby, code=invitation.code)
    lobby.clock.forward(minutes=40)

    assert await room_of(lobby, code=invitation.code) == ("none", None)


async def test_a_second_scan_at_once_asks_nobody(lobby: Lobby) -> None:
    """Scanning twice in a row shows the room at once and asks the calendar once."""
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING))
    invitation = await lobby.expect()
    await room_of(lobby, code=invitation.code)

    answer = await lobby.check_in(code=invitation.code)

    assert answer.json()["room"]["name"] == ROOM_A.name
    assert lobby.calendar.calls["between"] == 1


async def test_two_calendars_of_one_mailbox_stay_apart(lobby: Lobby) -> None:
    """Two hosts share an account: one's meetings are never taken for the other's."""
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING))
    twin = Host(
        "host-twin", "Tina Weber", "tina@lakeside.example", JONAS.mailbox, "/tina/"
    )
    await lobby.store.for_tenant(TENANT).write(lambda nouns: nouns.hosts.put(twin))
    await room_of(lobby, code=(await lobby.expect()).code)

    await room_of(lobby, code=(await lobby.expect("Tom", host=twin.id)).code)

    assert lobby.calendar.calls["between"] == 2


@pytest.mark.parametrize("domains", [(), ("lakeside.example",)])
@pytest.mark.parametrize(
    "typed",
    [
        {"name": "X", "email": JONAS.email},
        {"name": "X", "email": JONAS.email.upper()},
        {"name": "X", "email": "ana@lakeside.example"},
        {"name": JONAS.name, "company": "Lakeside"},
    ],
)
async def test_what_everybody_knows_of_a_host_opens_nothing(
    lobby: Lobby, domains: tuple[str, ...], typed: dict[str, str]
) -> None:
    """A stranger who types a host's own name or e-mail as theirs learns no room."""
    await change_tenant(lobby, domains=domains)
    colleague = Attendee("ana@lakeside.example", "Ana")
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING, colleague))

    assert await room_of(lobby, visitor=typed, host_id=JONAS.id) == ("none", None)


async def test_a_guest_is_known_where_no_domains_are_set(lobby: Lobby) -> None:
    """A guest from outside is found by e-mail, whether or not domains were set."""
    await change_tenant(lobby, domains=())
    mara = Attendee("mara@lindt.example", "Mara Lindt")
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING, mara))
    typed = {"name": "Mara Lindt", "email": "mara@lindt.example"}

    assert await room_of(lobby, visitor=typed, host_id=JONAS.id) == (
        "found",
        ROOM_A.name,
    )


@pytest.fixture
async def small_office(lobby: Lobby) -> Host:
    """A host whose only address is with a public mail provider."""
    host = Host("host-ida", "Ida Holm", "ida.holm@gmail.com", "ida.holm@gmail.com")
    await change_tenant(lobby, domains=())
    await lobby.store.for_tenant(TENANT).write(lambda nouns: nouns.hosts.put(host))
    return host


def private_office(host: Host, *guests: Attendee):
    """A meeting of such a host, in Room A."""
    room = Attendee(ROOM_A.address, ROOM_A.name, AttendeeKind.ROOM, Answer.ACCEPTED)
    return meeting(MORNING, attendees=(Attendee(host.email, host.name), room, *guests))


async def test_a_guest_with_the_hosts_mail_provider_is_a_guest(
    lobby: Lobby, small_office: Host
) -> None:
    """The meeting is with Mia of the same mail provider: Tom is not sent there."""
    mia = Attendee("mia@gmail.com", "Mia Gast")
    lobby.calendar.put(small_office.email, private_office(small_office, mia))
    tom = await lobby.expect("Tom", host=small_office.id, email="tom@other.example")

    assert await room_of(lobby, code=tom.code) == ("none", None)


async def test_a_host_is_no_guest_of_their_own(
    lobby: Lobby, small_office: Host
) -> None:
    """That the host is in the meeting does not speak against the invited visitor."""
    lobby.calendar.put(small_office.email, private_office(small_office))
    tom = await lobby.expect("Tom", host=small_office.id, email="tom@other.example")

    assert await room_of(lobby, code=tom.code) == ("found", ROOM_A.name)


async def test_a_hosts_public_address_opens_nothing(
    lobby: Lobby, small_office: Host
) -> None:
    """A stranger who types the host's own address as theirs learns no room."""
    lobby.calendar.put(small_office.email, private_office(small_office))
    typed = {"name": "X", "email": small_office.email}

    assert await room_of(lobby, visitor=typed, host_id=small_office.id) == (
        "none",
        None,
    )
