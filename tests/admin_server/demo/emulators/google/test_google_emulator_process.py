"""The stand-in as a process: started, filled with the demo's day, and ended."""

import asyncio
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from admin_server.calendars.google import Google
from admin_server.core.connections import Connection
from admin_server.core.ports import CalendarRef
from admin_server.demo.day import day_around
from admin_server.demo.emulators.google import GoogleEmulator
from admin_server.demo.emulators.google.emulator import EmulatorFailed
from admin_server.demo.lakeside import HOSTS, JONAS, ROOMS
from admin_server.outbound.client import Client
from tests.fakes.clock import FixedClock

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)
_PARENT = """
import sys, time
from pathlib import Path
from admin_server.demo.emulators.google import GoogleEmulator
emulator = GoogleEmulator(Path(sys.argv[1]))
emulator.start()
print(emulator.url, flush=True)
time.sleep(60)
"""


@pytest.fixture
def filled(google):
    google.seeding.write_day(day_around(NOW), admin=JONAS.email)
    return google


def ref_to(google, mailbox: str) -> CalendarRef:
    settings = {**google.seeding.settings, "admin": JONAS.email}
    connection = Connection("demo", "google", "Google", settings)
    return CalendarRef(connection, mailbox, secret=google.seeding.key)


async def test_the_demos_day_is_read_as_it_was_planned(filled) -> None:
    """Every meeting of the demo is found in its host's calendar at its time."""
    day = day_around(NOW)
    async with Client() as http:
        calendar = Google(http, FixedClock(NOW))
        found = await asyncio.gather(
            *(
                calendar.between(ref_to(filled, h.email), NOW - DAY, NOW + DAY)
                for h in HOSTS
            )
        )

    read = {(one.uid, one.start) for meetings in found for one in meetings}
    planned = {
        (one.uid, one.start.astimezone(UTC)) for one in day.meetings if not one.all_day
    }
    away = {
        (one.uid, one.start.astimezone(UTC))
        for one in day.meetings
        if one.shown_as.value == "out_of_office"
    }
    assert planned - away <= read


async def test_the_demos_rooms_are_found(filled) -> None:
    """Every room of the demo is in the directory, with building and floor."""
    async with Client() as http:
        found = await Google(http, FixedClock(NOW)).rooms(ref_to(filled, JONAS.email))

    by_address = {room.address: room for room in found}
    expected = {room.address: (room.name, room.site, room.floor) for room in ROOMS}
    assert expected == {
        address: (by_address[address].name, room[1], by_address[address].floor)
        for address, room in expected.items()
    }


async def test_a_new_day_replaces_the_old(filled) -> None:
    """Laid a second time, the day stands in the calendars once."""
    later = NOW + timedelta(hours=1)
    filled.seeding.write_day(day_around(later), admin=JONAS.email)

    async with Client() as http:
        calendar = Google(http, FixedClock(NOW))
        found = await calendar.between(
            ref_to(filled, JONAS.email), NOW - DAY, NOW + DAY
        )

    uids = [one.uid for one in found]
    assert len(uids) == len(set(uids))


def test_it_ends_with_its_parent(tmp_path: Path) -> None:
    """However whoever started it dies, nothing is left running."""
    with subprocess.Popen(
        [sys.executable, "-c", _PARENT, str(tmp_path)], stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        url = parent.stdout.readline().decode().strip()
        assert httpx.post(f"{url}/emulator/run").status_code == 200
        parent.kill()

    assert _is_gone(url)


def _is_gone(url: str) -> bool:
    for _ in range(100):
        try:
            httpx.post(f"{url}/emulator/run", timeout=1)
        except httpx.HTTPError:
            return True
    return False


def test_a_port_that_is_taken(google, tmp_path: Path) -> None:
    """Where something else has the port, starting says so in words."""
    other = GoogleEmulator(tmp_path, port=google.port)

    with pytest.raises(EmulatorFailed, match="address already in use"):
        other.start()

    other.stop()


def test_its_key_is_kept(tmp_path: Path) -> None:
    """Started again in the same folder, it accepts the same key."""
    keys = []
    for _ in range(2):
        with GoogleEmulator(tmp_path) as running:
            keys.append(json.loads(running.seeding.key))

    assert keys[0] == keys[1]
    assert (tmp_path / "service_account.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("what", "stated"),
    [
        ("nonsense", {}),
        ("events", {"calendar": "nobody@x.example"}),
        ("rooms", {"room": {"unheard": "of"}}),
    ],
)
def test_what_it_is_told_wrongly(google, what: str, stated) -> None:
    """Filling it with what Google would not have is refused."""
    with pytest.raises(EmulatorFailed):
        google.seeding.tell(what, **stated)
