"""Sealing to a public key: whoever sealed cannot open again.

X25519, HKDF-SHA256 and AES-256-GCM, each message with a key pair of its own, so
that a kiosk which is carried away gives nobody's name away.
"""

import base64
import binascii

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PUBLIC_BYTES = 32
# Each key seals one message only: its nonce need not differ from anything.
_NONCE = bytes(12)
_ABOUT = b"portico kept check-in v1"


class NotSealed(ValueError):
    """The text was not sealed to this key, for this purpose, or was changed."""


def seal(content: bytes, *, to: bytes, bound_to: str) -> str:
    """Seal to a public key of 32 bytes.

    Args:
        bound_to: what it belongs to, such as a request id; opening needs the same.
    """
    alone = X25519PrivateKey.generate()
    mine = alone.public_key().public_bytes_raw()
    shared = alone.exchange(X25519PublicKey.from_public_bytes(to))
    cipher = AESGCM(_key(shared, mine + to))
    return to_text(mine + cipher.encrypt(_NONCE, content, bound_to.encode()))


def unseal(text: str, *, key: X25519PrivateKey, bound_to: str) -> bytes:
    """Open what was sealed to this key's public half.

    Raises:
        NotSealed: it was sealed otherwise, or changed since.
    """
    raw = from_text(text)
    theirs, box = raw[:_PUBLIC_BYTES], raw[_PUBLIC_BYTES:]
    mine = key.public_key().public_bytes_raw()
    try:
        shared = key.exchange(X25519PublicKey.from_public_bytes(theirs))
        cipher = AESGCM(_key(shared, theirs + mine))
        return cipher.decrypt(_NONCE, box, bound_to.encode())
    except (InvalidTag, ValueError) as problem:
        raise NotSealed("this was not sealed to our key") from problem


def to_text(raw: bytes) -> str:
    """Write bytes in base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_text(text: str) -> bytes:
    """Read base64url without padding.

    Raises:
        NotSealed: it is something else.
    """
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError) as problem:
        raise NotSealed("this is not base64url") from problem


def _key(shared: bytes, between: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=between, info=_ABOUT).derive(shared)
