"""The key ring that seals small secrets; its keys stand outside the database."""

import base64
import json
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from admin_server.core.errors import SecretUnreadable
from admin_server.core.fingerprints import FingerprintKey

_FORM = "v1"
_FINGERPRINTS = "portico fingerprints"
_QUEUES = "portico kept check-ins"
_NONCE_BYTES = 12
_KEY_BITS = 256
_KEY_ID_BYTES = 4
_LENGTH_BYTES = 4


@dataclass(frozen=True)
class _Keys:
    """The keys of one moment, replaced all at once: other threads seal meanwhile."""

    boxes: Mapping[str, AESGCM]
    primary: str
    fingerprints: FingerprintKey
    raw: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def of(cls, keys: Mapping[str, bytes], primary: str) -> Self:
        boxes = {key_id: AESGCM(key) for key_id, key in keys.items()}
        # Another key than the one that seals: each is good for one thing only.
        fingerprints = FingerprintKey(primary, keys[primary]).bound_to(_FINGERPRINTS)
        return cls(boxes, primary, fingerprints, dict(keys))


class KeyRing:
    """A `SecretBox` with several keys: all of them open, the primary one seals.

    A sealed secret reads `v1.<key id>.<nonce and ciphertext>`. It opens only for
    the words it was bound to, such as tenant, purpose and the secret's own id.
    """

    def __init__(
        self, keys: Mapping[str, bytes], *, primary: str, path: Path | None = None
    ) -> None:
        self._keys = _Keys.of(keys, primary)
        self._path = path
        self._read_as = _stamp(path)

    @classmethod
    def load_or_create(cls, path: Path) -> Self:
        """Read the key file; where there is none, make one with a new key.

        Raises:
            SecretUnreadable: other users can read the file, or it is no key file.
        """
        with _explained(path):
            if not path.exists():
                _write_new(path, _with_new_key({}))
            return cls._from_file(path)

    @classmethod
    def rotate(cls, path: Path) -> Self:
        """Add a key to the file and seal with it from now on; old ones still open.

        Raises:
            SecretUnreadable: other users can read the file, or it is no key file.
        """
        with _explained(path):
            keys, _ = _read(path)
            _replace(path, _with_new_key(keys))
            return cls._from_file(path)

    @classmethod
    def forget_old(cls, path: Path) -> Self:
        """Take every key but the primary one out of the file.

        What is sealed with another one never opens again.

        Raises:
            SecretUnreadable: other users can read the file, or it is no key file.
        """
        with _explained(path):
            keys, primary = _read(path)
            _replace(path, _as_file({primary: keys[primary]}, primary))
            return cls._from_file(path)

    @classmethod
    def _from_file(cls, path: Path) -> Self:
        keys, primary = _read(path)
        return cls(keys, primary=primary, path=path)

    @property
    def key_ids(self) -> tuple[str, ...]:
        """The ids of the keys that open, the primary one first."""
        keys = self._keys
        return keys.primary, *(one for one in keys.boxes if one != keys.primary)

    def look_again(self) -> None:
        """Take over keys that were changed in the file, by us or another process."""
        stamp = _stamp(self._path)
        if self._path is None or stamp is None or stamp == self._read_as:
            return
        # A file that cannot be read now is no reason to lose the keys we have.
        with suppress(SecretUnreadable), _explained(self._path):
            self._keys = _Keys.of(*_read(self._path))
            self._read_as = stamp

    def check(self) -> None:
        """Make sure that the file of the keys is still there, and for us alone.

        Raises:
            SecretUnreadable: it is gone, cannot be read, or others can read it.
        """
        if self._path is None:
            return
        with _explained(self._path):
            _read(self._path)
        self.look_again()

    def seal(self, secret: bytes, *bound_to: str) -> str:
        """Seal a secret with the primary key, for these words."""
        self.look_again()
        nonce = secrets.token_bytes(_NONCE_BYTES)
        keys = self._keys
        closed = keys.boxes[keys.primary].encrypt(nonce, secret, _joined(bound_to))
        return f"{_FORM}.{keys.primary}.{_as_text(nonce + closed)}"

    def open(self, sealed: str, *bound_to: str) -> bytes:
        """Open a sealed secret.

        Raises:
            SecretUnreadable: another key, other words, or tampering.
        """
        if not self._knows(sealed):
            self.look_again()
        box, text = self._parts(sealed)
        try:
            closed = _as_bytes(text)
            nonce, ciphertext = closed[:_NONCE_BYTES], closed[_NONCE_BYTES:]
            return box.decrypt(nonce, ciphertext, _joined(bound_to))
        # What is too short or no base64 is refused with a ValueError.
        except (InvalidTag, ValueError) as error:
            raise SecretUnreadable(
                "The secret was changed, or sealed for something else."
            ) from error

    def fingerprint_key(self, *bound_to: str) -> FingerprintKey:
        """Give the key of fingerprints for these words, made from the primary key."""
        self.look_again()
        return self._keys.fingerprints.bound_to(*bound_to)

    def queue_keys(self, *bound_to: str) -> Mapping[str, X25519PrivateKey]:
        """Give the key pairs that kiosks seal to, for these words, by their ids.

        Each is made from one of our keys, the primary one's first: what was sealed to
        an older one opens for as long as that key is kept.
        """
        self.look_again()
        keys = self._keys
        ids = (keys.primary, *(one for one in keys.raw if one != keys.primary))
        return {one: _queue_key(keys.raw[one], bound_to) for one in ids}

    def stale(self, sealed: str) -> bool:
        """Tell whether a secret should be sealed anew, with the primary key."""
        return not sealed.startswith(f"{_FORM}.{self._keys.primary}.")

    def _knows(self, sealed: str) -> bool:
        key_id = sealed.removeprefix(f"{_FORM}.").partition(".")[0]
        return key_id in self._keys.boxes

    def _parts(self, sealed: str) -> tuple[AESGCM, str]:
        boxes = self._keys.boxes
        match sealed.split("."):
            case [form, key_id, text] if form == _FORM and key_id in boxes:
                return boxes[key_id], text
            case [form, _, _] if form == _FORM:
                raise SecretUnreadable("The secret was sealed with a key we lack.")
            case _:
                raise SecretUnreadable("This is not a sealed secret.")


