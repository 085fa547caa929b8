"""Whose tokens have been seen lately, so that their kiosks are found at once."""

from collections import OrderedDict

_REMEMBERED = 1000


class TokensSeen:
    """Whose a token was when it last counted: by it, its kiosk is found, never let in."""

    def __init__(self) -> None:
        self._seen: OrderedDict[bytes, tuple[str, str]] = OrderedDict()

    def whose(self, token_hash: bytes) -> tuple[str, str] | None:
        """Give the tenant and the kiosk, or None."""
        return self._seen.get(token_hash)

    def remember(self, token_hash: bytes, tenant: str, kiosk: str) -> None:
        """Keep it for later; of a thousand, the first is forgotten."""
        self._seen[token_hash] = (tenant, kiosk)
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)

    def forget(self, token_hash: bytes) -> None:
        """Ask the database next time, as for a token that was never seen."""
        self._seen.pop(token_hash, None)
