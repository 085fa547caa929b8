"""Finding calendars, and what a CalDAV server may answer besides meetings."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from admin_server.calendars import calendars
from admin_server.calendars.caldav import CalDav
from admin_server.core.connections import Connection
from admin_server.core.errors import (
    CalendarError,
    ConsentNeeded,
    ConsentReason,
    MarkExpired,
    NoSuchCalendar,
    StrangeReply,
    TryLater,
)
from admin_server.core.ports import CalendarRef
from tests.contracts.calendar import DAY, HOUR, NOW, WEEK, Planned
from tests.fakes.caldav_world import CalDavWorld
from tests.fakes.canned_server import Answer, CannedServer
from tests.fakes.clock import FixedClock

DAV = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
CALENDAR = "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>"


def multistatus(*responses: str) -> Answer:
    body = f"<D:multistatus {DAV}>{''.join(responses)}</D:multistatus>"
    return Answer(207, body.encode())


def response(href: str, properties: str, status: int = 200) -> str:
    return (
        f"<D:response><D:href>{href}</D:href><D:propstat><D:prop>{properties}</D:prop>"
        f"<D:status>HTTP/1.1 {status} Said</D:status></D:propstat></D:response>"
    )


@pytest.fixture
async def canned() -> AsyncIterator[CannedServer]:
    async with CannedServer(delay=0.02) as made:
        yield made


@pytest.fixture
def calendar(http) -> CalDav:
    return CalDav(http, FixedClock(NOW))


def ref_to(
    server: CannedServer, calendar: str | None = "/cal/", **settings: str
) -> CalendarRef:
    connection = Connection("c", "caldav", "C", {"url": server.url, **settings})
    return CalendarRef(connection, "anna@firma.example", calendar, secret="s")


# --- on a real server


async def test_a_host_reads_their_own_calendar_by_discovery(
    world: CalDavWorld, host
) -> None:
    """With nothing but address, name and password the calendar is found."""
    await world.place(host, Planned("mine"))
    ref = world.own_ref(host)

    await world.calendar.check(ref)
    found = await world.calendar.between(ref, NOW, NOW + HOUR)

    assert [one.uid for one in found] == ["mine"]


async def test_every_calendar_of_a_home_is_read(world: CalDavWorld, host) -> None:
    """Meetings count whichever of the host's calendars they stand in."""
    await world.place(host, Planned("first"))
    world.server.add_calendar(host, "second")
    world.server.add_calendar(host, "tasks", holds=("VTODO",))
    world.server.put_event(host, "x", _ics("second-one"), calendar="second")

    found = await world.calendar.between(world.ref(host), NOW, NOW + HOUR)

    assert sorted(one.uid for one in found) == ["first", "second-one"]


async def test_one_chosen_calendar_is_read_alone(world: CalDavWorld, host) -> None:
    """Where one calendar is chosen, the host's other calendars stay unread."""
    await world.place(host, Planned("first"))
    path = world.server.add_calendar(host, "second")
    world.server.put_event(host, "x", _ics("second-one"), calendar="second")
    ref = world.own_ref(host, path)

    await world.calendar.check(ref)
    found = await world.calendar.between(ref, NOW, NOW + HOUR)

    assert [one.uid for one in found] == ["second-one"]


async def test_a_chosen_calendar_that_is_none(world: CalDavWorld, host) -> None:
    """A path that leads to no calendar is told when the connection is tested."""
    await world.place(host)
    tasks = world.server.add_calendar(host, "tasks", holds=("VTODO",))

    with pytest.raises(NoSuchCalendar):
        await world.calendar.check(world.own_ref(host, tasks))
    with pytest.raises(NoSuchCalendar):
        await world.calendar.check(world.own_ref(host, f"/{host}/nothing/"))
    with pytest.raises(NoSuchCalendar):
        await world.calendar.between(
            world.own_ref(host, f"/{host}/nothing/"), NOW, NOW + HOUR
        )


async def test_a_calendar_that_comes_and_one_that_goes(
    world: CalDavWorld, host
) -> None:
    """A calendar made or deleted between two looks is noticed."""
    await world.place(host, Planned("stays"))
    world.server.add_calendar(host, "old")
    world.server.put_event(host, "x", _ics("goes"), calendar="old")
    ref = world.ref(host)
    first = await world.calendar.changes(ref, None)
    world.server.remove_calendar(host, "old")
    world.server.add_calendar(host, "new")
    world.server.put_event(host, "x", _ics("comes"), calendar="new")

    second = await world.calendar.changes(ref, first.mark)

    assert [one.uid for one in second.changed] == ["comes"]
    assert second.removed == ("goes",)


