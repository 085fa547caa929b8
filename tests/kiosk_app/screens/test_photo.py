"""The page with the camera: what it says, what it offers, and what its buttons do."""

import pytest

from kiosk_app.app import build_main
from kiosk_app.journey.events import (
    BackTouched,
    NextTouched,
    PhotoAccepted,
    PhotoAgainWanted,
    PhotoSkipped,
    PhotoWanted,
)
from tests.fakes.desk import FakeDesk
from tests.fakes.flet_harness import FletHarness
from tests.fakes.scenes_photo import PHOTOS

BY_NAME = {scene.name: scene for scene in PHOTOS}


def desk_of(name: str) -> FakeDesk:
    """A desk that shows a scene."""
    scene = BY_NAME[name]
    return FakeDesk(journey=scene.journey("en"), configuration=scene.configuration)


@pytest.mark.parametrize(
    ("name", "mark", "event"),
    [
        ("taking_photo", "back", BackTouched()),
        ("taking_photo", "skip", PhotoSkipped()),
        ("taking_photo", "take", PhotoWanted()),
        ("taking_photo-look", "again", PhotoAgainWanted()),
        ("taking_photo-look", "use", PhotoAccepted()),
        ("taking_photo-missing", "next", NextTouched()),
    ],
)
async def test_a_button_does_what_it_says(name: str, mark: str, event):
    """Each button tells the journey one thing, by finger and by screen reader."""
    desk = desk_of(name)

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.touch(mark)
        await kiosk.activate(mark)

    assert desk.sent == [event, event]


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("taking_photo", {"back", "camera", "skip", "take"}),
        ("taking_photo-opening", {"back", "camera", "take"}),
        ("taking_photo-arrived", {"camera", "take"}),
        ("taking_photo-look", {"back", "picture", "again", "use"}),
        ("taking_photo-missing", {"next"}),
    ],
)
async def test_a_page_offers_what_can_be_done(name: str, offered: set[str]):
    """No way to decline where it is required, none back behind a check-in."""
    async with FletHarness(build_main(desk_of(name))) as kiosk:
        marks = {one.identifier for one in kiosk.semantics() if one.identifier}

    assert marks == offered


async def test_a_visitor_reads_what_becomes_of_the_photo():
    """Before the picture is taken the page says who sees it, and for how long."""
    async with FletHarness(build_main(desk_of("taking_photo"))) as kiosk:
        said = kiosk.said()

    assert "It is deleted when you leave." in said


async def test_a_camera_in_the_place_of_a_reader_says_so():
    """Where the camera reads codes, nobody is sent to a reader that is not there."""
    async with FletHarness(build_main(desk_of("welcome-camera"))) as kiosk:
        said = kiosk.said()

    assert "Hold your QR code to the camera" in said
    assert "reader" not in said
