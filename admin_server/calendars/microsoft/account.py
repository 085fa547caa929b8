"""A connection's settings: which organisation, which app, and where to ask."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from admin_server.core.connections import Access, AppRegistration
from admin_server.core.errors import ConsentNeeded, ConsentReason, StrangeReply
from admin_server.core.ports import CalendarRef

LOGIN_URL = "https://login.microsoftonline.com"
GRAPH_URL = "https://graph.microsoft.com/v1.0"
ANY_ORGANISATION = "organizations"
"""The authority for everybody's work account, whoever their organisation is."""
PERSONAL_TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad"
"""The tenant of all accounts of private people (Outlook.com, Hotmail, Live)."""
# An app signs in as itself, and only one organisation's authority knows which.
_NO_TENANTS = frozenset({"common", ANY_ORGANISATION, "consumers"})


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

    def permission(self, name: str) -> str:
        """Write a permission as the sign-in server of this Graph's cloud knows it."""
        split = urlsplit(self.graph_url)
        return f"{split.scheme}://{split.netloc}/{name}"


def account_of(ref: CalendarRef) -> Account:
    """Read a connection's settings and secret.

    A person's own is read by the registration through which they consented; their
    connection's secret is what they permitted, and no part of this.

    Raises:
        StrangeReply: a setting is missing or cannot be right.
        ConsentNeeded: there is no secret.
    """
    if ref.connection.access is Access.PERSON:
        if ref.app is None:
            raise StrangeReply("the registration for people's own calendars is gone")
        return account_of_app(ref.app)
    settings = ref.connection.settings
    tenant = settings.get("tenant", "").strip()
    if not tenant or "/" in tenant or tenant.casefold() in _NO_TENANTS:
        raise StrangeReply("the setting tenant must name one organisation")
    return _account(tenant, settings.get("client_id", ""), settings, ref.secret)


def account_of_app(app: AppRegistration) -> Account:
    """Read the registration by which people consent; `tenant` may name them all.

    Raises:
        StrangeReply: a setting is missing or cannot be right.
        ConsentNeeded: it has no secret.
    """
    tenant = app.settings.get("tenant", "").strip() or ANY_ORGANISATION
    if "/" in tenant:
        raise StrangeReply("the setting tenant cannot be one")
    return _account(tenant, app.client_id, app.settings, app.secret)


def ca_file_of(ref: CalendarRef) -> str | None:
    """Say by which certificates the servers of a connection are trusted."""
    is_persons = ref.connection.access is Access.PERSON and ref.app is not None
    settings = ref.app.settings if is_persons and ref.app else ref.connection.settings
    return settings.get("ca_file")


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


def _account(
    tenant: str, client_id: str, settings: Mapping[str, str], secret: str | None
) -> Account:
    if not client_id.strip():
        raise StrangeReply("the setting client_id is missing")
    if not (secret or "").strip():
        raise ConsentNeeded(ConsentReason.EXPIRED, "the connection has no secret")
    return Account(
        tenant=tenant,
        client_id=client_id.strip(),
        login_url=_address(settings.get("login_url") or LOGIN_URL, "login_url"),
        graph_url=_address(settings.get("graph_url") or GRAPH_URL, "graph_url"),
        secret=(secret or "").strip(),
    )


def _address(url: str, setting: str) -> str:
    try:
        split = urlsplit(url.strip())
    except ValueError as error:
        raise StrangeReply(f"the setting {setting} is no web address") from error
    # Secret and tokens go there, so never without encryption.
    if split.scheme != "https" or not split.hostname:
        raise StrangeReply(f"the setting {setting} must be an https address")
    return url.strip().rstrip("/")
