"""Photos of visitors, sealed while they are kept."""

from admin_server.core.ports import SecretBox

_PURPOSE = "photo"


def seal_photo(box: SecretBox, jpeg: bytes, *, tenant: str, visit: str) -> str:
    """Seal a photo to its visit."""
    return box.seal(jpeg, *photo_words(tenant, visit))


def open_photo(box: SecretBox, sealed: str, *, tenant: str, visit: str) -> bytes:
    """Open a visit's photo.

    Raises:
        SecretUnreadable: another key, another visit, or tampering.
    """
    return box.open(sealed, *photo_words(tenant, visit))


def photo_words(tenant: str, visit: str) -> tuple[str, ...]:
    """Say what a photo is bound to."""
    return tenant, _PURPOSE, visit
