"""`portico-server rotate-keys`: a new key for everything, with people checking in."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import pytest
from structlog.testing import capture_logs

from admin_server.commands.rotate_keys import KeyRotation
from admin_server.core.connections import Connection
from admin_server.core.errors import SecretUnreadable, StoreUnavailable
from admin_server.core.finding_rooms import Line
from admin_server.core.kiosk_matters import Photo
from admin_server.core.messages import OutboxRow
from admin_server.core.ports import Nouns
from admin_server.core.tenants import MailAccount
from admin_server.core.users import IdentityProvider
from admin_server.security.calendar_refs import CalendarRefs
from admin_server.security.chance import CHANCE
from admin_server.security.connections import ConnectionSecrets, seal_secret
from admin_server.security.links import new_link
from admin_server.security.mail_accounts import seal_mail_secret
from admin_server.security.openid import provider_words
from admin_server.security.photos import seal_photo
from admin_server.security.resealing import sealed_in
from admin_server.security.secrets import KeyRing
from admin_server.security.totp import seal_totp_secret
from admin_server.storage.columns import METADATA
from admin_server.storage.store import SqlStore
from admin_server.web.control import CommandWrong
from shared.kiosk import HealthReport
from tests.fakes.clock import MORNING
from tests.fakes.lobby import ADMIN, JONAS, TENANT, Lobby, open_lobby

T = TypeVar("T")
KINDS = 7
"""A pass key, a mail account, a connection, a provider, a user, a waiting link."""


@pytest.fixture
async def sealed(tmp_path: Path):
    """A lobby in which something of every kind is sealed, and waits to be mailed."""
    async with open_lobby(tmp_path, deliver=False) as lobby:
        box = lobby.app.state.parts.box
        guest = await lobby.expect()
        photo = seal_photo(box, b"photo", tenant=TENANT, visit=guest.visit)
        await lobby.store.for_tenant(TENANT).write(lambda n: _seal_all(n, box))
        await lobby.check_in(code=guest.code)
        await lobby.store.for_tenant(TENANT).write(
            lambda n: n.photos.put(Photo(guest.visit, lobby.clock.now(), photo))
        )
        yield lobby


def _seal_all(nouns: Nouns, box: KeyRing) -> None:
    mail = MailAccount("smtp", "desk@lakeside.example")
    mail = replace(mail, sealed_secret=seal_mail_secret(box, TENANT, "mail-word"))
    nouns.change_tenant(replace(nouns.tenant, mail=mail))
    text = seal_secret(box, TENANT, "connection-1", "calendar-word")
    nouns.connections.put(
        Connection("connection-1", "memory", "Calendar", sealed_secret=text)
    )
    text = box.seal(b"provider-word", *provider_words(TENANT, "provider-1"))
    nouns.identity_providers.put(
        IdentityProvider(
            id="provider-1",
            kind="openid",
            name="Entra",
            issuer="https://issuer.example",
            client_id="client",
            sealed_secret=text,
        )
    )
    text = seal_totp_secret(box, "JBSWY3DPEHPK3PXP", tenant=TENANT, user=ADMIN.id)
    nouns.users.put(replace(ADMIN, sealed_totp=text))
    link = new_link(box, TENANT, chance=CHANCE)
    payload = {"link": link.id, "sealed": link.sealed}
    nouns.outbox.add(
        OutboxRow(link.message, "account_welcome", payload, due_at=MORNING)
    )


def rotation(lobby: Lobby) -> KeyRotation:
    return KeyRotation(lobby.folder / "portico.key")


def ring_of(lobby: Lobby) -> KeyRing:
    """The keys as another process would read them now."""
    return KeyRing.load_or_create(lobby.folder / "portico.key")


async def rotate(lobby: Lobby, *, store: object = None, **arguments: str) -> str:
    box = lobby.app.state.parts.box
    return await rotation(lobby)(store or lobby.store, box, lobby.clock, arguments)


async def opened(lobby: Lobby) -> list[bytes]:
    """Everything sealed in the lobby's tenant, opened by the keys in the file."""
    ring = ring_of(lobby)
    return await lobby.store.for_tenant(TENANT).read(
        lambda n: [ring.open(one.text, *one.words) for one in sealed_in(n)]
    )


async def stale(lobby: Lobby) -> list[str]:
    """What is not sealed by the newest key."""
    ring = ring_of(lobby)
    return await lobby.store.for_tenant(TENANT).read(
        lambda n: [one.name for one in sealed_in(n) if ring.stale(one.text)]
    )


