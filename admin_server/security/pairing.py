"""What chance provides for a pairing: a code for people, a secret for the device."""

import hashlib
import secrets

from shared.pairing import PAIRING_ALPHABET, PAIRING_LENGTH


def new_pairing_code() -> str:
    """Make the eight letters that a kiosk shows."""
    return "".join(secrets.choice(PAIRING_ALPHABET) for _ in range(PAIRING_LENGTH))


def new_device_secret() -> str:
    """Make what only the device knows."""
    return secrets.token_urlsafe(32)


def hash_pairing(text: str) -> bytes:
    """Hash a code or a device's secret as it is stored and looked up."""
    return hashlib.sha256(text.encode()).digest()


def unguessable() -> bytes:
    """Make what stands for the hash of a token that was never made."""
    return secrets.token_bytes(32)
