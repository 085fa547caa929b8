"""What stands on a visitor's badge, and what their screen says of it."""

from dataclasses import replace
from typing import TypeAlias, TypeVar

from kiosk_app.journey.effects import PrintBadge
from kiosk_app.journey.events import BadgeElsewhere, BadgeFailed, BadgePrinted
from kiosk_app.journey.states import BadgeState, CheckedInOffline, Completed
from kiosk_app.journey.states_names import Companion
from kiosk_app.journey.states_photo import Photo, Portrait
from shared.badge import Badge, BadgeLabels
from shared.badge_orders import BadgeContentReply
from shared.check_in import BadgeReply, CheckInReply
from shared.kiosk_options import KioskOptions

BadgeNews: TypeAlias = BadgePrinted | BadgeFailed | BadgeElsewhere
Told = TypeVar("Told", Completed, CheckedInOffline, Companion)


def badge_of(
    reply: CheckInReply, options: KioskOptions, *, portrait: Portrait = None
) -> PrintBadge:
    """Ask for the badge of somebody who has just been checked in.

    Args:
        portrait: a photo stands on it where it was taken before the check-in.
    """
    photo = portrait.jpeg if isinstance(portrait, Photo) else None
    badge = _badge(reply.badge, options, photo=photo)
    return PrintBadge(reply.visit.id, badge, reply.room)


def badge_again(content: BadgeContentReply, options: KioskOptions) -> PrintBadge:
    """Ask for a badge whose words the server gave once more."""
    badge = _badge(content.badge, options, photo=content.photo)
    return PrintBadge(content.visit, badge, content.room)


def hear_of_badge(state: Told, news: BadgeNews) -> Told:
    """Say on somebody's screen what became of their badge."""
    match news:
        case BadgePrinted():
            return replace(state, badge=BadgeState.PRINTED)
        case BadgeElsewhere(_, kiosk):
            return replace(state, badge=BadgeState.ELSEWHERE, badge_at=kiosk)
        case BadgeFailed(_, printer, perhaps):
            came = BadgeState.PERHAPS if perhaps else BadgeState.FAILED
            return replace(state, badge=came, printer=printer)


def _badge(reply: BadgeReply, options: KioskOptions, *, photo: bytes | None) -> Badge:
    return Badge(
        name=reply.name,
        company=reply.company,
        host=reply.host,
        site=reply.site,
        date=reply.date,
        code=reply.code,
        labels=BadgeLabels(host=reply.host_label, room=reply.room_label),
        validity=reply.validity,
        visit_type=reply.visit_type,
        pattern=reply.pattern,
        text=options.badge.text or None,
        photo=photo,
    )
