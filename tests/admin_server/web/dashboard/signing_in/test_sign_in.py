"""Signing in with a password, and out."""

from dataclasses import replace

import pytest

from admin_server.core.users import IdentityProvider, Role, SignInMethod
from admin_server.web.dashboard.door import COOKIE
from admin_server.web.dashboard.signing_in.sign_in import own_path
from tests.fakes.lobby import ADMIN, OTHER_TENANT, RECEPTION, TENANT, Lobby
from tests.fakes.people import (
    PASSWORD,
    events,
    put_user,
    put_user_with_codes,
    quick_passwords,
    type_password,
    user_now,
)

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


async def suspend(lobby: Lobby, tenant: str) -> None:
    now = lobby.clock.now()
    await lobby.store.for_tenant(tenant).write(
        lambda n: n.change_tenant(replace(n.tenant, suspended_at=now))
    )


async def test_the_right_password_opens_the_door(lobby: Lobby):
    """The receptionist signs in and comes to the start page."""
    quick_passwords(lobby)
    await put_user(lobby, RECEPTION, failures=3)
    browser = lobby.browser()

    answer = await type_password(browser, RECEPTION)

    user = await user_now(lobby, RECEPTION)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (await browser.get("/account")).status_code == 200
    assert (user.failures, user.signed_in_at) == (0, lobby.clock.now())


async def test_the_cookie_is_kept_safe(lobby: Lobby):
    """No script and no other site gets at the session, and it never goes unprotected."""
    quick_passwords(lobby)
    await put_user(lobby, RECEPTION)

    answer = await type_password(lobby.browser(), RECEPTION)

    cookies = answer.headers.get_list("set-cookie")
    session = next(one for one in cookies if one.startswith(f"{COOKIE}="))
    assert session.startswith("__Host-")
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= set(session.split("; "))
    assert "Domain" not in session


async def test_the_session_says_what_it_is(lobby: Lobby):
    """The list of browsers says which one it is and how it was signed in."""
    quick_passwords(lobby)
    await put_user(lobby, RECEPTION)
    browser = lobby.browser()
    browser.headers["User-Agent"] = FIREFOX

    await type_password(browser, RECEPTION)

    (session,) = await lobby.store.for_tenant(TENANT).read(
        lambda n: n.sessions.of_user(RECEPTION.id)
    )
    assert session.agent == "Firefox, Linux"
    assert session.method is SignInMethod.PASSWORD
    assert not session.strong
    assert await events(lobby, f"user:{RECEPTION.id}") == ["user.signed_in"]


async def test_signing_in_again_gives_a_new_session(lobby: Lobby):
    """A session that somebody else may know does not live on after signing in."""
    quick_passwords(lobby)
    await put_user(lobby, ADMIN)
    browser = await lobby.sign_in(RECEPTION)
    before = browser.cookies[COOKIE]

    await type_password(browser, ADMIN)

    old = lobby.browser()
    old.cookies.set(COOKIE, before, domain="lobby.example")
    assert browser.cookies[COOKIE] != before
    assert (await old.get("/account")).headers["location"].startswith("/sign-in")


@pytest.mark.parametrize(
    ("email", "password", "organisation", "changes"),
    [
        (RECEPTION.email, "wrong password", "lakeside", {}),
        ("nobody@lakeside.example", PASSWORD, "lakeside", {}),
        (RECEPTION.email, PASSWORD, "nowhere", {}),
        (RECEPTION.email, PASSWORD, "elsewhere", {}),
        (RECEPTION.email, PASSWORD, "lakeside", {"active": False}),
        (RECEPTION.email, PASSWORD, "lakeside", {"password_hash": None}),
        (RECEPTION.email, PASSWORD, "lakeside", {"failures": 5, "locked": True}),
    ],
)
async def test_nobody_learns_what_did_not_fit(
    lobby: Lobby, email: str, password: str, organisation: str, changes: dict
):
    """Wrong, unknown, gone or paused: the answer and the work are always the same."""
    hashes = quick_passwords(lobby)
    until = lobby.clock.now().replace(hour=23)
    locked = {"locked_until": until} if changes.pop("locked", False) else {}
    await put_user(lobby, RECEPTION, **changes, **locked)
    browser = lobby.browser()

    answer = await browser.post(
        "/sign-in",
        data={"organisation": organisation, "email": email, "password": password},
    )

    told = answer.text.split('<div class="problems"')[1].split("</div>")[0]
    assert answer.status_code == 422
    assert len(hashes.compared) == 1
    assert "This does not fit together." in told
    assert COOKIE not in browser.cookies
    assert password not in answer.text


