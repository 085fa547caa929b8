"""Proving again, inside a session, that it is still the same person."""

from dataclasses import replace
from datetime import timedelta

from fastapi import Response

from admin_server.core.ports import Nouns
from admin_server.web.current import Parts
from admin_server.web.dashboard.current import CurrentUser
from admin_server.web.dashboard.door import give_cookie, hash_secret, new_secret
from admin_server.web.dashboard.forms import Filled
from admin_server.web.dashboard.signing_in.sign_in import Account, user_with_password

FIELD = "current_password"
_FRESH = timedelta(minutes=10)
"""So long after signing in nobody is asked for their password again."""


def asks_for_password(who: CurrentUser, parts: Parts) -> bool:
    """Tell whether the password is asked for before the ways to sign in change."""
    old = parts.clock.now() >= who.session.created_at + _FRESH
    return old and who.user.password_hash is not None


async def check_password(form: Filled, who: CurrentUser, parts: Parts) -> str | None:
    """Compare the password that was typed; what is wrong is said at its field.

    Gives the kept hash that it fits.
    """
    account = Account(who.store, who.tenant.id, who.user)
    typed = form.secret(FIELD)
    user = await user_with_password(parts, account, typed)
    if user is None:
        form.wrong(FIELD, "passwords.not_yours")
        return None
    return user.password_hash


async def renew_session(
    response: Response, who: CurrentUser, *, strong: bool = False
) -> None:
    """Give this browser a new token, as its session may do more now."""
    token = new_secret()

    def renew(nouns: Nouns) -> bool:
        session = nouns.sessions.get(who.session.id)
        if session is None:
            return False
        nouns.sessions.put(
            replace(
                session,
                token_hash=hash_secret(token),
                strong=session.strong or strong,
            )
        )
        return True

    if await who.store.write(renew):
        give_cookie(response, token)
