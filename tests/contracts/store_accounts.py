"""What the store promises of people who sign in, and of the ways they do."""

from dataclasses import replace

import pytest

from admin_server.core.errors import AlreadyExists
from admin_server.core.ports import TenantStore
from admin_server.core.users import Identity, Session
from tests.contracts.store_examples import (
    HOUR,
    IDENTITY,
    LINK,
    MINUTE,
    NOW,
    PASSKEY,
    PROVIDER,
    SESSION,
    USER,
)
from tests.contracts.store_tenants import StoreTenants


class AccountPromises(StoreTenants):
    @pytest.mark.parametrize(
        ("question", "answer"),
        [
            (lambda n: n.users.get("user"), USER),
            (lambda n: n.users.by_email("INES@acme.example"), USER),
            (lambda n: n.users.all(), [USER]),
            (lambda n: n.sessions.get("session"), SESSION),
            (lambda n: n.sessions.of_user("user"), [SESSION]),
            (lambda n: n.one_time_links.get("link"), LINK),
            (lambda n: n.passkeys.of_user("user"), [PASSKEY]),
            (lambda n: n.passkeys.by_credential(b"credential"), PASSKEY),
            (lambda n: n.identity_providers.get("provider"), PROVIDER),
            (lambda n: n.identity_providers.all(), [PROVIDER]),
            (
                lambda n: n.identity_providers.identity("provider", "subject-1"),
                IDENTITY,
            ),
            (lambda n: n.identity_providers.identities_of("user"), [IDENTITY]),
        ],
    )
    async def test_accounts_come_back(self, acme: TenantStore, question, answer):
        """What is known of somebody who signs in is found again, whole."""
        assert await acme.read(question) == answer

    async def test_addresses_are_unique(self, acme: TenantStore):
        """Nobody gets a second account under the same address, however it is written."""
        twin = replace(USER, id="twin", email="INES@ACME.example")

        with pytest.raises(AlreadyExists):
            await acme.write(lambda n: n.users.put(twin))

    async def test_people_are_listed_by_name(self, acme: TenantStore):
        """The list of users begins with A, however names are written."""
        anna = replace(USER, id="z", email="z@acme.example", name="anna")
        await acme.write(lambda n: n.users.put(anna))

        listed = await acme.read(lambda n: n.users.all())

        assert [user.name for user in listed] == ["anna", "Ines Albrecht"]

    async def test_absent_values_of_accounts_stay_absent(self, acme: TenantStore):
        """Somebody who was only just invited has no password and no codes."""
        bare = replace(
            USER,
            password_hash=None,
            locked_until=None,
            sealed_totp=None,
            created_at=None,
            signed_in_at=None,
        )
        await acme.write(lambda n: n.users.put(bare))

        assert await acme.read(lambda n: n.users.get("user")) == bare

    async def test_the_last_used_session_is_first(self, acme: TenantStore):
        """The list of one's browsers begins with the one used last."""
        newer = _session("newer", seen_at=NOW)
        await acme.write(lambda n: n.sessions.put(newer))

        assert await acme.read(lambda n: n.sessions.of_user("user")) == [newer, SESSION]

    async def test_one_session_ends_alone(self, acme: TenantStore):
        """Signing out in one browser leaves the others signed in."""
        other = _session("other")
        await acme.write(lambda n: (n.sessions.put(other), n.sessions.end("session")))

        assert await acme.read(lambda n: n.sessions.of_user("user")) == [other]

    async def test_all_but_one_session_end(self, acme: TenantStore):
        """Signing out everywhere else ends the others, and nobody else's."""
        stranger = replace(USER, id="stranger", email="stranger@acme.example")
        theirs = replace(_session("theirs"), user="stranger")
        await acme.write(
            lambda n: (
                n.users.put(stranger),
                n.sessions.put(theirs),
                n.sessions.put(_session("other")),
            )
        )

        ended = await acme.write(lambda n: n.sessions.end_all("user", but="session"))

        assert ended == 1
        assert await acme.read(lambda n: n.sessions.of_user("user")) == [SESSION]
        assert await acme.read(lambda n: n.sessions.of_user("stranger")) == [theirs]

    async def test_old_sessions_are_forgotten(self, acme: TenantStore):
        """A browser that expired, or was unused for long, leaves no trace."""
        expired = _session("expired", expires_at=NOW - MINUTE)
        idle = _session("idle", seen_at=NOW - Session.IDLE - MINUTE)
        await acme.write(lambda n: (n.sessions.put(expired), n.sessions.put(idle)))

        gone = await acme.write(lambda n: n.sessions.forget_before(NOW))

        assert gone == 2
        assert await acme.read(lambda n: n.sessions.of_user("user")) == [SESSION]

    async def test_links_of_a_person_end(self, acme: TenantStore):
        """A new link replaces every older one of the same person."""
        await acme.write(lambda n: n.one_time_links.end_all("user"))

        assert await acme.read(lambda n: n.one_time_links.get("link")) is None

    async def test_old_links_are_forgotten(self, acme: TenantStore):
        """A link that expired leaves no trace; one that works stays."""
        newer = replace(
            LINK, id="newer", token_hash=b"newer", expires_at=NOW + 9 * HOUR
        )
        await acme.write(lambda n: n.one_time_links.put(newer))

        gone = await acme.write(
            lambda n: n.one_time_links.forget_before(NOW + 2 * HOUR)
        )

        assert gone == 1
        assert await acme.read(lambda n: n.one_time_links.get("newer")) == newer

    async def test_a_passkey_belongs_to_one_person(self, acme: TenantStore):
        """A key that somebody registered cannot be registered by somebody else."""
        with pytest.raises(AlreadyExists):
            await acme.write(lambda n: n.passkeys.put(replace(PASSKEY, id="twin")))

    async def test_a_passkey_can_go(self, acme: TenantStore):
        """A lost key opens nothing any more."""
        await acme.write(lambda n: n.passkeys.remove("passkey"))

        assert (
            await acme.read(lambda n: n.passkeys.by_credential(b"credential")) is None
        )

    async def test_a_provider_goes_with_its_identities(self, acme: TenantStore):
        """Without the provider nobody comes in by it any more."""
        await acme.write(lambda n: n.identity_providers.remove("provider"))

        assert await acme.read(lambda n: n.identity_providers.all()) == []
        assert (
            await acme.read(lambda n: n.identity_providers.identities_of("user")) == []
        )

    async def test_an_identity_can_go_alone(self, acme: TenantStore):
        """One of two accounts elsewhere can be taken off."""
        second = Identity("provider", "subject-2", "user")
        await acme.write(lambda n: n.identity_providers.keep_identity(second))

        await acme.write(
            lambda n: n.identity_providers.forget_identity("provider", "subject-1")
        )

        left = await acme.read(lambda n: n.identity_providers.identities_of("user"))
        assert left == [second]


def _session(session_id: str, **changes: object) -> Session:
    values = {"id": session_id, "token_hash": session_id.encode(), **changes}
    return replace(SESSION, **values)  # type: ignore[arg-type]