async def test_five_wrong_passwords_make_a_pause(lobby: Lobby):
    """After five wrong tries the right one waits a minute, too."""
    quick_passwords(lobby)
    await put_user(lobby, RECEPTION)
    browser = lobby.browser()
    for _ in range(5):
        await type_password(browser, RECEPTION, "wrong password")

    during = await type_password(browser, RECEPTION)
    lobby.clock.forward(minutes=1)
    after = await type_password(browser, RECEPTION)

    assert (during.status_code, after.status_code) == (422, 303)


async def test_an_older_password_hash_is_renewed(lobby: Lobby):
    """Signing in brings an old password up to today's rules."""
    quick_passwords(lobby)
    await put_user(lobby, RECEPTION, password_hash=f"old-kept:{PASSWORD}")

    answer = await type_password(lobby.browser(), RECEPTION)

    assert answer.status_code == 303
    assert (await user_now(lobby, RECEPTION)).password_hash == f"kept:{PASSWORD}"


async def test_nobody_of_a_suspended_tenant_signs_in(lobby: Lobby):
    """While an organisation is suspended its people get the same answer as strangers."""
    quick_passwords(lobby)
    await put_user(lobby, RECEPTION)
    await suspend(lobby, TENANT)

    answer = await type_password(lobby.browser(), RECEPTION)

    assert answer.status_code == 422


@pytest.mark.parametrize("field", ["organisation", "email"])
async def test_what_is_missing_is_said(lobby: Lobby, field: str):
    """An empty field is named before anything is compared."""
    hashes = quick_passwords(lobby)

    answer = await type_password(lobby.browser(), RECEPTION, **{field: ""})

    assert answer.status_code == 422
    assert f'href="#field-{field}"' in answer.text
    assert hashes.compared == []


async def test_somebody_comes_back_to_where_they_were(lobby: Lobby):
    """After signing in one is where one wanted to go."""
    quick_passwords(lobby)
    await put_user(lobby, RECEPTION)
    browser = lobby.browser()
    asked = await browser.get("/sign-in?next=%2Fvisits")

    answer = await type_password(browser, RECEPTION, next="/visits")

    assert 'name="next" value="/visits"' in asked.text
    assert answer.headers["location"] == "/visits"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "\\/evil.example",
        "javascript:alert(1)",
        "",
        "today",
        "/a?b=https://evil.example",
        "/" + "a" * 400,
    ],
)
async def test_nobody_is_led_elsewhere(lobby: Lobby, wanted: str):
    """A link that was made by somebody else cannot lead away from our pages."""
    quick_passwords(lobby)
    await put_user(lobby, RECEPTION)

    answer = await type_password(lobby.browser(), RECEPTION, next=wanted)

    assert answer.headers["location"] == "/"


def test_our_own_pages_are_known():
    """Every page of ours may be come back to."""
    assert own_path("/visits/7a0e2c4e-0000-4000-8000-000000000001") != "/"
    assert own_path("/rooms/room-a%40lakeside.example") != "/"


async def test_the_organisation_is_remembered(lobby: Lobby):
    """The next time the organisation stands in the form already."""
    quick_passwords(lobby)
    await put_user(lobby, RECEPTION)
    browser = lobby.browser()
    await type_password(browser, RECEPTION, organisation="Lakeside")
    await browser.post("/sign-out")

    answer = await browser.get("/sign-in")

    assert 'name="organisation" value="lakeside"' in answer.text


