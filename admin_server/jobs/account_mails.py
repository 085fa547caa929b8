"""Mails about accounts: links to get in, and what was changed."""

from collections.abc import Mapping
from types import MappingProxyType

from admin_server.core.accounts import (
    ACCOUNT_CHANGED,
    ACCOUNT_WELCOME,
    PASSWORD_RESET,
    whose_link,
)
from admin_server.core.messages import Message, NotNeeded, OutboxRow
from admin_server.core.ports import Nouns
from admin_server.core.tenants import Tenant
from admin_server.core.users import LinkPurpose, User
from admin_server.jobs.desk import Desk, Writer
from admin_server.security.links import open_token
from admin_server.text import words_in

_PATHS = {LinkPurpose.RESET_PASSWORD: "reset", LinkPurpose.WELCOME: "welcome"}
_BEGINNINGS = {
    LinkPurpose.RESET_PASSWORD: "account_reset",
    LinkPurpose.WELCOME: "account_welcome",
}
_CHANGES = ("password", "factor_on", "factor_off", "passkey_on", "passkey_off")


def account_link(nouns: Nouns, row: OutboxRow, desk: Desk) -> Message | NotNeeded:
    """Write the mail that brings a link; none where the link leads nowhere."""
    link = row.payload.get("link", "")
    found = whose_link(nouns, link, now=desk.clock.now())
    if found is None:
        # Somebody typed an address that nobody has, or the link was used or replaced.
        return NotNeeded("no_such_link")
    (user, purpose), tenant = found, nouns.tenant
    token = open_token(desk.box, tenant.id, link, row.payload["sealed"])
    words, beginning = words_in(user.language), _BEGINNINGS[purpose]
    values = _values(user, tenant, desk)
    return _message(
        row,
        user,
        words.say(f"{beginning}_subject", **values),
        [
            words.say("account_greeting", **values),
            words.say(f"{beginning}_text", **values),
            f"{desk.public_url}/{_PATHS[purpose]}/{token}",
            words.say(f"{beginning}_end", **values),
        ],
    )


def account_changed(
    nouns: Nouns, row: OutboxRow, desk: Desk
) -> Message | NotNeeded | None:
    """Tell somebody that their account was changed, in case it was not them."""
    user = nouns.users.get(row.payload.get("user", ""))
    what = row.payload.get("what", "")
    if user is None or what not in _CHANGES:
        return None
    if not user.active:
        return NotNeeded("nobody_signs_in")
    words, values = words_in(user.language), _values(user, nouns.tenant, desk)
    return _message(
        row,
        user,
        words.say("account_changed_subject", **values),
        [
            words.say("account_greeting", **values),
            words.say(f"account_changed_{what}", **values),
            words.say("account_changed_end", **values),
        ],
    )


def _values(user: User, tenant: Tenant, desk: Desk) -> dict[str, str]:
    return {
        "name": user.name,
        "email": user.email,
        "organisation": tenant.name,
        "short_name": tenant.slug,
        "url": desk.public_url,
    }


def _message(
    row: OutboxRow, user: User, subject: str, paragraphs: list[str]
) -> Message:
    return Message(
        id=row.id,
        to_address=user.email,
        to_name=user.name,
        subject=subject,
        text="\n\n".join(paragraphs) + "\n",
    )


ACCOUNT_WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        ACCOUNT_WELCOME: account_link,
        PASSWORD_RESET: account_link,
        ACCOUNT_CHANGED: account_changed,
    }
)
"""Who writes each kind of message about an account."""
