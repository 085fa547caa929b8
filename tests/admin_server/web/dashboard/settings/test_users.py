"""The people who sign in, as an admin manages them."""

import pytest

from admin_server.core.users import Passkey, Role, User
from tests.fakes.lobby import (
    ADMIN,
    HARBOUR,
    HOUSE,
    MEMBER,
    OTHER_ADMIN,
    RECEPTION,
    SITE_ADMIN,
    TENANT,
    Lobby,
)
from tests.fakes.people import (
    PASSWORD,
    events,
    link_in,
    mail_to,
    put_user,
    put_user_with_codes,
    quick_passwords,
    type_password,
    user_now,
)

LEA = User("", "lea@lakeside.example", "Lea Roth", Role.MEMBER)
FORM = {
    "name": "Lea Roth",
    "email": "lea@lakeside.example",
    "role": "receptionist",
    "sites": [HOUSE.id, HARBOUR.id],
    "language": "de",
}
ALSO_RECEPTION = {
    "name": RECEPTION.name,
    "email": RECEPTION.email,
    "role": "receptionist",
    "sites": [HOUSE.id],
    "language": "en",
}


async def lea(lobby: Lobby) -> User | None:
    return await lobby.store.for_tenant(TENANT).read(
        lambda n: n.users.by_email(LEA.email)
    )


async def test_everybody_is_listed(lobby: Lobby):
    """The list says who may do what where, and who has never come."""
    await put_user(lobby, RECEPTION, locked_until=lobby.clock.now().replace(hour=23))
    await put_user(lobby, MEMBER, active=False)
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get("/users")

    assert all(
        word in answer.text
        for word in ("Samir Haddad", "Site admin", "Lakeside House", "All sites")
    )
    assert all(word in answer.text for word in ("Invited", "Paused", "Deactivated"))
    assert OTHER_ADMIN.email not in answer.text


