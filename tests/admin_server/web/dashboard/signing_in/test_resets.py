"""Links from mails: a new password, and coming for the first time."""

import pytest

from admin_server.core.users import User
from admin_server.web.dashboard.door import COOKIE
from tests.fakes.counting import count_rows
from tests.fakes.lobby import ADMIN, MEMBER, RECEPTION, TENANT, Lobby
from tests.fakes.people import (
    NEW_PASSWORD,
    PASSWORD,
    link_in,
    mail_to,
    put_user,
    put_user_with_codes,
    quick_passwords,
    type_password,
    user_now,
)


async def ask(lobby: Lobby, email: str, organisation: str = "lakeside"):
    form = {"organisation": organisation, "email": email}
    return await lobby.browser().post("/forgot", data=form)


async def reset_link(lobby: Lobby, user: User = RECEPTION) -> str:
    """The path that somebody finds in their mail."""
    quick_passwords(lobby)
    await put_user(lobby, user)
    await ask(lobby, user.email)
    return link_in((await mail_to(lobby, user)).text)


async def welcome_link(lobby: Lobby) -> str:
    """The path in the mail of somebody who was just added."""
    quick_passwords(lobby)
    browser = await lobby.sign_in(ADMIN)
    await browser.post(f"/users/{RECEPTION.id}/link")
    return link_in((await mail_to(lobby, RECEPTION)).text)


async def test_a_forgotten_password_is_set_anew(lobby: Lobby):
    """The link leads to a form, and the new password opens the door."""
    path = await reset_link(lobby)
    browser = lobby.browser()
    shown = await browser.get(path)

    saved = await browser.post(path, data={"new_password": NEW_PASSWORD})

    assert RECEPTION.email in shown.text
    assert saved.headers["location"] == "/sign-in"
    assert COOKIE not in browser.cookies
    answer = await type_password(browser, RECEPTION, NEW_PASSWORD)
    assert answer.status_code == 303


async def test_a_reset_is_told_by_mail(lobby: Lobby):
    """Whoever's password was set anew reads of it, in case it was not them."""
    path = await reset_link(lobby)
    lobby.mail.sent.clear()

    await lobby.browser().post(path, data={"new_password": NEW_PASSWORD})

    assert "was changed" in (await mail_to(lobby, RECEPTION)).subject


async def test_looking_at_a_link_uses_nothing_up(lobby: Lobby):
    """A mail program that opens links ahead of time does no harm."""
    path = await reset_link(lobby)
    browser = lobby.browser()

    looks = [(await browser.get(path)).status_code for _ in range(3)]

    assert looks == [200, 200, 200]
    assert (await user_now(lobby, RECEPTION)).password_hash == f"kept:{PASSWORD}"


async def test_a_link_works_once(lobby: Lobby):
    """Whoever finds the mail later can do nothing with it."""
    path = await reset_link(lobby)
    await lobby.browser().post(path, data={"new_password": NEW_PASSWORD})

    again = await lobby.browser().post(
        path, data={"new_password": "another-quiet-tram"}
    )

    assert again.status_code == 404
    assert "no longer works" in again.text
    assert (await user_now(lobby, RECEPTION)).password_hash == f"kept:{NEW_PASSWORD}"


async def test_a_link_dies_after_an_hour(lobby: Lobby):
    """An old mail opens nothing."""
    path = await reset_link(lobby)

    lobby.clock.forward(hours=1)

    assert (await lobby.browser().get(path)).status_code == 404


async def test_a_reset_ends_every_session(lobby: Lobby):
    """Whoever else is signed in with the old password is out."""
    path = await reset_link(lobby)
    thief = await lobby.sign_in(RECEPTION)

    await lobby.browser().post(path, data={"new_password": NEW_PASSWORD})

    assert (await thief.get("/account")).status_code == 303


async def test_a_reset_does_not_skip_the_second_step(lobby: Lobby):
    """Whoever reads somebody's mail still lacks the code."""
    quick_passwords(lobby)
    await put_user_with_codes(lobby, RECEPTION)
    await ask(lobby, RECEPTION.email)
    path = link_in((await mail_to(lobby, RECEPTION)).text)
    browser = lobby.browser()

    await browser.post(path, data={"new_password": NEW_PASSWORD})

    answer = await type_password(browser, RECEPTION, NEW_PASSWORD)
    assert answer.headers["location"] == "/sign-in/code"


