"""One's own account."""

from dataclasses import replace

import pytest

from admin_server.core.users import Passkey
from admin_server.web.dashboard.door import COOKIE
from tests.fakes.lobby import ADMIN, MEMBER, RECEPTION, TENANT, Lobby
from tests.fakes.people import events, put_user, user_now


async def sessions_of(lobby: Lobby, user=RECEPTION) -> list[str]:
    found = await lobby.store.for_tenant(TENANT).read(
        lambda n: n.sessions.of_user(user.id)
    )
    return [session.id for session in found]


async def test_the_account_says_who_one_is(lobby: Lobby):
    """The receptionist sees name, address, role and the ways to sign in."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get("/account")

    assert RECEPTION.email in answer.text
    assert "Receptionist" in answer.text
    assert 'href="/account/passkeys"' in answer.text
    assert 'href="/account/second-factor"' in answer.text


async def test_it_counts_passkeys_and_codes(lobby: Lobby):
    """The account says how many keys and recovery codes there are."""
    now = lobby.clock.now()
    key = Passkey("key", RECEPTION.id, b"c", b"k", 0, "Blue key", now)
    await lobby.store.for_tenant(TENANT).write(lambda n: n.passkeys.put(key))
    await put_user(lobby, RECEPTION, totp_on=True, recovery_hashes=("a", "b"))
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get("/account")

    assert "You have 1 passkey." in answer.text
    assert "You have 2 recovery codes left." in answer.text


async def test_the_name_and_the_language_change(lobby: Lobby):
    """Whoever chooses German reads German from the next page on."""
    browser = await lobby.sign_in(MEMBER)

    answer = await browser.post(
        "/account", data={"name": " Jonas  Weber-Roth ", "language": "de"}
    )

    user = await user_now(lobby, MEMBER)
    assert answer.status_code == 303
    assert (user.name, user.language) == ("Jonas Weber-Roth", "de")
    assert "Ihr Konto ist gespeichert." in (await browser.get("/account")).text


async def test_nothing_else_can_be_changed(lobby: Lobby):
    """Nobody gives themselves a role by adding fields to the form."""
    browser = await lobby.sign_in(RECEPTION)

    await browser.post(
        "/account",
        data={
            "name": RECEPTION.name,
            "language": "en",
            "role": "tenant_admin",
            "sites": "site-harbour",
            "active": "",
            "email": "boss@lakeside.example",
            "id": ADMIN.id,
        },
    )

    assert await user_now(lobby, RECEPTION) == RECEPTION


@pytest.mark.parametrize(
    ("name", "language", "field"),
    [("", "en", "name"), ("Noor", "tlh", "language"), ("x" * 101, "en", "name")],
)
async def test_what_does_not_fit_is_said(
    lobby: Lobby, name: str, language: str, field: str
):
    """A form that does not fit is shown again with what was typed."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.post("/account", data={"name": name, "language": language})

    assert answer.status_code == 422
    assert f'id="error-{field}"' in answer.text
    assert await user_now(lobby, RECEPTION) == RECEPTION


async def test_one_other_browser_is_signed_out(lobby: Lobby):
    """A phone that was lost is signed out from the desk."""
    phone = await lobby.sign_in(RECEPTION)
    (there,) = await sessions_of(lobby)
    here = await lobby.sign_in(RECEPTION)

    answer = await here.post(f"/account/sessions/{there}/end")

    assert answer.status_code == 303
    assert (await phone.get("/account")).status_code == 303
    assert (await here.get("/account")).status_code == 200
    assert await events(lobby, f"user:{RECEPTION.id}") == ["user.session_ended"]


async def test_a_colleague_s_browser_is_not_mine_to_sign_out(lobby: Lobby):
    """Nobody signs a colleague out, not even an admin in this way."""
    colleague = await lobby.sign_in(RECEPTION)
    (there,) = await sessions_of(lobby)
    here = await lobby.sign_in(ADMIN)

    answer = await here.post(f"/account/sessions/{there}/end")

    assert answer.status_code == 404
    assert (await colleague.get("/account")).status_code == 200


async def test_everywhere_else_is_signed_out(lobby: Lobby):
    """One button signs out every other browser and leaves this one."""
    others = [await lobby.sign_in(RECEPTION) for _ in range(2)]
    here = await lobby.sign_in(RECEPTION)

    answer = await here.post("/account/sessions/end-others")
    again = await here.post("/account/sessions/end-others")

    assert (answer.status_code, again.status_code) == (303, 303)
    assert [(await one.get("/account")).status_code for one in others] == [303, 303]
    assert len(await sessions_of(lobby)) == 1
    assert await events(lobby, f"user:{RECEPTION.id}") == ["user.session_ended"]


async def test_browsers_that_are_over_are_not_listed(lobby: Lobby):
    """A browser unused since yesterday is not where one is signed in."""
    await lobby.sign_in(RECEPTION)
    lobby.clock.forward(hours=13)
    here = await lobby.sign_in(RECEPTION)

    answer = await here.get("/account")

    assert answer.text.count("Unknown browser") == 1
    assert "Sign out everywhere else" not in answer.text


async def test_a_session_ends_by_itself(lobby: Lobby):
    """A browser that is not used for twelve hours is signed out."""
    browser = await lobby.sign_in(RECEPTION)

    lobby.clock.forward(hours=12)

    assert (await browser.get("/account")).headers["location"].startswith("/sign-in")


async def test_a_deactivated_account_is_out_at_once(lobby: Lobby):
    """Whoever is let go sees nothing at the very next click."""
    browser = await lobby.sign_in(RECEPTION)

    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.users.put(replace(RECEPTION, active=False))
    )

    assert (await browser.get("/account")).status_code == 303
    assert COOKIE in browser.cookies
