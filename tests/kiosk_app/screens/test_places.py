"""Everything stands in its place, and there is room for what it says."""

import flet as ft
import pytest

from kiosk_app.app import build_main
from kiosk_app.text.words import load_words
from kiosk_app.theme.sizes import Letters, sizes_for
from kiosk_app.widgets.ruler import Ruler
from shared.badge_fonts import OURS
from tests.fakes.desk import FakeDesk
from tests.fakes.flet_harness import FletHarness
from tests.fakes.scenes import SCENES

BY_NAME = {scene.name: scene for scene in SCENES}
RULER = Ruler(OURS)
EVERY_LANGUAGE = pytest.mark.parametrize("language", sorted(load_words()))
SIZES = pytest.mark.parametrize("size", [(800, 480), (1280, 800), (800, 1280)], ids=str)


def kiosk_at(scene: str, size=(800, 480), language: str = "en") -> FletHarness:
    """Draw a scene on a page of this size."""
    shown = BY_NAME[scene]
    desk = FakeDesk(journey=shown.journey(language), configuration=shown.configuration)
    return FletHarness(build_main(desk), width=size[0], height=size[1])


def width_of(text: ft.Text) -> float:
    """Measure a drawn text as if it stood on one line."""
    weight = int(text.style.weight.value[1:])
    return RULER.width(text.value, Letters(int(text.style.size), 0, weight))


@pytest.mark.parametrize(
    "scene",
    [
        "choosing_language",
        "choosing_visit-one",
        "colleagues",
        "answering-text",
        "answering-choice",
        "choosing_type",
        "confirming",
        "delivering",
        "delivering-count",
        "confirming-all",
        "confirming_email",
        "leaving",
        "staff_code",
        "staff_page",
        "typing_code",
        "walk_in-name",
        "welcome_back",
    ],
)
@SIZES
async def test_back_is_always_in_the_same_place(scene, size):
    """Whoever goes back twice finds the arrow under the same finger."""
    async with kiosk_at(scene, size) as kiosk:
        row = next(
            one
            for one in kiosk.controls()
            if isinstance(one, ft.Column) and _begins_with_back(one)
        )
        page = next(
            one
            for one in kiosk.controls()
            if isinstance(one, ft.Container) and one.content is row
        )

    measures = sizes_for(*size)
    assert (page.padding.left, page.padding.top) == (
        measures.margin,
        measures.title_top,
    )


def _begins_with_back(column: ft.Column) -> bool:
    first = column.controls[0] if column.controls else None
    return (
        isinstance(first, ft.Row)
        and isinstance(first.controls[0], ft.Semantics)
        and first.controls[0].identifier == "back"
    )


@pytest.mark.parametrize("mark", ["code", "walk-in"])
@EVERY_LANGUAGE
@SIZES
async def test_what_to_do_next_is_not_cut(mark, language, size):
    """The button of a refusal can be read whole on every page."""
    scene = {"code": "refused-code_unknown", "walk-in": "refused-expired"}[mark]

    async with kiosk_at(scene, size, language) as kiosk:
        rows = [
            one
            for one in kiosk.controls()
            if isinstance(one, ft.Row)
            and mark in [getattr(each, "identifier", None) for each in one.controls]
        ]
        text = next(one for one in kiosk.face_of(mark).content.controls).content

    measures = sizes_for(*size)
    beside = len(rows[0].controls)
    room = measures.width - 2 * measures.margin - (beside - 1) * measures.gap
    assert width_of(text) <= room / beside - 2 * measures.px(16, 24)


@EVERY_LANGUAGE
@SIZES
async def test_the_calm_page_has_one_line_for_its_title(language, size):
    """The title of the page for mishaps is not cut."""
    async with kiosk_at("out_of_order", size, language) as kiosk:
        title = next(one for one in kiosk.controls() if isinstance(one, ft.Text))

    assert width_of(title) <= size[0] - 2 * sizes_for(*size).margin


@EVERY_LANGUAGE
async def test_below_the_panel_there_is_room_to_say_that_we_are_offline(language):
    """On a high page the amber line does not lie below the choices."""
    async with kiosk_at("welcome-offline", (800, 1280), language) as kiosk:
        column = next(
            one
            for one in kiosk.controls()
            if isinstance(one, ft.Column) and len(one.controls) > 6
        )
        page = next(
            one
            for one in kiosk.controls()
            if isinstance(one, ft.Container) and one.content is column
        )
        reader = next(
            one
            for one in kiosk.controls()
            if isinstance(one, ft.Container) and one.height == 532
        )
        fixed = sum(getattr(one, "height", None) or 0 for one in column.controls)

    choices, title, lead, language_line, chip = 2 * 132, 104, 40, 72, 56
    left = 1280 - reader.height - page.padding.top - page.padding.bottom - fixed
    assert left - choices - title - lead - language_line >= chip + 2 * 8


@SIZES
async def test_the_name_of_a_found_host_is_not_cut(size):
    """A long name gets the room that short ones do not need."""
    async with kiosk_at("walk_in-host", size) as kiosk:
        faces = [kiosk.face_of(f"host-h{number}") for number in (1, 2, 3)]

    padding = 2 * sizes_for(*size).px(14, 22)
    assert all(
        width_of(face.content.controls[0]) <= face.width - padding for face in faces
    )


@pytest.mark.parametrize(
    ("size", "language", "face"),
    [
        ((800, 480), "de", "Leerzeichen"),
        ((800, 480), "en", "space"),
        ((800, 1280), "de", ft.Icons.SPACE_BAR_ROUNDED),
    ],
)
async def test_the_space_key_shows_its_sign_where_its_name_has_no_room(
    size, language, face
):
    """No key shows half a word."""
    async with kiosk_at("walk_in-email", size, language) as kiosk:
        drawn = kiosk.face_of("key-space").content

    assert getattr(drawn, "value", None) == face or getattr(drawn, "icon", None) == face


async def test_the_boxes_of_a_code_take_the_page_from_margin_to_margin():
    """On a high page the boxes end where everything else ends."""
    async with kiosk_at("typing_code", (800, 1280)) as kiosk:
        boxes = kiosk.marked("code").content

    assert 6 * boxes.controls[0].width + 5 * boxes.spacing == 800 - 2 * 40
