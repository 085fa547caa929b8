"""Whose a passkey is, and what becomes of it."""

from dataclasses import replace

import pytest

from admin_server.core.errors import AlreadyExists
from admin_server.core.passkeys import (
    CounterWentBack,
    Owner,
    add_passkey,
    find_passkey,
    handle_of,
    owner_in,
    remove_passkey,
    rename_passkey,
    use_passkey,
)
from admin_server.core.users import Passkey
from tests.fakes.clock import MORNING
from tests.fakes.lobby import ADMIN, RECEPTION, TENANT, Lobby

KEY = Passkey("passkey-1", RECEPTION.id, b"credential", b"key", 4, "Laptop", MORNING)


async def write(lobby: Lobby, work):
    return await lobby.store.for_tenant(TENANT).write(work)


@pytest.mark.parametrize(
    "owner",
    [
        Owner(TENANT, "user-reception"),
        Owner(TENANT, "0b5d6612-0000-4000-8000-00000000000a"),
        Owner("lakeside", "ü"),
        Owner("0B5D6612-0000-4000-8000-00000000000A", "x"),
    ],
)
def test_a_handle_says_whose_it_is(owner: Owner):
    """An authenticator gives back whose passkey it is, unchanged."""
    handle = handle_of(owner)

    assert owner_in(handle) == owner
    assert len(handle) <= 64


def test_ids_as_we_make_them_fit():
    """Two ids of 36 characters fit into the 64 bytes that there are."""
    handle = handle_of(Owner(TENANT, "0b5d6612-0000-4000-8000-00000000000a"))

    assert len(handle) == 34


def test_ids_that_are_too_long():
    """Ids that do not fit are noticed when the passkey is made, not later."""
    with pytest.raises(ValueError, match="too long"):
        handle_of(Owner("x" * 40, "y" * 40))


@pytest.mark.parametrize(
    "handle", [b"", b"\0", b"\5abc", b"\1a\1b\1c", b"\1a", b"\1\xff\1a", b"x" * 64]
)
def test_handles_that_are_none_of_ours(handle: bytes):
    """A passkey of somebody else's site names nobody here."""
    assert owner_in(handle) is None


async def test_a_passkey_is_its_owners(lobby: Lobby):
    """Nobody finds another person's passkey in their own list."""
    await write(lobby, lambda nouns: add_passkey(nouns, KEY))

    hers = await write(lobby, lambda nouns: find_passkey(nouns, RECEPTION, KEY.id))
    his = await write(lobby, lambda nouns: find_passkey(nouns, ADMIN, KEY.id))

    assert hers == KEY
    assert his is None


async def test_one_key_has_one_owner(lobby: Lobby):
    """A key that is registered cannot be registered for somebody else."""
    await write(lobby, lambda nouns: add_passkey(nouns, KEY))
    stolen = replace(KEY, id="passkey-2", user=ADMIN.id)

    with pytest.raises(AlreadyExists):
        await write(lobby, lambda nouns: add_passkey(nouns, stolen))


@pytest.mark.parametrize(("counter", "kept"), [(5, 5), (900, 900)])
async def test_a_use_is_noted(lobby: Lobby, counter: int, kept: int):
    """The list shows when a passkey was used last."""
    now = lobby.clock.now()
    await write(lobby, lambda nouns: add_passkey(nouns, KEY))

    await write(lobby, lambda nouns: use_passkey(nouns, KEY.credential, counter, now))

    found = await write(lobby, lambda nouns: find_passkey(nouns, RECEPTION, KEY.id))
    assert found == replace(KEY, counter=kept, used_at=now)


@pytest.mark.parametrize("counter", [0, 3, 4])
async def test_a_counter_that_does_not_grow(lobby: Lobby, counter: int):
    """A copied key is noticed by its counter."""
    await write(lobby, lambda nouns: add_passkey(nouns, KEY))

    with pytest.raises(CounterWentBack):
        await write(
            lobby,
            lambda nouns: use_passkey(nouns, KEY.credential, counter, MORNING),
        )


async def test_a_key_that_does_not_count(lobby: Lobby):
    """Keys that a person's devices share always say zero, and work."""
    await write(lobby, lambda nouns: add_passkey(nouns, replace(KEY, counter=0)))

    await write(lobby, lambda nouns: use_passkey(nouns, KEY.credential, 0, MORNING))

    found = await write(lobby, lambda nouns: find_passkey(nouns, RECEPTION, KEY.id))
    assert found is not None
    assert found.used_at == MORNING


async def test_a_key_that_is_gone(lobby: Lobby):
    """A passkey that was removed a moment ago does not come back by its use."""
    with pytest.raises(LookupError):
        await write(lobby, lambda nouns: use_passkey(nouns, KEY.credential, 9, MORNING))


async def test_what_was_done_is_written_down(lobby: Lobby):
    """The audit says when passkeys were added, renamed and removed, not their names."""
    now = lobby.clock.now()
    await write(lobby, lambda nouns: add_passkey(nouns, KEY))
    await write(lobby, lambda nouns: rename_passkey(nouns, KEY, "Phone", now=now))
    await write(lobby, lambda nouns: remove_passkey(nouns, KEY, now=now))

    rows = await write(lobby, lambda nouns: nouns.audit.of(f"user:{RECEPTION.id}"))

    assert [row[1] for row in rows] == [
        "passkey.added",
        "passkey.renamed",
        "passkey.removed",
    ]