async def test_a_mark_ages(world: CalDavWorld, host, http) -> None:
    """After a week everything is read anew, so that the days to come are seen."""
    await world.place(host)
    clock = FixedClock(NOW)
    calendar = CalDav(http, clock)
    ref = world.ref(host)
    first = await calendar.changes(ref, None)
    clock.forward(days=7)
    second = await calendar.changes(ref, first.mark)
    clock.forward(seconds=1)

    with pytest.raises(MarkExpired):
        await calendar.changes(ref, second.mark)


async def test_the_token_of_another_server(world: CalDavWorld, host) -> None:
    """A server that does not know our token makes us read everything anew."""
    await world.place(host)
    ref = world.ref(host)
    first = await world.calendar.changes(ref, None)

    with pytest.raises(MarkExpired):
        await world.calendar.changes(ref, first.mark.replace("radicale", "other"))


async def test_an_event_that_is_invited_to_once_harms_nobody(
    world: CalDavWorld, host
) -> None:
    """One week of somebody else's series is a meeting like any other."""
    await world.place(host, Planned("plain"))
    lone = _ics("lone", "RECURRENCE-ID:20260225T090000Z")
    world.server.put_event(host, "lone", lone)

    found = await world.calendar.between(world.ref(host), NOW, NOW + HOUR)

    ids = {one.id for one in found}
    assert ids == {"plain", "lone|20260225T090000Z"}


# --- on a server that says what we want it to say


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(401), ConsentNeeded),
        (Answer(403), ConsentNeeded),
        (Answer(404), NoSuchCalendar),
        (Answer(410), NoSuchCalendar),
        (Answer(429), TryLater),
        (Answer(500), TryLater),
        (Answer(503), TryLater),
        (Answer(400), StrangeReply),
        (Answer(200, b"<html>Welcome!</html>"), StrangeReply),
        (Answer(207, b"<html>Welcome!</html>"), StrangeReply),
        (Answer(207, b"no xml at all <"), StrangeReply),
        (Answer(207, b""), StrangeReply),
        (Answer(207, b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), StrangeReply),
        (Answer(302, headers={"Location": "http://localhost/"}), StrangeReply),
    ],
)
async def test_what_a_server_may_answer(
    canned, calendar, answer: Answer, error: type[CalendarError]
) -> None:
    """Whatever a server answers, it is one of the five errors."""
    canned.give("/cal/", answer)

    with pytest.raises(error):
        await calendar.between(ref_to(canned), NOW, NOW + HOUR)


async def test_whom_to_ask_about_a_refusal(canned, calendar) -> None:
    """A wrong password and a missing permission are told apart."""
    canned.give("/cal/", Answer(401))
    canned.give("/boss/", Answer(403))

    with pytest.raises(ConsentNeeded) as wrong:
        await calendar.between(ref_to(canned), NOW, NOW + HOUR)
    with pytest.raises(ConsentNeeded) as missing:
        await calendar.between(ref_to(canned, "/boss/"), NOW, NOW + HOUR)

    assert wrong.value.reason is ConsentReason.EXPIRED
    assert missing.value.reason is ConsentReason.PERMISSION_MISSING


@pytest.mark.parametrize(
    ("header", "after"),
    [
        ("120", timedelta(minutes=2)),
        ("Wed, 04 Mar 2026 09:05:00 GMT", timedelta(minutes=5)),
        ("Wed, 04 Mar 2026 08:00:00 GMT", timedelta()),
        ("Wed, 04 Mar 2026 09:05:00 -0000", timedelta(minutes=5)),
        ("999999999999", DAY),
        ("soon", None),
    ],
)
async def test_a_pause_that_a_server_asks_for(canned, calendar, header, after) -> None:
    """A busy server says when to come back, in seconds or by the clock."""
    canned.give("/cal/", Answer(503, headers={"Retry-After": header}))

    with pytest.raises(TryLater) as caught:
        await calendar.between(ref_to(canned), NOW, NOW + HOUR)

    assert caught.value.after == after


