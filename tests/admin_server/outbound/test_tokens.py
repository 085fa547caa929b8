"""Access tokens for mail: asked for once, renewed in time, never said aloud."""

from dataclasses import replace
from datetime import timedelta

import pytest

from admin_server.outbound.client import Reply, TooSlow
from admin_server.outbound.tokens import AccessTokens, Grant, TokenRefused
from tests.fakes.clock import FixedClock
from tests.fakes.token_desk import TokenDesk, said

APP = Grant("https://login.example/token", "app", "mail.send", client_secret="s3cret")
PERSON = replace(APP, refresh_token="r1")


class Drawer:
    """Keeps the refresh tokens that it is given."""

    def __init__(self) -> None:
        self.kept: list[str] = []

    async def keep(self, another: str) -> None:
        self.kept.append(another)


def tokens(
    desk: TokenDesk,
    *,
    grant: Grant = APP,
    clock: FixedClock | None = None,
    drawer: Drawer | None = None,
) -> AccessTokens:
    keep = (drawer or Drawer()).keep
    return AccessTokens(desk, clock or FixedClock(), grant, keep=keep)


async def test_an_app_asks_for_itself() -> None:
    """The app's own secret gives a token (RFC 6749, 4.4)."""
    desk = TokenDesk(said(access_token="t1", expires_in=3600))

    token = await tokens(desk).get()

    assert token == "t1"
    assert desk.urls == ["https://login.example/token"]
    assert desk.forms == [
        {
            "grant_type": "client_credentials",
            "client_id": "app",
            "client_secret": "s3cret",
            "scope": "mail.send",
        }
    ]


async def test_a_token_is_used_until_it_ends() -> None:
    """One token carries many mails; two minutes before its end there is another."""
    clock = FixedClock()
    desk = TokenDesk(
        said(access_token="t1", expires_in="3600"), said(access_token="t2")
    )
    account = tokens(desk, clock=clock)

    first = await account.get()
    clock.forward(minutes=57)
    again = await account.get()
    clock.forward(minutes=1)
    second = await account.get()

    assert [first, again, second] == ["t1", "t1", "t2"]


async def test_a_refused_token_is_not_used_again() -> None:
    """A mail server that refuses a token sees another one; an old refusal is late."""
    desk = TokenDesk(said(access_token="t1"), said(access_token="t2"))
    account = tokens(desk)

    account.forget(await account.get())
    second = await account.get()
    account.forget("t1")

    assert second == "t2" == await account.get()


async def test_a_persons_consent_is_renewed() -> None:
    """Each answer may bring another refresh token; it is kept, and used next."""
    clock, drawer = FixedClock(), Drawer()
    desk = TokenDesk(
        said(access_token="t1", expires_in=600, refresh_token="r2"),
        said(access_token="t2", expires_in=600, refresh_token="r2"),
    )
    account = tokens(desk, grant=PERSON, clock=clock, drawer=drawer)

    await account.get()
    clock.forward(minutes=10)
    await account.get()

    assert [form["refresh_token"] for form in desk.forms] == ["r1", "r2"]
    assert {form["grant_type"] for form in desk.forms} == {"refresh_token"}
    assert drawer.kept == ["r2"]


@pytest.mark.parametrize(
    ("answer", "why", "after"),
    [
        (said(400, error="invalid_grant"), "token_invalid_grant", None),
        (said(400, error="n\u00f6"), "token_400", None),
        (Reply(503, {"retry-after": "9"}, b"<html>"), "token_503", 9),
        (said(200, token_type="Bearer"), "no_token", None),
        (said(200, access_token="a\r\nb"), "no_token", None),
        (Reply(200, {}, b"[]"), "no_token", None),
        (TooSlow("x"), "token_TooSlow", None),
    ],
)
async def test_no_token_has_a_reason(answer, why: str, after: int | None) -> None:
    """What the sign-in server says is told by its short code only."""
    with pytest.raises(TokenRefused) as refused:
        await tokens(TokenDesk(answer)).get()

    assert refused.value.why == why
    assert refused.value.after == (timedelta(seconds=after) if after else None)


@pytest.mark.parametrize("url", ["http://login.example/token", "", "https://[::1"])
async def test_the_secret_goes_nowhere_in_the_clear(url: str) -> None:
    """An address that is not https gets no secret."""
    desk = TokenDesk()

    with pytest.raises(TokenRefused, match="token_address"):
        await tokens(desk, grant=replace(APP, url=url)).get()

    assert desk.forms == []


def test_secrets_are_not_shown() -> None:
    """A grant that gets into a log says neither secret nor consent."""
    assert "s3cret" not in repr(PERSON)
    assert "r1" not in repr(PERSON)
