"""Fingerprints: words that can be compared, but neither read nor tried out."""

import base64
import hmac
import re
from dataclasses import dataclass, field

_FORM = re.compile(r"fp\.[\w-]{16}", re.ASCII)
# 96 bits: two people are never taken for one another, and a copy stays small.
_KEPT_BYTES = 12
_LENGTH_BYTES = 4


@dataclass(frozen=True)
class FingerprintKey:
    """What fingerprints are made with; it stands outside the database.

    Attributes:
        id: tells which key made a fingerprint: only that one finds it again.
    """

    id: str
    secret: bytes = field(repr=False)

    def bound_to(self, *words: str) -> "FingerprintKey":
        """Give another key, such as a tenant's own, which nobody else's fits."""
        return FingerprintKey(self.id, self._digest(words))

    def of(self, kind: str, words: str) -> str:
        """Give the fingerprint of some words; those of two kinds never agree."""
        kept = self._digest((kind, words))[:_KEPT_BYTES]
        return f"fp.{base64.urlsafe_b64encode(kept).decode()}"

    def _digest(self, words: tuple[str, ...]) -> bytes:
        # A foreign calendar's text may hold half a character.
        encoded = [word.encode(errors="surrogatepass") for word in words]
        joined = (len(one).to_bytes(_LENGTH_BYTES) + one for one in encoded)
        return hmac.digest(self.secret, b"".join(joined), "sha256")


def is_fingerprint(text: str) -> bool:
    """Tell whether a text is a fingerprint already."""
    return _FORM.fullmatch(text) is not None
