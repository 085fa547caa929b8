"""Watching hosts' calendars while somebody is about to visit them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

AHEAD = timedelta(hours=36)
"""Whose visit lies further away than this is not watched for."""


@dataclass(frozen=True)
class Watch:
    """One calendar line of a host that we keep up with for as long as visits need it.

    Attributes:
        source: the key of the copy that it keeps fresh, see `Line.source`.
        mark: where the next reading of changes goes on; None: read everything.
        due_at: when it is looked at next.
        read_at: when it was last read with success.
        failures: how often in a row it could not be read.
        subscription: how every push names the subscription, which is also how the
            provider ends it.
        push_hash: SHA-256 of what every genuine push for it carries.
        pushed_at: when the last push came.
    """

    id: str
    connection: str
    host: str
    source: str
    mailbox: str
    calendar: str | None
    due_at: datetime
    mark: str | None = None
    read_at: datetime | None = None
    failures: int = 0
    subscription: str | None = None
    push_hash: bytes | None = None
    subscribed_at: datetime | None = None
    subscription_ends_at: datetime | None = None
    pushed_at: datetime | None = None


class PushNews(StrEnum):
    """What a provider tells by a push."""

    CHANGED = "changed"
    """Something in the calendar; it never says what in a way to rely on."""
    MISSED = "missed"
    """Pushes were lost on the way."""
    ENDED = "ended"
    """The provider dropped the subscription."""
    RENEW = "renew"
    """The subscription ends soon unless it is renewed now."""


@dataclass(frozen=True)
class Push:
    """A push as it came in; nobody has looked yet whether it is genuine."""

    subscription: str
    proof: str = field(repr=False)
    news: PushNews = PushNews.CHANGED
