"""What we ask of an OpenID Connect provider, and which answers we take."""

import base64
import hashlib
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from admin_server.outbound.client import Client
from admin_server.security.openid import (
    Metadata,
    OpenIdRefused,
    Question,
    Registration,
    Trouble,
    address_to_ask,
    discover,
    is_usable_issuer,
    redeem,
)
from tests.fakes.canned_server import Answer, CannedServer
from tests.fakes.clock import MORNING

QUESTION = Question(state="state", nonce="nonce", verifier="v" * 43)
REGISTRATION = Registration("portico", "https://lobby.example/back", "secret")
KEY = RSAKey.generate_key(2048, {"kid": "one"}, auto_kid=False)
NOW = int(MORNING.timestamp())
DISCOVERY = "/.well-known/openid-configuration"


@pytest.fixture
async def server() -> AsyncIterator[CannedServer]:
    async with CannedServer() as opened:
        yield opened


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with Client() as opened:
        yield opened


def issuer_of(server: CannedServer) -> str:
    return server.url.rstrip("/")


def tell(server: CannedServer, **changes: object) -> None:
    """Have the server describe itself, with some things changed."""
    issuer = issuer_of(server)
    usual = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "jwks_uri": f"{issuer}/keys",
        "userinfo_endpoint": f"{issuer}/me",
        "id_token_signing_alg_values_supported": ["RS256"],
    }
    wanted = {k: v for k, v in (usual | changes).items() if v is not None}
    server.give(DISCOVERY, Answer(body=json.dumps(wanted).encode()))


def answer_with(server: CannedServer, **claims: object) -> None:
    """Have the server give a token with these claims beside the usual ones."""
    usual = {
        "iss": issuer_of(server),
        "sub": "noor",
        "aud": "portico",
        "exp": NOW + 300,
        "iat": NOW,
        "nonce": "nonce",
    }
    token = jwt.encode({"alg": "RS256", "kid": "one"}, usual | claims, KEY)
    given = {"access_token": "access", "token_type": "Bearer", "id_token": token}
    server.give("/token", Answer(body=json.dumps(given).encode()))
    keys = {"keys": [KEY.as_dict(private=False)]}
    server.give("/keys", Answer(body=json.dumps(keys).encode()))


async def ask(client: Client, server: CannedServer, registration=REGISTRATION):
    metadata = await discover(client, issuer_of(server))
    return await redeem(
        client, metadata, registration, QUESTION, code="code", now=MORNING
    )


def form_of(server: CannedServer, path: str) -> dict[str, str]:
    """The form that a path was asked with."""
    asked = next(one for one in server.asked if one.path == path)
    return {k: v[0] for k, v in parse_qs(asked.body.decode()).items()}


async def test_the_code_is_ours_alone(client: Client, server: CannedServer):
    """Only who asked for the code can use it: the proof fits what was asked."""
    tell(server, token_endpoint_auth_methods_supported=["client_secret_post"])
    answer_with(server, email="noor@lakeside.example")
    metadata = await discover(client, issuer_of(server))
    address = address_to_ask(metadata, REGISTRATION, QUESTION)

    await ask(client, server)

    challenge = parse_qs(urlsplit(address).query)["code_challenge"][0]
    sent = form_of(server, "/token")
    digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == challenge
    assert sent["grant_type"] == "authorization_code"
    assert sent["redirect_uri"] == REGISTRATION.redirect_uri
    assert (sent["client_id"], sent["client_secret"]) == ("portico", "secret")


async def test_a_secret_in_the_header(client: Client, server: CannedServer):
    """A provider that names no way gets our secret in the header."""
    tell(server)
    answer_with(server, email="noor@lakeside.example")

    await ask(client, server)

    asked = next(one for one in server.asked if one.path == "/token")
    expected = base64.b64encode(b"portico:secret").decode()
    assert asked.headers["authorization"] == f"Basic {expected}"
    assert "client_secret" not in form_of(server, "/token")


async def test_without_a_secret(client: Client, server: CannedServer):
    """A public client only says who it is."""
    tell(server)
    answer_with(server, email="noor@lakeside.example")

    await ask(client, server, Registration("portico", "https://lobby.example/back"))

    assert form_of(server, "/token")["client_id"] == "portico"
    assert "client_secret" not in form_of(server, "/token")


async def test_an_address_that_has_parameters_already(server: CannedServer):
    """A provider's own parameters stay in the address that people go to."""
    metadata = Metadata("i", "https://sso.example/authorize?tenant=a", "t", "k")

    address = address_to_ask(metadata, REGISTRATION, QUESTION)

    assert address.startswith("https://sso.example/authorize?tenant=a&response_type=")


async def test_more_is_asked_where_the_token_says_little(
    client: Client, server: CannedServer
):
    """Where the token has no e-mail address, the provider is asked for it."""
    tell(server)
    answer_with(server)
    more = {"sub": "noor", "email": "noor@lakeside.example", "nonce": "other"}
    server.give("/me", Answer(body=json.dumps(more).encode()))

    claims = await ask(client, server)

    assert claims["email"] == "noor@lakeside.example"
    assert claims["nonce"] == "nonce"
    asked = next(one for one in server.asked if one.path == "/me")
    assert asked.headers["authorization"] == "Bearer access"