async def test_a_pause_holds_for_whoever_asks(canned, http) -> None:
    """Told to come back in a minute, nobody asks before, also not on a second way."""
    clock = FixedClock(NOW)
    calendar = CalDav(http, clock)
    canned.give("/cal/", Answer(503, headers={"Retry-After": "60"}))
    canned.give("/other/", multistatus())
    with pytest.raises(TryLater):
        await calendar.between(ref_to(canned), NOW, NOW + HOUR)
    clock.forward(seconds=59)

    with pytest.raises(TryLater) as early:
        await calendar.between(ref_to(canned, "/other/"), NOW, NOW + HOUR)
    clock.forward(seconds=1)
    late = await calendar.between(ref_to(canned, "/other/"), NOW, NOW + HOUR)

    assert early.value.after == timedelta(seconds=1)
    assert late == []


async def test_never_more_than_four_requests_at_once(canned, calendar) -> None:
    """Even a year of a calendar is asked for politely."""
    canned.give("/cal/", multistatus())

    await calendar.between(ref_to(canned), NOW, NOW + 52 * WEEK)

    # Twelve months, of which the first is asked for once more, expanded.
    assert len(canned.asked) == 13
    assert canned.at_once == 4


async def test_discovery_from_the_address_that_was_set(canned, calendar) -> None:
    """An address with a path is asked first, the well-known one after it."""
    principal = (
        "<D:current-user-principal><D:href>/me/</D:href></D:current-user-principal>"
    )
    home = "<C:calendar-home-set><D:href>/home/</D:href></C:calendar-home-set>"
    canned.give("/.well-known/caldav", Answer(301, headers={"Location": "/dav/"}))
    canned.give("/dav/", multistatus(response("/dav/", principal)))
    canned.give("/me/", multistatus(response("/me/", home)))
    canned.give("/home/", multistatus(response("/home/work/", CALENDAR)))
    canned.give("/home/work/", multistatus(response("/home/work/", CALENDAR)))
    ref = ref_to(canned, None)
    settings = {"url": f"{canned.url}cloud"}
    below = CalendarRef(Connection("c", "caldav", "C", settings), "anna", None, "s")

    await calendar.check(below)
    await calendar.check(ref)

    paths = [one.path for one in canned.asked]
    assert paths[:2] == ["/cloud/", "/.well-known/caldav"]
    assert paths[-4:] == ["/dav/", "/me/", "/home/", "/home/work/"]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"/": multistatus(response("/", "<D:other/>"))},
        {
            "/": multistatus(
                response(
                    "/",
                    "<D:current-user-principal><D:href>/me/</D:href>"
                    "</D:current-user-principal>",
                )
            ),
            "/me/": multistatus(response("/me/", "<C:calendar-home-set/>", 404)),
        },
    ],
)
async def test_a_server_without_calendars(canned, calendar, given) -> None:
    """An address that leads to no calendars is told when it is tested."""
    canned.answers.update({path: [answer] for path, answer in given.items()})

    with pytest.raises(NoSuchCalendar):
        await calendar.check(ref_to(canned, None))


async def test_a_home_without_calendars(canned, calendar) -> None:
    """An account without a calendar is told when it is tested, but is no error."""
    canned.give("/home/", multistatus(response("/home/", "<D:resourcetype/>")))
    ref = ref_to(canned, None, home="/home/")

    with pytest.raises(NoSuchCalendar):
        await calendar.check(ref)

    assert await calendar.between(ref, NOW, NOW + HOUR) == []


@pytest.mark.parametrize("elsewhere", ["http://localhost/cal/", "//evil.example/cal/"])
async def test_a_server_that_points_to_another(canned, calendar, elsewhere) -> None:
    """The password is sent to no server but the one that was set."""
    canned.give("/home/", multistatus(response(elsewhere, CALENDAR)))

    with pytest.raises(StrangeReply):
        await calendar.between(ref_to(canned, elsewhere), NOW, NOW + HOUR)
    with pytest.raises(StrangeReply):
        await calendar.between(ref_to(canned, None, home="/home/"), NOW, NOW + HOUR)


async def test_a_calendar_deleted_while_we_look(canned, calendar) -> None:
    """A calendar that vanishes between two requests does not hide the others."""
    canned.give("/home/", multistatus(response("/home/gone/", CALENDAR)))

    found = await calendar.between(ref_to(canned, None, home="/home/"), NOW, NOW + HOUR)

    assert found == []


async def test_broken_events_are_skipped_and_counted(canned, calendar, capsys) -> None:
    """One unreadable event hides itself, not the whole day; that it is there is told."""
    data = "<C:calendar-data>{}</C:calendar-data>".format
    canned.give(
        "/cal/",
        multistatus(
            response("/cal/1", data(_ics("good"))),
            response("/cal/2", data("not a calendar")),
            response("/cal/3", data(_ics("bad").replace("DTSTART:2", "DTSTART:x"))),
            response("/cal/4", data(_ics("unseen")), 404),
        ),
    )

    found = await calendar.between(ref_to(canned), NOW, NOW + HOUR)

    assert [one.uid for one in found if not one.private] == ["good"]
    said = capsys.readouterr().out
    assert "calendar_events_skipped" in said
    assert "anna" not in said


