"""Somebody who has shown their password, and still has to show a code."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from fastapi import Request, Response

from admin_server.core.errors import SecretUnreadable
from admin_server.core.users import User
from admin_server.web.current import parts_of
from admin_server.web.dashboard.door import hash_secret

_COOKIE = "__Host-portico-step"
_SEALED_FOR = "second_step"
_LASTS = timedelta(minutes=5)


@dataclass(frozen=True)
class HalfWay:
    """Who is half-way in, for five minutes.

    Attributes:
        stamp: stands for the password; a new one ends this.
        next_path: where they wanted to go.
    """

    tenant: str
    user: str
    stamp: str
    next_path: str
    until: str


def stamp_of(user: User) -> str:
    """Stand for somebody's present password without being it."""
    return hash_secret(user.password_hash or "").hex()[:16]


def remember(
    request: Request, response: Response, user: User, *, tenant: str, next_path: str
) -> None:
    """Give the browser a sealed note of who has shown their password."""
    parts = parts_of(request)
    until = parts.clock.now() + _LASTS
    note = HalfWay(tenant, user.id, stamp_of(user), next_path, until.isoformat())
    response.set_cookie(
        _COOKIE,
        parts.box.seal(json.dumps(asdict(note)).encode(), _SEALED_FOR),
        max_age=int(_LASTS.total_seconds()),
        secure=True,
        httponly=True,
        samesite="lax",
        path="/",
    )


def half_way_in(request: Request) -> HalfWay | None:
    """Say who is half-way in, in this browser; None: nobody, or not any more."""
    parts, sealed = parts_of(request), request.cookies.get(_COOKIE)
    if not sealed:
        return None
    try:
        note = HalfWay(**json.loads(parts.box.open(sealed, _SEALED_FOR)))
    except (SecretUnreadable, ValueError, TypeError):
        return None
    too_late = parts.clock.now() >= datetime.fromisoformat(note.until)
    return None if too_late else note


def forget(response: Response) -> None:
    """Take the note from the browser."""
    response.delete_cookie(
        _COOKIE, secure=True, httponly=True, samesite="lax", path="/"
    )
