"""Pages, marks, the reader's account, rooms and pushes, on the stand-in."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from admin_server.calendars import calendars
from admin_server.calendars.google import Google
from admin_server.core.connections import Connection
from admin_server.core.errors import (
    ConsentNeeded,
    ConsentReason,
    MarkExpired,
    NoSuchCalendar,
    StrangeReply,
    TryLater,
)
from admin_server.core.meetings import Meeting
from admin_server.core.ports import CalendarRef, Subscription
from admin_server.core.rooms import Room
from admin_server.demo.emulators.google import GoogleEmulator
from admin_server.demo.emulators.google.meetings import event_id
from tests.admin_server.calendars.google.google_world import as_google
from tests.contracts.calendar import DAY, HOUR, MIA, NOW, ROOM_A, ROOM_B, Planned
from tests.fakes.canned_server import Answer, CannedServer
from tests.fakes.clock import FixedClock

ORIGIN = "127.0.0.1"


async def read(world, ref: CalendarRef) -> list[Meeting]:
    return await world.calendar.between(ref, NOW - DAY, NOW + DAY)


def test_the_provider_is_known() -> None:
    """A connection of the kind "google" finds its provider."""
    assert isinstance(calendars(FixedClock(NOW))["google"], Google)


# --- what stands in a calendar besides meetings


async def test_what_google_enters_by_itself(world, host) -> None:
    """E3: a table that Google booked from a mail is a meeting; where one works is none."""
    await world.place(host)
    booked, _ = as_google(host, Planned("table"))
    office, _ = as_google(host, Planned("office"))
    where = {"type": "officeLocation", "officeLocation": {"buildingId": "B1"}}
    world.seeding.put_event(host, {**booked, "eventType": "fromGmail"})
    world.seeding.put_event(
        host,
        {
            **office,
            "eventType": "workingLocation",
            "workingLocationProperties": where,
            "visibility": "public",
            "transparency": "transparent",
        },
    )

    found = await read(world, world.ref(host))

    assert [one.uid for one in found] == ["table"]


# --- pages


async def test_a_list_of_many_pages(world, host) -> None:
    """A day with hundreds of events is read whole, an empty page in between."""
    world.seeding.add_user(host)
    await world.place(host, Planned("daily", start=NOW - HOUR, weeks=1))
    daily = {"id": "abcde", "iCalUID": "many", "recurrence": ["RRULE:FREQ=MINUTELY"]}
    sides = {
        "start": {"dateTime": NOW.isoformat(), "timeZone": "UTC"},
        "end": {"dateTime": (NOW + HOUR).isoformat(), "timeZone": "UTC"},
    }
    world.seeding.put_event(host, {**daily, **sides})
    world.seeding.tell("manner", empty_pages=True)

    found = await read(world, world.ref(host))

    assert len(found) == 731
    assert len({one.id for one in found}) == 731


@pytest.mark.parametrize(
    "page",
    [
        {"items": [], "nextPageToken": "again"},
        {"items": {}},
        {"items": "none"},
    ],
)
async def test_pages_that_lead_nowhere(world, host, page) -> None:
    """A server that sends us round in circles, or no list at all, is strange."""
    async with CannedServer() as canned:
        ref = await _ref_to(canned, world, host, json.dumps(page).encode())

        with pytest.raises(StrangeReply):
            await read(world, ref)


@pytest.mark.parametrize("body", [b"", b"[]", b"7", b"{", b"\xff\xfe", b"[" * 100000])
async def test_bodies_of_all_kinds(world, host, body: bytes) -> None:
    """Whatever stands where an answer should, it is told as strange."""
    async with CannedServer() as canned:
        ref = await _ref_to(canned, world, host, body)

        with pytest.raises(StrangeReply):
            await world.calendar.meeting(ref, "abcde")


async def _ref_to(canned, world, host: str, body: bytes) -> CalendarRef:
    """Sign in at the stand-in, and ask a server that answers always the same."""
    await world.place(host)

    class Same(dict[str, list[Answer]]):
        def get(self, key: str, default: object = None) -> list[Answer]:
            return [Answer(200, body)]

    canned.answers = Same()
    return world.ref(host, api_url=canned.url)


async def test_what_cannot_be_read_is_counted(world, host, capsys) -> None:
    """An event that cannot be read leaves a line in the log, without a name."""
    page = {"items": [{"id": "bad", "status": "confirmed"}]}
    async with CannedServer() as canned:
        ref = await _ref_to(canned, world, host, json.dumps(page).encode())

        assert await read(world, ref) == []

    assert "calendar_events_skipped" in capsys.readouterr().out


async def test_a_calendar_of_its_own(world, host) -> None:
    """A host's calendar can be named; then that one is read, and no other."""
    other = f"other-{host}"
    await world.place(host, Planned("mine"))
    await world.place(other, Planned("theirs"))
    world.seeding.share(other, host)
    ref = world.ref(host)
    named = CalendarRef(ref.connection, host, other, ref.secret)

    found = await read(world, named)

    assert [one.uid for one in found] == ["theirs"]