async def test_a_server_that_cannot_tell_changes(canned, calendar) -> None:
    """A server that knows no changes says so; its calendar can still be read."""
    canned.give("/cal/", multistatus(response("/cal/", "<D:sync-token/>")))

    with pytest.raises(StrangeReply):
        await calendar.changes(ref_to(canned), None)


@pytest.mark.parametrize("status", [400, 403, 409, 410, 412, 507])
async def test_a_token_that_is_too_old(canned, calendar, status: int) -> None:
    """E6: however a server says that it forgot our token, everything is read anew."""
    forgotten = b'<D:error xmlns:D="DAV:"><D:valid-sync-token/></D:error>'
    canned.give(
        "/cal/",
        multistatus(response("/cal/", "<D:sync-token>t1</D:sync-token>")),
        multistatus(),
        Answer(status, forgotten),
    )
    first = await calendar.changes(ref_to(canned), None)

    with pytest.raises(MarkExpired):
        await calendar.changes(ref_to(canned), first.mark)


async def test_changes_in_several_parts(canned, calendar) -> None:
    """A server that tells changes bit by bit is listened to to the end."""
    token = "<D:sync-token>{}</D:sync-token>".format
    more = "<D:response><D:href>/cal/</D:href><D:status>HTTP/1.1 507 More</D:status></D:response>"
    gone = "<D:response><D:href>/cal/1</D:href><D:status>HTTP/1.1 404 Gone</D:status></D:response>"
    event = f"<C:calendar-data>{_ics('one')}</C:calendar-data>"
    canned.give(
        "/cal/",
        multistatus(response("/cal/", token("t1"))),
        multistatus(response("/cal/1", event)),
        multistatus(more, token("t2")),
        multistatus(gone, token("t3")),
    )
    first = await calendar.changes(ref_to(canned), None)

    second = await calendar.changes(ref_to(canned), first.mark)

    assert second.removed == ("one",)
    assert b"t2" in canned.asked[-1].body
    assert "t3" in second.mark


async def test_a_sync_without_an_end(canned, calendar) -> None:
    """A server that never comes to the end of its changes is asked anew."""
    token = "<D:sync-token>t</D:sync-token>"
    more = "<D:response><D:href>/cal/</D:href><D:status>HTTP/1.1 507 More</D:status></D:response>"
    canned.give(
        "/cal/",
        multistatus(response("/cal/", token)),
        multistatus(),
        multistatus(more, token),
    )
    first = await calendar.changes(ref_to(canned), None)

    with pytest.raises(MarkExpired):
        await calendar.changes(ref_to(canned), first.mark)


async def test_a_sync_that_gives_no_token(canned, calendar) -> None:
    """Changes without a place to go on from are of no use."""
    canned.give(
        "/cal/",
        multistatus(response("/cal/", "<D:sync-token>t</D:sync-token>")),
        multistatus(),
    )
    first = await calendar.changes(ref_to(canned), None)

    with pytest.raises(StrangeReply):
        await calendar.changes(ref_to(canned), first.mark)


@pytest.mark.parametrize(
    "settings", [{"url": ""}, {"url": "file:///etc"}, {"time_zone": "Mars/Base"}]
)
async def test_settings_that_make_no_sense(canned, calendar, settings) -> None:
    """A connection that was set up wrongly is told when it is tested."""
    canned.give("/cal/", multistatus(response("/cal/", CALENDAR)))

    with pytest.raises(StrangeReply):
        await calendar.check(ref_to(canned, **settings))


async def test_it_cannot_push(calendar, canned) -> None:
    """CalDAV tells nobody anything by itself."""
    with pytest.raises(StrangeReply):
        await calendar.renew(ref_to(canned), None)
    with pytest.raises(StrangeReply):
        await calendar.stop(ref_to(canned), None)


async def test_the_providers_by_name() -> None:
    """A connection's kind leads to its provider."""
    assert set(calendars(FixedClock(NOW))) >= {"caldav"}


def _ics(uid: str, *more: str) -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Portico//tests//EN",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        "DTSTAMP:20260101T000000Z",
        "DTSTART:20260304T090000Z",
        "DTEND:20260304T100000Z",
        *more,
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(lines)
