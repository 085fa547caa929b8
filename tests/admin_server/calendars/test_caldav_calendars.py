"""Which calendars an account has on a CalDAV server, found from an address alone."""

from collections.abc import AsyncIterator

import pytest

from admin_server.calendars.caldav import CalDav
from admin_server.core.connections import Connection, OwnCalendar
from admin_server.core.errors import (
    ConsentNeeded,
    ConsentReason,
    NoSuchCalendar,
    StrangeReply,
)
from admin_server.core.ports import CalendarRef
from tests.contracts.calendar import HOUR, NOW, Planned
from tests.fakes.caldav_world import CalDavWorld
from tests.fakes.canned_server import Answer, CannedServer
from tests.fakes.clock import FixedClock

DAV = (
    'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
    ' xmlns:S="http://calendarserver.org/ns/"'
)
CALENDAR = "<D:resourcetype><D:collection/><C:calendar/>{}</D:resourcetype>".format
PRINCIPAL = "<D:current-user-principal><D:href>/me/</D:href></D:current-user-principal>"
PAGE = Answer(200, b"<html>Welcome!</html>")


def multistatus(*responses: str) -> Answer:
    body = f"<D:multistatus {DAV}>{''.join(responses)}</D:multistatus>"
    return Answer(207, body.encode())


def response(href: str, properties: str) -> str:
    return (
        f"<D:response><D:href>{href}</D:href><D:propstat><D:prop>{properties}</D:prop>"
        "<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
    )


def homes(*paths: str) -> Answer:
    inside = "".join(f"<D:href>{path}</D:href>" for path in paths)
    named = f"<C:calendar-home-set>{inside}</C:calendar-home-set>"
    return multistatus(response("/me/", named))


def owned_by(path: str) -> str:
    return f"<D:owner><D:href>{path}</D:href></D:owner>"


def rights(*names: str) -> str:
    inside = "".join(f"<D:privilege><D:{name}/></D:privilege>" for name in names)
    return f"<D:current-user-privilege-set>{inside}</D:current-user-privilege-set>"


@pytest.fixture
async def canned() -> AsyncIterator[CannedServer]:
    async with CannedServer() as made:
        made.give("/.well-known/caldav", multistatus(response("/", PRINCIPAL)))
        made.give("/me/", homes("/home/"))
        yield made


@pytest.fixture
def calendar(http) -> CalDav:
    return CalDav(http, FixedClock(NOW))


def ref_to(server: CannedServer, path: str = "", **settings: str) -> CalendarRef:
    where = {"url": f"{server.url}{path}", **settings}
    connection = Connection("c", "caldav", "C", where)
    return CalendarRef(connection, "anna@firma.example", secret="s")


# --- on a real server


async def test_the_calendars_of_an_account(world: CalDavWorld, host) -> None:
    """From address, name and password the host's calendars are listed (A33)."""
    await world.place(host, Planned("mine"))
    world.server.add_calendar(host, "trips")
    world.server.add_calendar(host, "tasks", holds=("VTODO",))

    found = await world.calendar.calendars(world.own_ref(host))

    assert [(one.name, one.shared, one.writable) for one in found] == [
        ("calendar", False, True),
        ("trips", False, True),
    ]


async def test_a_calendar_from_the_list_can_be_read(world: CalDavWorld, host) -> None:
    """What is listed can be chosen, and is then what is read."""
    await world.place(host, Planned("mine"))
    [listed] = await world.calendar.calendars(world.own_ref(host))
    ref = world.own_ref(host, listed.id)

    found = await world.calendar.between(ref, NOW, NOW + HOUR)

    assert listed.primary
    assert [one.uid for one in found] == ["mine"]


async def test_a_reader_sees_where_it_may_not_write(world: CalDavWorld, host) -> None:
    """The account that reads for all lists a host's calendars as read only."""
    await world.place(host)

    found = await world.calendar.calendars(world.ref(host))

    assert [(one.name, one.writable) for one in found] == [("calendar", False)]


async def test_a_wrong_password(world: CalDavWorld, host) -> None:
    """With a wrong password nothing is listed, and a new one is asked for (A35)."""
    await world.place(host)
    ref = world.own_ref(host)
    wrong = CalendarRef(ref.connection, host, secret="wrong")

    with pytest.raises(ConsentNeeded) as refused:
        await world.calendar.calendars(wrong)

    assert refused.value.reason is ConsentReason.EXPIRED


# --- on a server that says what we want it to say


