"""`portico-server doctor`: what the operator is told, and what support gets."""

import json
import stat
import zipfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from admin_server.commands.doctor import Doctor, needs_somebody
from admin_server.commands.support_bundle import told_settings
from admin_server.core.connections import Connection, ConnectionState, Health
from admin_server.core.errors import ConsentNeeded, ConsentReason, TryLater
from admin_server.jobs.canary import Canary
from admin_server.jobs.connection_health import ConnectionHealth
from admin_server.jobs.read_lines import LineReader
from admin_server.settings import Settings
from admin_server.web.control import CommandWrong
from tests.fakes.clock import MORNING
from tests.fakes.lobby import (
    JONAS,
    PRIYA,
    ROOM_A,
    STAFF,
    TENANT,
    Lobby,
    meeting,
)
from tests.fakes.people import put_user_with_codes
from tests.fakes.watched import CLIENT, OWN, put_connection

Do = Callable[..., Awaitable[str]]
SETTINGS = Settings(
    public_url="https://portico.lakeside.example",
    smtp_host="mail.lakeside.example",
    smtp_user="postmaster",
    smtp_password="hunter-two-hunter",
    mail_from="desk@lakeside.example",
)


@pytest.fixture
def doctor(lobby: Lobby) -> Do:
    """Examines the lobby, as the local socket has it done."""
    parts = lobby.app.state.parts
    health = ConnectionHealth(lobby.store, lobby.clock)
    lines = LineReader(
        lobby.store, parts.calendars, refs=parts.refs, health=health, clock=lobby.clock
    )
    examine = Doctor(Canary(lines), told_settings(SETTINGS))

    async def command(**arguments: str) -> str:
        return await examine(lobby.store, parts.box, lobby.clock, arguments)

    return command


async def test_a_calendar_that_answers_needs_nobody(lobby: Lobby, doctor: Do):
    """The operator reads that all is well, after a look-up just now."""
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING))

    said = await doctor()

    assert "Look-up: answered in " in said
    assert not needs_somebody(said)


async def test_what_waits_is_told_with_cause_and_remedy(lobby: Lobby, doctor: Do):
    """D20: an expired access is found by the look-up, and what to do is said."""
    lobby.calendar.fail_with = ConsentNeeded(ConsentReason.EXPIRED, "AADSTS7000222")

    said = await doctor(tenant="lakeside")

    assert "State: expired (AADSTS7000222)" in said
    assert "To do: Make a new secret" in said
    assert said.endswith("Somebody is needed: 1 connection waits.")


async def test_a_provider_that_is_away_needs_nobody(lobby: Lobby, doctor: Do):
    """An outage is told; nobody here can mend it."""
    lobby.calendar.fail_with = TryLater()

    said = await doctor()

    assert "Look-up: not answered: provider_unreachable" in said
    assert not needs_somebody(said)


async def test_a_secret_that_ends_soon_needs_somebody(lobby: Lobby, doctor: Do):
    """Acceptance 15: the days that are left, while it still works."""
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING))
    ending = Connection(
        "connection-1",
        "memory",
        "Calendar",
        secret_ends_at=MORNING + timedelta(days=9),
        health=Health(ConnectionState.CONNECTED),
    )
    await put_connection(lobby, ending)

    said = await doctor()

    assert "Secret: ends in 9 days" in said
    assert needs_somebody(said)


async def test_everything_known_is_said(lobby: Lobby, doctor: Do):
    """Rooms that vanished, hosts without a calendar, and hosts' own connections."""
    lobby.calendar.can_schedule = True
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING))
    await put_connection(
        lobby, replace(OWN, host=PRIYA.id, health=Health(ConnectionState.EXPIRED))
    )
    gone = replace(ROOM_A, address="gone@lakeside.example")
    await lobby.store.for_tenant(TENANT).write(lambda n: n.rooms.put(gone))

    said = await doctor(tenant="lakeside")

    assert "Rooms no longer in the calendar: 1" in said
    assert "Hosts' own calendars: 1 expired" in said
    assert "Hosts without a calendar: 0" in said


async def test_a_room_without_a_meeting_has_not_vanished(lobby: Lobby, doctor: Do):
    """CalDAV has no list of rooms, so an operator is not told that one is gone."""
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING))
    empty = replace(ROOM_A, address="library@lakeside.example")
    await lobby.store.for_tenant(TENANT).write(lambda n: n.rooms.put(empty))

    assert "Rooms no longer" not in await doctor(tenant="lakeside")


async def test_a_mailbox_that_is_gone_is_told(lobby: Lobby, doctor: Do):
    """The calendar answers, but knows no such mailbox."""
    said = await doctor(tenant="lakeside")

    assert "Look-up: answered, but knows no such mailbox" in said
    assert not needs_somebody(said)


