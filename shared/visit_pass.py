"""The pass in a visitor's QR code: signed, short, and verifiable without a network.

A pass is `P1.` and the base32 text of 30 bytes and their Ed25519 signature:
154 signs of QR's alphanumeric set, which is exactly version 6 at level M. The
bytes are kind (1), key number (1), tenant mark (8), invitation id (16), and the
expiry as seconds since 1970 in UTC (4), big-endian.
"""

import base64
import hashlib
import re
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

PREFIX = "P1."
CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""The signs of a typed code: no I, O, 0 or 1, which people mistake."""
CODE_LENGTH = 6
_LAYOUT = struct.Struct(">BB8s16sI")
_KIND_INVITATION = 1
_SHAPE = re.compile(r"P1\.[A-Z2-7]{151}")


class NotAPass(ValueError):
    """The text is no pass, was tampered with, or was signed by somebody else."""


@dataclass(frozen=True)
class VisitPass:
    """What a pass says.

    Attributes:
        invitation: the id of the invitation it stands for.
        expires: a ceiling only; the server's window for the visit decides.
        key: which of the tenant's keys signed it.
    """

    invitation: UUID
    expires: datetime
    key: int = 1


def tenant_mark(tenant_id: str) -> bytes:
    """Make the eight bytes that bind a pass to its tenant without naming it."""
    return hashlib.sha256(b"portico-pass\0" + tenant_id.encode()).digest()[:8]


def sign_pass(visit_pass: VisitPass, *, tenant_id: str, key: Ed25519PrivateKey) -> str:
    """Write the pass as the text of its QR code."""
    body = _LAYOUT.pack(
        _KIND_INVITATION,
        visit_pass.key,
        tenant_mark(tenant_id),
        visit_pass.invitation.bytes,
        int(visit_pass.expires.timestamp()),
    )
    return _spell(body + key.sign(body))


def read_pass(
    text: str, *, tenant_id: str, keys: dict[int, Ed25519PublicKey]
) -> VisitPass:
    """Read a scanned text and make sure that this tenant signed it.

    Raises:
        NotAPass: for anything else, without saying what was wrong.
    """
    body, _ = _unpack(text)
    if _LAYOUT.unpack(body)[2] != tenant_mark(tenant_id):
        raise NotAPass
    return read_signed_pass(text, keys=keys)


def read_signed_pass(text: str, *, keys: dict[int, Ed25519PublicKey]) -> VisitPass:
    """Read a scanned text and make sure that one of these keys signed it.

    Enough for a kiosk, which is not told its tenant's id: the keys that it is given
    are that tenant's own.

    Raises:
        NotAPass: for anything else, without saying what was wrong.
    """
    body, signature = _unpack(text)
    kind, number, _, invitation, expires = _LAYOUT.unpack(body)
    key = keys.get(number)
    if kind != _KIND_INVITATION or key is None:
        raise NotAPass
    try:
        key.verify(signature, body)
    except InvalidSignature as problem:
        raise NotAPass from problem
    return VisitPass(
        invitation=UUID(bytes=invitation),
        expires=datetime.fromtimestamp(expires, UTC),
        key=number,
    )


def looks_like_pass(text: str) -> bool:
    """Tell whether a text has the outer shape of a pass; says nothing of its truth."""
    return _SHAPE.fullmatch(text) is not None


def tidy_code(text: str) -> str | None:
    """Bring a typed code into its one form, or None if it cannot be a code.

    Small letters become capitals; spaces and hyphens go.
    """
    code = re.sub(r"[\s-]", "", text).upper()
    if len(code) != CODE_LENGTH or any(sign not in CODE_ALPHABET for sign in code):
        return None
    return code


def _unpack(text: str) -> tuple[bytes, bytes]:
    if not looks_like_pass(text):
        raise NotAPass
    signed = base64.b32decode(text.removeprefix(PREFIX) + "=")
    # The last sign has three bits to spare; one of its eight spellings is ours.
    if _spell(signed) != text:
        raise NotAPass
    return signed[: _LAYOUT.size], signed[_LAYOUT.size :]


def _spell(signed: bytes) -> str:
    return PREFIX + base64.b32encode(signed).decode().rstrip("=")
