"""The photo of a visitor on site, for whoever may see their visit."""

from fastapi import APIRouter, Request, Response

from admin_server.core.errors import SecretUnreadable
from admin_server.core.permissions import Action
from admin_server.core.ports import Nouns
from admin_server.security.photos import open_photo
from admin_server.web.current import parts_of
from admin_server.web.dashboard.current import NotThere
from admin_server.web.dashboard.reception.visit import Seer, visit_of

router = APIRouter()


@router.get("/visits/{visit_id}/photo")
async def photo(request: Request, who: Seer, visit_id: str) -> Response:
    """Give the picture; no browser keeps it."""

    def read(nouns: Nouns) -> str:
        visit_of(nouns, who, visit_id, Action.SEE_VISITS)
        kept = nouns.photos.get(visit_id)
        if kept is None:
            raise NotThere
        return kept.sealed

    sealed = await who.store.read(read)
    box = parts_of(request).box
    try:
        jpeg = open_photo(box, sealed, tenant=who.tenant.id, visit=visit_id)
    except SecretUnreadable as problem:
        # Sealed with a key that has gone since; it is deleted within a day.
        raise NotThere from problem
    return Response(
        jpeg, media_type="image/jpeg", headers={"Cache-Control": "no-store"}
    )
