"""What the screens say is true, and in its place."""

from dataclasses import replace

import flet as ft
import pytest

from kiosk_app.app import build_main
from kiosk_app.journey.states import (
    BadgeState,
    Checking,
    Completed,
    HostTold,
    Journey,
    OnPhone,
    Refused,
    SearchState,
    WalkIn,
    WalkInField,
    WalkInStep,
    Welcome,
)
from shared.check_in import HostFound
from shared.kiosk import PrinterState, ReaderSide
from shared.refusals import Refusal
from tests.fakes.desk import LAKESIDE, FakeDesk
from tests.fakes.flet_harness import FletHarness
from tests.fakes.scene import GUEST_WIFI, LOOKING, NO_ROOM, REQUEST, ROOM_A, reply
from tests.fakes.scenes import SCENES

BY_NAME = {scene.name: scene for scene in SCENES}
ARRIVED = Completed(
    reply=reply(), room=ROOM_A, badge=BadgeState.PRINTED, host=HostTold.TOLD
)


async def said_at(journey, configuration=LAKESIDE):
    """Give everything that is written on the screen."""
    desk = FakeDesk(journey=journey, configuration=configuration)
    async with FletHarness(build_main(desk)) as kiosk:
        return kiosk.texts()


async def test_the_welcome_shows_the_site_and_its_local_time():
    """The lobby's clock shows the time of the site, not of the server."""
    said = await said_at(Journey(Welcome()))

    assert {"Lakeside House", "09:41", "Welcome"} <= set(said)


async def test_the_welcome_says_when_it_works_offline():
    """Visitors are told to scan as usual while the server is away."""
    said = await said_at(Journey(Welcome(), online=False))

    assert "We are offline just now. Reception can help you." in said


async def test_the_welcome_says_nothing_about_the_network_while_all_is_well():
    """A working kiosk does not talk about itself."""
    said = await said_at(Journey(Welcome()))

    assert "We are offline just now. Reception can help you." not in said


@pytest.mark.parametrize(
    ("side", "arrow"),
    [
        (ReaderSide.BELOW, ft.Icons.ARROW_DOWNWARD_ROUNDED),
        (ReaderSide.LEFT, ft.Icons.ARROW_BACK_ROUNDED),
        (ReaderSide.RIGHT, ft.Icons.ARROW_FORWARD_ROUNDED),
    ],
)
async def test_an_arrow_points_to_the_reader(side, arrow):
    """Whoever mounted the reader on the right gets an arrow to the right."""
    there = LAKESIDE.model_copy(update={"reader": side})
    desk = FakeDesk(configuration=there)

    async with FletHarness(build_main(desk)) as kiosk:
        icons = kiosk.icons()

    assert arrow in icons


async def test_without_a_reader_the_code_comes_first():
    """A kiosk without a reader does not ask for a QR code."""
    there = LAKESIDE.model_copy(update={"reader": ReaderSide.NONE})

    said = await said_at(Journey(Welcome()), there)

    assert "Hold your QR code to the reader" not in said
    assert said.index("I have a code") < said.index("I have no invitation")


async def test_a_lost_reader_is_not_pointed_at():
    """While the reader is unplugged nobody is asked to hold a code to it."""
    said = await said_at(Journey(Welcome(), reader_works=False))

    assert "Hold your QR code to the reader" not in said
    assert said.index("I have a code") < said.index("I have no invitation")


async def test_the_completed_screen_says_everything_a_visitor_needs():
    """Name, room, way, Wi-Fi, host and badge are on one screen."""
    said = await said_at(Journey(ARRIVED))

    assert {
        "Good morning. You are checked in, Mara",
        "Conference Room\N{NO-BREAK SPACE}A",
        "Floor 2, left after the lift",
        "Portico Guest",
        "lake-4827-mint",
        "Jonas Weber knows you are here",
        "Take your badge below",
    } <= set(said)


async def test_a_room_that_is_looked_for_appears_in_its_place():
    """The panel says that we look, and then shows the room without moving."""
    desk = FakeDesk(journey=Journey(replace(ARRIVED, room=LOOKING)))

    async with FletHarness(build_main(desk)) as kiosk:
        before = kiosk.texts()
        desk.become(Journey(ARRIVED))
        await kiosk.settle()
        after = kiosk.texts()

    assert "Finding your room" in before
    assert "Conference Room\N{NO-BREAK SPACE}A" in after
    assert "Finding your room" not in after


async def test_without_a_room_the_host_comes():
    """A visitor without a room knows that they will be fetched."""
    said = await said_at(Journey(replace(ARRIVED, room=NO_ROOM)))

    assert "Jonas Weber will meet you here" in said


