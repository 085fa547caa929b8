"""The six digits that open a kiosk's staff page; kiosk and server compute them alike."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import date, timedelta

PIN_LENGTH = 6
_PURPOSE = "portico staff pin v1 "
_TOLD_APART = 10**PIN_LENGTH
# A kiosk's clock may be hours wrong, and its day begins elsewhere than the reader's.
_DAYS_OFF = (-1, 0, 1)


def hash_of_token(token: str) -> bytes:
    """Hash a kiosk's token, as the server stores it.

    A token carries 256 bits, so a plain SHA-256 is enough.
    """
    return hashlib.sha256(token.encode()).digest()


def staff_pin(token_hash: bytes, day: date) -> str:
    """Give the PIN of a day in UTC; without the token nobody can tell it."""
    about = f"{_PURPOSE}{day.isoformat()}".encode()
    digest = hmac.new(token_hash, about, hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % _TOLD_APART:0{PIN_LENGTH}d}"


def opens(pin: str, token_hashes: Iterable[bytes], today: date) -> bool:
    """Tell whether a PIN counts: that of today, of yesterday, or of tomorrow."""
    good = [
        staff_pin(token_hash, today + timedelta(days=off))
        for token_hash in token_hashes
        for off in _DAYS_OFF
    ]
    # All are compared before one counts, so that the time taken says nothing.
    matches = [hmac.compare_digest(pin.encode(), one.encode()) for one in good]
    return any(matches)
