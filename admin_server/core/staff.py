"""The people an organisation lets in: adding them, their roles, letting them go."""

from dataclasses import replace
from datetime import datetime

from admin_server.core.accounts import NewLink, make_link
from admin_server.core.changes import Author
from admin_server.core.errors import AlreadyExists
from admin_server.core.people import fold_email
from admin_server.core.ports import Nouns
from admin_server.core.users import LinkPurpose, Role, User


class LastAdmin(ValueError):
    """Nobody would be left who may manage the organisation."""


def add_user(nouns: Nouns, user: User, link: NewLink, by: Author) -> None:
    """Save a new user and send them the link to their account.

    Raises:
        AlreadyExists: somebody has the e-mail address.
    """
    if nouns.users.by_email(user.email) is not None:
        raise AlreadyExists
    nouns.users.put(replace(user, created_at=by.at))
    _note(nouns, by, "user.added", user)
    make_link(nouns, user, link, LinkPurpose.WELCOME, now=by.at)


def add_first_admin(nouns: Nouns, user: User, *, now: datetime) -> None:
    """Save the first user of all, who has set a password already."""
    nouns.users.put(replace(user, role=Role.TENANT_ADMIN, created_at=now))
    _note(nouns, Author(f"user:{user.id}", now), "user.added", user)


def change_user(nouns: Nouns, asked: User, by: Author) -> bool:
    """Save who somebody is and what they may do; it counts at their next request.

    A new e-mail address ends the links that were sent to the old one.

    Raises:
        AlreadyExists: somebody else has the e-mail address.
        LastAdmin: no tenant admin would be left.
    """
    old = nouns.users.get(asked.id)
    if old is None or asked == old:
        return False
    _keep_an_admin(nouns, asked)
    other = nouns.users.by_email(asked.email)
    if other is not None and other.id != asked.id:
        raise AlreadyExists
    nouns.users.put(asked)
    if fold_email(asked.email) != fold_email(old.email):
        nouns.one_time_links.end_all(asked.id)
    event = "user.changed" if asked.role is old.role else "user.role_changed"
    _note(nouns, by, event, asked)
    return True


def deactivate(nouns: Nouns, user: User, by: Author) -> None:
    """Let somebody in no more; whatever is open of theirs ends at once.

    Raises:
        LastAdmin: no tenant admin would be left.
    """
    gone = replace(user, active=False)
    _keep_an_admin(nouns, gone)
    nouns.users.put(gone)
    nouns.sessions.end_all(user.id)
    nouns.one_time_links.end_all(user.id)
    _note(nouns, by, "user.deactivated", gone)


def activate(nouns: Nouns, user: User, by: Author) -> None:
    """Let somebody in again."""
    nouns.users.put(replace(user, active=True, failures=0, locked_until=None))
    _note(nouns, by, "user.activated", user)


def send_link_again(nouns: Nouns, user: User, link: NewLink, by: Author) -> None:
    """Send somebody a new link: to their account, or to a new password."""
    purpose = LinkPurpose.RESET_PASSWORD if has_come(user) else LinkPurpose.WELCOME
    make_link(nouns, user, link, purpose, now=by.at)
    _note(nouns, by, "user.link_sent", user)


def has_come(user: User) -> bool:
    """Tell whether somebody has ever used their account."""
    return user.password_hash is not None or user.signed_in_at is not None


def _keep_an_admin(nouns: Nouns, changed: User) -> None:
    after = [changed if user.id == changed.id else user for user in nouns.users.all()]
    if not any(user.active and user.role is Role.TENANT_ADMIN for user in after):
        raise LastAdmin


def _note(nouns: Nouns, by: Author, event: str, user: User) -> None:
    nouns.audit.add(
        at=by.at,
        event=event,
        actor=by.actor,
        subject=f"user:{user.id}",
        personal={"name": user.name, "role": user.role.value},
    )