async def test_without_hosts_there_is_nobody_to_ask(lobby: Lobby, doctor: Do):
    """A connection by which no host is read cannot be tried."""
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.hosts.put(replace(JONAS, mailbox=None))
    )

    assert "nobody to ask" in await doctor(tenant="lakeside")


async def test_switched_off_calendars_are_told(lobby: Lobby, doctor: Do):
    """E2: where calendars are off nothing is asked and nobody is needed."""
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.change_tenant(replace(n.tenant, calendar_integration=False))
    )

    said = await doctor(tenant="lakeside")

    assert "Calendars are switched off." in said
    assert lobby.calendar.calls["check"] == 0


async def test_an_app_registration_is_told_without_a_last_answer(
    lobby: Lobby, doctor: Do
):
    """What reads nothing has a secret and no last answer."""
    await put_connection(lobby, CLIENT)

    said = await doctor(tenant="lakeside")

    assert "App (memory, client)\n    State: connected, since never\n    Secret" in said


async def test_a_suspended_tenant_is_not_asked_about(lobby: Lobby, doctor: Do):
    """Nobody's calendar is read for a tenant that is suspended."""
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.change_tenant(replace(n.tenant, suspended_at=MORNING))
    )

    said = await doctor(tenant="lakeside")

    assert "Tenant lakeside (suspended)" in said
    assert lobby.calendar.calls["check"] == 0


async def test_an_unknown_tenant_is_told(doctor: Do):
    """A short name that nobody has is said in one sentence."""
    with pytest.raises(CommandWrong, match="no tenant 'nowhere'"):
        await doctor(tenant="nowhere")


async def test_the_bundle_names_nobody(lobby: Lobby, doctor: Do, tmp_path: Path):
    """What goes to support has no name, address or secret of a full database."""
    await lobby.expect("Mara Lindt", email="mara@lindt.example", company="Lindt AG")
    await lobby.check_in(visitor={"name": "Omar Haddad"}, host_id=JONAS.id)
    await put_user_with_codes(lobby, STAFF[0])
    health = Health(
        ConnectionState.EXPIRED, detail="AADSTS50173 jonas@lakeside.example"
    )
    await put_connection(lobby, replace(OWN, health=health))
    full = replace(
        OWN,
        id="connection-1",
        access=Connection("", "", "").access,
        host=None,
        name="Ines' connection",
        settings={"url": "https://dav.lakeside.example", "user": "ines"},
        sealed_secret="v1.abc.secret",
        health=health,
    )
    await put_connection(lobby, full)
    file = tmp_path / "support.zip"

    await doctor(bundle=str(file))

    with zipfile.ZipFile(file) as bundle:
        text = "".join(bundle.read(name).decode() for name in bundle.namelist())
    found = [value for value in PERSONAL if value.casefold() in text.casefold()]
    assert found == []
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


PERSONAL = (
    "mara",
    "lindt",
    "omar",
    "haddad",
    "jonas",
    "weber",
    "priya",
    "nair",
    "ines",
    "albrecht",
    "noor",
    "samir",
    "lakeside",
    "elsewhere",
    "harbour",
    "example",
    "conference",
    "lake-4827-mint",
    "pk_",
    "v1.",
    "hunter",
    "postmaster",
    "front desk",
)
"""Every name, address and secret of the lobby, and of its settings."""


async def test_the_bundle_has_what_support_asks_for(
    lobby: Lobby, doctor: Do, tmp_path: Path
):
    """Versions, settings without values, states, counts and what happened last."""
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING))
    await lobby.expect()
    file = tmp_path / "support.zip"

    await doctor(tenant="lakeside", bundle=str(file))

    with zipfile.ZipFile(file) as bundle:
        read = {name: json.loads(bundle.read(name)) for name in bundle.namelist()}
    assert read["about.json"]["versions"]["python"].startswith("3.")
    assert read["settings.json"]["smtp_password"] == "set"
    assert read["settings.json"]["reached_by"] == "https"
    (tenant,) = read["tenants.json"]
    assert tenant["connections"][0]["kind"] == "memory"
    assert tenant["rows"]["visits"] == 1


async def test_a_bundle_replaces_no_file(doctor: Do, tmp_path: Path):
    """A file that is there already is left as it is."""
    file = tmp_path / "support.zip"
    file.write_text("mine", encoding="utf-8")

    with pytest.raises(CommandWrong, match="cannot be made"):
        await doctor(bundle=str(file))

    assert file.read_text(encoding="utf-8") == "mine"