async def test_whole_days_one_by_one(world, host) -> None:
    """A whole day that is looked at again is the same day."""
    midnight = NOW.replace(hour=0)
    planned = Planned("day", start=midnight, length=DAY, all_day=True)
    await world.place(host, planned)
    [found] = await read(world, world.ref(host))

    again = await world.calendar.meeting(world.ref(host), found.id)

    assert again == found


async def test_one_meeting_of_nobody(world, host) -> None:
    """A meeting in a calendar that is not there is not just gone."""
    await world.place(host)
    ref = world.ref(host)
    named = CalendarRef(ref.connection, host, "nobody@firma.example", ref.secret)

    with pytest.raises(NoSuchCalendar):
        await world.calendar.meeting(named, "abcde")


# --- marks


async def test_a_mark_that_is_too_old(world, host) -> None:
    """When Google has forgotten a mark, everything is read anew."""
    await world.place(host, Planned("one"))
    first = await world.calendar.changes(world.ref(host), None)
    world.seeding.tell("marks")

    with pytest.raises(MarkExpired):
        await world.calendar.changes(world.ref(host), first.mark)


async def test_a_mark_of_another_calendar(world, host) -> None:
    """A mark that Google calls invalid is as good as none."""
    other = f"other-{host}"
    await world.place(host, Planned("one"))
    await world.place(other, Planned("two"))
    theirs = await world.calendar.changes(world.ref(other), None)

    with pytest.raises(MarkExpired):
        await world.calendar.changes(world.ref(host), theirs.mark)


async def test_a_whole_series_that_is_gone(world, host) -> None:
    """When a series is deleted, each of its meetings is told as gone."""
    await world.place(host, Planned("series", weeks=3))
    first = await world.calendar.changes(world.ref(host), None)
    await world.remove(host, "series")

    second = await world.calendar.changes(world.ref(host), first.mark)

    assert set(second.removed) == {one.id for one in first.changed}


async def test_changes_over_several_pages(world, host) -> None:
    """The mark at the end of many pages is found."""
    await world.place(host, Planned("series", weeks=300))
    world.seeding.tell("manner", empty_pages=True)

    first = await world.calendar.changes(world.ref(host), None)

    assert len(first.changed) == 300


# --- one account reads what is shared with it


@pytest.fixture
def reader(world, host):
    email = f"reader-{host}"
    world.seeding.add_user(email)
    return email


async def test_a_reader_sees_what_is_shared(world, host, reader) -> None:
    """Where colleagues share their calendar, their meetings are read."""
    await world.place(host, Planned("plain", attendees=(MIA, ROOM_A)))
    world.seeding.share(host, reader)
    ref = world.ref(host, secret=world.seeding.reader(reader))

    await world.calendar.check(ref)
    [found] = await read(world, ref)

    assert {MIA, ROOM_A} <= set(found.attendees)


async def test_a_reader_and_what_is_not_shared(world, host, reader) -> None:
    """A calendar that nobody shared is not there for the reader."""
    await world.place(host, Planned("plain"))

    with pytest.raises(NoSuchCalendar):
        await read(world, world.ref(host, secret=world.seeding.reader(reader)))


async def test_a_reader_of_free_and_busy_times(world, host, reader) -> None:
    """Sharing only free and busy times is not enough, and the check says so."""
    await world.place(host, Planned("plain", attendees=(MIA,)))
    world.seeding.share(host, reader, "freeBusyReader")
    ref = world.ref(host, secret=world.seeding.reader(reader))

    with pytest.raises(ConsentNeeded) as refused:
        await world.calendar.check(ref)
    [found] = await read(world, ref)

    assert refused.value.reason is ConsentReason.PERMISSION_MISSING
    assert found.private


async def test_a_reader_whose_token_died(world, host, reader) -> None:
    """A refresh token that was revoked asks for a new sign-in."""
    await world.place(host)
    secret = world.seeding.reader(reader)
    world.seeding.tell("readers", revoked=True)

    with pytest.raises(ConsentNeeded) as refused:
        await read(world, world.ref(host, secret=secret))

    assert refused.value.reason is ConsentReason.EXPIRED


async def test_a_readers_pause_is_for_all(world, host, reader) -> None:
    """Google counts what the reader asks, so a pause holds for every mailbox."""
    other = f"other-{host}"
    await world.place(host)
    await world.place(other)
    secret = world.seeding.reader(reader)
    world.seeding.share(host, reader)
    world.seeding.share(other, reader)
    world.seeding.fail(path=host, status=403, reason="quotaExceeded", after="9")
    with pytest.raises(TryLater):
        await read(world, world.ref(host, secret=secret))

    with pytest.raises(TryLater) as told:
        await read(world, world.ref(other, secret=secret))

    assert told.value.after == timedelta(seconds=9)


# --- rooms


async def test_rooms_through_the_administrator(world, host) -> None:
    """The directory is read as the administrator whom the settings name."""
    admin = f"admin-{host}"
    world.seeding.add_user(admin, admin=True)
    world.seeding.add_user(host)

    found = await world.calendar.rooms(world.ref(host, admin=admin))

    assert found == [Room(ROOM_A.address, "Room A"), Room(ROOM_B.address, "Room B")]


