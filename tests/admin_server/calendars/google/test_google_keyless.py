"""Reading for an organisation without a key: Google signs for the machine."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from admin_server.calendars.google import Google
from admin_server.core.errors import (
    ConsentNeeded,
    ConsentReason,
    StrangeReply,
    TryLater,
)
from admin_server.core.ports import CalendarRef
from admin_server.jobs.clock import SystemClock
from tests.admin_server.calendars.google.google_world import GoogleWorld
from tests.contracts.calendar import CalendarContract, Planned
from tests.fakes.canned_server import Answer, CannedServer
from tests.fakes.clock import FixedClock
from tests.fakes.ports import free_port


class Moving(FixedClock):
    """Runs as the machine's clock does, which the stand-in goes by as well."""

    def __init__(self) -> None:
        super().__init__(SystemClock().now())


class KeylessWorld(GoogleWorld):
    """Hosts on the stand-in; the machine reads for all of them."""

    def ref(
        self, mailbox: str, *, secret: str | None = None, **settings: str
    ) -> CalendarRef:
        keyless = secret or self.seeding.keyless
        return super().ref(mailbox, secret=keyless, **settings)


@pytest.fixture
def clock() -> Moving:
    return Moving()


@pytest.fixture
async def world(emulator, http, clock) -> AsyncIterator[KeylessWorld]:
    google = Google(http, clock)
    yield KeylessWorld(google, emulator.seeding)
    await google.close()
    emulator.seeding.fail(clear=True)
    emulator.seeding.tell("manner")


class TestKeyless(CalendarContract):
    """The same as with a key."""


def stated(world: KeylessWorld, **other: str) -> str:
    return json.dumps({**json.loads(world.seeding.keyless), **other})


async def check(world: KeylessWorld, host: str, **other: str) -> None:
    await world.calendar.check(world.ref(host, secret=stated(world, **other)))


async def test_one_signature_serves_an_hour(world, host, clock) -> None:
    """Google signs once for many questions, and again when the token ends."""
    await world.place(host)
    world.seeding.counts()
    await world.calendar.check(world.ref(host))
    await world.calendar.check(world.ref(host))
    requests, _ = world.seeding.counts()
    clock.time += timedelta(minutes=57)
    # The stand-in's clock did not move: a claim from the future is refused.
    with pytest.raises(ConsentNeeded):
        await world.calendar.check(world.ref(host))

    again, _ = world.seeding.counts()

    once = {"metadata": 1, "signJwt": 1, "token": 1}
    assert once.items() <= requests.items()
    assert again == once


async def test_a_token_is_for_one_mailbox(world, host) -> None:
    """For each host Google signs anew: nobody reads with another's token."""
    await world.place(host)
    await world.place(f"other-{host}")
    world.seeding.counts()

    await world.calendar.check(world.ref(host))
    await world.calendar.check(world.ref(f"other-{host}"))

    requests, _ = world.seeding.counts()
    assert requests["signJwt"] == 2


async def test_a_machine_without_an_account(world, host) -> None:
    """A machine to which Google gave no account is told as that."""
    await world.place(host)
    world.seeding.tell("manner", has_machine=False)

    with pytest.raises(ConsentNeeded, match="no service account") as refused:
        await check(world, host)

    assert refused.value.reason is ConsentReason.PERMISSION_MISSING


async def test_a_machine_that_may_not_sign(world, host) -> None:
    """Where the machine may not sign, the missing permission is named."""
    await world.place(host)
    world.seeding.tell("manner", may_sign=False)

    with pytest.raises(ConsentNeeded, match="signJwt") as refused:
        await check(world, host)

    assert refused.value.reason is ConsentReason.PERMISSION_MISSING


async def test_a_machine_that_is_not_known(world, host) -> None:
    """A machine whose own token is refused is told as that."""
    await world.place(host)
    async with CannedServer() as canned:
        canned.give(
            "/computeMetadata/v1/instance/service-accounts/default/token",
            Answer(200, b'{"access_token": "old", "expires_in": 60}'),
        )

        with pytest.raises(ConsentNeeded, match="signJwt"):
            await check(world, host, metadata_url=canned.url)


async def test_an_account_that_is_gone(world, host) -> None:
    """A service account that was deleted asks for another."""
    await world.place(host)

    with pytest.raises(ConsentNeeded) as refused:
        await check(world, host, service_account="gone@x.iam.gserviceaccount.com")

    assert refused.value.reason is ConsentReason.EXPIRED


async def test_not_on_a_machine_of_google(world, host) -> None:
    """Where there is no metadata server, nobody can be read for now."""
    await world.place(host)

    with pytest.raises(TryLater):
        await check(world, host, metadata_url=f"http://127.0.0.1:{free_port()}")


@pytest.mark.parametrize("body", [b"", b"[]", b'{"access_token": 7}', b"{}"])
async def test_a_metadata_server_that_is_none(world, host, body: bytes) -> None:
    """Whatever else answers in its place is told as strange."""
    await world.place(host)
    async with CannedServer() as canned:
        canned.give(
            "/computeMetadata/v1/instance/service-accounts/default/token",
            Answer(200, body),
        )

        with pytest.raises(StrangeReply):
            await check(world, host, metadata_url=canned.url)


@pytest.mark.parametrize("body", [b"{}", b'{"access_token": "a", "expires_in": "x"}'])
async def test_a_token_endpoint_that_is_none(world, host, body: bytes) -> None:
    """An answer without a token is told as strange."""
    await world.place(host)
    async with CannedServer() as canned:
        canned.give("/token", Answer(200, body))
        ref = world.ref(host, token_url=f"{canned.url}token")

        with pytest.raises(StrangeReply):
            await world.calendar.check(ref)


@pytest.mark.parametrize("name", ["iam_url", "metadata_url"])
async def test_the_machines_token_goes_nowhere_else(world, host, name: str) -> None:
    """No connection can have the machine's own token sent to a stranger."""
    await world.place(host, Planned("one"))
    world.seeding.counts()

    with pytest.raises(ConsentNeeded, match="not Google's"):
        await check(world, host, **{name: "https://evil.example"})

    requests, _ = world.seeding.counts()
    assert requests == {}


async def test_a_secret_without_an_account(world, host) -> None:
    """A secret of this kind names whom it acts for."""
    await world.place(host)

    with pytest.raises(ConsentNeeded, match="no service account"):
        await check(world, host, service_account="")


async def test_the_directory_of_rooms_without_a_key(world, host) -> None:
    """The administrator's directory is read in the same way."""
    await world.place(host)

    found = await world.calendar.rooms(world.ref(host, admin=host))

    assert {room.name for room in found} >= {"Room A", "Room B"}
