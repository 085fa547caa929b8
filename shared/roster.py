"""The locks of a kiosk's list for a day without its server.

The kiosk holds every entry of the day, and can read one only together with its
visitor: with the pass, the code or the full name that they bring.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from shared.offline import RosterEntry, RosterVisit
from shared.sealing import NotSealed, from_text, to_text

_KEY_BYTES = 32
_NONCE_BYTES = 12
_COST = 2**12
"""Scrypt's n: some ten milliseconds a try on a Pi, for what has few bits itself."""


@dataclass(frozen=True)
class Lock:
    """What an entry opens with.

    Attributes:
        id: finds the entry; without what it was made of it says nothing.
        key: opens it.
    """

    id: str
    key: bytes


def lock_of_pass(invitation: UUID, *, salt: bytes) -> Lock:
    """Make the lock of a pass: the invitation that it names cannot be guessed."""
    about = b"portico roster pass"
    drawn = HKDF(SHA256(), length=64, salt=salt, info=about).derive(invitation.bytes)
    return _lock(drawn)


def lock_of_code(code: str, *, salt: bytes) -> Lock:
    """Make the lock of the six characters of an invitation, tidied."""
    return _slow(f"code:{code}", salt)


def lock_of_name(folded_name: str, *, salt: bytes) -> Lock:
    """Make the lock of a full name, folded as the search folds it."""
    return _slow(f"name:{folded_name}", salt)


def close_entry(visit: RosterVisit, locks: Iterable[Lock]) -> RosterEntry:
    """Seal an entry so that each of the locks opens it."""
    key = secrets.token_bytes(_KEY_BYTES)
    return RosterEntry(
        doors={lock.id: _seal(key, lock.key) for lock in locks},
        sealed=_seal(visit.model_dump_json().encode(), key),
    )


def open_entry(entry: RosterEntry, lock: Lock) -> RosterVisit:
    """Open an entry with one of its locks.

    Raises:
        NotSealed: it is none of its locks, or the entry was changed.
    """
    door = entry.doors.get(lock.id)
    if door is None:
        raise NotSealed("this lock is another entry's")
    return RosterVisit.model_validate_json(_open(entry.sealed, _open(door, lock.key)))


def _slow(what: str, salt: bytes) -> Lock:
    return _lock(Scrypt(salt=salt, length=64, n=_COST, r=8, p=1).derive(what.encode()))


def _lock(drawn: bytes) -> Lock:
    return Lock(id=to_text(drawn[:16]), key=drawn[_KEY_BYTES:])


def _seal(content: bytes, key: bytes) -> str:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return to_text(nonce + AESGCM(key).encrypt(nonce, content, None))


def _open(text: str, key: bytes) -> bytes:
    raw = from_text(text)
    try:
        return AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], None)
    except (InvalidTag, ValueError) as problem:
        raise NotSealed("this opens with another key") from problem