@dataclass
class Killed:
    """A store whose server dies at one of its writes."""

    store: SqlStore
    at_write: int
    after: bool
    writes: int = 0

    @property
    def before_tenant(self):
        return self.store.before_tenant

    def for_tenant(self, tenant: str) -> "KilledTenant":
        return KilledTenant(self, self.store.for_tenant(tenant))


@dataclass
class KilledTenant:
    killed: Killed
    inside: object

    async def read(self, work: Callable[[Nouns], T]) -> T:
        return await self.inside.read(work)

    async def write(self, work: Callable[[Nouns], T]) -> T:
        self.killed.writes += 1
        now = self.killed.writes == self.killed.at_write
        if now and not self.killed.after:
            raise StoreUnavailable("killed before")
        done = await self.inside.write(work)
        if now:
            raise StoreUnavailable("killed after")
        return done


async def test_everything_is_sealed_with_the_new_key(sealed: Lobby):
    """Acceptance 15: every kind of secret gets the new key and still opens."""
    before = await opened(sealed)

    said = await rotate(sealed)

    assert len(before) == KINDS
    assert await opened(sealed) == before
    assert await stale(sealed) == []
    assert f"Sealed with it: {KINDS}." in said


async def test_the_running_server_goes_on(sealed: Lobby):
    """The server that runs seals with the new key at once, and opens old seals."""
    box = sealed.app.state.parts.box
    old = box.seal(b"held", "cookie")

    await rotate(sealed)

    assert box.open(old, "cookie") == b"held"
    assert not ring_of(sealed).stale(box.seal(b"new", "cookie"))


async def test_old_keys_stay_unless_asked(sealed: Lobby):
    """Without being asked nothing is thrown away."""
    await rotate(sealed)
    await rotate(sealed)

    assert len(ring_of(sealed).key_ids) == 3


async def test_old_keys_go_when_asked(sealed: Lobby):
    """Afterwards one key is left, and it opens everything."""
    before = await opened(sealed)
    box = sealed.app.state.parts.box
    old = box.seal(b"held", "cookie")

    said = await rotate(sealed, forget_old="yes")

    assert len(ring_of(sealed).key_ids) == 1
    assert await opened(sealed) == before
    assert "The old keys are gone." in said
    with pytest.raises(SecretUnreadable):
        ring_of(sealed).open(old, "cookie")


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at_write", [1, 2])
async def test_killed_anywhere_everything_still_opens(sealed, at_write, after):
    """Interrupted at any write, nothing is lost and the next run finishes."""
    before = await opened(sealed)
    store = Killed(sealed.store, at_write, after)

    with pytest.raises(StoreUnavailable):
        await rotate(sealed, store=store, forget_old="yes")

    assert await opened(sealed) == before
    assert len(ring_of(sealed).key_ids) == 2
    await rotate(sealed, forget_old="yes")
    assert await opened(sealed) == before
    assert len(ring_of(sealed).key_ids) == 1


async def test_killed_right_after_the_key_was_added(sealed):
    """A key that seals nothing yet harms nobody."""
    before = await opened(sealed)
    KeyRing.rotate(sealed.folder / "portico.key")

    assert await opened(sealed) == before


async def test_killed_while_the_key_file_is_replaced(sealed, monkeypatch):
    """The file is the old one or the new one, never half of either."""
    before = await opened(sealed)

    def dies(*_: object) -> None:
        raise OSError(5, "killed")

    monkeypatch.setattr(Path, "replace", dies)

    with pytest.raises(SecretUnreadable):
        await rotate(sealed)

    assert await opened(sealed) == before


async def test_many_values_go_in_small_transactions(sealed: Lobby):
    """No check-in waits behind a thousand secrets."""
    box = sealed.app.state.parts.box
    await sealed.store.for_tenant(TENANT).write(lambda n: _put_many(n, box, 120))
    store = Killed(sealed.store, at_write=0, after=False)

    await rotate(sealed, store=store)

    assert store.writes == 3 + 1
    assert await stale(sealed) == []


async def test_what_opens_with_no_key_is_named_and_left(sealed: Lobby):
    """A broken seal is told by the id of what it belongs to, and holds nothing up."""
    broken = Connection("connection-2", "memory", "Other", sealed_secret="v1.gone.AAAA")
    await sealed.store.for_tenant(TENANT).write(lambda n: n.connections.put(broken))

    said = await rotate(sealed, forget_old="yes")

    assert "This does not open with any key: connection:connection-2." in said
    assert "The old keys are gone." in said


