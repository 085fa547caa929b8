"""Second factors: what counts, once, and who may add one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from admin_server.core.second_factors import (
    may_add_factor,
    renew_recovery,
    take_code,
    turn_off,
    turn_on,
)
from admin_server.core.users import Passkey, Session, SignInMethod
from tests.fakes.lobby import RECEPTION, TENANT, Lobby
from tests.fakes.people import events, put_user, user_now


async def take(lobby: Lobby, **code: object) -> bool:
    values = {"step": None, "now": lobby.clock.now(), **code}
    return await lobby.store.for_tenant(TENANT).write(
        lambda n: take_code(n, RECEPTION.id, **values)
    )


async def test_a_code_counts_once(lobby: Lobby):
    """A code that somebody saw over a shoulder is used up already."""
    await put_user(lobby, RECEPTION, totp_on=True, totp_step=7)

    taken = [await take(lobby, step=step) for step in (8, 8, 7)]

    assert taken == [True, False, False]


async def test_a_recovery_code_counts_once(lobby: Lobby):
    """Each recovery code opens the door a single time."""
    await put_user(lobby, RECEPTION, totp_on=True, recovery_hashes=("a", "b"))

    taken = [await take(lobby, recovery=code) for code in ("a", "a", "b")]

    assert taken == [True, False, True]
    assert (await user_now(lobby, RECEPTION)).recovery_hashes == ()


async def test_wrong_codes_make_a_pause(lobby: Lobby):
    """Codes cannot be guessed: after five the account pauses, for right ones too."""
    await put_user(lobby, RECEPTION, totp_on=True, failures=4)
    await take(lobby, step=None, recovery="guessed")

    during = await take(lobby, step=9)
    lobby.clock.forward(minutes=1)
    after = await take(lobby, step=9)

    assert (during, after) == (False, True)


@pytest.mark.parametrize("changes", [{"active": False}, {"totp_on": False}])
async def test_codes_count_only_where_they_are_asked_for(lobby: Lobby, changes: dict):
    """Without an active account with codes, no code opens anything."""
    await put_user(lobby, RECEPTION, **{"totp_on": True, **changes})

    assert not await take(lobby, step=9)


async def test_nobody_takes_no_code(lobby: Lobby):
    """An account that does not exist has no codes."""
    store, now = lobby.store.for_tenant(TENANT), lobby.clock.now()

    assert not await store.write(lambda n: take_code(n, "nobody", step=9, now=now))


async def test_turning_on_and_off(lobby: Lobby):
    """Codes that are turned off are gone, with every recovery code."""
    store, now = lobby.store.for_tenant(TENANT), lobby.clock.now()
    await store.write(
        lambda n: turn_on(
            n, RECEPTION, sealed="sealed", step=5, recovery=("a",), now=now
        )
    )
    on = await user_now(lobby, RECEPTION)
    await store.write(lambda n: renew_recovery(n, on, ("b", "c"), now=now))
    renewed = await user_now(lobby, RECEPTION)

    await store.write(lambda n: turn_off(n, renewed, actor="user:ines", now=now))

    assert (on.totp_on, on.totp_step, on.recovery_hashes) == (True, 5, ("a",))
    assert renewed.recovery_hashes == ("b", "c")
    assert await user_now(lobby, RECEPTION) == RECEPTION
    assert await events(lobby, f"user:{RECEPTION.id}") == [
        "user.second_factor_on",
        "user.recovery_codes_made",
        "user.second_factor_off",
    ]


@pytest.mark.parametrize(
    ("has_passkey", "strong", "may"),
    [(False, False, True), (True, False, False), (True, True, True)],
)
async def test_a_stolen_password_adds_no_factor(
    lobby: Lobby, has_passkey: bool, strong: bool, may: bool
):
    """Whoever has a passkey must show it before anything is put beside it."""
    now = lobby.clock.now()
    session = Session(
        "s", RECEPTION.id, b"s", SignInMethod.PASSWORD, now, now, now + timedelta(1)
    )
    keys = [Passkey("key", RECEPTION.id, b"c", b"k", 0, "Key", now)] * has_passkey
    store = lobby.store.for_tenant(TENANT)
    await store.write(lambda n: [n.passkeys.put(key) for key in keys])

    found = await store.read(
        lambda n: may_add_factor(n, RECEPTION, replace(session, strong=strong))
    )

    assert found is may
