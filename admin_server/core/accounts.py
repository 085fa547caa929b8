"""Accounts: who is let in, the pause after wrong tries, and one's own password."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from admin_server.core.messages import OutboxRow
from admin_server.core.ports import Nouns
from admin_server.core.users import LinkPurpose, OneTimeLink, User

ACCOUNT_WELCOME = "account_welcome"
"""The kind of message that brings somebody the link to their new account."""
PASSWORD_RESET = "password_reset"  # noqa: S105 - a kind of message, not a password
"""The kind that brings a link to set a new password."""
ACCOUNT_CHANGED = "account_changed"
"""The kind that tells somebody how their own account was changed."""

FREE_TRIES = 5
"""As many wrong tries in a row are nothing special yet."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=15)
LASTS = {
    LinkPurpose.RESET_PASSWORD: timedelta(hours=1),
    LinkPurpose.WELCOME: timedelta(days=7),
}
"""How long a link works."""
_LINK_MAILS = {
    LinkPurpose.RESET_PASSWORD: PASSWORD_RESET,
    LinkPurpose.WELCOME: ACCOUNT_WELCOME,
}
_NOBODY = "nobody"
"""How the audit names whoever has not proved who they are."""


@dataclass(frozen=True)
class NewLink:
    """A link that is about to be sent.

    Attributes:
        sealed: its token, sealed to the link's id, for whoever writes the mail.
        message: the id of that mail.
    """

    id: str
    token_hash: bytes
    sealed: str
    message: str


def is_locked(user: User, *, now: datetime) -> bool:
    """Tell whether an account takes a pause after wrong tries."""
    return user.locked_until is not None and now < user.locked_until


def note_failure(nouns: Nouns, user_id: str | None, *, now: datetime) -> None:
    """Count a wrong password or code; after five the account takes a pause.

    Each further one makes the pause twice as long, up to a quarter of an hour. What
    is tried during a pause counts for nothing, so that a stranger cannot make it
    last. For an unknown account as much is written down as for a known one.
    """
    user = nouns.users.get(user_id) if user_id else None
    if user is None:
        _note(nouns, "user.sign_in_failed", _NOBODY, _NOBODY, now=now)
        return
    _note(nouns, "user.sign_in_failed", _NOBODY, f"user:{user.id}", now=now)
    if is_locked(user, now=now):
        return
    failures = user.failures + 1
    pause = _pause_after(failures)
    until = now + pause if pause else user.locked_until
    nouns.users.put(replace(user, failures=failures, locked_until=until))


def accept_password(
    nouns: Nouns,
    user_id: str,
    *,
    tried: str,
    renewed: str | None,
    now: datetime,
    known: bool = False,
) -> User | None:
    """Take a right password, unless something changed while it was compared.

    Args:
        tried: the kept hash that it was compared with.
        renewed: its hash by newer rules, which replaces the old one.
        known: it was typed in a browser of theirs, for which no pause counts.
    """
    user = nouns.users.get(user_id)
    if user is None or not user.active:
        return None
    if is_locked(user, now=now) and not known:
        return None
    if user.password_hash != tried:
        return None
    if renewed is not None:
        user = replace(user, password_hash=renewed)
        nouns.users.put(user)
    return user


def note_sign_in(nouns: Nouns, user_id: str, *, now: datetime) -> User | None:
    """Note that somebody has proved who they are; None: they are not let in any more."""
    user = nouns.users.get(user_id)
    if user is None or not user.active:
        return None
    inside = replace(user, failures=0, locked_until=None, signed_in_at=now)
    nouns.users.put(inside)
    return inside


def change_password(
    nouns: Nouns,
    user_id: str,
    *,
    tried: str | None,
    kept: str,
    session: str,
    now: datetime,
) -> bool:
    """Save somebody's new password and end their other sessions.

    Args:
        tried: the kept hash that the current password was compared with.
        kept: the new password's hash.
        session: the id of the session that goes on.
    """
    user = nouns.users.get(user_id)
    if user is None or user.password_hash != tried:
        return False
    _save_password(nouns, user, kept)
    nouns.sessions.end_all(user_id, but=session)
    _note(nouns, "user.password_changed", f"user:{user_id}", f"user:{user_id}", now=now)
    return True