async def test_a_token_renewed_meanwhile_is_not_lost(sealed: Lobby):
    """A refresh token that a provider changed during the rotation is the one kept."""
    box = sealed.app.state.parts.box
    refs = CalendarRefs(sealed.store, box)
    tenant = sealed.store.for_tenant(TENANT)
    connection = await tenant.read(lambda n: n.connections.organisation())
    ref = await refs.of(TENANT, Line(connection, JONAS.email))

    await rotate(sealed)
    kept = await ref.keep("rotated-by-the-provider")

    stored = await tenant.read(lambda n: n.connections.organisation())
    assert kept == "rotated-by-the-provider"
    assert ConnectionSecrets(box).open(TENANT, stored) == kept


async def test_the_log_names_keys_by_their_id_only(sealed: Lobby):
    """Nothing of a key or a secret is logged."""
    with capture_logs() as lines:
        await rotate(sealed, forget_old="yes")

    # The lobby may still be looking for a room.
    said = [line for line in lines if "key" in line["event"]]
    assert [line["event"] for line in said] == ["key_added", "old_keys_forgotten"]
    assert said[0]["key"] == ring_of(sealed).key_ids[0]


async def test_the_audit_says_that_keys_were_changed(sealed: Lobby):
    """Each organisation whose secrets were sealed anew finds that in its audit."""
    await rotate(sealed)

    rows = await sealed.store.for_tenant(TENANT).read(
        lambda n: n.audit.of(f"tenant:{TENANT}")
    )
    assert [(event, actor) for _, event, actor in rows] == [
        ("tenant.keys_rotated", "operator")
    ]


def _put_many(nouns: Nouns, box: KeyRing, count: int) -> None:
    for number in range(count):
        name = f"connection-many-{number}"
        text = seal_secret(box, TENANT, name, "word")
        nouns.connections.put(Connection(name, "memory", name, sealed_secret=text))


def test_every_sealed_column_is_sealed_anew():
    """A new kind of secret in the database must be added to what is sealed anew."""
    columns = {
        f"{table.name}.{column.name}"
        for table in METADATA.tables.values()
        for column in table.columns
        if column.name.startswith("sealed")
    }

    assert columns == {
        "photos.sealed",
        "tenants.sealed_pass_key",
        "connections.sealed_secret",
        "identity_providers.sealed_secret",
        "users.sealed_totp",
    }


async def test_what_waits_at_a_kiosk_keeps_the_old_keys(sealed: Lobby):
    """R16: while a kiosk says that check-ins wait, nobody makes them unreadable."""
    report = HealthReport(queue_length=3)
    await sealed.store.for_tenant(TENANT).write(
        lambda n: n.kiosks.report("kiosk-house", report, at=MORNING)
    )

    with pytest.raises(CommandWrong, match="3 check-ins wait at kiosks"):
        await rotate(sealed, forget_old="yes")

    assert len(ring_of(sealed).key_ids) == 2


async def test_a_revoked_kiosk_holds_up_no_rotation(sealed: Lobby):
    """A kiosk that never comes back is revoked, and the old keys can go."""
    report = HealthReport(queue_length=3)

    def work(n: Nouns) -> None:
        n.kiosks.report("kiosk-house", report, at=MORNING)
        gone = n.kiosks.get("kiosk-house")
        assert gone is not None
        n.kiosks.put(replace(gone, revoked_at=MORNING))

    await sealed.store.for_tenant(TENANT).write(work)

    said = await rotate(sealed, forget_old="yes")

    assert "The old keys are gone." in said


async def test_kiosks_hear_of_the_new_key(sealed: Lobby):
    """After a rotation a kiosk is told to look, and seals to the new key."""
    before = (await sealed.get("/kiosk")).json()
    start = (await sealed.get("/kiosk/events")).json()["cursor"]

    await rotate(sealed)
    news = (await sealed.get("/kiosk/events", after=start)).json()
    after = (await sealed.get("/kiosk")).json()

    assert [one["kind"] for one in news["events"]] == ["configuration_changed"]
    assert before["queue_key"] != after["queue_key"]
    assert before["version"] != after["version"]
    assert after["queue_key"]["id"] == ring_of(sealed).key_ids[0]
