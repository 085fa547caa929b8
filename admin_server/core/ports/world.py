"""Clock, secrets and notifiers, as the rules see them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from admin_server.core.fingerprints import FingerprintKey
from admin_server.core.messages import Message, Outcome


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Say the present moment, aware, in UTC."""


class SecretBox(Protocol):
    """Seals small secrets with a key outside the database."""

    def seal(self, secret: bytes, *bound_to: str) -> str:
        """Seal a secret so that it opens only for the same `bound_to` words."""

    def open(self, sealed: str, *bound_to: str) -> bytes:
        """Open a sealed secret.

        Raises:
            SecretUnreadable: another key, other words, or tampering.
        """


class Fingerprinting(Protocol):
    """Has the key of fingerprints, which stands outside the database."""

    def fingerprint_key(self, *bound_to: str) -> FingerprintKey:
        """Give the key for these words, such as a tenant and what it is for."""


class KioskKeys(Fingerprinting, Protocol):
    """Has the keys of what kiosks keep for a time without us."""

    def queue_keys(self, *bound_to: str) -> Mapping[str, X25519PrivateKey]:
        """Give the key pairs that kiosks seal to, by their ids, the present one first."""


class Notifier(Protocol):
    """One channel that carries messages to people."""

    async def send(self, message: Message) -> Outcome:
        """Send one message; ordinary failures are values, not exceptions."""
