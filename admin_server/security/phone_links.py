"""Links to go on with a phone, as sealed words: nothing is kept of them."""

from datetime import UTC, datetime
from uuid import UUID

from admin_server.core.errors import SecretUnreadable
from admin_server.core.phone_links import LinkEnded, PhoneLink
from admin_server.core.ports import SecretBox

LONGEST = 600
"""Signs of a link that are looked at; anything longer is none of ours."""
_PURPOSE = "phone_link"


def seal_link(box: SecretBox, link: PhoneLink) -> str:
    """Write a link so that nobody else can read or make one."""
    moment = int(link.given_at.timestamp())
    words = (moment, link.request_id.hex, link.tenant, link.site, link.kiosk)
    # Site and kiosk are bound to their tenant: one seal holds all of it.
    return box.seal(" ".join(map(str, words)).encode(), _PURPOSE)


def open_link(box: SecretBox, text: str) -> PhoneLink:
    """Read a link; whether it still counts is another question.

    Raises:
        LinkEnded: it is none of ours.
    """
    if len(text) > LONGEST:
        raise LinkEnded
    try:
        opened = box.open(text, _PURPOSE).decode()
    except SecretUnreadable as problem:
        raise LinkEnded from problem
    moment, request_id, tenant, site, kiosk = opened.split(" ")
    return PhoneLink(
        tenant=tenant,
        site=site,
        kiosk=kiosk,
        request_id=UUID(hex=request_id),
        given_at=datetime.fromtimestamp(int(moment), UTC),
    )
