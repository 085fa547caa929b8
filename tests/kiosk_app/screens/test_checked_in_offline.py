"""What a visitor reads who was checked in while the server was away."""

import flet as ft
import pytest

from kiosk_app.app import build_main
from tests.fakes.desk import FakeDesk
from tests.fakes.flet_harness import FletHarness
from tests.fakes.scenes_offline import OFFLINE

SCENES = {scene.name: scene for scene in OFFLINE}


async def said_at(name, language="en"):
    """Give everything that is written on the screen of a scene."""
    scene = SCENES[name]
    desk = FakeDesk(journey=scene.journey(language), configuration=scene.configuration)
    async with FletHarness(build_main(desk)) as kiosk:
        return set(kiosk.texts())


async def test_the_welcome_says_that_scanning_works_as_usual():
    """A kiosk that keeps check-ins does not send anybody away."""
    said = await said_at("welcome-offline-scan")

    assert "Working offline. Scan as usual." in said


async def test_without_a_reader_nobody_is_told_to_scan():
    """The line fits what the kiosk has."""
    said = await said_at("welcome-offline-go_on")

    assert "Working offline. Check in as usual." in said


async def test_who_has_no_room_yet_is_sent_to_reception():
    """Words 8: checked in all the same, and reception has the rest."""
    said = await said_at("checked_in_offline")

    assert {
        "You are checked in, Mara",
        "Offline",
        "To your right, by the stairs",
        "Room and Wi-Fi",
        "Reception has them for you.",
        "Jonas Weber",
        "Gets our message as soon as we are back online.",
        "Your check-in",
        "Is saved on this device.",
    } <= said
    assert any("reception desk" in text.replace("\u00a0", " ") for text in said)


async def test_a_room_is_shown_with_its_age():
    """An honest room: as of when, in the site's time."""
    said = await said_at("checked_in_offline-room")

    assert "Your meeting room, as of 09:41" in said
    assert any("Conference" in text for text in said)
    assert {"Guest Wi-Fi", "Reception has it for you."} <= said
    assert "Take your badge below" in said


async def test_the_guest_network_is_shown_where_the_site_allows_it():
    """Without the server the visitor still gets online."""
    said = await said_at("checked_in_offline-wifi")

    assert {"Portico Guest", "Password: lake-4827-mint"} <= said
    assert "Your badge is being printed" in said


async def test_whoever_is_not_on_the_list_reads_that():
    """A good pass without an entry: checked in, without a name, and told so."""
    said = await said_at("checked_in_offline-unlisted")

    assert {"You are checked in", "Your invitation"} <= said
    assert "Is not on our list here. Reception can help you." in said


@pytest.mark.parametrize("name", SCENES)
async def test_the_state_is_never_colour_alone(name):
    """Amber comes with a crossed-out cloud and a word."""
    scene = SCENES[name]
    desk = FakeDesk(journey=scene.journey("en"), configuration=scene.configuration)

    async with FletHarness(build_main(desk)) as kiosk:
        icons = kiosk.icons()

    assert ft.Icons.CLOUD_OFF_ROUNDED in icons
