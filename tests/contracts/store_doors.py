"""What the store promises of what comes in before a tenant is known."""

from dataclasses import replace

import pytest

from admin_server.core.errors import AlreadyExists
from admin_server.core.ports import (
    KioskIdentity,
    LinkIdentity,
    PushTarget,
    SessionIdentity,
    Store,
    TenantStore,
)
from admin_server.core.tenants import Pairing, PairingState
from tests.contracts.store_examples import (
    ACME,
    HOUR,
    KIOSK,
    LINK,
    MINUTE,
    NOW,
    SESSION,
)
from tests.contracts.store_tenants import StoreTenants

PAIRING = Pairing(
    id="pairing",
    device_hash=b"device",
    code_hash=b"code",
    started_at=NOW,
    expires_at=NOW + HOUR,
    state=PairingState.APPROVED,
    tries=2,
    version="1.0",
    tenant="tenant-acme",
    kiosk="kiosk",
    asked_at=NOW + MINUTE,
)
TOKEN = b"set-up token"


class DoorPromises(StoreTenants):
    async def test_a_session_is_found(self, store: Store, acme: TenantStore):
        """A browser that is signed in is known by its token."""
        found = await store.before_tenant.session_by_token(SESSION.token_hash)

        assert found == SessionIdentity(ACME.id, "session", "user")
        assert await store.before_tenant.session_by_token(b"guessed") is None

    async def test_a_link_is_found(self, store: Store, acme: TenantStore):
        """A link from a mail leads to its organisation."""
        found = await store.before_tenant.link_by_token(LINK.token_hash)

        assert found == LinkIdentity(ACME.id, "link")
        assert await store.before_tenant.link_by_token(b"guessed") is None

    async def test_a_push_finds_its_watch(self, store: Store, acme: TenantStore):
        """A calendar's push is told apart by its subscription alone."""
        found = await store.before_tenant.push_target("subscription-1")

        assert found == PushTarget(ACME.id, "watch", b"hash of a proof")
        assert await store.before_tenant.push_target("guessed") is None

    async def test_a_rotated_token_is_found(self, store: Store, acme: TenantStore):
        """A kiosk's next token counts already, and is told apart."""
        known = await store.before_tenant.kiosk_by_token(b"next token hash")

        assert known == KioskIdentity(
            ACME.id, "kiosk", "site", rotated=True, token_made_at=KIOSK.token_made_at
        )

    async def test_nobody_of_a_suspended_tenant_is_let_in(
        self, store: Store, acme: TenantStore
    ):
        """While an organisation is suspended, no token and no link of it works."""
        before = store.before_tenant

        await acme.write(lambda n: n.change_tenant(replace(ACME, suspended_at=NOW)))

        assert await before.session_by_token(SESSION.token_hash) is None
        assert await before.link_by_token(LINK.token_hash) is None
        kiosk = await before.kiosk_by_token(KIOSK.token_hash)
        assert kiosk is not None
        assert kiosk.suspended
        assert await before.tenants() == []
        assert await before.every_tenant() == [ACME.id]

    async def test_a_suspended_tenant_comes_back(self, store: Store, acme: TenantStore):
        """When the suspension ends, everybody is where they were."""
        await acme.write(lambda n: n.change_tenant(replace(ACME, suspended_at=NOW)))

        await acme.write(lambda n: n.change_tenant(ACME))

        assert (
            await store.before_tenant.session_by_token(SESSION.token_hash) is not None
        )

    async def test_nobody_has_an_account_at_first(
        self, store: Store, empty: TenantStore
    ):
        """An organisation alone is nobody who could sign in."""
        assert not await store.before_tenant.has_users()

    async def test_somebody_has_an_account(self, store: Store, acme: TenantStore):
        """One account anywhere counts."""
        assert await store.before_tenant.has_users()

    async def test_a_set_up_link_works_once(self, store: Store):
        """The link on the server's screen makes one account, not two."""
        before = store.before_tenant
        await before.add_setup_link(TOKEN, expires_at=NOW + HOUR)

        works = await before.setup_link_works(TOKEN, now=NOW)
        taken = await before.use_setup_link(TOKEN, now=NOW)
        again = await before.use_setup_link(TOKEN, now=NOW)

        assert (works, taken, again) == (True, True, False)
        assert not await before.setup_link_works(TOKEN, now=NOW)

    async def test_a_set_up_link_dies_by_itself(self, store: Store):
        """After its hour the link on the server's screen is worth nothing."""
        before = store.before_tenant
        await before.add_setup_link(TOKEN, expires_at=NOW)

        assert not await before.setup_link_works(TOKEN, now=NOW)
        assert not await before.use_setup_link(TOKEN, now=NOW)

    async def test_a_set_up_link_dies_with_the_first_account(
        self, store: Store, acme: TenantStore
    ):
        """Once anybody has an account, no set-up link makes another."""
        before = store.before_tenant
        await before.add_setup_link(TOKEN, expires_at=NOW + HOUR)

        assert not await before.setup_link_works(TOKEN, now=NOW)
        assert not await before.use_setup_link(TOKEN, now=NOW)

    async def test_a_guessed_set_up_link_is_none(self, store: Store):
        """A link that nobody printed opens nothing."""
        assert not await store.before_tenant.use_setup_link(b"guessed", now=NOW)

    async def test_a_pairing_comes_back(self, store: Store):
        """A kiosk that waits for an admin is found by its secret and by its code."""
        before = store.before_tenant
        await before.add_pairing(PAIRING)

        assert await before.pairing_by_device(b"device") == PAIRING
        assert await before.pairing_by_code(b"code") == PAIRING
        assert await before.pairing_by_code(b"other") is None

    async def test_two_kiosks_never_show_the_same_code(self, store: Store):
        """A code that is on a screen already is not shown on another one."""
        await store.before_tenant.add_pairing(PAIRING)
        twin = replace(PAIRING, id="twin", device_hash=b"other device")

        with pytest.raises(AlreadyExists):
            await store.before_tenant.add_pairing(twin)

    async def test_a_pairing_changes_once(self, store: Store):
        """Two admins who decide at the same moment do not both decide."""
        before = store.before_tenant
        waiting = replace(PAIRING, state=PairingState.WAITING)
        await before.add_pairing(waiting)
        denied = replace(PAIRING, state=PairingState.DENIED)

        first = await before.change_pairing(PAIRING, was=PairingState.WAITING)
        second = await before.change_pairing(denied, was=PairingState.WAITING)

        assert (first, second) == (True, False)
        assert await before.pairing_by_device(b"device") == PAIRING

    async def test_old_pairings_are_forgotten(self, store: Store):
        """A kiosk that nobody approved in time leaves no trace."""
        before = store.before_tenant
        await before.add_pairing(PAIRING)

        kept = await before.forget_pairings(before=NOW)
        gone = await before.forget_pairings(before=NOW + 2 * HOUR)

        assert (kept, gone) == (0, 1)
        assert await before.pairing_by_device(b"device") is None
