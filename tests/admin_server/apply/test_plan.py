from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from admin_server.apply.changes import Kind
from admin_server.apply.document import Document, read_document
from admin_server.apply.plan import Plan, carry_out, plan
from admin_server.core.connections import Connection
from admin_server.core.people import Host
from admin_server.core.places import RoomNote
from admin_server.core.ports import Nouns, TenantStore
from admin_server.security.secrets import KeyRing
from admin_server.storage.store import SqlStore, open_store
from tests.fakes.migrated import new_database

_NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

_FILE = """
[tenant]
slug = "lakeside"
name = "Lakeside"

[[sites]]
key = "house"
name = "Lakeside House"
time_zone = "Europe/Zurich"
reception = "To your right"

[sites.wifi]
ssid = "Portico Guest"
password = "lake-4827-mint"

[[sites]]
key = "harbour"
name = "Harbour Street"
time_zone = "Europe/Berlin"

[[hosts]]
name = "Jonas Weber"
email = "Jonas@lakeside.example"
department = "Product"
site = "house"

[calendar]
kind = "caldav"
url = "https://dav.example/"
secret_from = "env:DAV_PASSWORD"

[[rooms]]
address = "a@rooms.example"
name = "Conference Room A"
site = "house"
directions = "Floor 2, left after the lift"
turn = "left"

[[kiosks]]
name = "Lobby"
site = "house"
"""


@dataclass
class _Clock:
    moment: datetime = _NOW

    def now(self) -> datetime:
        return self.moment


@dataclass
class Office:
    """A server's store and key, and the folder of tenant files."""

    store: SqlStore
    box: KeyRing
    folder: Path

    def document(self, text: str = _FILE) -> Document:
        file = self.folder / "tenant.toml"
        file.write_text(text, encoding="utf-8")
        return read_document(file, environment={})

    async def apply(self, text: str = _FILE) -> Plan:
        return await carry_out(self.store, self.box, _Clock(), self.document(text))

    async def plan(self, text: str = _FILE) -> Plan:
        return await plan(self.store, self.document(text))

    async def tenant(self) -> TenantStore:
        tenant_id = await self.store.before_tenant.tenant_by_slug("lakeside")
        assert tenant_id is not None
        return self.store.for_tenant(tenant_id)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """A server that knows nobody yet."""
    url = new_database(tmp_path / "portico.db")
    store = open_store(url)
    yield Office(store, KeyRing.load_or_create(tmp_path / "portico.key"), tmp_path)
    store.close()


async def test_a_new_tenant_is_made_whole(office: Office):
    """A file makes an organisation with its sites, people, rooms and kiosk."""
    done = await office.apply()

    tenant = await office.tenant()
    site, host, kiosk, note = await tenant.read(
        lambda nouns: (
            nouns.sites.by_key("house"),
            nouns.hosts.by_email("jonas@lakeside.example"),
            nouns.kiosks.by_name("Lobby"),
            nouns.room_notes.get("a@rooms.example"),
        )
    )
    assert {change.kind for change in done.changes} == {Kind.ADDED}
    assert site is not None
    assert host is not None
    assert kiosk is not None
    assert (host.site, kiosk.site) == (site.id, site.id)
    assert site.wifi is not None
    assert site.wifi.password == "lake-4827-mint"
    assert note == RoomNote("a@rooms.example", "Floor 2, left after the lift", "left")


async def test_a_new_tenant_has_its_own_pass_key(office: Office):
    """Each organisation signs passes by a key that only its server can open."""
    await office.apply()

    tenant = await (await office.tenant()).read(lambda nouns: nouns.tenant)
    raw = office.box.open(tenant.sealed_pass_key, "tenant", tenant.id, "pass_key")
    public = Ed25519PrivateKey.from_private_bytes(raw).public_key()
    assert public.public_bytes_raw() == tenant.pass_key


async def test_a_second_time_there_is_nothing_to_change(office: Office):
    """Applying the same file again changes nothing and writes nothing."""
    await office.apply()
    tenant = await office.tenant()
    before = await tenant.read(_everything)

    again = await office.apply()

    assert again.changes == ()
    assert again.text() == "Tenant lakeside\nNothing to change."
    assert await tenant.read(_everything) == before


async def test_a_dry_run_writes_nothing_for_a_new_tenant(office: Office):
    """Looking at what a file would do does not make the organisation."""
    would = await office.plan()

    assert would.text().endswith("7 to add, 0 to change.")
    assert await office.store.before_tenant.tenants() == []


