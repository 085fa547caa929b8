"""What a kiosk without a token and the server say to each other (after RFC 8628)."""

from typing import Annotated

from pydantic import Field

from shared.check_in import Wire, WireReply

PAIRING_ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"
"""Twenty letters without vowels: no words come out, and none is taken for a digit."""
PAIRING_LENGTH = 8
"""Eight of them carry 34 bits."""
_HALF = PAIRING_LENGTH // 2
_BETWEEN = str.maketrans("", "", " -\u2010\u2011\u2013_.\t\u00a0")


def tidy_pairing_code(text: str) -> str | None:
    """Give the eight letters of a typed code, or None where it cannot be one.

    Small letters, spaces and dashes do no harm.
    """
    tidied = text.translate(_BETWEEN).upper()
    if len(tidied) != PAIRING_LENGTH or set(tidied) - set(PAIRING_ALPHABET):
        return None
    return tidied


def shown_pairing_code(code: str) -> str:
    """Write a code as a person reads it: `BCDF-GHJK`."""
    return f"{code[:_HALF]}-{code[_HALF:]}"


class PairingRequest(Wire):
    """A kiosk asks to be paired.

    Attributes:
        version: the kiosk's own version, shown to the admin who approves it.
    """

    version: Annotated[str, Field(max_length=40, pattern=r"^[0-9A-Za-z.+-]*$")] = ""


class PairingReply(WireReply):
    """What the kiosk shows, and how it goes on.

    Attributes:
        device_secret: by this the kiosk fetches its token; never shown.
        code: what an admin types, as `BCDF-GHJK`.
        address: where the admin types it.
        address_with_code: the same with the code in it, for a QR code.
        expires_in: seconds that code and secret count.
        interval: seconds to wait between two questions for the token.
    """

    device_secret: str
    code: str
    address: str
    address_with_code: str
    expires_in: int
    interval: int


class TokenRequest(Wire):
    """The kiosk asks whether somebody has approved it."""

    device_secret: Annotated[str, Field(max_length=100)]


class RenewalRequest(Wire):
    """A kiosk asks for its next token; there is nothing to say, but it is said."""


class TokenReply(WireReply):
    """A kiosk's new token, given once; where and what the kiosk is, by name."""

    token: str
    tenant: str
    site: str
    kiosk: str
