"""Three kiosks that lose their server for three days, and send it all afterwards."""

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from admin_server.core.visits import Visit
from tests.fakes.lobby import HOUSE, TENANT, Lobby, open_lobby
from tests.fakes.outage import Outage, open_outage
from tests.soak.tried import Tried

KIOSKS = 3
LASTS = timedelta(hours=72)
_CLOSE = timedelta(seconds=1)
_LONG = timedelta(days=30)


async def of_three_days(folder: Path, *, check_ins: int) -> Tried:
    """Let so many come to each kiosk; every answer of the server is lost once."""
    tried = Tried("kiosks-offline", "three kiosks lose their server for 72 hours")
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    with tried.timed():
        async with (
            open_lobby(folder, deliver=False) as lobby,
            open_outage(folder, lobby, kiosks=KIOSKS) as outage,
        ):
            await _pass(outage, check_ins)
            for kiosk in outage.kiosks:
                await kiosk.sends()
            await _judge(outage, tried)
    return tried


async def _pass(outage: Outage, check_ins: int) -> None:
    for kiosk in outage.kiosks:
        await kiosk.learn()
    for number in range(check_ins):
        outage.passes(LASTS / check_ins)
        for kiosk in outage.kiosks:
            await kiosk.comes()
        if number == check_ins // 2:
            outage.kiosks[0].restart()


async def _judge(outage: Outage, tried: Tried) -> None:
    visits = await visits_of(outage.lobby)
    known = Counter(UUID(one.request_id) for one in visits if one.request_id)
    arrived = {UUID(one.request_id): one.arrived_at for one in visits if one.request_id}
    for kiosk in outage.kiosks:
        tried.count("check-ins", len(kiosk.came))
        tried.lost += sum(one not in known for one in kiosk.came)
        for one, at in kiosk.came.items():
            found = arrived.get(one)
            if found is not None and abs(found - at) > _CLOSE:
                tried.wrong.append(f"{one} came at another time")
        tried.wrong += [f"{kiosk.store.waiting} wait still"] * bool(kiosk.store.waiting)
    tried.doubled += len(visits) - len(known)


async def visits_of(lobby: Lobby) -> list[Visit]:
    """Everybody who came to the house, however long ago."""
    now = lobby.clock.now()
    found = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.visits.between(now - _LONG, now + _LONG)
    )
    return [visit for visit in found if visit.site == HOUSE.id]