async def test_a_dry_run_says_what_applying_does(office: Office):
    """What is announced is what happens."""
    would = await office.plan()

    done = await office.apply()

    assert would.text() == done.text()


async def test_a_dry_run_writes_nothing_for_a_known_tenant(office: Office):
    """Looking at a change does not make it."""
    await office.apply()
    tenant = await office.tenant()
    before = await tenant.read(_everything)

    would = await office.plan(_FILE.replace("Product", "Design"))

    assert len(would.changes) == 1
    assert await tenant.read(_everything) == before


async def test_a_change_shows_the_old_and_the_new(office: Office):
    """Every field that changes is shown as it was and as it will be."""
    await office.apply()

    done = await office.apply(
        _FILE.replace("Product", "Design").replace('"To your right"', '""')
    )

    assert done.text() == (
        "Tenant lakeside\n"
        "  ~ site house (Lakeside House)\n"
        "      reception: To your right → nothing\n"
        "  ~ host Jonas Weber <Jonas@lakeside.example>\n"
        "      department: Product → Design\n"
        "0 to add, 2 to change."
    )


async def test_a_secret_is_never_shown(office: Office):
    """A changed password is said to have changed, and no more."""
    await office.apply()

    done = await office.apply(_FILE.replace("lake-4827-mint", "reed-9911-fern"))

    assert "wifi.password: changed" in done.text()
    assert "lake-4827-mint" not in done.text()
    assert "reed-9911-fern" not in done.text()


async def test_a_sealed_secret_gives_way_to_a_named_one(office: Office):
    """A calendar's password typed in before is dropped for the one in the file."""
    await office.apply()
    tenant = await office.tenant()
    await tenant.write(lambda nouns: nouns.connections.put(_sealed(nouns)))

    done = await office.apply()

    connection = await tenant.read(
        lambda nouns: nouns.connections.by_name("organisation")
    )
    assert connection is not None
    assert connection.sealed_secret is None
    assert connection.secret_from == "env:DAV_PASSWORD"
    assert "sealed-text" not in done.text()


async def test_what_the_file_does_not_name_stays(office: Office):
    """Hosts and sites that stand in the store only are left alone."""
    await office.apply()
    smaller = _FILE[: _FILE.index("[[hosts]]")].replace('reception = "To your', "#")

    done = await office.apply(smaller)

    tenant = await office.tenant()
    site, hosts = await tenant.read(
        lambda nouns: (nouns.sites.by_key("house"), nouns.hosts.all())
    )
    assert site is not None
    assert site.reception == "To your right"
    assert len(hosts) == 1
    assert done.text() == (
        "Tenant lakeside\n"
        "Left to the dashboard again: 11 values.\n"
        "Left alone, as the file does not name them: 1 host, 1 room, 1 kiosk.\n"
        "Nothing to change."
    )


async def test_a_kiosk_keeps_its_token(office: Office):
    """A kiosk that was paired stays paired when its reader is set."""
    await office.apply()
    tenant = await office.tenant()
    await tenant.write(lambda nouns: _pair(nouns, b"h" * 32))

    await office.apply(_FILE + 'reader = "left"\n')

    kiosk = await tenant.read(lambda nouns: nouns.kiosks.by_name("Lobby"))
    assert kiosk is not None
    assert (kiosk.token_hash, kiosk.reader) == (b"h" * 32, "left")


async def test_directions_can_be_taken_away(office: Office):
    """A room without directions in the file loses the old ones."""
    await office.apply()
    text = _FILE.replace('turn = "left"', "").replace(
        '"Floor 2, left after the lift"', '""'
    )

    await office.apply(text)

    tenant = await office.tenant()
    assert await tenant.read(lambda nouns: nouns.room_notes.all()) == []


async def test_a_site_can_lose_its_guest_network(office: Office):
    """A file that says there is no Wi-Fi takes it away."""
    await office.apply()
    start, end = _FILE.index("[sites.wifi]"), _FILE.index('[[sites]]\nkey = "har')
    text = _FILE[:start].rstrip() + "\nwifi = false\n\n" + _FILE[end:]

    done = await office.apply(text)

    site = await (await office.tenant()).read(lambda n: n.sites.by_key("house"))
    assert site is not None
    assert site.wifi is None
    assert "wifi: Portico Guest → nothing" in done.text()


async def test_the_tenant_itself_can_change(office: Office):
    """The organisation's own settings follow the file."""
    await office.apply()
    text = _FILE.replace(
        'name = "Lakeside"\n',
        'name = "Lakeside"\nlanguages = ["de"]\ncalendar_integration = false\n',
        1,
    )

    done = await office.apply(text)

    tenant = await (await office.tenant()).read(lambda nouns: nouns.tenant)
    assert (tenant.languages, tenant.calendar_integration) == (("de",), False)
    assert "languages: en, de → de" in done.text()
    assert "calendar_integration: yes → no" in done.text()


