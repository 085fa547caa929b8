"""A connection's settings: which organisation, which app, and where to ask."""

import hashlib
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from admin_server.core.errors import ConsentNeeded, ConsentReason, StrangeReply
from admin_server.core.ports import CalendarRef

LOGIN_URL = "https://login.microsoftonline.com"
GRAPH_URL = "https://graph.microsoft.com/v1.0"
# An app signs in as itself, and only one organisation's authority knows which.
_NO_TENANTS = frozenset({"common", "organizations", "consumers"})


@dataclass(frozen=True)
class Account:
    """One app registration as one connection knows it.

    Attributes:
        secret: a client secret, or PEM text with private key and certificate.
    """

    tenant: str
    client_id: str
    login_url: str
    graph_url: str
    secret: str = field(repr=False)

    @property
    def print(self) -> str:
        """Something that changes with any part of it and gives none of them away."""
        parts = (
            self.tenant,
            self.client_id,
            self.login_url,
            self.graph_url,
            self.secret,
        )
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def account_of(ref: CalendarRef) -> Account:
    """Read a connection's settings and secret.

    Raises:
        StrangeReply: a setting is missing or cannot be right.
        ConsentNeeded: there is no secret.
    """
    settings = ref.connection.settings
    tenant = settings.get("tenant", "").strip()
    client_id = settings.get("client_id", "").strip()
    if not tenant or "/" in tenant or tenant.casefold() in _NO_TENANTS:
        raise StrangeReply("the setting tenant must name one organisation")
    if not client_id:
        raise StrangeReply("the setting client_id is missing")
    secret = (ref.secret or "").strip()
    if not secret:
        raise ConsentNeeded(ConsentReason.EXPIRED, "the connection has no secret")
    return Account(
        tenant=tenant,
        client_id=client_id,
        login_url=_address(settings.get("login_url") or LOGIN_URL, "login_url"),
        graph_url=_address(settings.get("graph_url") or GRAPH_URL, "graph_url"),
        secret=secret,
    )


def same_server(one: str, other: str) -> bool:
    """Tell whether two addresses lead to one server: scheme, host and port."""
    try:
        parts = [
            (split.scheme, split.hostname, split.port)
            for split in (urlsplit(one), urlsplit(other))
        ]
    except ValueError:
        return False
    return parts[0] == parts[1]


def _address(url: str, setting: str) -> str:
    try:
        split = urlsplit(url.strip())
    except ValueError as error:
        raise StrangeReply(f"the setting {setting} is no web address") from error
    # Secret and tokens go there, so never without encryption.
    if split.scheme != "https" or not split.hostname:
        raise StrangeReply(f"the setting {setting} must be an https address")
    return url.strip().rstrip("/")
