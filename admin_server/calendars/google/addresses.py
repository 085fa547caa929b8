"""Where Google is: its own addresses, or those that a connection's settings name."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from admin_server.core.errors import StrangeReply
from admin_server.core.ports import CalendarRef

LOGIN_URL = "https://accounts.google.com"
TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
IAM_URL = "https://iamcredentials.googleapis.com"
METADATA_URL = "http://metadata.google.internal"
_HERE = frozenset({"127.0.0.1", "::1", "localhost"})


def settings_of(ref: CalendarRef) -> Mapping[str, str]:
    """Give a connection's settings; a person's own has those of its registration."""
    theirs = ref.app.settings if ref.app is not None else {}
    return {**theirs, **ref.connection.settings}


def api_url(ref: CalendarRef) -> str | None:
    """Say where the interfaces are; None: where Google's own library knows them.

    Raises:
        StrangeReply: the setting is no web address.
    """
    url = settings_of(ref).get("api_url")
    if url and urlsplit(url).scheme not in {"http", "https"}:
        raise StrangeReply("the connection's setting api_url is no web address")
    return url


def is_here(url: str) -> bool:
    """Tell whether an address is on this very machine, as a stand-in's is."""
    return urlsplit(url).hostname in _HERE