async def test_rooms_without_the_right_to_see_them(world, host) -> None:
    """Without the right to the directory, the right that is missing is named."""
    world.seeding.add_user(host)

    with pytest.raises(ConsentNeeded) as refused:
        await world.calendar.rooms(world.ref(host))

    assert refused.value.reason is ConsentReason.PERMISSION_MISSING


async def test_rooms_of_another_customer(world, host) -> None:
    """A customer id that does not exist is told."""
    await world.place(host)

    with pytest.raises(NoSuchCalendar):
        await world.calendar.rooms(world.ref(host, customer="C0nobody"))


# --- pushes


async def test_a_push_comes_when_something_changes(world, host) -> None:
    """Who subscribed is told that something changed, and not what."""
    await world.place(host, Planned("plain"))
    async with CannedServer() as listener:
        address = f"{listener.url}push"
        made = await world.calendar.subscribe(world.ref(host), address)
        await world.place(host, Planned("plain", start=NOW + HOUR))
        async with asyncio.timeout(5):
            while len(listener.asked) < 2:
                await asyncio.sleep(0.01)

    states = [one.headers["x-goog-resource-state"] for one in listener.asked]
    assert states == ["sync", "exists"]
    assert {one.body for one in listener.asked} == {b""}
    tokens = {one.headers["x-goog-channel-token"] for one in listener.asked}
    assert tokens == {made.proof}
    named = listener.asked[0].headers
    assert made.pushed_as == (
        f"{named['x-goog-channel-id']} {named['x-goog-resource-id']}"
    )
    assert made.id.startswith(listener.asked[0].headers["x-goog-channel-id"])
    assert made.expires > datetime(2026, 1, 1, tzinfo=UTC)


async def test_renewing_a_subscription(world, host) -> None:
    """A renewed subscription is a new one to the same address; the old one ends."""
    await world.place(host)
    ref = world.ref(host)
    first = await world.calendar.subscribe(ref, "https://x.example/push")

    second = await world.calendar.renew(ref, first)

    assert first.id.split()[0] != second.id.split()[0]
    assert second.id.endswith(" https://x.example/push")
    await world.calendar.stop(ref, first)
    await world.calendar.stop(ref, second)
    await world.calendar.stop(ref, second)


async def test_ending_by_what_a_push_names(world, host) -> None:
    """Whoever kept only what a push names can end a subscription, not renew it."""
    await world.place(host)
    ref = world.ref(host)
    made = await world.calendar.subscribe(ref, "https://x.example/push")
    kept = Subscription(made.pushed_as, made.expires)

    with pytest.raises(MarkExpired):
        await world.calendar.renew(ref, kept)

    await world.calendar.stop(ref, kept)
    with pytest.raises(NoSuchCalendar):
        await world.calendar._ask(ref, lambda api: api.stop(*made.id.split()[:2]))


async def test_a_subscription_of_another_provider(world, host) -> None:
    """What is no subscription of ours cannot be ended."""
    with pytest.raises(StrangeReply):
        await world.calendar.stop(world.ref(host), Subscription("odd", NOW))


@pytest.mark.parametrize(
    "answer", [{}, {"expiration": "soon", "resourceId": "r"}, {"expiration": "1"}]
)
async def test_a_subscription_without_an_end(world, host, answer) -> None:
    """A subscription whose end we do not know is strange."""
    async with CannedServer() as canned:
        ref = await _ref_to(canned, world, host, json.dumps(answer).encode())

        with pytest.raises(StrangeReply):
            await world.calendar.subscribe(ref, "https://x.example/")


# --- certificates


@pytest.fixture
async def secured(tmp_path: Path) -> AsyncIterator[GoogleEmulator]:
    files = tmp_path / "cert.pem", tmp_path / "key.pem"
    _write_certificate(*files)
    running = GoogleEmulator(
        tmp_path / "google", certificate=files[0], certificate_key=files[1]
    )
    await asyncio.to_thread(running.start)
    yield running
    await asyncio.to_thread(running.stop)


async def test_certificates_of_our_own(world, host, secured, tmp_path) -> None:
    """With `ca_file` a certificate of our own is trusted, without it is not."""
    secured.seeding.add_user(host)
    settings = secured.seeding.settings
    own = Connection("own", "google", "G", settings)
    trusting = Connection(
        "trust", "google", "G", {**settings, "ca_file": str(tmp_path / "cert.pem")}
    )
    key = secured.seeding.key

    with pytest.raises(TryLater):
        await world.calendar.check(CalendarRef(own, host, secret=key))

    await world.calendar.check(CalendarRef(trusting, host, secret=key))
    await world.calendar.check(CalendarRef(trusting, host, secret=key))


def _write_certificate(certificate: Path, key_file: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, ORIGIN)])
    now = datetime.now(UTC)  # noqa: TID251 - the other side looks at a real clock
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + DAY)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(ORIGIN))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def test_ids_that_google_allows() -> None:
    """An event's id is made of letters and digits that Google allows."""
    assert set(event_id("Größe/1@x")) <= set("0123456789abcdefghijklmnopqrstuv")
