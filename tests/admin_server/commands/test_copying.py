"""`portico-server copy`: an organisation moves to another database."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from admin_server.commands.copying import copy_tenant
from admin_server.core.errors import StoreUnavailable
from admin_server.security.secrets import KeyRing
from admin_server.storage.migrate import migrate
from admin_server.storage.store import SqlStore, open_store
from admin_server.web.control import CommandWrong
from tests.fakes.lobby import JONAS, OTHER_TENANT, TENANT, Lobby, open_lobby


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Lobby]:
    """A lobby from which somebody moves out."""
    folder = tmp_path / "here"
    await asyncio.to_thread(folder.mkdir)
    async with open_lobby(folder, deliver=False) as lobby:
        yield lobby


async def copy(lobby: Lobby, address: str, tenant: str = "lakeside") -> str:
    box = lobby.app.state.parts.box
    asked = {"tenant": tenant, "to": address}
    return await copy_tenant(lobby.store, box, lobby.clock, asked)


async def _suspended(store: SqlStore) -> bool:
    tenant = await store.for_tenant(TENANT).read(lambda n: n.tenant)
    return tenant.suspended_at is not None


async def test_a_copied_tenant_waits_on_both_sides(here: Lobby, tmp_path: Path):
    """Nobody checks in at a side that is not the one: somebody says which it is."""
    await here.check_in(visitor={"name": "Mara"}, host_id=JONAS.id)
    address = f"sqlite:///{tmp_path}/other.db"

    said = await copy(here, address)

    there = open_store(address)
    counts = await there.whole_tenant(TENANT).counts()
    suspended = await _suspended(here.store), await _suspended(there)
    there.close()
    rows = await here.store.for_tenant(TENANT).read(
        lambda n: n.audit.of(f"tenant:{TENANT}")
    )
    assert suspended == (True, True)
    assert counts["visits"] == 1
    assert f"  in all: {sum(counts.values())}\n" in said
    assert "tenant resume lakeside` there" in said
    assert [row[1] for row in rows] == ["tenant.suspended", "tenant.copied"]


async def test_two_tenants_can_be_copied_one_by_one(here: Lobby, tmp_path: Path):
    """A whole server moves tenant by tenant."""
    address = f"sqlite:///{tmp_path}/other.db"
    words = here.app.state.parts.box.seal(b"x", "tenant", OTHER_TENANT, "pass_key")
    await here.store.for_tenant(OTHER_TENANT).write(
        lambda n: n.change_tenant(replace(n.tenant, sealed_pass_key=words))
    )

    await copy(here, address)
    await copy(here, address, tenant="elsewhere")

    there = open_store(address)
    ids = await there.before_tenant.every_tenant()
    there.close()
    assert len(ids) == 2


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("mysql://db.example/portico", "must begin with"),
        ("sqlite:////nowhere/at/all.db", "No such file"),
        ("postgresql://nobody@127.0.0.1:1/portico", "cannot be used now"),
        ("postgresql://nobody@127.0.0.1:port/portico", "is not an address such as"),
    ],
)
async def test_a_copy_that_cannot_be_made_stops_nobody(
    here: Lobby, address: str, sentence: str
):
    """Where the other side cannot be reached, the organisation goes on here."""
    with pytest.raises((CommandWrong, StoreUnavailable), match=sentence):
        await copy(here, address)

    assert not await _suspended(here.store)


async def test_a_suspended_tenant_stays_so(here: Lobby):
    """A copy that fails does not let anybody in who was kept out."""
    tenant = here.store.for_tenant(TENANT)
    now = here.clock.now()
    await tenant.write(lambda n: n.change_tenant(replace(n.tenant, suspended_at=now)))

    with pytest.raises(StoreUnavailable):
        await copy(here, "sqlite:////nowhere/at/all.db")

    assert await _suspended(here.store)


async def test_a_tenant_that_is_there_is_named(here: Lobby, tmp_path: Path):
    """A second copy is refused before anybody is stopped."""
    address = f"sqlite:///{tmp_path}/other.db"
    await copy(here, address)

    with pytest.raises(CommandWrong, match="a tenant 'lakeside' there already"):
        await copy(here, address)


async def test_another_key_file_there_is_known(here: Lobby, tmp_path: Path):
    """Secrets that nobody there could open are not brought there."""
    address = f"sqlite:///{tmp_path}/other.db"
    await asyncio.to_thread(migrate, address)
    there = open_store(address)
    theirs = await here.store.for_tenant(TENANT).read(lambda n: n.tenant)
    other = KeyRing({"other": bytes(32)}, primary="other")
    words = other.seal(b"x", "tenant", "tenant-x", "pass_key")
    await there.before_tenant.add_tenant(
        replace(theirs, id="tenant-x", slug="x", sealed_pass_key=words)
    )
    there.close()

    with pytest.raises(CommandWrong, match="The secrets there are sealed with other"):
        await copy(here, address)

    assert not await _suspended(here.store)


async def test_a_wrong_key_file_here_is_known(here: Lobby, tmp_path: Path):
    """A command that was given another key file copies nothing."""
    other = KeyRing({"other": bytes(32)}, primary="other")
    asked = {"tenant": "lakeside", "to": f"sqlite:///{tmp_path}/other.db"}

    with pytest.raises(CommandWrong, match="The secrets here are sealed with other"):
        await copy_tenant(here.store, other, here.clock, asked)

    assert not (tmp_path / "other.db").exists()
