"""What a visitor on site looks like: kept for the length of their visit, at most a day."""

from datetime import datetime, timedelta

from admin_server.core.kiosk_matters import Photo
from admin_server.core.ports import Nouns
from admin_server.core.tenants import Kiosk
from admin_server.core.visits import Visit
from shared.check_in import VisitState
from shared.kiosk_options import Asked
from shared.refusals import Refusal, Refused

LONGEST = timedelta(hours=24)
"""So long a photo is kept at most, whatever becomes of the visit."""
PHOTO_TAKEN = "visit.photo_taken"
PHOTO_MISSING = "visit.photo_missing"


def keep_photo(nouns: Nouns, photo: Photo, *, kiosk: Kiosk) -> bool:
    """Keep a visitor's photo in the place of an older one; False: none is wanted.

    Raises:
        Refused: nobody with this visit is on site where the kiosk stands.
    """
    visit = _on_site(nouns, photo.visit, kiosk)
    if not _is_wanted(nouns, visit):
        return False
    # Sent again after a lost answer, it is still one photo.
    new = nouns.photos.get(visit.id) is None
    nouns.photos.put(photo)
    if new:
        _note(nouns, visit, PHOTO_TAKEN, kiosk=kiosk, now=photo.taken_at)
    return True


def note_missing(nouns: Nouns, visit_id: str, *, kiosk: Kiosk, now: datetime) -> None:
    """Note that somebody was checked in without a photo, for want of a camera.

    Raises:
        Refused: nobody with this visit is on site where the kiosk stands.
    """
    visit = _on_site(nouns, visit_id, kiosk)
    told = {event for _, event, _ in nouns.audit.of(f"visit:{visit.id}")}
    if told.isdisjoint({PHOTO_TAKEN, PHOTO_MISSING}):
        _note(nouns, visit, PHOTO_MISSING, kiosk=kiosk, now=now)


def _on_site(nouns: Nouns, visit_id: str, kiosk: Kiosk) -> Visit:
    visit = nouns.visits.get(visit_id)
    if (
        visit is None
        or visit.site != kiosk.site
        or visit.state is not VisitState.ON_SITE
    ):
        raise Refused(Refusal.VISIT_UNKNOWN, "No such visit was checked in here.")
    return visit


def _is_wanted(nouns: Nouns, visit: Visit) -> bool:
    site = nouns.sites.get(visit.site)
    return site is not None and site.kiosk.photo is not Asked.OFF


def _note(
    nouns: Nouns, visit: Visit, event: str, *, kiosk: Kiosk, now: datetime
) -> None:
    actor, subject = f"kiosk:{kiosk.id}", f"visit:{visit.id}"
    nouns.audit.add(at=now, event=event, actor=actor, subject=subject)
