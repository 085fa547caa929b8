"""Passwords: how they are kept, and how they are compared with what was typed."""

import asyncio
import unicodedata
from base64 import b64encode
from dataclasses import dataclass
from typing import Protocol

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

_PASSES = 2
_MEMORY = 46 * 1024  # KiB, after OWASP's first choice for Argon2id
_AT_ONCE = 2
_SALT, _DIGEST = bytes(16), bytes(32)


class Hashing(Protocol):
    """Turns passwords into what may be kept; each call is slow on purpose."""

    @property
    def nobody(self) -> str:
        """A hash that no password fits, as slow to try as any other."""

    def hash(self, password: str) -> str:
        """Hash a password with a new salt."""

    def fits(self, kept: str, password: str) -> bool:
        """Tell whether this is the password that was hashed."""

    def is_stale(self, kept: str) -> bool:
        """Tell whether it was made by older, weaker rules."""


class Argon2id:
    """`Hashing` by Argon2id (RFC 9106)."""

    def __init__(self, *, memory: int = _MEMORY) -> None:
        self._hasher = PasswordHasher(
            time_cost=_PASSES, memory_cost=memory, parallelism=1, type=Type.ID
        )
        self._memory = memory

    @property
    def nobody(self) -> str:
        """A hash that no password fits, as slow to try as any other."""
        form = f"$argon2id$v=19$m={self._memory},t={_PASSES},p=1"
        return f"{form}${_as_text(_SALT)}${_as_text(_DIGEST)}"

    def hash(self, password: str) -> str:
        """Hash a password with a new salt."""
        return self._hasher.hash(password)

    def fits(self, kept: str, password: str) -> bool:
        """Tell whether this is the password that was hashed."""
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False

    def is_stale(self, kept: str) -> bool:
        """Tell whether it was made by older, weaker rules."""
        return self._hasher.check_needs_rehash(kept)


@dataclass(frozen=True)
class Checked:
    """What came of comparing a password.

    Attributes:
        renewed: the same password hashed by today's rules, where the kept hash is
            older than they are.
    """

    fits: bool
    renewed: str | None = None


class Passwords:
    """Hashes and compares in a thread, never more than two at once.

    Each takes 46 MiB: many people who sign in at the same moment wait for each
    other instead of using the machine up.
    """

    def __init__(self, hashing: Hashing | None = None) -> None:
        self._hashing = hashing or Argon2id()
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def hash(self, password: str) -> str:
        """Hash a password as it is kept."""
        async with self._turns:
            return await asyncio.to_thread(self._hashing.hash, _one_spelling(password))

    async def check(self, password: str, kept: str | None) -> Checked:
        """Compare a password with a kept hash.

        Without one the same work is done for nothing, so that nobody can tell by
        the time it takes whether an account exists.
        """
        async with self._turns:
            return await asyncio.to_thread(self._check, _one_spelling(password), kept)

    def _check(self, password: str, kept: str | None) -> Checked:
        fits = self._hashing.fits(kept or self._hashing.nobody, password)
        if not fits or kept is None:
            return Checked(fits=False)
        stale = self._hashing.is_stale(kept)
        return Checked(
            fits=True, renewed=self._hashing.hash(password) if stale else None
        )


def _one_spelling(password: str) -> str:
    # Keyboards differ in how they write "ü": as one sign or as two.
    return unicodedata.normalize("NFC", password)


def _as_text(value: bytes) -> str:
    return b64encode(value).decode().rstrip("=")
