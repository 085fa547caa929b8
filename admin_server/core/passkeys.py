"""Passkeys of users: added, renamed, used, removed, and whose one is."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from admin_server.core.ports import Nouns
from admin_server.core.users import Passkey, User

_UUID_LENGTH = 16
_HANDLE_LENGTH = 64
MOST = 20
"""How many passkeys one person may have."""


@dataclass(frozen=True)
class Owner:
    """Whose passkey it is: what an authenticator keeps beside the key."""

    tenant: str
    user: str


class CounterWentBack(Exception):
    """A passkey's counter did not grow: somebody may have copied the key."""


def handle_of(owner: Owner) -> bytes:
    """Pack an owner into a user handle, which has at most 64 bytes."""
    handle = b"".join(_packed(part) for part in (owner.tenant, owner.user))
    if len(handle) > _HANDLE_LENGTH:
        raise ValueError("the ids are too long for a user handle")
    return handle


def owner_in(handle: bytes) -> Owner | None:
    """Read a user handle; None where it is none of ours."""
    try:
        tenant, rest = _unpacked(handle)
        user, rest = _unpacked(rest)
    except (ValueError, IndexError):
        return None
    return Owner(tenant, user) if not rest else None


def add_passkey(nouns: Nouns, passkey: Passkey) -> None:
    """Save a new passkey.

    Raises:
        AlreadyExists: the credential is somebody's already.
    """
    nouns.passkeys.put(passkey)
    _note(nouns, passkey, "passkey.added", at=passkey.created_at)


def find_passkey(nouns: Nouns, user: User, passkey_id: str) -> Passkey | None:
    """Find one of a user's own passkeys."""
    mine = nouns.passkeys.of_user(user.id)
    return next((one for one in mine if one.id == passkey_id), None)


def rename_passkey(nouns: Nouns, passkey: Passkey, name: str, *, now: datetime) -> None:
    """Give a passkey another name."""
    nouns.passkeys.put(replace(passkey, name=name))
    _note(nouns, passkey, "passkey.renamed", at=now)


class LastFactor(Exception):
    """The organisation asks everybody for a second factor, and this is the only one."""


def is_last_factor(nouns: Nouns, passkey: Passkey) -> bool:
    """Tell whether somebody would stand without the factor that they have to have."""
    user = nouns.users.get(passkey.user)
    if user is None or user.totp_on or not nouns.tenant.second_factor:
        return False
    return all(one.id == passkey.id for one in nouns.passkeys.of_user(user.id))


def remove_passkey(nouns: Nouns, passkey: Passkey, *, now: datetime) -> None:
    """Forget a passkey; it opens nothing any more.

    Raises:
        LastFactor: whoever has it needs a second factor and has no other.
    """
    if is_last_factor(nouns, passkey):
        raise LastFactor
    nouns.passkeys.remove(passkey.id)
    _note(nouns, passkey, "passkey.removed", at=now)


def use_passkey(nouns: Nouns, credential: bytes, counter: int, now: datetime) -> None:
    """Save that a passkey was used.

    Raises:
        CounterWentBack: it was used meanwhile, with this counter or a higher one.
        LookupError: it was removed meanwhile.
    """
    passkey = nouns.passkeys.by_credential(credential)
    if passkey is None:
        raise LookupError("the passkey is gone")
    # Keys that are copied between devices on purpose always count zero.
    if counter <= passkey.counter and (counter or passkey.counter):
        raise CounterWentBack
    nouns.passkeys.put(replace(passkey, counter=counter, used_at=now))


def _note(nouns: Nouns, passkey: Passkey, event: str, *, at: datetime) -> None:
    nouns.audit.add(
        at=at,
        event=event,
        actor=f"user:{passkey.user}",
        subject=f"user:{passkey.user}",
    )


def _packed(part: str) -> bytes:
    """Write an id with its length before it; a UUID has the length 0."""
    try:
        as_uuid = UUID(part)
    except ValueError:
        as_uuid = None
    if as_uuid is not None and str(as_uuid) == part:
        return b"\0" + as_uuid.bytes
    text = part.encode()
    return bytes([len(text)]) + text


def _unpacked(handle: bytes) -> tuple[str, bytes]:
    length = handle[0] or _UUID_LENGTH
    part, rest = handle[1 : 1 + length], handle[1 + length :]
    if len(part) < length:
        raise ValueError("the handle ends too early")
    return (part.decode() if handle[0] else str(UUID(bytes=part))), rest
