"""Telling open pages that something changed; they fetch what is new themselves."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent

from admin_server.core.errors import StoreUnavailable
from admin_server.core.permissions import Action
from admin_server.web.current import Parts
from admin_server.web.dashboard.current import App, CurrentUser, Needs
from admin_server.web.dashboard.door import has_ended

STILL_EVERY = 20.0
"""Seconds after which a page hears that the line still stands; it gives up on a
silent one after twice as long. The session is looked at again no less often."""

router = APIRouter()


@router.get("/today/stream", response_class=EventSourceResponse)
async def stream(
    who: Annotated[CurrentUser, Depends(Needs(Action.SEE_VISITS))], parts: App
) -> AsyncIterator[ServerSentEvent]:
    """Say "changed" whenever anything of the tenant changed, until the session ends."""
    pulse, key = parts.pulse, who.tenant.id
    if not parts.people.open_line(who.user.id):
        return
    ticket = pulse.ticket(key)
    try:
        # What changed before the line stood is news to the page.
        yield ServerSentEvent(event="changed", raw_data="")
        while not pulse.ended:
            await pulse.wait(key, ticket, seconds=STILL_EVERY)
            changed = not ticket.cancelled()
            # Taken before anything is told, so that nothing slips in between.
            ticket = pulse.ticket(key)
            if not await _lasts(who, parts):
                return
            yield ServerSentEvent(event="changed" if changed else "still", raw_data="")
    finally:
        pulse.leave(key, ticket)
        parts.people.close_line(who.user.id)


async def _lasts(who: CurrentUser, parts: Parts) -> bool:
    """Tell whether the session still lasts; listening does not prolong it."""
    if parts.pulse.ended:
        return False
    try:
        session, user, suspended = await who.store.read(
            lambda nouns: (
                nouns.sessions.get(who.session.id),
                nouns.users.get(who.user.id),
                nouns.tenant.suspended_at is not None,
            )
        )
    except StoreUnavailable:
        return False
    if suspended or session is None or user is None or not user.active:
        return False
    return not has_ended(session, parts)
