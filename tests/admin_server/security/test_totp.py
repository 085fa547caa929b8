"""Codes from an app, and recovery codes."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from admin_server.core.errors import SecretUnreadable
from admin_server.security.secrets import KeyRing
from admin_server.security.totp import (
    app_address,
    hash_recovery_code,
    new_recovery_codes,
    new_totp_secret,
    open_totp_secret,
    seal_totp_secret,
    step_of,
)

# RFC 6238, appendix B: the secret of its SHA-1 examples, in base32.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")],
)
def test_the_standard_s_own_examples(seconds: int, code: str):
    """The codes are those that every authenticator app shows."""
    now = datetime.fromtimestamp(seconds, UTC)

    assert step_of(RFC_SECRET, code, now=now) == seconds // 30


@pytest.mark.parametrize("late", [-30, 0, 30])
def test_a_phone_may_be_half_a_minute_wrong(late: int):
    """A phone whose clock is a little off still opens the door."""
    now = datetime(2026, 11, 23, 9, 0, 10, tzinfo=UTC)
    code = pyotp.TOTP(RFC_SECRET).at(now + timedelta(seconds=late))

    assert step_of(RFC_SECRET, code, now=now) is not None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６"])
def test_what_is_no_code_fits_nothing(typed: str):
    """Anything but six digits is no code."""
    assert step_of(RFC_SECRET, typed, now=datetime(2026, 11, 23, tzinfo=UTC)) is None


def test_an_old_code_fits_nothing():
    """A code of a minute ago is too old."""
    now = datetime(2026, 11, 23, 9, 0, 10, tzinfo=UTC)
    code = pyotp.TOTP(RFC_SECRET).at(now - timedelta(seconds=60))

    assert step_of(RFC_SECRET, code, now=now) is None


def test_spaces_do_not_matter():
    """Apps show a code in two groups; it may be typed like that."""
    assert step_of(RFC_SECRET, "287 082", now=datetime.fromtimestamp(59, UTC)) == 1


def test_the_app_learns_whose_it_is():
    """In the app the account stands under our name and one's own."""
    address = app_address(
        RFC_SECRET, account="Lakeside: ines@x.example", issuer="Portico"
    )

    assert address.startswith("otpauth://totp/Portico:")
    assert f"secret={RFC_SECRET}" in address


def test_secrets_differ():
    """No two people share a secret."""
    assert new_totp_secret() != new_totp_secret()


def test_recovery_codes_are_ten_and_all_different():
    """Somebody without a phone has ten codes to get in."""
    codes = new_recovery_codes()

    assert len(set(codes)) == 10


def test_a_recovery_code_may_be_typed_loosely():
    """Capital letters, spaces and missing hyphens do not keep anybody out."""
    assert hash_recovery_code(" K7MQ 2vxp9TCD ") == hash_recovery_code("k7mq-2vxp-9tcd")


def test_a_secret_belongs_to_one_person(tmp_path):
    """A secret that was copied to somebody else's account opens nothing."""
    box = KeyRing.load_or_create(tmp_path / "key")
    sealed = seal_totp_secret(box, RFC_SECRET, tenant="a", user="ines")

    assert open_totp_secret(box, sealed, tenant="a", user="ines") == RFC_SECRET
    with pytest.raises(SecretUnreadable):
        open_totp_secret(box, sealed, tenant="a", user="noor")
