"""Signed-in browsers: opening, knowing again and ending a session.

The cookie carries 256 random bits; the store knows only their SHA-256.
"""

import hashlib
import secrets
from datetime import timedelta

from fastapi import Request, Response

from admin_server.core.ports import Nouns
from admin_server.core.users import Session, SignInMethod
from admin_server.web.current import Parts

COOKIE = "__Host-portico"
"""`__Host-`: only over HTTPS (or on this very machine), only for our own address."""
_USED_AGAIN = timedelta(minutes=1)


def new_secret() -> str:
    """Make a token that nobody can guess, for a cookie or a link."""
    return secrets.token_urlsafe(32)


def hash_secret(token: str) -> bytes:
    """Hash a token as it is stored and looked up."""
    return hashlib.sha256(token.encode()).digest()


def open_session(  # noqa: PLR0913 - all of it is said once, here
    nouns: Nouns,
    parts: Parts,
    user_id: str,
    *,
    token: str,
    method: SignInMethod,
    strong: bool,
    agent: str = "",
) -> Session:
    """Save a new session for somebody who has just proved who they are."""
    now = parts.clock.now()
    session = Session(
        id=parts.chance.new_id(),
        user=user_id,
        token_hash=hash_secret(token),
        method=method,
        created_at=now,
        seen_at=now,
        expires_at=now + Session.LONGEST,
        strong=strong,
        agent=agent[:120],
    )
    nouns.sessions.put(session)
    return session


def give_cookie(response: Response, token: str) -> None:
    """Hand the browser its new session's token."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(Session.LONGEST.total_seconds()),
        secure=True,
        httponly=True,
        samesite="lax",
        path="/",
    )


def take_cookie(response: Response) -> None:
    """Take the session's token from the browser."""
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax", path="/")


def token_of(request: Request) -> str | None:
    """The session's token that a browser sent, or None."""
    token = request.cookies.get(COOKIE)
    return token if token and len(token) <= 100 else None  # noqa: PLR2004 - ours have 43


def has_ended(session: Session, parts: Parts) -> bool:
    """Tell whether a session is over: too old, or unused for too long."""
    now = parts.clock.now()
    return now >= session.expires_at or now >= session.seen_at + Session.IDLE


def wants_noting(session: Session, parts: Parts) -> bool:
    """Tell whether a session's use is worth a write: at most once a minute."""
    return parts.clock.now() >= session.seen_at + _USED_AGAIN
