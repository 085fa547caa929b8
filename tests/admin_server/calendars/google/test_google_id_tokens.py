"""Who consented: what an identity token must say before it is believed."""

import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

import pytest

from admin_server.calendars.google.consent import GoogleConsent
from admin_server.calendars.google.id_tokens import Identity, read_identity
from admin_server.core.connections import AppRegistration
from admin_server.core.errors import (
    CalendarError,
    ConsentNeeded,
    StrangeReply,
    TryLater,
)
from admin_server.core.ports import Granted
from tests.contracts.calendar import NOW
from tests.fakes.canned_server import Answer, CannedServer
from tests.fakes.clock import FixedClock

CLAIMS = {
    "iss": "https://accounts.google.com",
    "aud": "client",
    "nonce": "asked",
    "exp": NOW.timestamp() + 60,
    "email": "anna@firma.example",
    "email_verified": True,
    "hd": "firma.example",
}
SCOPES = (
    "openid https://www.googleapis.com/auth/userinfo.email"
    " https://www.googleapis.com/auth/calendar.events.readonly"
    " https://www.googleapis.com/auth/calendar.calendarlist.readonly"
)


def token(**changed: object) -> str:
    body = json.dumps({**CLAIMS, **changed}).encode()
    return f"e30.{urlsafe_b64encode(body).decode().rstrip('=')}.c2ln"


def read(text: str) -> Identity:
    return read_identity(text, client_id="client", nonce="asked", now=NOW)


def test_an_employee() -> None:
    """An account of an organisation is known as one."""
    assert read(token()) == Identity("anna@firma.example", is_of_organisation=True)


@pytest.mark.parametrize("email", ["anna@gmail.com", "anna@firma.example"])
def test_a_private_person(email: str) -> None:
    """An account without an organisation is private, whatever its address (B1)."""
    assert not read(token(email=email, hd=None)).is_of_organisation


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"nonce": "other"},
        {"nonce": None},
        {"exp": NOW.timestamp() - 301},
        {"exp": "soon"},
        {"email_verified": False},
    ],
)
def test_what_is_not_believed(changed: dict[str, object]) -> None:
    """A token of others, for others or from before proves nothing."""
    with pytest.raises(StrangeReply, match="id_token"):
        read(token(**changed))


@pytest.mark.parametrize("text", ["", "a.b", "a.!.c", "a.W10.c", "a.e30.c"])
def test_what_is_no_token(text: str) -> None:
    """A text that is no identity token proves nothing."""
    with pytest.raises(StrangeReply, match="id_token"):
        read(text)


def test_an_address_that_was_kept_back() -> None:
    """Without the address nobody knows whose calendar it is."""
    with pytest.raises(ConsentNeeded, match="email"):
        read(token(email=None))


def test_nothing_was_asked() -> None:
    """Two empty nonces are not the same question."""
    with pytest.raises(StrangeReply):
        read_identity(token(nonce=""), client_id="client", nonce="", now=NOW)


# --- what the token endpoint may answer


async def finished(http, body: object) -> Granted:
    async with CannedServer() as canned:
        canned.give("/token", Answer(200, json.dumps(body).encode()))
        app = AppRegistration("client", "s", {"token_url": f"{canned.url}token"})
        held = {"state": "s", "nonce": "asked", "verifier": "v"}
        return await GoogleConsent(http, FixedClock(NOW)).finish(
            app, held, {"state": "s", "code": "c"}, redirect_uri="https://x.example/"
        )


def answer(**changed: object) -> dict[str, Any]:
    usual = {"refresh_token": "r", "scope": SCOPES, "id_token": token()}
    return {**usual, **changed}


async def test_the_account_is_who_signed_in(http) -> None:
    """The connection belongs to the account of the token."""
    granted = await finished(http, answer())

    assert granted.account == "anna@firma.example"


@pytest.mark.parametrize(
    ("lasts", "ends"),
    [
        (60, NOW + timedelta(minutes=1)),
        (0, None),
        (-1, None),
        (True, None),
        ("60", None),
        (10**15, None),
    ],
)
async def test_how_long_a_consent_lasts(http, lasts, ends) -> None:
    """Only a number that makes sense is taken for an end."""
    granted = await finished(http, answer(refresh_token_expires_in=lasts))

    assert granted.ends_at == ends


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ([], StrangeReply),
        ({}, StrangeReply),
        (answer(refresh_token=None), StrangeReply),
        (answer(refresh_token=""), StrangeReply),
        (answer(scope="openid"), ConsentNeeded),
        (answer(id_token=None), StrangeReply),
    ],
)
async def test_answers_that_lack_something(
    http, body: object, error: type[CalendarError]
) -> None:
    """An answer without what was asked for connects nothing."""
    with pytest.raises(error):
        await finished(http, body)


async def test_an_answer_that_is_too_long(http) -> None:
    """An answer without an end is not read to its end."""
    with pytest.raises(StrangeReply):
        await finished(http, "x" * (11 * 1024 * 1024))


async def test_a_busy_token_endpoint(http) -> None:
    """While Google is busy, the host is told to try later."""
    async with CannedServer() as canned:
        canned.give("/token", Answer(503))
        app = AppRegistration("client", "s", {"token_url": f"{canned.url}token"})

        with pytest.raises(TryLater):
            await GoogleConsent(http, FixedClock(NOW)).finish(
                app, {"state": "s"}, {"state": "s", "code": "c"}, redirect_uri="x"
            )
