"""What a person permitted, as their connection's secret remembers it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from admin_server.core.errors import ConsentNeeded, ConsentReason

READ = "Calendars.Read"
READ_SHARED = "Calendars.Read.Shared"
WRITE = "Calendars.ReadWrite"
PROFILE = "User.Read"
OFFLINE = "offline_access"
"""What permits to go on reading when the person is away: a refresh token."""
_KIND = "person"


@dataclass(frozen=True)
class Grant:
    """A refresh token and what it is good for.

    Attributes:
        scopes: the permissions that were granted, by their bare names.
        who: Microsoft's own id of the account, which tells one from another.
    """

    refresh_token: str = field(repr=False)
    scopes: tuple[str, ...]
    who: str = ""

    def text(self) -> str:
        """Write it down; the app's own secret stands elsewhere."""
        return json.dumps(
            {
                "kind": _KIND,
                "refresh_token": self.refresh_token,
                "scopes": list(self.scopes),
                "who": self.who,
            },
            separators=(",", ":"),
        )


def read_grant(secret: str | None) -> Grant:
    """Read what `Grant.text` wrote.

    Raises:
        ConsentNeeded: it is something else, so that the person has to consent anew.
    """
    try:
        stated = json.loads(secret or "")
        if stated["kind"] != _KIND:
            raise _unreadable()
        return Grant(
            str(stated["refresh_token"]),
            tuple(str(one) for one in stated["scopes"]),
            str(stated["who"]),
        )
    # Without the cause: its words could quote the secret.
    except (ValueError, TypeError, LookupError, RecursionError):
        raise _unreadable() from None


def bare_names(stated: str) -> tuple[str, ...]:
    """Read a list of permissions, which may stand there with Graph's address."""
    return tuple(sorted({one.rpartition("/")[2] for one in stated.split()}))


def lacks(granted: Iterable[str], name: str) -> bool:
    """Tell whether a permission is missing; to write is to read as well."""
    held = {one.casefold() for one in granted}
    enough = {name, WRITE} if name == READ else {name}
    return not held & {one.casefold() for one in enough}


def _unreadable() -> ConsentNeeded:
    return ConsentNeeded(ConsentReason.EXPIRED, "what was permitted cannot be read")
