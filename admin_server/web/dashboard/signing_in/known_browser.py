"""Browsers in which somebody signed in before: a stranger's tries do not lock them out."""

from fastapi import Request, Response

from admin_server.core.errors import SecretUnreadable
from admin_server.web.current import parts_of

_COOKIE = "__Host-portico-known"
_ONE_YEAR = 365 * 24 * 3600


def know(request: Request, response: Response, *, tenant: str, user: str) -> None:
    """Have this browser prove, next time, that the account's owner used it before."""
    parts = parts_of(request)
    sealed = parts.box.seal(f"{tenant} {user}".encode(), "known browser")
    response.set_cookie(
        _COOKIE,
        sealed,
        max_age=_ONE_YEAR,
        secure=True,
        httponly=True,
        samesite="lax",
        path="/",
    )


def is_known(request: Request, *, tenant: str, user: str) -> bool:
    """Tell whether an account's owner has signed in here, and tries are left.

    Such a browser has a few tries of its own, whoever else tries elsewhere; once they
    are used up it is a browser like any other. The cookie opens nothing.
    """
    parts, sealed = parts_of(request), request.cookies.get(_COOKIE, "")
    try:
        opened = parts.box.open(sealed, "known browser").decode()
    except SecretUnreadable:
        return False
    return opened == f"{tenant} {user}" and parts.people.has_tries(sealed)