async def test_the_only_organisation_is_not_asked_for(lobby: Lobby):
    """Where there is one organisation nobody has to know its short name."""
    await suspend(lobby, OTHER_TENANT)

    answer = await lobby.browser().get("/sign-in")

    assert '<input type="hidden" name="organisation" value="lakeside">' in answer.text


async def test_an_organisation_s_own_ways_are_shown(lobby: Lobby):
    """Once the organisation is named, its accounts elsewhere can be used."""
    provider = IdentityProvider("p", "openid", "Lakeside ID", "https://id.example", "c")
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.identity_providers.put(provider)
    )
    browser = lobby.browser()
    before = await browser.get("/sign-in")

    chosen = await browser.post(
        "/sign-in/organisation", data={"organisation": "lakeside", "next": "/visits"}
    )
    after = await browser.get(chosen.headers["location"])

    assert "Lakeside ID" not in before.text
    assert chosen.headers["location"] == "/sign-in?next=%2Fvisits"
    assert "Lakeside ID" in after.text


async def test_who_is_signed_in_goes_on(lobby: Lobby):
    """Somebody who is in already is not asked again."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get("/sign-in?next=%2Fvisits")

    assert answer.headers["location"] == "/visits"


async def test_the_start_page_leads_on(lobby: Lobby):
    """The bare address leads to the day, or to the sign-in."""
    stranger, browser = lobby.browser(), await lobby.sign_in(RECEPTION)

    assert (await stranger.get("/")).headers["location"] == "/sign-in"
    assert (await browser.get("/")).headers["location"] == "/today"


async def test_signing_out_ends_the_session_here_and_there(lobby: Lobby):
    """After signing out the cookie is gone, and a copy of it is worth nothing."""
    browser = await lobby.sign_in(RECEPTION)
    copied = browser.cookies[COOKIE]

    answer = await browser.post("/sign-out")

    thief = lobby.browser()
    thief.cookies.set(COOKIE, copied, domain="lobby.example")
    assert answer.headers["location"] == "/sign-in"
    assert (await thief.get("/account")).status_code == 303
    assert await events(lobby, f"user:{RECEPTION.id}") == ["user.signed_out"]
    assert "You are signed out." in (await browser.get("/sign-in")).text


async def test_signing_out_twice_is_no_trouble(lobby: Lobby):
    """Whoever is out already may press the button again."""
    answer = await lobby.browser().post("/sign-out")

    assert answer.status_code == 303


async def test_without_https_it_is_said(lobby: Lobby):
    """On an unprotected address the page says what to do instead of failing silently."""
    quick_passwords(lobby)
    await put_user(lobby, RECEPTION)
    browser = lobby.browser()
    browser.base_url = "http://lobby.example"

    shown = await browser.get("/sign-in")
    tried = await type_password(browser, RECEPTION)

    assert "This connection is not protected" in shown.text
    assert 'name="password"' not in shown.text
    assert (tried.status_code, COOKIE in browser.cookies) == (422, False)


async def test_the_protected_address_is_named(lobby: Lobby):
    """Where the server knows its protected address, the page links to it."""
    parts = lobby.app.state.parts
    lobby.app.state.parts = replace(parts, public_url="https://portico.example")
    browser = lobby.browser()
    browser.base_url = "http://lobby.example"

    answer = await browser.get("/sign-in")

    assert 'href="https://portico.example/sign-in"' in answer.text


@pytest.mark.parametrize(
    "address", ["http://localhost:8600", "http://127.0.0.1:8600", "http://[::1]:8600"]
)
async def test_on_the_machine_itself_http_is_fine(lobby: Lobby, address: str):
    """Whoever sits at the server's own machine needs no certificate."""
    browser = lobby.browser()
    browser.base_url = address

    answer = await browser.get("/sign-in")

    assert 'name="password"' in answer.text


