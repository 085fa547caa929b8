"""A visitor who was here before is spared the typing, through a real server."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from shared.check_in import VisitState
from shared.kiosk_options import Asked, KioskOptions
from tests.fakes.asking_house import only_visit
from tests.fakes.front_desk import FrontDesk, open_front_desk
from tests.fakes.lobby import HOUSE, JONAS, TENANT, Lobby

REMEMBERING = KioskOptions(
    company=Asked.OPTIONAL,
    email=Asked.REQUIRED,
    phone=Asked.REQUIRED,
    remember=True,
)


async def remember_mara(lobby: Lobby) -> None:
    """Let Mara have come and gone; her house remembers."""
    tenant = lobby.store.for_tenant(TENANT)
    await tenant.write(lambda n: n.sites.put(replace(HOUSE, kiosk=REMEMBERING)))
    came = await lobby.check_in(
        visitor={
            "name": "Mara Lindt",
            "email": "mara@lindt.example",
            "company": "Lindt",
            "phone": "+41441234545",
        },
        host_id=JONAS.id,
    )
    left = came.json()["visit"]["id"]
    await tenant.write(lambda n: n.visits.set_state(left, VisitState.LEFT))


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[FrontDesk]:
    """A kiosk at a site that remembers its visitors."""
    async with open_front_desk(tmp_path, before=remember_mara) as opened:
        yield opened


async def come(desk: FrontDesk, name: str) -> None:
    """Type a name and Mara's e-mail, and find it right."""
    await desk.touch("walk-in")
    await desk.type(name)
    await desk.touch("next")
    await desk.touch("field-email")
    await desk.type("mara@lindt.example")
    await desk.touch("next")
    await desk.touch("email-right")


async def test_mara_uses_what_she_told_last_time(desk: FrontDesk) -> None:
    """Company, phone and host are hers again without a letter being typed or shown."""
    await come(desk, "Mara Lindt")

    await desk.reads("Welcome back, Mara")
    await desk.reads("••• 45")
    assert "Jonas" not in desk.text()
    await desk.touch("use-these")
    await desk.reads("Is this right?")
    await desk.touch("check-in")

    await desk.reads("You are checked in, Mara")
    visit = await only_visit(desk.lobby)
    visitor = await desk.lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.visitors.get(visit.visitor)
    )
    assert visit.host == JONAS.id
    assert visitor is not None
    assert (visitor.company, visitor.phone) == ("Lindt", "+41441234545")


async def test_somebody_else_with_her_address_is_a_stranger(desk: FrontDesk) -> None:
    """Whoever knows only the e-mail sees nothing of hers."""
    await come(desk, "Zoe Ng")

    await desk.reads("What is your phone number?")
    assert "•••" not in desk.text()