def _queue_key(raw: bytes, bound_to: tuple[str, ...]) -> X25519PrivateKey:
    about = _joined((_QUEUES, *bound_to))
    drawn = HKDF(SHA256(), length=32, salt=None, info=about).derive(raw)
    return X25519PrivateKey.from_private_bytes(drawn)


def _joined(words: tuple[str, ...]) -> bytes:
    """Join words so that no other words give the same bytes."""
    encoded = [word.encode() for word in words]
    return b"".join(len(word).to_bytes(_LENGTH_BYTES) + word for word in encoded)


def _as_text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def _as_bytes(text: str) -> bytes:
    padded = text + "=" * (-len(text) % 4)
    return base64.b64decode(padded, altchars=b"-_", validate=True)


def _with_new_key(keys: Mapping[str, bytes]) -> str:
    """Write a key file's text: the old keys and a new primary one."""
    primary = secrets.token_hex(_KEY_ID_BYTES)
    return _as_file({**keys, primary: AESGCM.generate_key(_KEY_BITS)}, primary)


def _stamp(path: Path | None) -> tuple[int, int] | None:
    """Tell one content of a file from another; it is always replaced as a whole."""
    try:
        found = path.stat() if path is not None else None
    except OSError:
        return None
    return (found.st_ino, found.st_mtime_ns) if found else None


def _as_file(keys: Mapping[str, bytes], primary: str) -> str:
    shown = {key_id: _as_text(key) for key_id, key in keys.items()}
    return json.dumps({"primary": primary, "keys": shown}, indent=2) + "\n"


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Say in one sentence what is wrong with a key file."""
    try:
        yield
    except OSError as error:
        raise SecretUnreadable(
            f"The key file cannot be used: {error.strerror}: {path}."
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SecretUnreadable(f"This is not a key file: {path}.") from error


def _read(path: Path) -> tuple[dict[str, bytes], str]:
    with path.open(encoding="utf-8") as file:
        _refuse_if_others_can_read(path, os.fstat(file.fileno()).st_mode)
        return _parsed(file.read())


def _parsed(text: str) -> tuple[dict[str, bytes], str]:
    content = json.loads(text)
    keys = {key_id: _as_bytes(key) for key_id, key in content["keys"].items()}
    primary = content["primary"]
    if primary not in keys or any(len(key) * 8 != _KEY_BITS for key in keys.values()):
        raise ValueError("the primary key is missing, or a key has another length")
    return keys, primary


def _refuse_if_others_can_read(path: Path, mode: int) -> None:
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SecretUnreadable(
            f"Other users can read the key file: run `chmod 600 {path}`."
        )


def _write_new(path: Path, text: str) -> None:
    """Put a whole file in place; one that somebody else made first stays."""
    draft = _draft(path, text)
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
    _keep_name(path)


def _replace(path: Path, text: str) -> None:
    _draft(path, text).replace(path)
    _keep_name(path)


def _draft(path: Path, text: str) -> Path:
    draft = path.with_name(f"{path.name}.{secrets.token_hex(_KEY_ID_BYTES)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _keep_name(path: Path) -> None:
    """Make the name as durable as the content: without the key all is lost."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
