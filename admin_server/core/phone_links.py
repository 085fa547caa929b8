"""Going on with one's own phone: what a link holds, and whether it still counts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.core.tenants import Kiosk

LASTING = timedelta(minutes=10)
"""How long somebody may take from the code on the screen to their check-in."""


class LinkEnded(Exception):
    """The link is too old, was used, or its kiosk is not there any more."""


@dataclass(frozen=True)
class PhoneLink:
    """What a kiosk's screen hands over to a phone.

    Attributes:
        request_id: under which the phone checks in, however often it asks.
        given_at: when; to the second, since it stands for the visitor's time, too.
    """

    tenant: str
    site: str
    kiosk: str
    request_id: UUID
    given_at: datetime

    def counts(self, now: datetime) -> bool:
        """Tell whether it is young enough."""
        return now < self.ends

    @property
    def ends(self) -> datetime:
        """When it counts no more."""
        return self.given_at + LASTING


def place_of(nouns: Nouns, link: PhoneLink, *, now: datetime) -> tuple[Kiosk, Site]:
    """Say where a phone checks in: at its kiosk, as if it were touched there.

    Raises:
        LinkEnded: the link is too old, or the kiosk was moved or revoked meanwhile.
    """
    kiosk, site = nouns.kiosks.get(link.kiosk), nouns.sites.get(link.site)
    stands = kiosk is not None and kiosk.revoked_at is None and kiosk.site == link.site
    if kiosk is None or site is None or not stands or not link.counts(now):
        raise LinkEnded
    if nouns.tenant.suspended_at is not None:
        raise LinkEnded
    return kiosk, site
