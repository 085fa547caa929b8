"""The pages around accounts, as one router: signing in, set-up, one's own, users."""

from fastapi import APIRouter

from admin_server.web.dashboard.integrations import consenting
from admin_server.web.dashboard.own_account import (
    account,
    my_calendar,
    own_factor,
    own_password,
)
from admin_server.web.dashboard.settings import users
from admin_server.web.dashboard.signing_in import resets, second_step, set_up, sign_in

router = APIRouter()
for page in (
    sign_in,
    second_step,
    resets,
    set_up,
    account,
    own_password,
    own_factor,
    my_calendar,
    consenting,
    users,
):
    router.include_router(page.router)
