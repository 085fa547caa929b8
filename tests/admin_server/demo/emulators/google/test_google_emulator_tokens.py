"""The stand-in gives tokens to whom Google would, and to nobody else."""

import time

import httpx
import pytest


def refused(reply) -> tuple[int, str, str]:
    said = reply.json()
    return reply.status_code, said["error"], said["error_description"]


def test_a_good_key_gets_a_token(caller) -> None:
    """A key that may act for somebody gets a token for an hour."""
    reply = caller.sign_in(caller.assertion()).json()

    assert reply["token_type"] == "Bearer"
    assert reply["expires_in"] == 3599


@pytest.mark.parametrize(
    ("claims", "error", "says"),
    [
        ({"sub": "nobody@x.example"}, "invalid_grant", "Invalid email"),
        ({"iss": "other@x.example"}, "invalid_grant", "account not found"),
        ({"aud": "https://x.example"}, "invalid_grant", "audience"),
        ({"scope": "https://x.example/all"}, "unauthorized_client", "unauthorized"),
        ({"scope": ""}, "unauthorized_client", "unauthorized"),
        ({"exp": int(time.time()) + 9000}, "invalid_grant", "short-lived"),
        ({"iat": 0, "exp": 3600}, "invalid_grant", "short-lived"),
    ],
)
def test_keys_that_ask_for_too_much(caller, claims, error: str, says: str) -> None:
    """Who is unknown, or asks for what nobody allowed, is refused in Google's words."""
    _, stated, description = refused(caller.sign_in(caller.assertion(**claims)))

    assert stated == error
    assert says in description


@pytest.mark.parametrize("spoil", ["x.y.z", "nothing", "{0}AAAA", "e30.e30.e30"])
def test_signatures_that_are_not_good(caller, spoil: str) -> None:
    """A signature that does not fit is refused."""
    assertion = spoil.format(caller.assertion())

    status, error, says = refused(caller.sign_in(assertion))

    assert (status, error, says) == (400, "invalid_grant", "Invalid JWT Signature.")


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token", "client_id": "x"}, "invalid_client"),
        (
            {
                "grant_type": "refresh_token",
                "client_id": "200000000002-reader.apps.googleusercontent.com",
                "client_secret": "x",
            },
            "invalid_client",
        ),
    ],
)
def test_forms_that_are_wrong(caller, form, error: str) -> None:
    """A wrong form, an unknown program or its wrong secret is refused."""
    reply = httpx.post(f"{caller.seeding.url}/token", data=form)

    assert refused(reply)[1] == error


def test_without_a_token(caller) -> None:
    """Without a token nothing is answered."""
    url = f"{caller.seeding.url}/calendar/v3/calendars/primary/events"

    assert httpx.get(url).status_code == 401
