"""The key file inside a backup: as it is, sealed with a passphrase, or only its ids."""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from admin_server.core.errors import SecretUnreadable
from admin_server.security.secrets import KeyRing

_SALT_BYTES = 16
_NONCE_BYTES = 12
_KEY_BYTES = 32
# About a quarter of a second and 64 MB for each passphrase that somebody tries.
_SCRYPT = {"length": _KEY_BYTES, "n": 2**16, "r": 8, "p": 1}
_BOUND_TO = b"portico backup keys 1"


@dataclass(frozen=True)
class KeyFile:
    """What a key file says: the keys in its own writing, and which of them seals."""

    primary: str
    keys: Mapping[str, str]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a key file.

        Raises:
            SecretUnreadable: it is not there, or cannot be used.
        """
        # A new one in its place would be taken for the old one by a running server.
        if not path.exists():
            raise SecretUnreadable(f"The key file is gone: {path}.")
        KeyRing.load_or_create(path)
        return cls.of(path.read_text(encoding="utf-8"))

    @classmethod
    def of(cls, text: str) -> Self:
        """Read a key file's text."""
        said = json.loads(text)
        keys = {str(name): str(key) for name, key in said["keys"].items()}
        return cls(str(said["primary"]), keys)

    def text(self) -> str:
        """Write a key file's text."""
        said = {"primary": self.primary, "keys": dict(self.keys)}
        return json.dumps(said, indent=2) + "\n"

    def ring(self) -> KeyRing:
        """Make what opens secrets with these keys."""
        keys = {
            name: base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
            for name, key in self.keys.items()
        }
        return KeyRing(keys, primary=self.primary)

    def with_older(self, older: "KeyFile") -> "KeyFile":
        """Add the keys that there were a moment ago; ours still seals."""
        return KeyFile(self.primary, {**older.keys, **self.keys})

    def has_all_of(self, other: "KeyFile") -> bool:
        """Tell whether all that the other one opens can be opened."""
        return other.keys.items() <= self.keys.items()


@dataclass(frozen=True)
class PackedKeys:
    """What a backup has of the keys: always their ids, which are no secret."""

    key_ids: tuple[str, ...]
    clear: str | None = None
    sealed: Mapping[str, str] | None = None

    @classmethod
    def clear_of(cls, file: KeyFile) -> Self:
        """Take the keys along as they are."""
        return cls(tuple(file.keys), clear=file.text())

    @classmethod
    def sealed_of(cls, file: KeyFile, passphrase: bytes) -> Self:
        """Take the keys along, sealed."""
        salt = secrets.token_bytes(_SALT_BYTES)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        box = _box(passphrase, salt)
        closed = box.encrypt(nonce, file.text().encode(), _BOUND_TO)
        parts = {"salt": salt, "nonce": nonce, "keys": closed}
        shown = {name: base64.b64encode(part).decode() for name, part in parts.items()}
        return cls(tuple(file.keys), sealed=shown)

    @classmethod
    def ids_of(cls, file: KeyFile) -> Self:
        """Leave the keys out."""
        return cls(tuple(file.keys))

    @classmethod
    def unpacked(cls, content: bytes) -> Self:
        """Read what a backup has."""
        said: dict[str, Any] = json.loads(content)
        return cls(tuple(said["key_ids"]), said["clear"], said["sealed"])

    def packed(self) -> bytes:
        """Write it down for a backup."""
        said = {"key_ids": self.key_ids, "clear": self.clear, "sealed": self.sealed}
        return json.dumps(said, indent=2).encode() + b"\n"

    def opened(self, passphrase: bytes | None) -> KeyFile | None:
        """Give the keys; None where the backup has none.

        Raises:
            SecretUnreadable: they are sealed, and this is not the passphrase.
        """
        if self.clear is not None:
            return KeyFile.of(self.clear)
        if self.sealed is None:
            return None
        if passphrase is None:
            raise SecretUnreadable(
                "The keys in this backup are sealed: name a file with the passphrase "
                "by --passphrase-file."
            )
        parts = {name: base64.b64decode(part) for name, part in self.sealed.items()}
        try:
            box = _box(passphrase, parts["salt"])
            text = box.decrypt(parts["nonce"], parts["keys"], _BOUND_TO)
        except InvalidTag as problem:
            raise SecretUnreadable(
                "This is not the passphrase with which the keys were sealed."
            ) from problem
        return KeyFile.of(text.decode())


def _box(passphrase: bytes, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, **_SCRYPT).derive(passphrase))
