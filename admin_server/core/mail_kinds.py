"""The ways a tenant's own mail can leave, and what each has to be told."""

from dataclasses import dataclass
from enum import StrEnum


class MailKind(StrEnum):
    """How mail leaves."""

    SMTP = "smtp"
    """A mail server with a user name and password, or neither."""
    SMTP_OAUTH = "smtp_oauth"
    """A mail server that wants a token (XOAUTH2) instead of a password."""
    GRAPH = "graph"
    """Microsoft 365 by its own interface."""


@dataclass(frozen=True)
class MailField:
    """One setting of a kind; with an `example` it must be there.

    Attributes:
        by_file: only a tenant file names it; the dashboard leaves it as it is.
    """

    name: str
    example: str | None = None
    by_file: bool = False


SECURITY = ("starttls", "tls", "none")
"""How the line to a mail server can be protected; "none" is for the same machine."""

_APP = "00000000-0000-0000-0000-000000000000"
_CA_FILE = MailField("ca_file", by_file=True)

MAIL_FIELDS: dict[MailKind, tuple[MailField, ...]] = {
    MailKind.SMTP: (
        MailField("host", example="smtp.example.com"),
        MailField("port"),
        MailField("security"),
        MailField("user"),
    ),
    MailKind.SMTP_OAUTH: (
        MailField("host", example="smtp.example.com"),
        MailField("port"),
        MailField("security"),
        MailField("user", example="visitors@example.com"),
        MailField("token_url", example="https://login.example.com/oauth2/token"),
        MailField("client_id", example=_APP),
        MailField("scope"),
        _CA_FILE,
    ),
    MailKind.GRAPH: (
        MailField("tenant", example="contoso.onmicrosoft.com"),
        MailField("client_id", example=_APP),
        MailField("scope", by_file=True),
        MailField("login_url", by_file=True),
        MailField("graph_url", by_file=True),
        _CA_FILE,
    ),
}
"""What each kind is set up by, besides its secret."""

TEXT_PLACES = ("invitation", "welcome")
"""Where words of an organisation's own may stand: the invitation, the kiosk."""
LONGEST_WORDS = {"invitation": 1000, "welcome": 80}
"""Signs that each of them may have."""