async def test_a_reset_ends_a_pause(lobby: Lobby):
    """Whoever proves that the mail is theirs need not wait any longer."""
    path = await reset_link(lobby)
    until = lobby.clock.now().replace(hour=23)
    await put_user(lobby, RECEPTION, failures=9, locked_until=until)

    await lobby.browser().post(path, data={"new_password": NEW_PASSWORD})

    answer = await type_password(lobby.browser(), RECEPTION, NEW_PASSWORD)
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("email", "organisation"),
    [
        (RECEPTION.email, "lakeside"),
        ("nobody@lakeside.example", "lakeside"),
        (MEMBER.email, "lakeside"),
        (RECEPTION.email, "nowhere"),
    ],
)
async def test_asking_tells_nothing(lobby: Lobby, email: str, organisation: str):
    """Whether an address has an account cannot be told from the answer."""
    await put_user(lobby, MEMBER, active=False)

    answer = await ask(lobby, email, organisation)

    assert answer.status_code == 200
    assert "If there is such an account" in answer.text
    assert email not in answer.text


async def test_who_has_no_account_gets_no_mail(lobby: Lobby):
    """An address that nobody has gets nothing; the message is put aside quietly."""
    await ask(lobby, "nobody@lakeside.example")
    await ask(lobby, RECEPTION.email)

    await mail_to(lobby, RECEPTION)

    assert {one.to_address for one in lobby.mail.sent} == {RECEPTION.email}
    assert count_rows(lobby.folder, "outbox WHERE state = 'dead'") == 0


async def test_nobody_s_postbox_is_flooded(lobby: Lobby):
    """However often somebody asks, five links an hour are sent and no more."""
    answers = [await ask(lobby, RECEPTION.email) for _ in range(7)]

    assert {answer.status_code for answer in answers} == {200}
    assert count_rows(lobby.folder, "outbox WHERE kind = 'password_reset'") == 5


async def test_what_is_missing_is_said(lobby: Lobby):
    """Without an address nothing can be sent."""
    answer = await ask(lobby, "")

    assert answer.status_code == 422
    assert 'href="#field-email"' in answer.text


async def test_a_weak_password_is_refused(lobby: Lobby):
    """A password that is tried first is not taken, and the link still works."""
    path = await reset_link(lobby)
    browser = lobby.browser()

    weak = [
        await browser.post(path, data={"new_password": password})
        for password in ("short-one", "Password123!", "lakeside-rocks", "noor-noor-1")
    ]
    good = await browser.post(path, data={"new_password": NEW_PASSWORD})

    assert {answer.status_code for answer in weak} == {422}
    assert good.status_code == 303


@pytest.mark.parametrize(
    "path", ["/reset/guessed", "/welcome/guessed", f"/reset/{'a' * 500}"]
)
async def test_a_guessed_link_is_none(lobby: Lobby, path: str):
    """An address that was made up leads nowhere, by GET and by POST."""
    browser = lobby.browser()

    looked = await browser.get(path)
    tried = await browser.post(path, data={"new_password": NEW_PASSWORD})

    assert (looked.status_code, tried.status_code) == (404, 404)


async def test_somebody_new_chooses_a_password_and_is_in(lobby: Lobby):
    """The link in the welcome mail leads straight in."""
    path = await welcome_link(lobby)
    browser = lobby.browser()
    shown = await browser.get(path)

    answer = await browser.post(path, data={"new_password": NEW_PASSWORD})

    assert path.startswith("/welcome/")
    assert "Welcome, Noor Jansen" in shown.text
    assert answer.headers["location"] == "/"
    assert (await browser.get("/account")).status_code == 200


async def test_a_welcome_does_not_skip_the_second_step(lobby: Lobby):
    """A link in a mail alone is not enough where codes are on."""
    path = await welcome_link(lobby)
    await put_user_with_codes(lobby, RECEPTION, password_hash=None)
    browser = lobby.browser()

    answer = await browser.post(path, data={"new_password": NEW_PASSWORD})

    assert answer.headers["location"] == "/sign-in"
    assert COOKIE not in browser.cookies


async def test_the_page_fits_where_there_is_one_organisation(lobby: Lobby):
    """The form for a forgotten password asks for the organisation only if needed."""
    browser = lobby.browser()
    several = await browser.get("/forgot")
    await type_password(browser, RECEPTION)

    assert 'id="field-organisation"' in several.text


async def test_no_token_is_kept_or_said(lobby: Lobby, capsys):
    """The link's token stands in the mail and nowhere else."""
    path = await reset_link(lobby)
    token = path.rsplit("/", 1)[1]
    await lobby.browser().get(path)

    said = capsys.readouterr()
    database = (lobby.folder / "portico.db").read_bytes()
    log = lobby.folder / "portico.db-wal"
    assert token not in said.out + said.err
    assert token.encode() not in database + log.read_bytes()
    assert TENANT.encode() in database + log.read_bytes()
