"""The demo's stand-ins are found by the operator's settings, and have a directory."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from admin_server.calendars import directories
from admin_server.core.connections import Connection
from admin_server.core.ports import CalendarRef, PersonKind
from admin_server.demo.calendar_worlds import WORLDS
from admin_server.demo.day import day_around
from admin_server.demo.tenant_file import write_tenant_files
from admin_server.settings import read_settings
from tests.fakes.clock import FixedClock

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("kind", ["google", "microsoft"])
@pytest.mark.timeout(60)
async def test_hosts_can_come_along_in_the_demo(kind: str, tmp_path: Path) -> None:
    """Who tries the demo finds groups to import hosts from, and nobody twice."""
    with WORLDS[kind](tmp_path) as world:
        world.lay(day_around(NOW), now=NOW)
        said = {f"PORTICO_{name.upper()}": at for name, at in world.addresses.items()}
        elsewhere = read_settings(said).calendar_addresses
        settings = dict(world.settings)
        connection = Connection("shared", kind, "Calendar", settings=settings)
        ref = CalendarRef(connection, "", secret=world.secret)
        directory = directories(FixedClock(NOW), elsewhere=elsewhere)[kind]

        groups = await directory.groups(ref)
        product = next(one for one in groups if one.name == "Product")
        people = await directory.people(ref, (product.id,))
        await directory.close()

    assert sorted(one.name for one in people) == ["Jonas Weber", "Rajesh Krishnamurthy"]
    assert {one.kind for one in people} == {PersonKind.MEMBER}
    assert {one.department for one in people} == {"Product"}


def test_hosts_can_connect_their_own_in_the_demo(tmp_path: Path) -> None:
    """The tenant file lets hosts connect, and has no secret in it."""
    file, _ = write_tenant_files(
        tmp_path, kind="microsoft", settings={"tenant": "t"}, client_id="app"
    )

    read = tomllib.loads(file.read_text(encoding="utf-8"))

    assert read["calendar_rules"] == {"own_calendars": True}
    assert read["calendar_apps"] == [
        {
            "kind": "microsoft",
            "client_id": "app",
            "secret_from": "env:PORTICO_SECRET_DEMO_APP",
        }
    ]


def test_without_a_stand_in_nobody_connects_their_own(tmp_path: Path) -> None:
    """By CalDAV everybody signs in with a password, so there is nothing to consent to."""
    file, _ = write_tenant_files(tmp_path, kind="caldav", settings={"url": "http://x"})

    assert "calendar_apps" not in tomllib.loads(file.read_text(encoding="utf-8"))
