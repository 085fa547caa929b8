"""A badge from the dashboard to the paper: kiosk, server and printer together."""

import asyncio

from admin_server.core.kiosk_matters import OrderState
from tests.fakes.front_desk import FrontDesk
from tests.fakes.lobby import RECEPTION
from tests.fakes.printers import orders_of
from tests.fakes.sleeper import until


async def ended(desk: FrontDesk, visit: str) -> OrderState:
    """Wait until the kiosk has said what became of a badge."""
    async with asyncio.timeout(10):
        while (order := (await orders_of(desk.lobby, visit))[-1]).ended_at is None:
            await asyncio.sleep(0.02)
    return order.state


async def test_reception_prints_a_badge_again(desk: FrontDesk) -> None:
    """R12: a lost badge comes out of the kiosk's printer again, and the sheet says so."""
    invitation = await desk.lobby.expect()
    desk.scan(desk.lobby.pass_of(invitation))
    first = await desk.badge()
    browser = await desk.lobby.sign_in(RECEPTION)
    sheet = f"/visits/{invitation.visit}"

    await browser.post(f"{sheet}/badge", data={"where": "kiosk-house"})
    await until(lambda: len(desk.badges()) == 2)
    state = await ended(desk, invitation.visit)

    second = await desk.badge()
    assert state is OrderState.PRINTED
    assert second.tobytes() == first.tobytes()
    assert "Badge printed at Front desk" in (await browser.get(sheet)).text
