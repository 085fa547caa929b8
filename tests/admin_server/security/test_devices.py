"""Kiosk tokens."""

import pytest

from admin_server.security.devices import bearer_token, hash_token, new_token


def test_tokens_are_never_the_same() -> None:
    """Check 14: each kiosk has a token of its own, with 256 bits of chance."""
    tokens = {new_token("kiosk") for _ in range(100)}

    assert len(tokens) == 100
    assert {len(token) for token in tokens} == {len("pk_kiosk_") + 43}


def test_a_token_is_kept_only_as_a_hash() -> None:
    """What the database holds cannot be used as a token."""
    token = new_token("kiosk")

    assert token.encode() not in hash_token(token)
    assert hash_token(token) == hash_token(token)
    assert len(hash_token(token)) == 32


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("Bearer pk_1_x", "pk_1_x"),
        ("bearer  pk_1_x ", "pk_1_x"),
        ("Basic pk_1_x", None),
        ("Bearer something", None),
        ("Bearer pk_" + "x" * 300, None),
        ("", None),
        (None, None),
    ],
)
def test_a_token_is_taken_from_its_header(
    header: str | None, token: str | None
) -> None:
    """Only what looks like our token is looked up at all."""
    assert bearer_token(header) == token