async def test_who_must_change_the_password_does_that_first(lobby: Lobby):
    """Somebody whose password was given to them chooses their own before all else."""
    quick_passwords(lobby)
    await put_user(lobby, RECEPTION, must_change=True)
    browser = lobby.browser()
    await type_password(browser, RECEPTION)

    answer = await browser.get("/account")

    assert answer.headers["location"] == "/account/password"


async def test_who_needs_a_second_factor_sets_it_up_first(lobby: Lobby):
    """Where everybody needs a second step, a password alone leads only there."""
    quick_passwords(lobby)
    await put_user(lobby, RECEPTION)
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.change_tenant(replace(n.tenant, second_factor=True))
    )
    browser = lobby.browser()
    await type_password(browser, RECEPTION)

    answer = await browser.get("/today")

    assert answer.headers["location"] == "/account/second-factor"


async def test_a_password_alone_is_half_the_way(lobby: Lobby):
    """With codes turned on the password opens nothing yet."""
    quick_passwords(lobby)
    await put_user_with_codes(lobby, RECEPTION)
    browser = lobby.browser()

    answer = await type_password(browser, RECEPTION)

    assert answer.headers["location"] == "/sign-in/code"
    assert COOKIE not in browser.cookies


async def test_a_change_of_role_counts_at_once(lobby: Lobby):
    """A receptionist who was made a member sees no kiosks at the very next click."""
    browser = await lobby.sign_in(RECEPTION)
    before = await browser.get("/hosts")

    await put_user(lobby, RECEPTION, role=Role.MEMBER)

    assert before.status_code == 200
    assert (await browser.get("/hosts")).status_code == 403


@pytest.mark.parametrize("typed", ["łódź", "日本", "a;b", "x" * 4000])
async def test_only_a_short_name_is_remembered(lobby: Lobby, typed: str):
    """Whatever is typed as organisation, the form comes back."""
    browser = lobby.browser()

    answer = await browser.post("/sign-in/organisation", data={"organisation": typed})

    assert answer.status_code == 303
    assert "set-cookie" not in answer.headers


def test_what_stands_behind_a_question_mark_comes_along():
    """Whoever signs in after scanning a kiosk's QR code need not type its code."""
    assert own_path("/pair?code=BCDF-GHJK") == "/pair?code=BCDF-GHJK"


async def test_strangers_do_not_lock_a_known_browser_out(lobby: Lobby):
    """Noor gets in from the desk's browser while a stranger keeps trying elsewhere."""
    quick_passwords(lobby)
    await put_user(lobby, RECEPTION)
    desk, stranger = lobby.browser(), lobby.browser()
    await type_password(desk, RECEPTION)
    await desk.post("/sign-out")
    await put_user(lobby, RECEPTION, locked_until=lobby.clock.now().replace(hour=23))

    elsewhere = await type_password(stranger, RECEPTION)
    at_the_desk = await type_password(desk, RECEPTION)

    assert elsewhere.status_code == 422
    assert at_the_desk.status_code == 303


async def test_a_known_browser_has_few_tries_of_its_own(lobby: Lobby):
    """Whoever sits down at the desk's browser cannot guess there for long."""
    quick_passwords(lobby)
    await put_user(lobby, RECEPTION)
    desk = lobby.browser()
    await type_password(desk, RECEPTION)
    await desk.post("/sign-out")
    [await type_password(desk, RECEPTION, "Wrong and wrong") for _ in range(5)]

    answer = await type_password(desk, RECEPTION)

    assert answer.status_code == 422


async def test_one_browser_is_not_known_to_another_account(lobby: Lobby):
    """That Noor used this browser opens nothing of Ines's locked account."""
    quick_passwords(lobby)
    await put_user(lobby, RECEPTION)
    await put_user(lobby, ADMIN, locked_until=lobby.clock.now().replace(hour=23))
    desk = lobby.browser()
    await type_password(desk, RECEPTION)
    await desk.post("/sign-out")

    answer = await type_password(desk, ADMIN)

    assert answer.status_code == 422