def make_link(
    nouns: Nouns, user: User, link: NewLink, purpose: LinkPurpose, *, now: datetime
) -> None:
    """Save a link for somebody and the mail that brings it; older ones end."""
    nouns.one_time_links.end_all(user.id)
    nouns.one_time_links.put(
        OneTimeLink(
            id=link.id,
            user=user.id,
            purpose=purpose,
            token_hash=link.token_hash,
            created_at=now,
            expires_at=now + LASTS[purpose],
        )
    )
    _mail_link(nouns, link, purpose, now=now)


def ask_for_reset(nouns: Nouns, email: str, link: NewLink, *, now: datetime) -> None:
    """Send somebody a link to set a new password, if there is such an account.

    Whether there is one can be told neither from the answer nor from the work:
    without one the mail waits all the same, and is not needed when it is written.
    """
    user = nouns.users.by_email(email)
    if user is None or not user.active:
        _mail_link(nouns, link, LinkPurpose.RESET_PASSWORD, now=now)
        subject = _NOBODY
    else:
        make_link(nouns, user, link, LinkPurpose.RESET_PASSWORD, now=now)
        subject = f"user:{user.id}"
    _note(nouns, "user.reset_asked", _NOBODY, subject, now=now)


def whose_link(
    nouns: Nouns, link_id: str, *, now: datetime
) -> tuple[User, LinkPurpose] | None:
    """Say whose link it is and what for; None where it does not work any more."""
    link = nouns.one_time_links.get(link_id)
    if link is None or link.used_at is not None or now >= link.expires_at:
        return None
    user = nouns.users.get(link.user)
    return (user, link.purpose) if user is not None and user.active else None


def set_by_link(
    nouns: Nouns, link_id: str, *, kept: str, now: datetime
) -> tuple[User, LinkPurpose] | None:
    """Save the password that somebody set by a link, once.

    Every session and every other link of theirs ends.
    """
    found = whose_link(nouns, link_id, now=now)
    if found is None:
        return None
    user, purpose = found
    saved = _save_password(nouns, user, kept)
    nouns.sessions.end_all(user.id)
    _note(nouns, "user.password_set", f"user:{user.id}", f"user:{user.id}", now=now)
    return saved, purpose


def tell_of_change(
    nouns: Nouns, user_id: str, what: str, *, message: str, now: datetime
) -> None:
    """Tell somebody by mail how their account was changed, in case it was not them.

    Args:
        what: the last part of the text's key: "password", "factor_on", "factor_off",
            "passkey_on", "passkey_off".
        message: the mail's id.
    """
    payload = {"user": user_id, "what": what}
    nouns.outbox.add(OutboxRow(message, ACCOUNT_CHANGED, payload, due_at=now))


def _save_password(nouns: Nouns, user: User, kept: str) -> User:
    saved = replace(
        user,
        password_hash=kept,
        must_change=False,
        failures=0,
        locked_until=None,
    )
    nouns.users.put(saved)
    nouns.one_time_links.end_all(user.id)
    return saved


def _pause_after(failures: int) -> timedelta | None:
    beyond = failures - FREE_TRIES
    if beyond < 0:
        return None
    # Doubling ends long before the number would grow beyond what fits.
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(beyond, 10)))


def _mail_link(
    nouns: Nouns, link: NewLink, purpose: LinkPurpose, *, now: datetime
) -> None:
    payload = {"link": link.id, "sealed": link.sealed}
    row = OutboxRow(link.message, _LINK_MAILS[purpose], payload, due_at=now)
    nouns.outbox.add(row)


def _note(nouns: Nouns, event: str, actor: str, subject: str, *, now: datetime) -> None:
    nouns.audit.add(at=now, event=event, actor=actor, subject=subject)
