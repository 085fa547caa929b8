"""Letters are chosen so that what is said fits, and no word is torn."""

import flet as ft

from kiosk_app.app import build_main
from kiosk_app.theme.sizes import Role, sizes_for
from kiosk_app.widgets.ruler import Ruler
from shared.badge_fonts import OURS
from tests.fakes.desk import FakeDesk
from tests.fakes.flet_harness import FletHarness
from tests.fakes.scenes import SCENES

BY_NAME = {scene.name: scene for scene in SCENES}
HIGH = (800, 1280)


async def test_no_word_of_a_room_is_torn():
    """A long word is written in smaller letters before it is broken within."""
    scene = BY_NAME["checked_in_offline-long"]
    width, height = HIGH
    desk = FakeDesk(journey=scene.journey("de"), configuration=scene.configuration)

    async with FletHarness(build_main(desk), width=width, height=height) as kiosk:
        texts = [one for one in kiosk.controls() if isinstance(one, ft.Text)]

    (room,) = (one for one in texts if "Besprechungsraum F" in one.value)
    sizes = sizes_for(*HIGH)
    roles = [sizes.letters(role) for role in Role]
    (letters, *_) = (one for one in roles if one.size == room.style.size)
    inner = width - 2 * sizes.margin - 2 * sizes.px(24, 40)
    assert Ruler(OURS).width("Besprechungsraum", letters) <= inner
