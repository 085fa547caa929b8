"""Who is let in, and the pause after wrong tries."""

from dataclasses import replace
from datetime import timedelta

import pytest

from admin_server.core.accounts import (
    NewLink,
    accept_password,
    ask_for_reset,
    change_password,
    is_locked,
    make_link,
    note_failure,
    note_sign_in,
    set_by_link,
    whose_link,
)
from admin_server.core.users import LinkPurpose, Session, SignInMethod
from tests.fakes.lobby import RECEPTION, TENANT, Lobby
from tests.fakes.people import events, put_user, rows_in, user_now

LINK = NewLink("link", b"token hash", "sealed", "message")
LATER = NewLink("later", b"later hash", "sealed", "later message")


def store_of(lobby: Lobby):
    return lobby.store.for_tenant(TENANT)


async def fail(lobby: Lobby, times: int) -> None:
    now = lobby.clock.now()
    await store_of(lobby).write(
        lambda n: [note_failure(n, RECEPTION.id, now=now) for _ in range(times)]
    )


def session_of(lobby: Lobby, session_id: str) -> Session:
    now = lobby.clock.now()
    return Session(
        id=session_id,
        user=RECEPTION.id,
        token_hash=session_id.encode(),
        method=SignInMethod.PASSWORD,
        created_at=now,
        seen_at=now,
        expires_at=now + Session.LONGEST,
    )


async def test_four_wrong_passwords_are_nothing(lobby: Lobby):
    """Somebody who mistypes a few times is not kept waiting."""
    await fail(lobby, 4)

    user = await user_now(lobby, RECEPTION)
    assert user.failures == 4
    assert not is_locked(user, now=lobby.clock.now())


@pytest.mark.parametrize(
    ("before", "minutes"), [(4, 1), (5, 2), (6, 4), (7, 8), (8, 15), (60, 15)]
)
async def test_the_pause_doubles(lobby: Lobby, before: int, minutes: int):
    """After five wrong tries the account pauses, longer each time, at most 15 minutes."""
    await put_user(lobby, RECEPTION, failures=before)

    await fail(lobby, 1)

    user = await user_now(lobby, RECEPTION)
    assert user.locked_until == lobby.clock.now() + timedelta(minutes=minutes)


async def test_nobody_can_make_a_pause_last(lobby: Lobby):
    """What a stranger tries during the pause does not make it longer."""
    await fail(lobby, 5)
    before = await user_now(lobby, RECEPTION)

    await fail(lobby, 20)

    assert await user_now(lobby, RECEPTION) == before


async def test_a_pause_ends(lobby: Lobby):
    """After its minute the account can be used again."""
    await fail(lobby, 5)

    lobby.clock.forward(minutes=1)

    assert not is_locked(await user_now(lobby, RECEPTION), now=lobby.clock.now())


async def test_signing_in_forgets_wrong_tries(lobby: Lobby):
    """Once somebody is in, their wrong tries do not count any more."""
    await fail(lobby, 3)
    now = lobby.clock.now()

    await store_of(lobby).write(lambda n: note_sign_in(n, RECEPTION.id, now=now))

    user = await user_now(lobby, RECEPTION)
    assert (user.failures, user.signed_in_at) == (0, now)


@pytest.mark.parametrize("user", ["nobody", RECEPTION.id])
async def test_who_is_gone_is_not_let_in(lobby: Lobby, user: str):
    """Somebody whose account was deactivated cannot come in, whatever they show."""
    await put_user(lobby, RECEPTION, active=False)
    now = lobby.clock.now()

    found = await store_of(lobby).write(lambda n: note_sign_in(n, user, now=now))

    assert found is None


@pytest.mark.parametrize(
    "changed",
    [
        {"active": False},
        {"password_hash": "another"},
        {"password_hash": None},
    ],
)
async def test_a_change_meanwhile_counts(lobby: Lobby, changed: dict):
    """A password that was changed while it was compared opens nothing."""
    await put_user(lobby, RECEPTION, **changed)

    found = await store_of(lobby).write(
        lambda n: accept_password(
            n, RECEPTION.id, tried="kept", renewed=None, now=lobby.clock.now()
        )
    )

    assert found is None


async def test_a_right_password_does_not_end_a_pause(lobby: Lobby):
    """During the pause even the right password opens nothing."""
    await put_user(lobby, RECEPTION, password_hash="kept")
    await fail(lobby, 5)

    found = await store_of(lobby).write(
        lambda n: accept_password(
            n, RECEPTION.id, tried="kept", renewed=None, now=lobby.clock.now()
        )
    )

    assert found is None


async def test_a_renewed_hash_is_kept(lobby: Lobby):
    """A password that was kept by weaker rules is kept by today's."""
    await put_user(lobby, RECEPTION, password_hash="old")

    await store_of(lobby).write(
        lambda n: accept_password(
            n, RECEPTION.id, tried="old", renewed="new", now=lobby.clock.now()
        )
    )

    assert (await user_now(lobby, RECEPTION)).password_hash == "new"