async def test_a_room_name_of_any_length_stays_on_the_panel():
    """A room named by a whole sentence is cut at the panel's end."""
    endless = ROOM_A.model_copy(update={"name": "Saal der vielen Worte " * 9})
    desk = FakeDesk(journey=Journey(replace(ARRIVED, room=endless)))

    async with FletHarness(build_main(desk)) as kiosk:
        name = next(
            one
            for one in kiosk.controls()
            if isinstance(one, ft.Text) and one.value.startswith("Saal")
        )

    assert name.max_lines * name.style.size * name.style.height <= 140


async def test_without_directions_floor_and_building_are_said():
    """A room nobody described still says where it is."""
    room = ROOM_A.model_copy(update={"directions": None})

    said = await said_at(Journey(replace(ARRIVED, room=room)))

    assert "Floor 2, Lakeside House" in said


@pytest.mark.parametrize(
    ("told", "line"),
    [
        (HostTold.TELLING, "We are telling Jonas Weber that you are here"),
        (HostTold.TOLD, "Jonas Weber knows you are here"),
        (
            HostTold.NOT_REACHED,
            "We could not reach Jonas Weber yet. Please tell reception.",
        ),
    ],
)
async def test_the_host_line_is_honest(told, line):
    """Nobody reads that their host knows before the host does."""
    said = await said_at(Journey(replace(ARRIVED, host=told)))

    assert line in said


@pytest.mark.parametrize(
    ("badge", "line"),
    [
        (BadgeState.PRINTING, "Your badge is being printed"),
        (BadgeState.PRINTED, "Take your badge below"),
        (BadgeState.FAILED, "Reception will give you a badge"),
    ],
)
async def test_the_badge_line_is_honest(badge, line):
    """Nobody is sent to a tray that stays empty."""
    said = await said_at(Journey(replace(ARRIVED, badge=badge)))

    assert line in said


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            {"printer": PrinterState.OUT_OF_PAPER},
            "The printer is out of labels. Reception will give you a badge.",
        ),
        ({"printer": PrinterState.OVERHEATED}, "Reception will give you a badge"),
        (
            {"badge": BadgeState.ELSEWHERE, "badge_at": "Foyer"},
            "Your badge is printed at Foyer",
        ),
        (
            {"badge": BadgeState.PERHAPS},
            "Is your badge below? If not, please ask reception.",
        ),
    ],
)
async def test_the_badge_line_says_why_and_where(change, line):
    """Whoever has no badge yet reads what is so, and where to go."""
    failed = replace(ARRIVED, badge=BadgeState.FAILED)

    said = await said_at(Journey(replace(failed, **change)))

    assert line in said


async def test_a_site_without_badges_does_not_mention_them():
    """Where no badge is printed, none is promised."""
    said = await said_at(Journey(replace(ARRIVED, badge=BadgeState.NONE)))

    assert not any("badge" in text for text in said)


async def test_a_site_without_guest_wifi_shows_no_card():
    """Where there is no guest network the panel takes the width."""
    said = await said_at(Journey(replace(ARRIVED, reply=reply(wifi=None))))

    assert "Guest Wi-Fi" not in said


async def test_an_open_network_says_that_it_needs_no_password():
    """Nobody looks for a password that does not exist."""
    open_wifi = GUEST_WIFI.model_copy(update={"password": None})

    said = await said_at(Journey(replace(ARRIVED, reply=reply(wifi=open_wifi))))

    assert "No password needed" in said
    assert "Password" not in said


async def test_a_visitor_without_a_readable_name_is_welcomed_all_the_same():
    """A name of blanks does not leave a comma hanging."""
    said = await said_at(Journey(replace(ARRIVED, reply=reply(" "))))

    assert "You are checked in" in said


async def test_checking_stays_quiet_at_first():
    """Most check-ins are done before a visitor could read a word."""
    said = await said_at(Journey(Checking(REQUEST)))

    assert said == []


async def test_checking_says_so_once_it_lasts():
    """Whoever has to wait knows for what."""
    said = await said_at(Journey(Checking(REQUEST, slow=True)))

    assert said == ["One moment, we are checking you in"]


@pytest.mark.parametrize("code", Refusal)
async def test_every_refusal_has_a_reason_a_next_step_and_a_way_home(code):
    """Nobody is left standing before a no."""
    desk = FakeDesk(journey=Journey(Refused(code)))

    async with FletHarness(build_main(desk)) as kiosk:
        home = kiosk.marked("home")
        said = kiosk.texts()

    assert home.label == "Back to start"
    assert len(said) >= 4


