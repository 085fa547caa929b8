"""Identity providers that come and go."""

from dataclasses import replace
from datetime import timedelta

from admin_server.core.changes import Author
from admin_server.core.identity_providers import (
    add_provider,
    change_provider,
    people_at,
    remove_provider,
)
from admin_server.core.users import (
    Identity,
    IdentityProvider,
    Session,
    SignInMethod,
    User,
)
from tests.fakes.lobby import ADMIN, RECEPTION, TENANT, Lobby

PROVIDER = IdentityProvider("provider-1", "openid", "ID", "https://sso.example", "us")


def by(lobby: Lobby) -> Author:
    return Author(f"user:{ADMIN.id}", lobby.clock.now())


def session(lobby: Lobby, name: str, user: User, method: SignInMethod) -> Session:
    now = lobby.clock.now()
    return Session(
        name, user.id, name.encode(), method, now, now, now + timedelta(days=1)
    )


async def with_people(lobby: Lobby):
    """A provider by which Noor has signed in, here and with a password there."""
    store = lobby.store.for_tenant(TENANT)

    def work(nouns) -> None:
        add_provider(nouns, PROVIDER, by(lobby))
        nouns.identity_providers.keep_identity(
            Identity(PROVIDER.id, "noor", RECEPTION.id)
        )
        for name, user, method in (
            ("hers", RECEPTION, SignInMethod.OPENID),
            ("typed", RECEPTION, SignInMethod.PASSWORD),
            ("elsewhere", ADMIN, SignInMethod.OPENID),
        ):
            nouns.sessions.put(session(lobby, name, user, method))

    await store.write(work)
    return store


async def open_sessions(store) -> set[str]:
    return await store.read(
        lambda nouns: {
            one.id
            for user in (RECEPTION, ADMIN)
            for one in nouns.sessions.of_user(user.id)
        }
    )


async def test_people_at_a_provider_are_counted(lobby: Lobby):
    """An admin sees how many people a provider has let in."""
    store = await with_people(lobby)

    found = await store.read(lambda nouns: people_at(nouns, PROVIDER))

    assert found == [RECEPTION.id]


async def test_removing_a_provider_signs_its_people_out(lobby: Lobby):
    """Whoever is in by a provider is out when it goes; a password's session stays."""
    store = await with_people(lobby)

    await store.write(lambda nouns: remove_provider(nouns, PROVIDER, by(lobby)))

    assert await open_sessions(store) == {"typed", "elsewhere"}
    assert await store.read(lambda nouns: nouns.identity_providers.all()) == []


async def test_switching_a_provider_off_signs_its_people_out(lobby: Lobby):
    """Switched off counts at once, and the people stay known for later."""
    store = await with_people(lobby)
    off = replace(PROVIDER, active=False)

    await store.write(lambda nouns: change_provider(nouns, off, by(lobby)))

    assert await open_sessions(store) == {"typed", "elsewhere"}
    assert await store.read(lambda nouns: people_at(nouns, PROVIDER)) == [RECEPTION.id]


async def test_changing_a_name_signs_nobody_out(lobby: Lobby):
    """A new name on the button disturbs nobody."""
    store = await with_people(lobby)
    renamed = replace(PROVIDER, name="New name")

    await store.write(lambda nouns: change_provider(nouns, renamed, by(lobby)))

    assert await open_sessions(store) == {"hers", "typed", "elsewhere"}


async def test_each_change_is_written_down(lobby: Lobby):
    """The audit says who added, changed and removed a provider."""
    store = await with_people(lobby)
    await store.write(lambda nouns: change_provider(nouns, PROVIDER, by(lobby)))
    await store.write(lambda nouns: remove_provider(nouns, PROVIDER, by(lobby)))

    rows = await store.read(
        lambda nouns: nouns.audit.of(f"identity_provider:{PROVIDER.id}")
    )

    assert [row[1] for row in rows] == [
        "identity_provider.added",
        "identity_provider.changed",
        "identity_provider.removed",
    ]
