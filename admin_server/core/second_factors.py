"""Second factors: codes from an app (RFC 6238) and recovery codes, each counts once."""

from dataclasses import replace
from datetime import datetime

from admin_server.core.accounts import is_locked, note_failure
from admin_server.core.ports import Nouns
from admin_server.core.users import Session, User


def has_second_factor(nouns: Nouns, user: User) -> bool:
    """Tell whether somebody has anything besides a password."""
    return user.totp_on or bool(nouns.passkeys.of_user(user.id))


def may_add_factor(nouns: Nouns, user: User, session: Session) -> bool:
    """Tell whether a session may add a second factor.

    Whoever has one must have shown it: a password alone must not be able to put a
    factor of its own beside it.
    """
    return session.strong or not has_second_factor(nouns, user)


def turn_on(
    nouns: Nouns,
    user: User,
    *,
    sealed: str,
    step: int,
    recovery: tuple[str, ...],
    now: datetime,
) -> None:
    """Ask somebody for codes of their app from now on.

    Args:
        sealed: the secret that the app has, sealed.
        step: the time step of the code that confirmed it, which is used up.
        recovery: the hashes of new recovery codes.
    """
    nouns.users.put(
        replace(
            user,
            sealed_totp=sealed,
            totp_on=True,
            totp_step=step,
            recovery_hashes=recovery,
        )
    )
    _note(nouns, "user.second_factor_on", user.id, now=now)


def turn_off(nouns: Nouns, user: User, *, actor: str, now: datetime) -> None:
    """Ask somebody for codes no more; the secret and the recovery codes go."""
    nouns.users.put(
        replace(user, sealed_totp=None, totp_on=False, totp_step=0, recovery_hashes=())
    )
    nouns.audit.add(
        at=now,
        event="user.second_factor_off",
        actor=actor,
        subject=f"user:{user.id}",
    )


def renew_recovery(
    nouns: Nouns, user: User, recovery: tuple[str, ...], *, now: datetime
) -> None:
    """Replace somebody's recovery codes; the old ones count no more."""
    nouns.users.put(replace(user, recovery_hashes=recovery))
    _note(nouns, "user.recovery_codes_made", user.id, now=now)


def take_code(
    nouns: Nouns,
    user_id: str,
    *,
    step: int | None,
    recovery: str | None = None,
    now: datetime,
) -> bool:
    """Take a code of the app or a recovery code, once; a wrong one is counted.

    Args:
        step: the time step that the code belongs to; None: it belongs to none.
        recovery: the hash of what was typed, as a recovery code.
    """
    user = nouns.users.get(user_id)
    if user is None or not user.active or is_locked(user, now=now):
        return False
    if step is not None and user.totp_on and step > user.totp_step:
        nouns.users.put(replace(user, totp_step=step))
        return True
    if recovery is not None and recovery in user.recovery_hashes:
        left = tuple(one for one in user.recovery_hashes if one != recovery)
        nouns.users.put(replace(user, recovery_hashes=left))
        _note(nouns, "user.recovery_code_used", user.id, now=now)
        return True
    note_failure(nouns, user_id, now=now)
    return False


def _note(nouns: Nouns, event: str, user_id: str, *, now: datetime) -> None:
    who = f"user:{user_id}"
    nouns.audit.add(at=now, event=event, actor=who, subject=who)
