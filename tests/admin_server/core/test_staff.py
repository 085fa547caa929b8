"""The people an organisation lets in."""

from dataclasses import replace

import pytest

from admin_server.core.accounts import NewLink, whose_link
from admin_server.core.changes import Author
from admin_server.core.errors import AlreadyExists
from admin_server.core.staff import (
    LastAdmin,
    activate,
    add_first_admin,
    add_user,
    change_user,
    deactivate,
    has_come,
    send_link_again,
)
from admin_server.core.users import LinkPurpose, Role, User
from tests.fakes.clock import MORNING
from tests.fakes.lobby import ADMIN, HOUSE, MEMBER, RECEPTION, TENANT, Lobby
from tests.fakes.people import events, put_user, user_now

LINK = NewLink("link", b"token hash", "sealed", "message")
NEW = User("user-new", "lea@lakeside.example", "Lea Roth", Role.MEMBER, (HOUSE.id,))


def author(lobby: Lobby) -> Author:
    return Author("user:ines", lobby.clock.now())


def store_of(lobby: Lobby):
    return lobby.store.for_tenant(TENANT)


async def test_somebody_new_gets_a_link(lobby: Lobby):
    """Whoever is added has an account without a password, and a link to set one."""
    by = author(lobby)

    await store_of(lobby).write(lambda n: add_user(n, NEW, LINK, by))

    assert await user_now(lobby, NEW) == replace(NEW, created_at=by.at)
    found = await store_of(lobby).read(lambda n: whose_link(n, "link", now=by.at))
    assert found is not None
    assert found[1] is LinkPurpose.WELCOME


async def test_an_address_is_added_once(lobby: Lobby):
    """Nobody gets two accounts under one address, however it is written."""
    twin = replace(NEW, email=RECEPTION.email.upper())

    with pytest.raises(AlreadyExists):
        await store_of(lobby).write(lambda n: add_user(n, twin, LINK, author(lobby)))


async def test_a_role_changes(lobby: Lobby):
    """A receptionist becomes a site admin; the audit says so."""
    asked = replace(RECEPTION, role=Role.SITE_ADMIN)

    await store_of(lobby).write(lambda n: change_user(n, asked, author(lobby)))

    assert await user_now(lobby, RECEPTION) == asked
    assert await events(lobby, f"user:{RECEPTION.id}") == ["user.role_changed"]


@pytest.mark.parametrize("asked", [RECEPTION, replace(NEW, id="nobody")])
async def test_nothing_changed_is_nothing_done(lobby: Lobby, asked: User):
    """Saving a form without a change leaves no trace in the audit."""
    done = await store_of(lobby).write(lambda n: change_user(n, asked, author(lobby)))

    assert not done
    assert await events(lobby, f"user:{asked.id}") == []


async def test_an_address_is_taken_once(lobby: Lobby):
    """Nobody can be given somebody else's address."""
    asked = replace(RECEPTION, email=ADMIN.email)

    with pytest.raises(AlreadyExists):
        await store_of(lobby).write(lambda n: change_user(n, asked, author(lobby)))


async def test_a_new_address_ends_links_to_the_old_one(lobby: Lobby):
    """A link that went to a mistyped address is worth nothing once it is corrected."""
    by = author(lobby)
    store = store_of(lobby)
    await store.write(lambda n: add_user(n, NEW, LINK, by))
    right = replace(NEW, email="lea.roth@lakeside.example", created_at=by.at)

    await store.write(lambda n: change_user(n, right, by))

    assert await store.read(lambda n: whose_link(n, "link", now=by.at)) is None


@pytest.mark.parametrize("change", [{"role": Role.MEMBER}, {"active": False}])
async def test_somebody_always_manages(lobby: Lobby, change: dict):
    """The last tenant admin cannot be taken away from an organisation."""
    with pytest.raises(LastAdmin):
        await store_of(lobby).write(
            lambda n: change_user(n, replace(ADMIN, **change), author(lobby))
        )

    assert await user_now(lobby, ADMIN) == ADMIN


async def test_an_admin_who_is_gone_does_not_count(lobby: Lobby):
    """A deactivated tenant admin is nobody who manages."""
    await put_user(lobby, NEW, role=Role.TENANT_ADMIN, active=False)

    with pytest.raises(LastAdmin):
        await store_of(lobby).write(lambda n: deactivate(n, ADMIN, author(lobby)))


async def test_a_second_admin_may_take_over(lobby: Lobby):
    """With two tenant admins, one may go."""
    await put_user(lobby, NEW, role=Role.TENANT_ADMIN)

    await store_of(lobby).write(lambda n: deactivate(n, ADMIN, author(lobby)))

    assert not (await user_now(lobby, ADMIN)).active


async def test_who_goes_is_signed_out_everywhere(lobby: Lobby):
    """Deactivating somebody ends their sessions and links at once."""
    await lobby.sign_in(RECEPTION)
    store, by = store_of(lobby), author(lobby)
    await store.write(lambda n: send_link_again(n, RECEPTION, LINK, by))

    await store.write(lambda n: deactivate(n, RECEPTION, by))

    assert await store.read(lambda n: n.sessions.of_user(RECEPTION.id)) == []
    assert await store.read(lambda n: n.one_time_links.get("link")) is None


async def test_who_comes_back_starts_afresh(lobby: Lobby):
    """An account that is activated again has no pause left."""
    user = await put_user(
        lobby, MEMBER, active=False, failures=9, locked_until=lobby.clock.now()
    )

    await store_of(lobby).write(lambda n: activate(n, user, author(lobby)))

    back = await user_now(lobby, MEMBER)
    assert (back.active, back.failures, back.locked_until) == (True, 0, None)


@pytest.mark.parametrize(
    ("user", "purpose"),
    [
        (RECEPTION, LinkPurpose.WELCOME),
        (replace(RECEPTION, password_hash="kept"), LinkPurpose.RESET_PASSWORD),
    ],
)
async def test_the_right_link_is_sent_again(
    lobby: Lobby, user: User, purpose: LinkPurpose
):
    """Who has never come is welcomed again; who has a password may reset it."""
    store, by = store_of(lobby), author(lobby)

    await store.write(lambda n: send_link_again(n, user, LINK, by))

    found = await store.read(lambda n: whose_link(n, "link", now=by.at))
    assert found is not None
    assert found[1] is purpose


def test_signing_in_by_another_way_is_coming_too():
    """Somebody without a password may have come by their organisation's account."""
    assert not has_come(RECEPTION)
    assert has_come(replace(RECEPTION, signed_in_at=MORNING))


async def test_the_first_admin_manages(lobby: Lobby):
    """Whoever sets the server up may do everything, whatever the form said."""
    now = lobby.clock.now()

    await store_of(lobby).write(lambda n: add_first_admin(n, NEW, now=now))

    first = await user_now(lobby, NEW)
    assert (first.role, first.created_at) == (Role.TENANT_ADMIN, now)
