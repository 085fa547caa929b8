"""The pages around accounts, as one router: signing in, set-up, one's own, users."""

from fastapi import APIRouter

from admin_server.web.dashboard.own_account import account, own_factor, own_password
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
    users,
):
    router.include_router(page.router)
