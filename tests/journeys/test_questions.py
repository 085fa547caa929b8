"""A walk-in at a site that asks for a contact, the kind of visit, and more."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.asking_house import ask_for_more, only_visit
from tests.fakes.front_desk import FrontDesk, open_front_desk
from tests.fakes.lobby import JONAS, TENANT


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[FrontDesk]:
    """A kiosk at a site that asks for more than a name."""
    async with open_front_desk(tmp_path, before=ask_for_more) as opened:
        yield opened


async def come_as_contractor(desk: FrontDesk) -> None:
    """Type name, e-mail and phone, and answer what a contractor is asked."""
    await desk.touch("walk-in")
    await desk.type("Zoe Ng")
    await desk.touch("next")
    await desk.reads("What is your e-mail?")
    await desk.type("zoe@gmial.com")
    await desk.touch("next")
    await desk.reads("Did you mean zoe@gmail.com?")
    await desk.touch("suggestion")
    await desk.reads("@ gmail . com")
    await desk.touch("email-right")
    await desk.reads("What is your phone number?")
    await desk.type("+41441234567")
    await desk.touch("next")
    await desk.touch("row-contractor")
    await desk.reads("Number plate")
    await desk.type("ZH 4827")
    await desk.touch("next")
    await desk.touch("row-yes")
    await desk.reads("Why do you visit us?")
    await desk.type("Lift")
    await desk.touch("next")
    await desk.type("webe")
    await desk.touch(f"host-{JONAS.id}")
    await desk.reads("Is this right?")


async def test_what_a_contractor_told_stands_on_the_visit(desk: FrontDesk) -> None:
    """B27, C14: the mended e-mail, the phone, the kind of visit and every answer."""
    await come_as_contractor(desk)
    await desk.reads("ZH 4827")

    await desk.touch("check-in")

    await desk.reads("You are checked in, Zoe")
    visit = await only_visit(desk.lobby)
    visitor = await desk.lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.visitors.get(visit.visitor)
    )
    assert visitor is not None
    assert (visitor.email, visitor.phone) == ("zoe@gmail.com", "+41441234567")
    assert visit.purpose == "Lift"
    assert visit.arrival.visit_type == "contractor"
    assert visit.arrival.answers == {"plate": "ZH 4827", "induction": "yes"}


async def test_the_steps_are_counted_as_they_are_asked(desk: FrontDesk) -> None:
    """Two questions more for a contractor: six pages become eight."""
    await desk.touch("walk-in")
    before = desk.text()
    await desk.glass.touch("back")
    await come_as_contractor(desk)
    await desk.touch("back")

    await desk.reads("Step 8 of 8")
    assert "Step 1 of 6" in before