async def test_every_change_stands_in_the_audit(office: Office):
    """What a file changed can be read afterwards, and that a file did it."""
    await office.apply()
    await office.apply(_FILE.replace("Product", "Design"))

    rows = await (await office.tenant()).read(_audit_of_jonas)

    assert [(event, actor) for _, event, actor in rows] == [
        ("host.added", "apply"),
        ("host.changed", "apply"),
    ]


async def test_only_kiosks_of_touched_sites_are_told(office: Office):
    """A changed site tells its own kiosks to look again, nobody else's."""
    await office.apply()
    tenant = await office.tenant()
    cursor = await tenant.read(lambda nouns: nouns.kiosk_events.last_cursor())

    await office.apply(_FILE.replace("To your right", "By the stairs"))

    house, harbour = await tenant.read(lambda nouns: _told(nouns, cursor))
    assert house == ["configuration_changed"]
    assert harbour == []


async def test_two_tenants_do_not_touch_each_other(office: Office):
    """A second organisation with the same site keys is its own."""
    await office.apply()
    first = await office.tenant()
    before = await first.read(_everything)

    await office.apply(_FILE.replace('"lakeside"', '"nordwind"'))

    assert len(await office.store.before_tenant.tenants()) == 2
    assert await first.read(_everything) == before


async def test_an_interrupted_first_run_is_finished_by_the_next(office: Office):
    """If the server stops after making the tenant, applying again completes it."""
    document = office.document(_FILE[: _FILE.index("[[sites]]")])
    await carry_out(office.store, office.box, _Clock(), document)

    done = await office.apply()

    assert len(done.changes) == 6
    assert (await office.plan()).changes == ()


async def test_a_later_run_has_its_own_time(office: Office):
    """The audit says when each file was applied."""
    await office.apply()
    later = _Clock(_NOW + timedelta(hours=1))
    document = office.document(_FILE.replace("Product", "Design"))

    await carry_out(office.store, office.box, later, document)

    rows = await (await office.tenant()).read(_audit_of_jonas)
    assert [at for at, _, _ in rows] == [_NOW, _NOW + timedelta(hours=1)]


def _everything(nouns: Nouns) -> list[object]:
    return [
        nouns.tenant,
        *nouns.sites.all(),
        *nouns.hosts.all(),
        *nouns.connections.all(),
        *nouns.rooms.all(),
        *nouns.room_notes.all(),
        *nouns.kiosks.all(),
        nouns.kiosk_events.last_cursor(),
        *_audit_of_jonas(nouns),
    ]


def _jonas(nouns: Nouns) -> Host:
    host = nouns.hosts.by_email("jonas@lakeside.example")
    assert host is not None
    return host


def _audit_of_jonas(nouns: Nouns) -> list[tuple[datetime, str, str]]:
    return nouns.audit.of(f"host:{_jonas(nouns).id}")


def _told(nouns: Nouns, cursor: int) -> tuple[list[str], list[str]]:
    house, harbour = (
        nouns.kiosk_events.after(cursor, site=site.id)
        for site in (nouns.sites.by_key("house"), nouns.sites.by_key("harbour"))
        if site is not None
    )
    return [row.kind for row in house], [row.kind for row in harbour]


def _pair(nouns: Nouns, token_hash: bytes) -> None:
    kiosk = nouns.kiosks.by_name("Lobby")
    assert kiosk is not None
    nouns.kiosks.put(replace(kiosk, token_hash=token_hash))


def _sealed(nouns: Nouns) -> Connection:
    connection = nouns.connections.by_name("organisation")
    assert connection is not None
    return replace(connection, sealed_secret="sealed-text", secret_from=None)


async def test_another_provider_takes_the_place_of_the_old_one(office: Office):
    """An organisation that changes its calendar keeps nothing of the old one's."""
    await office.apply()
    moved = _FILE.replace(
        'kind = "caldav"\nurl = "https://dav.example/"',
        'kind = "microsoft"\ntenant = "lakeside.example"\nclient_id = "1-2-3"',
    )

    done = await office.apply(moved)

    tenant = await office.tenant()
    (connection,) = await tenant.read(lambda nouns: nouns.connections.all())
    assert connection.kind == "microsoft"
    assert connection.settings == {"tenant": "lakeside.example", "client_id": "1-2-3"}
    assert "kind: caldav → microsoft" in done.text()
