"""Everything that a finger can do, a keyboard can do, and one sees where one is."""

import pytest

from kiosk_app.app import build_main
from kiosk_app.journey.events import (
    BackTouched,
    CaretMoved,
    CodeWanted,
    ConfirmTouched,
    DoneTouched,
    EaseTouched,
    FieldTouched,
    HostChosen,
    LanguageChosen,
    NextTouched,
    StillHereTouched,
    Typed,
    WalkInWanted,
)
from kiosk_app.journey.states import (
    Journey,
    WalkIn,
    WalkInField,
    Welcome,
)
from kiosk_app.journey.states_comfort import Comfort, Eased
from kiosk_app.widgets.focus import HELD
from tests.fakes.desk import STAMP, FakeDesk
from tests.fakes.flet_harness import FletHarness
from tests.fakes.scenes import HOSTS, SCENES

ARROWS = {way: f"Arrow {way}" for way in ("Up", "Down", "Left", "Right")}
BY_NAME = {scene.name: scene for scene in SCENES}


def desk_at(name: str, language: str = "en") -> FakeDesk:
    """Stand at a scene."""
    scene = BY_NAME[name]
    return FakeDesk(journey=scene.journey(language), configuration=scene.configuration)


async def press_all(kiosk: FletHarness, keys: str) -> None:
    """Press one key after the other."""
    for key in keys.split():
        name = key.removeprefix("Shift+")
        await kiosk.press(ARROWS.get(name, name), shift=key != name)


def ringed(kiosk: FletHarness) -> list[str | None]:
    """Name what the browser is told to have the focus."""
    return [
        one.identifier for one in kiosk.semantics() if (one.label or "").endswith(HELD)
    ]


@pytest.mark.parametrize(
    ("scene", "keys", "events"),
    [
        ("welcome", "Tab Enter", [WalkInWanted()]),
        ("welcome", "Tab Tab Space", [CodeWanted()]),
        ("welcome", "Down Down Enter", [CodeWanted()]),
        ("welcome", "Tab Tab Tab Up Enter", [CodeWanted()]),
        ("welcome", "Tab Right Left Enter", [WalkInWanted()]),
        ("welcome", "Tab Tab Shift+Tab Enter", [WalkInWanted()]),
        ("choosing_language", "Tab Tab Tab Enter", [LanguageChosen("de")]),
        ("walk_in-host", "Down Down Enter", [HostChosen(HOSTS[1])]),
        ("confirming", "Shift+Tab Enter", [ConfirmTouched(STAMP)]),
        ("completed", "Tab Enter", [DoneTouched()]),
        ("still_there", "Tab Space", [StillHereTouched()]),
        ("comfort", "Tab Tab Enter", [EaseTouched(Eased.LOW)]),
        ("confirming", "Escape", [BackTouched()]),
    ],
)
async def test_a_screen_is_used_by_keyboard_alone(scene, keys, events):
    """Tab and arrows lead to each control; Enter and the space bar press it."""
    desk = desk_at(scene)

    async with FletHarness(build_main(desk)) as kiosk:
        await press_all(kiosk, keys)

    assert desk.sent == events


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
async def test_tab_reaches_every_control_of_every_screen(scene):
    """Going round by Tab one comes by everything that a finger can touch."""
    desk = desk_at(scene.name)

    async with FletHarness(build_main(desk)) as kiosk:
        marks = [
            one.identifier
            for one in kiosk.semantics()
            if one.on_tap and not one.identifier.startswith(("key-", "clear-"))
        ]
        reached = [(await kiosk.press("Tab"), *ringed(kiosk))[-1] for _ in marks]

    assert sorted(reached) == sorted(marks)


async def test_the_focus_can_be_seen():
    """A ring of three dots in the accent stands around it, two dots away."""
    async with FletHarness(build_main(desk_at("completed"))) as kiosk:
        before = kiosk.face_of("done").shadow
        await kiosk.press("Tab")
        outer, inner = kiosk.face_of("done").shadow

    assert before is None
    assert (outer.spread_radius, inner.spread_radius) == (5, 2)
    assert (outer.color, inner.color) == ("#0B5D66", "#FAF8F5")


async def test_whoever_types_on_loses_the_focus():
    """After Tab a letter is written, and a blank is a blank again."""
    desk = desk_at("walk_in-host")

    async with FletHarness(build_main(desk)) as kiosk:
        await press_all(kiosk, "Tab A Space")
        left = ringed(kiosk)

    assert left == []
    assert desk.sent == [Typed("a", STAMP), Typed(" ", STAMP)]


async def test_in_a_field_left_and_right_move_the_caret():
    """Arrows go through the text while somebody types."""
    desk = desk_at("walk_in-name")

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.press("Arrow Left")

    assert desk.sent == [CaretMoved(-1)]


async def test_a_field_that_is_reached_is_written_into():
    """Tab goes from the company to the e-mail, and Enter goes on."""
    desk = desk_at("walk_in-details")

    async with FletHarness(build_main(desk)) as kiosk:
        await press_all(kiosk, "Tab Space Enter")

    assert desk.sent == [
        FieldTouched(WalkInField.EMAIL),
        Typed(" ", STAMP),
        NextTouched(),
    ]


async def test_on_a_mirrored_page_left_goes_on():
    """Where one reads from the right, the next one is on the left."""
    desk = FakeDesk(journey=Journey(Comfort(), language="ar"))

    async with FletHarness(build_main(desk)) as kiosk:
        await press_all(kiosk, "Tab")
        await kiosk.press("Arrow Left")
        onward = ringed(kiosk)
        await kiosk.press("Arrow Right")
        back = ringed(kiosk)

    assert (onward, back) == (["ease-low"], ["back"])


async def test_another_screen_begins_without_a_focus():
    """What one was at is not pressed by accident on the next page."""
    desk = desk_at("completed")

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.press("Tab")
        desk.become(Journey(Welcome()))
        await kiosk.settle()
        left = ringed(kiosk)
        await kiosk.press("Enter")

    assert left == []
    assert desk.sent == [NextTouched()]


async def test_a_page_without_controls_has_nothing_to_focus():
    """While the server is asked, Tab does nothing."""
    desk = desk_at("checking")

    async with FletHarness(build_main(desk)) as kiosk:
        await press_all(kiosk, "Tab Shift+Tab")

    assert desk.sent == []


async def test_shortcuts_of_the_browser_are_not_ours():
    """Control and Tab together go to the browser."""
    async with FletHarness(build_main(desk_at("welcome"))) as kiosk:
        await kiosk.press("Tab", ctrl=True)
        left = ringed(kiosk)

    assert left == []


async def test_the_walk_in_knows_where_it_is():
    """On the first page Tab leads from the field to Next."""
    desk = FakeDesk(journey=Journey(WalkIn()))

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.press("Tab")
        reached = ringed(kiosk)

    assert reached == ["next"]