async def test_another_building_is_named():
    """A visitor at the wrong door learns the right one."""
    said = await said_at(BY_NAME["refused-other_site"].journey("en"))

    sentence = (
        "This invitation is for another building: Harbour House, Harbour Street 4."
    )
    assert sentence in said


async def test_a_later_day_is_named_in_local_time():
    """A visitor who is too early learns when to come."""
    said = await said_at(BY_NAME["refused-too_early"].journey("de"))

    assert "Ihr Besuch ist am Montag, 30. November, 10:00 Uhr." in said


@pytest.mark.parametrize("starts", [None, "", "soon"])
async def test_a_later_day_that_is_not_known_is_not_invented(starts):
    """Without a date the kiosk only says that it is a later day."""
    detail = {} if starts is None else {"starts": starts}

    said = await said_at(Journey(Refused(Refusal.TOO_EARLY, detail)))

    assert "Your visit is on a later day." in said


async def test_while_the_server_is_away_nobody_is_told_they_are_checked_in():
    """The kiosk is honest: reception has to do it."""
    said = await said_at(BY_NAME["server_away"].journey("en"))

    assert "You are not checked in yet" in said
    assert "To your right, by the stairs" in said


async def test_a_site_that_never_said_where_reception_is_shows_no_way():
    """An empty line of directions is left out."""
    unknown = LAKESIDE.model_copy(update={"reception": None})

    said = await said_at(BY_NAME["server_away"].journey("en"), unknown)

    assert "Please go to the reception desk" in said
    assert "To your right, by the stairs" not in said


async def test_at_most_three_hosts_are_shown():
    """A stranger cannot leaf through the staff."""
    many = tuple(HostFound(id=f"h{at}", name=f"Host {at}") for at in range(8))
    state = WalkIn(
        step=WalkInStep.HOST,
        active=WalkInField.HOST,
        search=SearchState.FOUND,
        hosts=many,
    )

    said = await said_at(Journey(state))

    assert [text for text in said if text.startswith("Host ")] == [
        "Host 0",
        "Host 1",
        "Host 2",
    ]


@pytest.mark.parametrize(
    ("search", "nudged", "line"),
    [
        (
            SearchState.IDLE,
            False,
            "Type two letters of the name, then touch your host.",
        ),
        (SearchState.IDLE, True, "Please choose your host from the list."),
        (SearchState.SEARCHING, False, "Looking for that name"),
        (
            SearchState.FOUND,
            False,
            "No one found by that name. Try the surname, or ask reception.",
        ),
        (
            SearchState.AWAY,
            False,
            "We cannot look up names just now. Reception can help you.",
        ),
    ],
)
async def test_the_search_says_how_it_stands(search, nudged, line):
    """The visitor always knows what the search is doing."""
    state = WalkIn(
        step=WalkInStep.HOST, active=WalkInField.HOST, search=search, nudged=nudged
    )

    said = await said_at(Journey(state))

    assert line in said


async def test_a_touch_on_next_without_a_name_is_explained():
    """The button that does nothing says why."""
    said = await said_at(Journey(WalkIn(nudged=True)))

    assert "Please type your name first." in said


async def test_company_and_email_may_be_left_out():
    """Who gives neither reads Skip instead of Next."""
    state = WalkIn(step=WalkInStep.DETAILS, active=WalkInField.COMPANY)

    said = await said_at(Journey(state))

    assert "Skip" in said
    assert "Company (optional)" in said


async def test_a_very_long_entry_shows_the_part_at_the_caret():
    """Somebody with a very long name sees what they are typing."""
    name = "Maria " * 30 + "Lindt"
    state = WalkIn()
    state = replace(
        state, form=replace(state.form, name=type(state.form.name)(name, len(name)))
    )

    said = await said_at(Journey(state))

    assert any(text.startswith("…") and text.endswith("Lindt") for text in said)


async def test_an_unknown_language_falls_back_to_english():
    """A language that this kiosk has no words for does not empty the screen."""
    said = await said_at(Journey(Welcome(), language="sv"))

    assert "Welcome" in said


async def test_every_offered_language_is_named_in_itself():
    """A language without words keeps its name and speaks English; no language is "xx"."""
    there = LAKESIDE.model_copy(update={"languages": ["de", "xx", "sv", "en"]})

    said = await said_at(BY_NAME["choosing_language"].journey("en"), there)

    # After them comes whoever speaks none of these.
    assert said[-5:-2] == ["Deutsch", "Svenska", "English"]


async def test_nobody_holds_a_phone_to_a_code_that_is_not_there():
    """While the server is asked for the code, the page says that it is coming."""
    said = " ".join(await said_at(Journey(OnPhone(REQUEST, before="en"))))

    assert "your code is coming" in said
    assert "camera" not in said