async def test_somebody_is_added(lobby: Lobby):
    """Whoever is added gets a mail in their language, and its link leads in."""
    quick_passwords(lobby)
    browser = await lobby.sign_in(ADMIN)
    form = await browser.get("/users/new")

    answer = await browser.post("/users/new", data=FORM)

    added = await lea(lobby)
    assert 'name="sites"' in form.text
    assert answer.headers["location"] == "/users"
    assert added is not None
    assert (added.role, set(added.sites)) == (
        Role.RECEPTIONIST,
        {HOUSE.id, HARBOUR.id},
    )
    mail = await mail_to(lobby, added)
    assert "Wählen Sie hier Ihr Passwort" in mail.text
    assert (await lobby.browser().get(link_in(mail.text))).status_code == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": ""}, "email"),
        ({"email": "lea"}, "email"),
        ({"email": RECEPTION.email.upper()}, "email"),
        ({"role": ""}, "role"),
        ({"role": "operator"}, "role"),
        ({"sites": []}, "sites"),
        ({"sites": ["site-theirs"]}, "sites"),
    ],
)
async def test_what_does_not_fit_is_said(lobby: Lobby, change: dict, field: str):
    """A form that does not fit adds nobody and sends nothing."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post("/users/new", data={**FORM, **change})

    assert answer.status_code == 422
    assert f'id="error-{field}"' in answer.text
    assert await lea(lobby) is None


async def test_an_admin_needs_no_sites(lobby: Lobby):
    """A tenant admin has every site, whatever was ticked."""
    browser = await lobby.sign_in(ADMIN)

    await browser.post("/users/new", data={**FORM, "role": "tenant_admin"})

    added = await lea(lobby)
    assert added is not None
    assert (added.role, added.sites) == (Role.TENANT_ADMIN, ())


async def test_a_role_and_sites_change_at_once(lobby: Lobby):
    """The receptionist whose site was changed sees it at the very next click."""
    theirs = await lobby.sign_in(RECEPTION)
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(
        f"/users/{RECEPTION.id}",
        data={**ALSO_RECEPTION, "role": "site_admin", "sites": [HARBOUR.id]},
    )

    changed = await user_now(lobby, RECEPTION)
    assert answer.headers["location"] == "/users"
    assert (changed.role, changed.sites) == (Role.SITE_ADMIN, (HARBOUR.id,))
    assert (await theirs.get(f"/settings/sites/{HARBOUR.id}")).status_code == 200
    assert (await theirs.get(f"/settings/sites/{HOUSE.id}")).status_code == 404


async def test_what_is_not_in_the_form_cannot_be_changed(lobby: Lobby):
    """An admin cannot set somebody's password or codes by adding fields."""
    browser = await lobby.sign_in(ADMIN)

    await browser.post(
        f"/users/{RECEPTION.id}",
        data={
            **ALSO_RECEPTION,
            "id": ADMIN.id,
            "password_hash": "kept:mine",
            "totp_on": "yes",
            "active": "",
            "failures": "9",
        },
    )

    assert await user_now(lobby, RECEPTION) == RECEPTION


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": ADMIN.email}, "email"),
        ({"role": "x"}, "role"),
        ({"name": ""}, "name"),
    ],
)
async def test_a_change_that_does_not_fit_is_said(
    lobby: Lobby, change: dict, field: str
):
    """Nobody gets somebody else's address, and nothing is half saved."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(
        f"/users/{RECEPTION.id}", data={**ALSO_RECEPTION, **change}
    )

    assert answer.status_code == 422
    assert f'id="error-{field}"' in answer.text
    assert await user_now(lobby, RECEPTION) == RECEPTION


async def test_the_last_admin_stays(lobby: Lobby):
    """Nobody locks their organisation out: the last tenant admin stays one."""
    browser = await lobby.sign_in(ADMIN)

    demoted = await browser.post(
        f"/users/{ADMIN.id}",
        data={**ALSO_RECEPTION, "name": ADMIN.name, "email": ADMIN.email},
    )
    gone = await browser.post(f"/users/{ADMIN.id}/deactivate")

    assert (demoted.status_code, gone.status_code) == (422, 422)
    assert "Make somebody else a tenant admin first." in demoted.text
    assert "Make somebody else a tenant admin first." in gone.text
    assert await user_now(lobby, ADMIN) == ADMIN


async def test_somebody_is_made_to_change_their_password(lobby: Lobby):
    """An admin who doubts a password has its owner choose a new one."""
    quick_passwords(lobby)
    await put_user(lobby, RECEPTION)
    browser = await lobby.sign_in(ADMIN)

    await browser.post(
        f"/users/{RECEPTION.id}", data={**ALSO_RECEPTION, "must_change": "yes"}
    )

    theirs = lobby.browser()
    await type_password(theirs, RECEPTION)
    assert (await theirs.get("/today")).headers["location"] == "/account/password"


async def test_deactivating_is_asked_once_more(lobby: Lobby):
    """Before somebody is let go the page says what happens, and then it happens."""
    theirs = await lobby.sign_in(RECEPTION)
    browser = await lobby.sign_in(ADMIN)
    asked = await browser.get(f"/users/{RECEPTION.id}/deactivate")

    answer = await browser.post(f"/users/{RECEPTION.id}/deactivate")

    assert "Deactivate Noor Jansen" in asked.text
    assert answer.headers["location"] == "/users"
    assert (await theirs.get("/today")).status_code == 303
    assert not (await user_now(lobby, RECEPTION)).active
    assert "user.deactivated" in await events(lobby, f"user:{RECEPTION.id}")


async def test_somebody_is_activated_again(lobby: Lobby):
    """Whoever comes back can sign in with the password they had."""
    quick_passwords(lobby)
    await put_user(lobby, RECEPTION, active=False)
    browser = await lobby.sign_in(ADMIN)
    shown = await browser.get(f"/users/{RECEPTION.id}")

    await browser.post(f"/users/{RECEPTION.id}/activate")

    answer = await type_password(lobby.browser(), RECEPTION, PASSWORD)
    assert "This account is deactivated" in shown.text
    assert answer.status_code == 303


async def test_a_pause_is_ended_by_an_admin(lobby: Lobby):
    """Somebody who mistyped too often need not wait if an admin helps."""
    until = lobby.clock.now().replace(hour=23)
    await put_user(lobby, RECEPTION, failures=9, locked_until=until)
    browser = await lobby.sign_in(ADMIN)
    shown = await browser.get(f"/users/{RECEPTION.id}")

    await browser.post(f"/users/{RECEPTION.id}/activate")

    assert "End the pause after wrong tries" in shown.text
    assert (await user_now(lobby, RECEPTION)).locked_until is None


@pytest.mark.parametrize(
    ("changes", "path"),
    [({"password_hash": None}, "/welcome/"), ({}, "/reset/")],
)
async def test_a_link_is_sent_again(lobby: Lobby, changes: dict, path: str):
    """Who has never come gets the welcome again, who has a password a reset."""
    await put_user(lobby, RECEPTION, **changes)
    browser = await lobby.sign_in(ADMIN)

    await browser.post(f"/users/{RECEPTION.id}/link")

    mail = await mail_to(lobby, RECEPTION)
    assert link_in(mail.text).startswith(path)


async def test_who_is_gone_gets_no_link(lobby: Lobby):
    """A deactivated account is not opened by a link."""
    await put_user(lobby, RECEPTION, active=False)
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(f"/users/{RECEPTION.id}/link")

    assert answer.status_code == 404


async def test_a_lost_phone_is_no_end(lobby: Lobby):
    """An admin removes the second step of somebody who lost it; they are signed out."""
    now = lobby.clock.now()
    await put_user_with_codes(lobby, RECEPTION)
    key = Passkey("key", RECEPTION.id, b"c", b"k", 0, "Blue key", now)
    store = lobby.store.for_tenant(TENANT)
    await store.write(lambda n: n.passkeys.put(key))
    theirs = await lobby.sign_in(RECEPTION)
    browser = await lobby.sign_in(ADMIN)
    shown = await browser.get(f"/users/{RECEPTION.id}")
    asked = await browser.get(f"/users/{RECEPTION.id}/second-factor")

    await browser.post(f"/users/{RECEPTION.id}/second-factor")

    assert "Remove the second step" in shown.text
    assert "Noor Jansen" in asked.text
    assert not (await user_now(lobby, RECEPTION)).totp_on
    assert await store.read(lambda n: n.passkeys.of_user(RECEPTION.id)) == []
    assert (await theirs.get("/today")).status_code == 303


async def test_everybody_is_asked_for_a_second_step(lobby: Lobby):
    """The switch counts for everybody at their next click, and can be taken back."""
    theirs = await lobby.sign_in(RECEPTION)
    browser = await lobby.sign_in(ADMIN, strong=True)

    await browser.post("/settings/sign-in", data={"second_factor": "yes"})
    during = await theirs.get("/account")
    shown = await browser.get("/settings/sign-in")
    await browser.post("/settings/sign-in", data={})
    after = await theirs.get("/account")

    assert during.headers["location"] == "/account/second-factor"
    assert "checked" in shown.text
    assert after.status_code == 200


@pytest.mark.parametrize("user", [SITE_ADMIN, RECEPTION, MEMBER])
async def test_only_tenant_admins_manage_users(lobby: Lobby, user: User):
    """Nobody else sees the list or makes themselves an admin."""
    browser = await lobby.sign_in(user)

    answers = [
        await browser.get("/users"),
        await browser.post(f"/users/{user.id}", data={"role": "tenant_admin"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert await user_now(lobby, user) == user


async def test_ones_own_second_factor_has_to_be_shown(lobby: Lobby):
    """An admin who came in without their code cannot take it away as a user's."""
    await put_user_with_codes(lobby, ADMIN)
    browser = await lobby.sign_in(ADMIN)

    asked = await browser.get(f"/users/{ADMIN.id}/second-factor")
    done = await browser.post(f"/users/{ADMIN.id}/second-factor")

    assert {asked.headers["location"], done.headers["location"]} == {
        "/account/second-factor"
    }
    assert (await user_now(lobby, ADMIN)).totp_on
