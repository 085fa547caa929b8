"""A kiosk brings the photo of a visitor whom it has just checked in."""

import asyncio

import structlog
from fastapi import APIRouter

from admin_server.core.kiosk_matters import Photo
from admin_server.core.pairing import let_in
from admin_server.core.photos import keep_photo, note_missing
from admin_server.core.ports import Nouns
from admin_server.security.photos import seal_photo
from admin_server.storage.errors import NoSuchTenant
from admin_server.web.calling import Calling
from admin_server.web.current import App
from shared.check_in import RefusalReply
from shared.photos import LARGEST_PHOTO, PhotoReply, PhotoRequest
from shared.refusals import Refusal, Refused

PATH = "/api/v1/photos"
LARGEST = LARGEST_PHOTO * 4 // 3 + 1024
"""Bytes; a picture of the largest kind in base64, and the visit's id."""

log = structlog.get_logger()
router = APIRouter(
    tags=["photos"],
    responses={status: {"model": RefusalReply} for status in (401, 404, 413, 422, 429)},
)


@router.post("/photos", status_code=201)
async def post_photo(request: PhotoRequest, kiosk: Calling, parts: App) -> PhotoReply:
    """Keep a visitor's photo for as long as they are on site, or note why there is none.

    It comes after the check-in, which waits for no photo. Of what is sent a small
    picture is kept, without anything that the camera wrote into it.
    """
    parts.limits.photo(kiosk.id)
    now = parts.clock.now()
    sealed = await _sealed(request, kiosk.tenant, parts) if request.jpeg else None

    def work(nouns: Nouns) -> bool:
        device = let_in(nouns, kiosk.id, token_hash=kiosk.token_hash, now=now)
        if sealed is None:
            note_missing(nouns, request.visit, kiosk=device, now=now)
            return False
        return keep_photo(nouns, Photo(request.visit, now, sealed), kiosk=device)

    try:
        kept = await kiosk.store.write(work)
    except NoSuchTenant as gone:
        raise Refused(Refusal.KIOSK_UNKNOWN, "This kiosk is not paired.") from gone
    if kept:
        log.info("photo_kept", visit=request.visit)
    return PhotoReply(kept=kept)


async def _sealed(request: PhotoRequest, tenant: str, parts: App) -> str:
    # Whoever works with pictures takes their time to load, and few sites want any.
    from admin_server.security.photo_pictures import (  # noqa: PLC0415 - see above
        NotAPhoto,
        small_photo,
    )

    try:
        jpeg = await asyncio.to_thread(small_photo, request.jpeg or "")
    except NotAPhoto as problem:
        raise Refused(Refusal.REQUEST_INVALID, "This is not a photo.") from problem
    return seal_photo(parts.box, jpeg, tenant=tenant, visit=request.visit)
