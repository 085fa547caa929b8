"""How often people may try things."""

import httpx
import pytest

from admin_server.web.errors import Limited
from admin_server.web.limits import PeopleLimits, network_of
from tests.fakes.lobby import ADMIN, MEMBER, RECEPTION, Lobby
from tests.fakes.people import put_user, quick_passwords, type_password


async def test_the_eleventh_sign_in_of_a_minute_waits(lobby: Lobby):
    """Somebody who tries passwords from one address is sent away for a while."""
    quick_passwords(lobby)
    await put_user(lobby, RECEPTION)
    browser = lobby.browser()
    tried = [await type_password(browser, MEMBER, "guess") for _ in range(10)]

    answer = await type_password(browser, RECEPTION)

    assert {one.status_code for one in tried} == {422}
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 60
    assert "Too many tries" in answer.text


async def test_programs_are_told_in_their_shape(lobby: Lobby):
    """A program that signs in too often gets the refusal as JSON."""
    quick_passwords(lobby)
    browser = lobby.browser()
    browser.headers["Accept"] = "application/json"
    for _ in range(10):
        await type_password(browser, MEMBER, "guess")

    answer = await type_password(browser, MEMBER, "guess")

    assert answer.status_code == 429
    assert answer.json()["error"] == "rate_limit_exceeded"


async def test_codes_count_like_passwords(lobby: Lobby):
    """The second step cannot be tried more often than the first."""
    browser = lobby.browser()
    for _ in range(10):
        await browser.post("/sign-in/code", data={"code": "000000"})

    answer = await browser.post("/sign-in/code", data={"code": "000000"})

    assert answer.status_code == 429


@pytest.mark.parametrize("path", ["/forgot", "/reset/guessed", "/set-up/guessed"])
async def test_links_cannot_be_guessed_fast(lobby: Lobby, path: str):
    """Ten tries a minute from one address, then a pause."""
    browser = lobby.browser()
    for _ in range(10):
        await browser.post(path, data={})

    answer = await browser.post(path, data={})

    assert answer.status_code == 429
    assert "retry-after" in answer.headers


async def test_the_hundred_and_first_change_of_a_minute_waits(lobby: Lobby):
    """A person changes at most a hundred things a minute; looking is not counted."""
    browser, colleague = await lobby.sign_in(RECEPTION), await lobby.sign_in(ADMIN)
    form = {"name": RECEPTION.name, "language": "en"}
    changed = [await browser.post("/account", data=form) for _ in range(100)]

    answer = await browser.post("/account", data=form)

    assert {one.status_code for one in changed} == {303}
    assert answer.status_code == 429
    assert (await browser.get("/account")).status_code == 200
    assert (await colleague.post("/account", data=form)).status_code == 303


def test_a_whole_organisation_has_a_limit():
    """Many people together change at most a thousand things a minute."""
    limits = PeopleLimits()
    for number in range(1000):
        limits.change("tenant", f"user-{number % 20}")

    with pytest.raises(Limited) as told:
        limits.change("tenant", "user-new")

    assert 1 <= told.value.seconds <= 60
    limits.change("another tenant", "user-new")


def test_addresses_do_not_share_their_tries():
    """What somebody tries in one place keeps nobody out in another."""
    limits = PeopleLimits()
    for _ in range(10):
        limits.sign_in("192.0.2.1")

    limits.sign_in("192.0.2.2")

    with pytest.raises(Limited):
        limits.sign_in("192.0.2.1")


async def test_all_addresses_of_one_ipv6_line_count_together(lobby: Lobby):
    """Whoever has a line has 2^64 addresses, and still ten tries a minute."""
    codes = []
    for number in range(11):
        calling = httpx.ASGITransport(lobby.app, client=(f"2001:db8::{number:x}", 1))
        browser = httpx.AsyncClient(transport=calling, base_url="https://lobby.example")
        same = {"Sec-Fetch-Site": "same-origin"}
        answer = await browser.post("/forgot", data={}, headers=same)
        codes.append(answer.status_code)

    assert codes == [422] * 10 + [429]


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("unknown", "unknown"),
    ],
)
def test_whose_tries_are_counted_together(address: str, counted: str):
    """An IPv4 address stands for itself, an IPv6 address for its line."""
    assert network_of(address) == counted
