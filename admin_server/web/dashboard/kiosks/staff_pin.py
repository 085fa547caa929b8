"""The PIN of a kiosk's staff page, for whoever looks after the kiosk."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from admin_server.core.permissions import Action
from admin_server.core.ports import Nouns
from admin_server.core.tenants import Kiosk
from admin_server.web.dashboard.current import App, CurrentUser, Needs, NotThere
from admin_server.web.dashboard.frame import page
from admin_server.web.dashboard.kiosks.kiosks import kiosk_of
from shared.staff_pin import staff_pin

router = APIRouter()
Manages = Annotated[CurrentUser, Depends(Needs(Action.MANAGE_KIOSKS))]


@router.post("/kiosks/{kiosk_id}/pin")
async def show_pin(
    request: Request, kiosk_id: str, who: Manages, parts: App
) -> Response:
    """Show what opens the staff page today; who looked is written down."""
    # Whether the kiosk is theirs; its tokens are read below, as they are now.
    await kiosk_of(who, kiosk_id)
    now = parts.clock.now()

    def work(nouns: Nouns) -> Kiosk:
        kiosk = nouns.kiosks.get(kiosk_id)
        if kiosk is None or kiosk.revoked_at is not None:
            raise NotThere
        subject = f"kiosk:{kiosk_id}"
        nouns.audit.add(
            at=now, event="kiosk.pin_shown", actor=who.actor, subject=subject
        )
        return kiosk

    kiosk = await who.store.write(work)
    return page(request, "kiosk_pin.html", kiosk=kiosk, pins=pins_of(kiosk, now.date()))


def pins_of(kiosk: Kiosk, day: date) -> list[str]:
    """Give the PINs of a day in UTC: two while the kiosk's token is being renewed."""
    known = [kiosk.next_token_hash, kiosk.token_hash]
    return [staff_pin(one, day) for one in known if one is not None]
