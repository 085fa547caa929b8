"""What stands on a visit's badge, in the visitor's language."""

from dataclasses import dataclass, field
from datetime import datetime

from admin_server.core.badges import kind_of_visit, valid_until
from admin_server.core.errors import SecretUnreadable
from admin_server.core.kiosk_matters import Photo
from admin_server.core.people import Host, Visitor
from admin_server.core.places import Site
from admin_server.core.ports import SecretBox
from admin_server.core.visits import Visit
from admin_server.security.photos import open_photo
from admin_server.text import Words, words_in
from shared.badge import Badge, BadgeLabels, Pattern
from shared.check_in import BadgeReply, RoomReply


@dataclass(frozen=True)
class OnBadge:
    """Who and what a badge names.

    Attributes:
        code: the visit's check-out code.
    """

    visit: Visit
    visitor: Visitor
    host: Host
    site: Site
    code: str | None = None


@dataclass(frozen=True)
class Pictures:
    """What a badge shows besides words."""

    photo: bytes | None = field(default=None, repr=False)
    logo: bytes | None = field(default=None, repr=False)


def badge_reply(on: OnBadge, *, now: datetime) -> BadgeReply:
    """Say what stands on a badge, in the visitor's language."""
    visit, site = on.visit, on.site
    words = words_in(visit.language)
    kind = kind_of_visit(visit, site)
    return BadgeReply(
        name=on.visitor.name,
        company=on.visitor.company,
        host=on.host.name,
        site=site.name,
        date=words.day(site.local(visit.arrived_at or visit.expected_arrival)),
        code=on.code,
        host_label=words.say("badge_host"),
        room_label=words.say("badge_room"),
        validity=_validity(visit, site, words, now=now),
        visit_type=_said_in(kind.name, visit.language) if kind else None,
        pattern=kind.pattern if kind else Pattern.NONE,
    )


def badge_of(said: BadgeReply, room: RoomReply, text: str, pictures: Pictures) -> Badge:
    """Put a badge together as it is drawn.

    Args:
        text: the site's own line.
    """
    return Badge(
        name=said.name,
        company=said.company,
        host=said.host,
        site=said.site,
        date=said.date,
        room=room.name,
        code=said.code,
        labels=BadgeLabels(said.host_label, said.room_label),
        validity=said.validity,
        visit_type=said.visit_type,
        pattern=said.pattern,
        text=text or None,
        photo=pictures.photo,
        logo=pictures.logo,
    )


def _validity(visit: Visit, site: Site, words: Words, *, now: datetime) -> str | None:
    until = valid_until(visit, site, now=now)
    if until is None:
        return None
    time = words.time(until)
    if until.date() == site.local(now).date():
        return words.say("badge_valid_until", time=time)
    return words.say("badge_valid_until_day", day=words.day(until), time=time)


def _said_in(names: dict[str, str], language: str) -> str | None:
    plain = language.partition("-")[0]
    return names.get(language) or names.get(plain) or next(iter(names.values()), None)


def opened_photo(box: SecretBox, photo: Photo | None, *, tenant: str) -> bytes | None:
    """Open a visitor's photo for their badge; one that no key opens is left out."""
    if photo is None:
        return None
    try:
        return open_photo(box, photo.sealed, tenant=tenant, visit=photo.visit)
    except SecretUnreadable:
        return None