async def test_what_a_server_says_of_calendars(canned, calendar) -> None:
    """Names, what is shared and where one may write come as the server says (A34)."""
    canned.give(
        "/home/",
        multistatus(
            response("/home/", "<D:resourcetype><D:collection/></D:resourcetype>"),
            response(
                "/home/a/",
                CALENDAR("") + "<D:displayname>Work</D:displayname>"
                f"{owned_by('/me/')}{rights('read', 'write')}",
            ),
            response(
                "/home/b/",
                CALENDAR("") + "<D:displayname>Boss</D:displayname>"
                f"{owned_by('/boss/')}{rights('read')}",
            ),
            response("/home/c/", CALENDAR("<S:shared/>") + rights("bind")),
            response("/home/d/", CALENDAR("")),
        ),
    )

    found = await calendar.calendars(ref_to(canned))

    assert found == [
        OwnCalendar("/home/d/", "/home/d/"),
        OwnCalendar("/home/a/", "Work", writable=True),
        OwnCalendar("/home/c/", "/home/c/", shared=True, writable=True),
        OwnCalendar("/home/b/", "Boss", shared=True),
    ]


async def test_several_homes(canned, calendar) -> None:
    """An account whose calendars lie in two places has them all."""
    canned.give("/me/", homes("/home/", "/team/", "/home/"))
    canned.give("/home/", multistatus(response("/home/a/", CALENDAR(""))))
    canned.give("/team/", multistatus(response("/team/b/", CALENDAR(""))))

    found = await calendar.calendars(ref_to(canned))

    assert [one.id for one in found] == ["/home/a/", "/team/b/"]


async def test_an_account_without_calendars(canned, calendar) -> None:
    """An account that has no calendar has an empty list."""
    canned.give("/home/", multistatus())

    assert await calendar.calendars(ref_to(canned)) == []


@pytest.mark.parametrize(
    "first",
    [
        PAGE,
        Answer(404),
        Answer(400),
        Answer(302, headers={"Location": "http://localhost/"}),
        multistatus(response("/", "<D:other/>")),
    ],
)
async def test_a_page_where_calendars_are_not(canned, calendar, first) -> None:
    """Where the address itself leads nowhere, the well-known one is asked."""
    canned.give("/cloud/", first)
    canned.give("/home/", multistatus(response("/home/a/", CALENDAR(""))))

    found = await calendar.calendars(ref_to(canned, "cloud"))

    assert [one.id for one in found] == ["/home/a/"]


async def test_the_well_known_address_leads_nowhere(canned, calendar) -> None:
    """Where the well-known address shows a page, the server's own is asked."""
    canned.give("/.well-known/caldav", PAGE)
    canned.give("/", multistatus(response("/", PRINCIPAL)))
    canned.give("/home/", multistatus(response("/home/a/", CALENDAR(""))))

    found = await calendar.calendars(ref_to(canned))

    assert [one.id for one in found] == ["/home/a/"]


async def test_pages_and_no_calendars(canned, calendar) -> None:
    """A web server that knows no calendars is told as what it is."""
    canned.give("/.well-known/caldav", PAGE)
    canned.give("/", PAGE)

    with pytest.raises(StrangeReply):
        await calendar.calendars(ref_to(canned))


async def test_a_refused_password_ends_the_search(canned, calendar) -> None:
    """A password that is refused is not tried at the next address."""
    canned.give("/.well-known/caldav", Answer(401))

    with pytest.raises(ConsentNeeded):
        await calendar.calendars(ref_to(canned))

    assert len(canned.asked) == 1


async def test_an_account_without_a_home(canned, calendar) -> None:
    """A server that names no place for the account's calendars is told as such."""
    canned.give("/me/", homes())

    with pytest.raises(NoSuchCalendar):
        await calendar.calendars(ref_to(canned))


@pytest.mark.parametrize("user", ["portico", "anna@other.example", "ben@firma.example"])
async def test_nobody_is_read_by_somebody_elses_calendars(
    canned, calendar, user: str
) -> None:
    """Without a path to the hosts' calendars, one account's own are not everybody's."""
    canned.give("/home/", multistatus(response("/home/theirs/", CALENDAR(""))))
    ref = ref_to(canned, user=user)

    with pytest.raises(NoSuchCalendar, match="another mailbox"):
        await calendar.check(ref)
    with pytest.raises(NoSuchCalendar, match="another mailbox"):
        await calendar.between(ref, NOW, NOW + HOUR)


@pytest.mark.parametrize("user", ["anna", "Anna@Firma.example"])
async def test_an_account_is_read_as_the_host_whose_it_is(
    canned, calendar, user: str
) -> None:
    """Somebody whose own account signs in is read, by name or by address."""
    canned.give("/home/", multistatus(response("/home/work/", CALENDAR(""))))
    canned.give("/home/work/", multistatus(response("/home/work/", CALENDAR(""))))

    await calendar.check(ref_to(canned, user=user))

    assert canned.asked[-1].path == "/home/work/"
