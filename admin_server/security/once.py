"""Remembers what was used, so that it does not work a second time."""

import hashlib
from datetime import datetime


class UsedOnce:
    """Answers of a sign-in that were taken, until they would have expired anyway.

    They are sealed in the browser's cookie and go with it; a copy of the cookie is
    refused here. Each process remembers its own: a copy that reaches another replica
    within minutes still meets the provider's own single-use code, or the counter.
    """

    def __init__(self) -> None:
        self._until: dict[bytes, datetime] = {}

    def take(self, secret: str, *, until: datetime, now: datetime) -> bool:
        """Use something up; False where it was used or is too old."""
        self._until = {used: end for used, end in self._until.items() if end > now}
        digest = hashlib.sha256(secret.encode()).digest()
        if now >= until or digest in self._until:
            return False
        self._until[digest] = until
        return True
