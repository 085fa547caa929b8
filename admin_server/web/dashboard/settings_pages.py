"""The pages of the settings, in the order in which their addresses are tried."""

from fastapi import APIRouter

from admin_server.web.dashboard import more
from admin_server.web.dashboard.settings import (
    audit,
    checklist,
    given_up,
    host_lists,
    hosts,
    logo,
    mail,
    organisation,
    rooms,
    settings,
    site_badge,
    site_hours,
    site_kiosk,
    site_wifi,
    sites,
    texts,
    visit_questions,
    visit_types,
)

router = APIRouter()
for _page in (
    settings,
    organisation,
    logo,
    sites,
    site_wifi,
    site_hours,
    site_kiosk,
    site_badge,
    visit_questions,
    visit_types,
    host_lists,
    hosts,
    rooms,
    mail,
    given_up,
    texts,
    checklist,
    audit,
    more,
):
    router.include_router(_page.router)
