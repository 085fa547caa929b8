"""The ways that the first page offers, as the site's admin chose them."""

from kiosk_app.app import build_main
from kiosk_app.journey.states import Journey, Welcome
from shared.kiosk import ReaderSide
from shared.kiosk_options import KioskOptions, WelcomeButton
from tests.fakes.desk import LAKESIDE, FakeDesk
from tests.fakes.flet_harness import FletHarness

_WAYS = {"walk-in", "code", "delivery", "check-out", "call"}
_TURNED = KioskOptions(
    buttons=(WelcomeButton.RECEPTION, WelcomeButton.CODE, WelcomeButton.WALK_IN)
)


async def ways_of(configuration) -> list[str]:
    """The ways on the first page, from the top."""
    desk = FakeDesk(journey=Journey(Welcome()), configuration=configuration)
    async with FletHarness(build_main(desk)) as kiosk:
        marks = [one.identifier for one in kiosk.semantics()]
    return [mark for mark in marks if mark in _WAYS]


async def test_the_ways_stand_in_the_order_that_was_chosen():
    """What the site's admin put first is the first that a visitor sees."""
    turned = LAKESIDE.model_copy(update={"options": _TURNED})

    assert await ways_of(turned) == ["call", "code", "walk-in"]


async def test_without_a_reader_codes_come_first():
    """Whoever was invited needs a place for their code at once."""
    blind = LAKESIDE.model_copy(update={"options": _TURNED, "reader": ReaderSide.NONE})

    assert await ways_of(blind) == ["code", "call", "walk-in"]
