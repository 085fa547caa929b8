"""The pages of the calendar integration, in the order in which addresses are tried."""

from fastapi import APIRouter

from admin_server.web.dashboard.integrations import (
    calendar,
    choosing_rooms,
    connecting,
    directory,
    disconnecting,
    health,
    looking,
    meeting_test,
    own_apps,
    own_policy,
    why,
)

router = APIRouter()
for _page in (
    calendar,
    connecting,
    choosing_rooms,
    looking,
    disconnecting,
    own_policy,
    meeting_test,
    why,
    directory,
    health,
    # Last, since every address below /own/ could be a provider's.
    own_apps,
):
    router.include_router(_page.router)