async def test_what_is_told_of_somebody_else_is_refused(
    client: Client, server: CannedServer
):
    """Somebody else's e-mail address is not taken for this person's."""
    tell(server)
    answer_with(server)
    more = {"sub": "ines", "email": "ines@lakeside.example"}
    server.give("/me", Answer(body=json.dumps(more).encode()))

    with pytest.raises(OpenIdRefused) as refused:
        await ask(client, server)

    assert refused.value.trouble is Trouble.STRANGE


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "https://sso.example"},
        {"issuer": None},
        {"authorization_endpoint": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "http://sso.example/authorize"},
        {"token_endpoint": "http://192.0.2.1/token"},
        {"token_endpoint": 7},
        {"token_endpoint": "https://[broken"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": ""},
        {"userinfo_endpoint": "http://192.0.2.1/me"},
    ],
    ids=str,
)
async def test_a_description_that_does_not_fit(
    client: Client, server: CannedServer, changes: dict[str, object]
):
    """A provider that describes somebody else, or plain HTTP, is not used."""
    tell(server, **changes)

    with pytest.raises(OpenIdRefused) as refused:
        await discover(client, issuer_of(server))

    assert refused.value.trouble is Trouble.STRANGE


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (Answer(status=503), Trouble.AWAY),
        (Answer(status=429), Trouble.AWAY),
        (Answer(status=404), Trouble.STRANGE),
        (Answer(body=b"<html>"), Trouble.STRANGE),
        (Answer(body=b"[]"), Trouble.STRANGE),
        (Answer(status=302, headers={"Location": "https://evil.example/"}), "away"),
    ],
    ids=str,
)
async def test_a_provider_in_trouble(
    client: Client, server: CannedServer, answer: Answer, trouble: Trouble
):
    """A provider that is away is told from an address that is wrong."""
    server.give(DISCOVERY, answer)

    with pytest.raises(OpenIdRefused) as refused:
        await discover(client, issuer_of(server))

    assert refused.value.trouble == trouble


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        ("invalid_client", Trouble.SETUP),
        ("unauthorized_client", Trouble.SETUP),
        ("invalid_grant", Trouble.STALE),
    ],
)
async def test_a_code_that_is_not_taken(
    client: Client, server: CannedServer, error: str, trouble: Trouble
):
    """Whose fault it is decides what people read."""
    tell(server)
    body = json.dumps({"error": error, "error_description": "Noor Jansen"}).encode()
    server.give("/token", Answer(status=400, body=body))

    with pytest.raises(OpenIdRefused) as refused:
        await ask(client, server)

    assert refused.value.trouble is trouble
    assert "Noor" not in refused.value.detail


async def test_an_answer_without_a_token(client: Client, server: CannedServer):
    """A provider that gives no ID token proves nothing."""
    tell(server)
    answer_with(server)
    server.give("/token", Answer(body=b'{"access_token": "access"}'))

    with pytest.raises(OpenIdRefused) as refused:
        await ask(client, server)

    assert refused.value.trouble is Trouble.STRANGE


async def test_a_slow_provider_is_given_up(client: Client, monkeypatch):
    """Nobody waits for a provider without end."""
    monkeypatch.setattr(
        "admin_server.security.openid.DEADLINE", timedelta(seconds=0.05)
    )
    async with CannedServer(delay=5) as slow:
        tell(slow)

        with pytest.raises(OpenIdRefused) as refused:
            await discover(client, issuer_of(slow))

    assert refused.value.trouble is Trouble.AWAY


@pytest.mark.parametrize(
    ("issuer", "loopback", "is_usable"),
    [
        ("https://sso.example", False, True),
        ("https://sso.example:8443/realms/main", False, True),
        ("http://sso.example", False, False),
        ("http://sso.example", True, False),
        ("http://127.0.0.1:9400", True, True),
        ("http://127.0.0.1:9400", False, False),
        ("https://user:word@sso.example", True, False),
        ("https://sso.example?x=1", True, False),
        ("https://sso.example#x", True, False),
        ("https://", True, False),
        ("ftp://sso.example", True, False),
        ("sso.example", True, False),
        ("https://[broken", True, False),
        ("", True, False),
    ],
)
def test_which_addresses_can_be_issuers(issuer: str, loopback: bool, is_usable: bool):
    """An issuer is reached over HTTPS; plain HTTP only on this machine, for tests."""
    assert is_usable_issuer(issuer, loopback=loopback) is is_usable


def test_secrets_stay_out_of_what_is_printed():
    """Whatever is written into a log by mistake holds no secret."""
    printed = repr(QUESTION) + repr(REGISTRATION)

    assert "nonce'" not in printed
    assert "vvvv" not in printed
    assert "'secret'" not in printed
