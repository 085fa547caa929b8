"""The staff's page at the kiosk: how one comes there, and what it says."""

import pytest

from kiosk_app.app import build_main
from kiosk_app.journey.events import (
    BackTouched,
    BadgeAgainWanted,
    BadgeTestWanted,
    ClockTouched,
    DoneTouched,
    LoadAnewTouched,
    PrinterPageWanted,
    ReaderTestWanted,
    StaffWanted,
    Typed,
)
from kiosk_app.journey.states import Journey, Welcome
from kiosk_app.text.words import load_words
from tests.fakes.desk import STAMP, FakeDesk
from tests.fakes.flet_harness import FletHarness
from tests.fakes.scenes_staff import STAFF

BY_NAME = {scene.name: scene for scene in STAFF}


def desk_at(scene: str, language: str = "en") -> FakeDesk:
    """Stand at a scene."""
    return FakeDesk(journey=BY_NAME[scene].journey(language))


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_the_clock_can_be_touched_and_looks_like_a_clock(language):
    """Staff touch the time in its corner; a screen reader hears what time it is."""
    desk = FakeDesk(journey=Journey(Welcome(), language=language))

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.touch("clock")
        face, said = kiosk.face_of("clock"), kiosk.marked("clock").label

    words = load_words()[language]
    assert desk.sent == [ClockTouched(STAMP.kiosk_time)]
    assert min(face.width, face.height) >= 48
    assert said == words("welcome.clock", time="09:41") or "9:41" in said


async def test_f9_leads_there_as_well():
    """At a kiosk with a keyboard no glass has to be touched."""
    desk = FakeDesk()

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.press("F9")

    assert desk.sent == [StaffWanted()]


async def test_whoever_stands_behind_does_not_read_the_pin():
    """Typed digits are dots, on the glass and in a screen reader's voice."""
    desk = desk_at("staff_code")

    async with FletHarness(build_main(desk)) as kiosk:
        texts, said = kiosk.texts(), kiosk.marked("pin").label
        await kiosk.touch("key-7")

    assert texts.count("•") == 3
    assert said == "3 of 6 digits typed"
    assert desk.sent == [Typed("7", STAMP)]


async def test_after_too_many_tries_the_time_is_the_sites():
    """The page says in local time when the next PIN is taken."""
    async with FletHarness(build_main(desk_at("staff_code-pause"))) as kiosk:
        said = kiosk.texts()

    assert "Too many tries. You can try again at 09:46." in said


async def test_the_page_says_how_the_kiosk_is():
    """Version, server, queue, devices and the last mishaps stand on one page."""
    async with FletHarness(build_main(desk_at("staff_page-troubled"))) as kiosk:
        said = kiosk.said()

    told = ("0.1.0", "versorgungswirtschaft", "147", "Cover open", "Not reached")
    assert [one for one in told if one not in said] == []
    assert "09:41  badge_failed" in said
    assert "11-23 23:41  server_away" in said


@pytest.mark.parametrize(
    ("mark", "event"),
    [
        ("test-reader", ReaderTestWanted()),
        ("load-anew", LoadAnewTouched()),
        ("printer-page", PrinterPageWanted()),
        ("done", DoneTouched()),
        ("back", BackTouched()),
    ],
)
async def test_every_button_of_the_page_does_what_it_says(mark, event):
    """Staff try a device, or go."""
    desk = desk_at("staff_page")

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.touch(mark)

    assert desk.sent == [event]


@pytest.mark.parametrize(
    ("language", "name", "host"),
    [("en", "Test badge", "Host"), ("ar", "بطاقة تجربة", "المضيف")],
)
async def test_the_tests_badge_bears_the_kiosks_name_and_nobodys(language, name, host):
    """What is printed for a test can be left lying about; all of it is one language."""
    desk = desk_at("staff_printer", language)

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.touch("test-badge")

    badge = desk.sent[0].badge
    assert isinstance(desk.sent[0], BadgeTestWanted)
    assert (badge.name, badge.host, badge.code) == (name, "Lobby", None)
    assert badge.labels.host == host
    assert badge.date == "2026-11-24 09:41"


async def test_a_kiosk_without_a_printer_offers_no_badge():
    """Nobody waits for paper that cannot come."""
    async with FletHarness(build_main(desk_at("staff_page-failed"))) as kiosk:
        marks = {one.identifier for one in kiosk.semantics()}

    assert "printer-page" not in marks


@pytest.mark.parametrize(
    ("mark", "event"),
    [
        ("again-1283", BadgeAgainWanted(1283)),
        ("back", BackTouched()),
        ("done", DoneTouched()),
    ],
)
async def test_every_button_of_the_printers_page_does_what_it_says(mark, event):
    """Staff print a badge once more, by its number."""
    desk = desk_at("staff_printer-out_of_paper")

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.touch(mark)

    assert desk.sent == [event]


async def test_the_printers_page_says_what_to_do_and_names_nobody():
    """What is wrong, what helps, what waits: by number and time only."""
    async with FletHarness(build_main(desk_at("staff_printer-out_of_paper"))) as kiosk:
        said = kiosk.said()
        marks = {one.identifier for one in kiosk.semantics()}

    told = ("Out of labels", "Put in a new roll", "Waiting badges: 3", "No. 1283")
    assert [one for one in told if one not in said] == []
    assert ".." not in said
    assert "again-1284" not in marks
