"""Which tokens of an identity provider are believed."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from dataclasses import replace

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from admin_server.security.id_tokens import (
    ClocksDiffer,
    Expected,
    TokenWrong,
    verify_id_token,
)
from tests.fakes.clock import MORNING

NOW = int(MORNING.timestamp())
EXPECTED = Expected("https://sso.example", "portico", "nonce", "access", MORNING)
RSA = RSAKey.generate_key(2048, {"kid": "rsa"}, auto_kid=False)
EC = ECKey.generate_key("P-256", {"kid": "ec"}, auto_kid=False)
STRANGE = RSAKey.generate_key(2048, {"kid": "rsa"}, auto_kid=False)


def key_set(*keys) -> bytes:
    return json.dumps({"keys": [key.as_dict(private=False) for key in keys]}).encode()


KEYS = key_set(RSA, EC)


def claims(**changes: object) -> dict[str, object]:
    usual = {
        "iss": "https://sso.example",
        "sub": "person-1",
        "aud": "portico",
        "exp": NOW + 300,
        "iat": NOW,
        "nonce": "nonce",
    }
    wanted = usual | changes
    return {name: value for name, value in wanted.items() if value is not None}


def signed(key=RSA, alg: str = "RS256", **changes: object) -> str:
    header = {"alg": alg, "kid": key.kid}
    return jwt.encode(header, claims(**changes), key, algorithms=[alg])


def coded(part: dict[str, object]) -> str:
    return urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def believed(token: str, expected: Expected) -> bool:
    try:
        verify_id_token(token, KEYS, expected)
    except TokenWrong:
        return False
    return True


@pytest.mark.parametrize(("key", "alg"), [(RSA, "RS256"), (EC, "ES256")])
def test_a_right_token_is_believed(key, alg: str):
    """What the provider signs for us, now, says who somebody is."""
    read = verify_id_token(signed(key, alg), KEYS, EXPECTED)

    assert read["sub"] == "person-1"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://other.example"},
        {"iss": "https://sso.example/"},
        {"aud": "somebody-else"},
        {"aud": ["portico", "somebody-else"], "azp": "somebody-else"},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": None},
        {"exp": None},
        {"iat": None},
        {"exp": "never"},
        {"azp": "somebody-else"},
        {"at_hash": "of-another-token"},
    ],
    ids=str,
)
def test_a_token_for_somebody_else_is_refused(changes: dict[str, object]):
    """A token that was made for another application or sign-in opens nothing."""
    token = signed(**changes)

    with pytest.raises(TokenWrong):
        verify_id_token(token, KEYS, EXPECTED)


@pytest.mark.parametrize(
    "changes", [{"exp": NOW - 300}, {"iat": NOW + 300}, {"nbf": NOW + 300}], ids=str
)
def test_clocks_that_differ_are_told_apart(changes: dict[str, object]):
    """A token from the future or the past points to a wrong clock."""
    token = signed(**changes)

    with pytest.raises(ClocksDiffer):
        verify_id_token(token, KEYS, EXPECTED)


@pytest.mark.parametrize(
    "changes", [{"exp": NOW - 60}, {"iat": NOW + 60}, {"nbf": NOW + 60}], ids=str
)
def test_a_minute_of_difference_does_not_matter(changes: dict[str, object]):
    """Clocks that differ by a minute still let people in."""
    read = verify_id_token(signed(**changes), KEYS, EXPECTED)

    assert read["sub"] == "person-1"


def test_a_strangers_signature_is_refused():
    """A token that somebody else signed under the provider's key name is refused."""
    token = signed(STRANGE)

    with pytest.raises(TokenWrong):
        verify_id_token(token, KEYS, EXPECTED)


def test_a_token_signed_with_the_public_key_is_refused():
    """Who only knows what everybody knows cannot make tokens."""
    unsigned = f"{coded({'alg': 'HS256', 'kid': 'rsa'})}.{coded(claims())}"
    public_key = RSA.as_pem(private=False)
    seal = hmac.new(public_key, unsigned.encode(), hashlib.sha256).digest()
    token = f"{unsigned}.{urlsafe_b64encode(seal).decode().rstrip('=')}"

    with pytest.raises(TokenWrong):
        verify_id_token(token, KEYS, EXPECTED)


def test_an_unsigned_token_is_refused():
    """A token that says it needs no signature is refused."""
    token = f"eyJhbGciOiJub25lIn0.{signed().split('.')[1]}."

    with pytest.raises(TokenWrong):
        verify_id_token(token, KEYS, EXPECTED)


@pytest.mark.parametrize("alg", ["RS512", "PS256"])
def test_other_algorithms_are_refused(alg: str):
    """Only the two algorithms that we name are taken."""
    token = signed(alg=alg)

    with pytest.raises(TokenWrong):
        verify_id_token(token, KEYS, EXPECTED)


@pytest.mark.parametrize(
    "token", ["", "a.b.c", "x", "....", signed() + "x", signed()[:-8]]
)
def test_what_is_no_token_is_refused(token: str):
    """Half a token, or none, is refused and breaks nothing."""
    with pytest.raises(TokenWrong):
        verify_id_token(token, KEYS, EXPECTED)


@pytest.mark.parametrize(
    "keys", [b"", b"[]", b"{}", b'{"keys": []}', b'{"keys": [1]}', b'{"keys": {}}']
)
def test_without_keys_nothing_is_believed(keys: bytes):
    """A provider that shows no keys lets nobody in."""
    with pytest.raises(TokenWrong):
        verify_id_token(signed(), keys, EXPECTED)


def test_keys_for_other_things_do_no_harm():
    """A provider may show keys that we do not know beside the one that counts."""
    others = [
        {"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA", "kid": "new"},
        {"kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA", "kid": "coin"},
        {"kty": "RSA", "use": "enc", "n": "AA", "e": "AQAB", "kid": "enc"},
    ]
    keys = json.dumps({"keys": [*others, RSA.as_dict(private=False)]}).encode()

    read = verify_id_token(signed(), keys, EXPECTED)

    assert read["sub"] == "person-1"


def test_a_token_of_two_audiences_names_who_asked():
    """A token that others may read too counts if it was made for us."""
    token = signed(aud=["portico", "other"], azp="portico")

    read = verify_id_token(token, KEYS, EXPECTED)

    assert read["azp"] == "portico"


@pytest.mark.parametrize(
    ("access_token", "is_right"), [("access", True), ("another", False)]
)
def test_an_access_token_that_was_swapped_is_noticed(
    access_token: str,
    is_right: bool,
):
    """The token speaks of the access token that it came with."""
    # The left half of SHA-256("access") (OpenID Connect Core 1.0, 3.1.3.6).
    token = signed(at_hash="oFYf1knNtrqnhAVfBRuteQ")
    expected = replace(EXPECTED, access_token=access_token)

    outcome = believed(token, expected)

    assert outcome is is_right