async def test_a_new_password_ends_the_other_sessions(lobby: Lobby):
    """Whoever changes their password is signed out everywhere else, and stays here."""
    await put_user(lobby, RECEPTION, password_hash="old", must_change=True)
    store, now = store_of(lobby), lobby.clock.now()
    here, there = session_of(lobby, "here"), session_of(lobby, "there")
    await store.write(lambda n: (n.sessions.put(here), n.sessions.put(there)))

    done = await store.write(
        lambda n: change_password(
            n, RECEPTION.id, tried="old", kept="new", session="here", now=now
        )
    )

    user = await user_now(lobby, RECEPTION)
    assert done
    assert (user.password_hash, user.must_change) == ("new", False)
    assert await store.read(lambda n: n.sessions.of_user(RECEPTION.id)) == [here]


async def test_a_password_is_not_changed_twice_at_once(lobby: Lobby):
    """Two changes at the same moment do not overwrite each other."""
    await put_user(lobby, RECEPTION, password_hash="other")

    done = await store_of(lobby).write(
        lambda n: change_password(
            n,
            RECEPTION.id,
            tried="old",
            kept="new",
            session="here",
            now=lobby.clock.now(),
        )
    )

    assert not done


async def test_a_link_sets_a_password_once(lobby: Lobby):
    """A link from a mail works once; then every session of before has ended."""
    store, now = store_of(lobby), lobby.clock.now()
    await store.write(lambda n: n.sessions.put(session_of(lobby, "there")))
    await store.write(lambda n: ask_for_reset(n, RECEPTION.email, LINK, now=now))

    first = await store.write(lambda n: set_by_link(n, "link", kept="new", now=now))
    second = await store.write(lambda n: set_by_link(n, "link", kept="newer", now=now))

    assert first is not None
    assert second is None
    assert (await user_now(lobby, RECEPTION)).password_hash == "new"
    assert await store.read(lambda n: n.sessions.of_user(RECEPTION.id)) == []


async def test_a_link_dies_after_its_hour(lobby: Lobby):
    """A link for a new password works for an hour and no longer."""
    store, now = store_of(lobby), lobby.clock.now()
    await store.write(lambda n: ask_for_reset(n, RECEPTION.email, LINK, now=now))

    before = await store.read(
        lambda n: whose_link(n, "link", now=now + timedelta(minutes=59))
    )
    after = await store.read(
        lambda n: whose_link(n, "link", now=now + timedelta(minutes=60))
    )

    assert before is not None
    assert after is None


async def test_a_used_link_leads_nowhere(lobby: Lobby):
    """A link that is marked as used opens nothing, however new it is."""
    store, now = store_of(lobby), lobby.clock.now()
    await store.write(lambda n: ask_for_reset(n, RECEPTION.email, LINK, now=now))

    def use(nouns) -> None:
        link = nouns.one_time_links.get("link")
        nouns.one_time_links.put(replace(link, used_at=now))

    await store.write(use)

    assert await store.read(lambda n: whose_link(n, "link", now=now)) is None


async def test_a_newer_link_replaces_the_older(lobby: Lobby):
    """Whoever asks twice uses the second mail; the first one is worth nothing."""
    store, now = store_of(lobby), lobby.clock.now()
    purpose = LinkPurpose.WELCOME

    await store.write(
        lambda n: (
            make_link(n, RECEPTION, LINK, purpose, now=now),
            make_link(n, RECEPTION, LATER, purpose, now=now),
        )
    )

    assert await store.read(lambda n: whose_link(n, "link", now=now)) is None
    found = await store.read(lambda n: whose_link(n, "later", now=now))
    assert found == (RECEPTION, purpose)


async def test_a_link_of_somebody_gone_leads_nowhere(lobby: Lobby):
    """A deactivated account cannot be opened again by a link."""
    store, now = store_of(lobby), lobby.clock.now()
    await store.write(lambda n: ask_for_reset(n, RECEPTION.email, LINK, now=now))
    await put_user(lobby, RECEPTION, active=False)

    assert await store.read(lambda n: whose_link(n, "link", now=now)) is None


@pytest.mark.parametrize("email", ["nobody@lakeside.example", RECEPTION.email])
async def test_asking_does_the_same_for_everybody(lobby: Lobby, email: str):
    """Whether an address has an account cannot be told by what is written down."""
    before = rows_in(lobby.folder, "outbox"), rows_in(lobby.folder, "audit")
    now = lobby.clock.now()

    await store_of(lobby).write(lambda n: ask_for_reset(n, email, LINK, now=now))

    after = rows_in(lobby.folder, "outbox"), rows_in(lobby.folder, "audit")
    assert after == (before[0] + 1, before[1] + 1)


async def test_a_failure_of_nobody_is_written_down(lobby: Lobby):
    """Tries at accounts that do not exist stand in the audit too."""
    now = lobby.clock.now()

    await store_of(lobby).write(lambda n: note_failure(n, None, now=now))

    assert await events(lobby, "nobody") == ["user.sign_in_failed"]
