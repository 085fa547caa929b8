"""What a browser holds for us during a sign-in: sealed, short-lived, used once."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Request, Response

from admin_server.core.errors import SecretUnreadable
from admin_server.web.current import parts_of

LASTING = timedelta(minutes=10)
"""How long somebody may take to sign in elsewhere, or to find their key."""


@dataclass(frozen=True)
class Held:
    """A cookie that only we can read, for one purpose."""

    name: str

    @property
    def cookie(self) -> str:
        """The cookie's name; `__Host-`: only for our own address, only over HTTPS."""
        return f"__Host-portico-{self.name}"

    def give(self, request: Request, response: Response, **words: str) -> None:
        """Give the browser words to hold."""
        parts = parts_of(request)
        until = parts.clock.now() + LASTING
        content = json.dumps({**words, "until": until.isoformat()})
        response.set_cookie(
            self.cookie,
            parts.box.seal(content.encode(), "held", self.name),
            max_age=int(LASTING.total_seconds()),
            secure=True,
            httponly=True,
            # The provider's page sends the browser back to us: "strict" would
            # leave the cookie at home.
            samesite="lax",
            path="/",
        )

    def read(self, request: Request) -> dict[str, str] | None:
        """Read what a browser holds; None where it is old or not ours."""
        parts = parts_of(request)
        try:
            sealed = request.cookies.get(self.cookie, "")
            opened = parts.box.open(sealed, "held", self.name)
            words: dict[str, str] = json.loads(opened)
            until = datetime.fromisoformat(words["until"])
        except (SecretUnreadable, ValueError, KeyError):
            return None
        return words if parts.clock.now() < until else None

    def use_up(self, request: Request, words: dict[str, str], *, word: str) -> bool:
        """Take one of the words; False where a copy of the cookie did so before."""
        parts = parts_of(request)
        until = datetime.fromisoformat(words["until"])
        return parts.sign_ins.take(words[word], until=until, now=parts.clock.now())

    def drop(self, response: Response) -> None:
        """Have the browser forget it."""
        response.delete_cookie(
            self.cookie, secure=True, httponly=True, samesite="lax", path="/"
        )
