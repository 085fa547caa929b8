"""What stands of hosts' meetings in the database."""

import re
from pathlib import Path

import pytest
from sqlalchemy import update

from admin_server.core.meetings import Attendee
from admin_server.core.ports import MeetingCopy
from admin_server.security.secrets import KeyRing
from admin_server.storage import tables
from admin_server.storage.migrate import migrate
from admin_server.storage.store import SqlStore, open_store
from tests.contracts.store_examples import ACME, COPY, keep_one_of_each
from tests.fakes.clock import MORNING
from tests.fakes.lobby import JONAS, meeting, open_lobby

TOM = Attendee("tom.lindgren+talks@seaview.example", "Lindgren, Tom (Seaview)")
OLD_FORM: list[object] = [["bo@guest.example", "Bo Çelik", "person", "accepted"]]


def _content(folder: Path) -> bytes:
    """Give all that the database has on the disk."""
    return b"".join(file.read_bytes() for file in folder.glob("portico.db*"))


async def _keep(address: str, ring: KeyRing) -> None:
    migrate(address)
    store = open_store(address, ring)
    await store.before_tenant.add_tenant(ACME)
    await store.for_tenant(ACME.id).write(keep_one_of_each)
    store.close()


async def _found(address: str, ring: KeyRing) -> MeetingCopy | None:
    store = open_store(address, ring)
    acme = store.for_tenant(ACME.id)
    found = await acme.read(lambda nouns: nouns.meetings.copy_for(COPY.mailbox))
    store.close()
    return found


async def test_no_guest_can_be_read_in_the_database(tmp_path: Path):
    """Whoever gets hold of the database's file learns nothing of a host's guests."""
    planned = meeting(MORNING, TOM, uid="kept-meeting", location="Lindgren's office")
    async with open_lobby(tmp_path) as lobby:
        lobby.calendar.put(JONAS.mailbox, planned)
        answer = await lobby.check_in(visitor={"name": "Ada"}, host_id=JONAS.id)
        visit = answer.json()["visit"]["id"]
        await lobby.get(f"/check-ins/{visit}/room", wait=3)
        during = _content(tmp_path)
    after = _content(tmp_path)

    assert b"kept-meeting" in after
    assert not re.search(b"lindgren|seaview|talks", during + after, re.IGNORECASE)


@pytest.mark.parametrize("kept", [OLD_FORM, []])
async def test_a_copy_of_an_older_release_is_read_anew(store: SqlStore, kept: list):
    """After an update calendars are read again; nothing stumbles over old copies."""
    await store.before_tenant.add_tenant(ACME)
    acme = store.for_tenant(ACME.id)
    await acme.write(keep_one_of_each)
    older = update(tables.meetings).values(attendees=kept)
    await store._database.write(lambda c: c.execute(older), tenant=None)

    found = await acme.read(lambda n: n.meetings.copy_for(COPY.mailbox))
    await acme.write(lambda n: n.meetings.keep(COPY))

    assert found is None
    assert await acme.read(lambda n: n.meetings.copy_for(COPY.mailbox)) == COPY


async def test_a_restarted_server_reads_its_copies(tmp_path: Path, address: str):
    """Hosts' calendars need not be read again after a restart."""
    key_file = tmp_path / "portico.key"
    await _keep(address, KeyRing.load_or_create(key_file))

    found = await _found(address, KeyRing.load_or_create(key_file))

    assert found == COPY


async def test_after_a_change_of_keys_calendars_are_read_anew(
    tmp_path: Path, address: str
):
    """Nobody is compared with fingerprints that another key made."""
    key_file = tmp_path / "portico.key"
    await _keep(address, KeyRing.load_or_create(key_file))

    found = await _found(address, KeyRing.rotate(key_file))

    assert found is None
