"""What couriers, whoever needs a person, and visitors of a closed site see and touch."""

from dataclasses import replace
from datetime import UTC, datetime

import flet as ft
import pytest

from kiosk_app.app import build_main
from kiosk_app.journey.events import (
    BackTouched,
    CheckOutWanted,
    Cleared,
    CodeWanted,
    ConfirmTouched,
    DeliveryWanted,
    DoneTouched,
    HelpWanted,
    HostChosen,
    ParcelsCounted,
    TryAgainTouched,
)
from kiosk_app.journey.states import Journey, Refused, Welcome
from kiosk_app.text.words import load_words
from kiosk_app.theme.sizes import Letters, Role, sizes_for
from kiosk_app.widgets.qr import draw_qr
from kiosk_app.widgets.ruler import Ruler
from shared.badge_fonts import OURS
from shared.kiosk import OpenHours
from shared.kiosk_options import KioskOptions, WelcomeButton
from shared.refusals import Refusal
from tests.fakes.desk import LAKESIDE, STAMP, FakeDesk
from tests.fakes.flet_harness import FletHarness
from tests.fakes.scenes import SCENES
from tests.fakes.scenes_help import CLOSED, NAMESAKES

BY_NAME = {scene.name: scene for scene in SCENES}
RULER = Ruler(OURS)
EVERY_LANGUAGE = pytest.mark.parametrize("language", sorted(load_words()))
SIZES = pytest.mark.parametrize("size", [(800, 480), (1280, 800), (800, 1280)], ids=str)
NEEDS = pytest.mark.parametrize(
    "scene",
    ["refused-cancelled", "server_away", "delivery_told-not", "walk_in-host-away"],
)


def desk_at(scene, language="en"):
    """Stand at a scene."""
    shown = BY_NAME[scene]
    return FakeDesk(journey=shown.journey(language), configuration=shown.configuration)


def kiosk_at(scene, language="en", size=(800, 480)):
    """Draw a scene on a page of this size."""
    main = build_main(desk_at(scene, language))
    return FletHarness(main, width=size[0], height=size[1])


def welcome(*, language="en", **told):
    """Draw the first page of a site that told this about itself."""
    configuration = LAKESIDE.model_copy(update=told)
    desk = FakeDesk(
        journey=Journey(Welcome(), language=language), configuration=configuration
    )
    return FletHarness(build_main(desk))


def offering(*buttons):
    """Choose what the first page offers."""
    return KioskOptions(buttons=buttons)


def marks(kiosk):
    """Name what can be touched, in its order."""
    return [one.identifier for one in kiosk.semantics() if one.on_tap]


def large(kiosk):
    """Name the large ways of the first page: they have a chevron."""
    chevrons = [
        one
        for one in kiosk.semantics()
        if one.on_tap
        and ft.Icons.CHEVRON_RIGHT_ROUNDED
        in [getattr(each, "icon", None) for each in _row_of(one)]
    ]
    return [one.identifier for one in chevrons]


def _row_of(one):
    row = getattr(one.content, "content", None)
    return getattr(row, "controls", [])


@pytest.mark.parametrize(
    ("scene", "mark", "event"),
    [
        ("welcome", "call", HelpWanted(STAMP)),
        ("welcome", "delivery", DeliveryWanted()),
        ("welcome-closed", "call", HelpWanted(STAMP)),
        ("welcome-closed", "code", CodeWanted()),
        ("welcome-closed", "check-out", CheckOutWanted()),
        ("refused-cancelled", "call", HelpWanted(STAMP)),
        ("server_away", "call", HelpWanted(STAMP)),
        ("walk_in-host-nobody", "call", HelpWanted(STAMP)),
        ("walk_in-host-away", "call", HelpWanted(STAMP)),
        ("walk_in-host-away", "try-again", TryAgainTouched()),
        ("delivering-none", "call", HelpWanted(STAMP)),
        ("delivering-none", "clear-host", Cleared()),
        ("delivering", "back", BackTouched()),
        ("delivering-found", "host-h4", HostChosen(NAMESAKES[1])),
        ("delivering-count", "more", ParcelsCounted(1)),
        ("delivering-count", "fewer", ParcelsCounted(-1)),
        ("delivering-count", "tell", ConfirmTouched(STAMP)),
        ("delivering-count", "back", BackTouched()),
        ("delivery_told", "done", DoneTouched()),
        ("delivery_told-not", "call", HelpWanted(STAMP)),
        ("helping-coming", "done", DoneTouched()),
    ],
)
async def test_a_button_does_what_it_says(scene, mark, event):
    """Call, tell, count, choose, go back: each touch sets off one thing."""
    desk = desk_at(scene)

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.touch(mark)

    assert desk.sent == [event]


async def test_a_host_who_is_gone_offers_to_call():
    """A disabled host is no dead end: somebody can be called."""
    desk = FakeDesk(journey=Journey(Refused(Refusal.HOST_UNKNOWN)))

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.touch("call")

    assert desk.sent == [HelpWanted(STAMP)]


async def test_namesakes_are_told_apart_by_their_departments():
    """Two of the same name show where they work, and no contact data."""
    async with kiosk_at("delivering-found") as kiosk:
        said = kiosk.said()

    assert "Jonas Weber, Facilities" in said
    assert "Jonas Weber, Research" in said


async def test_while_the_host_is_told_nothing_can_be_touched():
    """Nobody sends a message twice by tapping about."""
    async with kiosk_at("delivering-telling") as kiosk:
        assert marks(kiosk) == []


@pytest.mark.parametrize(
    ("scene", "sentences"),
    [
        ("delivery_told", {"We are telling Jonas Weber"}),
        ("delivery_told-not", {"Please hand it to reception"}),
        ("helping", {"We are calling reception", "Please stay here by the screen"}),
        ("helping-coming", {"Reception is coming", "Please stay here by the screen"}),
        (
            "helping-nobody",
            {"We could not reach anybody", "To your right, by the stairs"},
        ),
        (
            "helping-away",
            {
                "We are offline. Nobody has been called yet.",
                "We go on calling by ourselves.",
            },
        ),
    ],
)
async def test_the_page_says_honestly_what_happened(scene, sentences):
    """Who was told, who is coming, and what to do if nobody is."""
    async with kiosk_at(scene) as kiosk:
        said = {text.replace("\u00a0", " ") for text in kiosk.texts()}

    assert sentences <= said


@pytest.mark.parametrize("scene", ["helping-phone", "helping-away-phone"])
async def test_the_number_to_ring_is_large_and_a_code(scene):
    """Whoever is not reached can ring: by reading, or by their own phone's camera."""
    async with kiosk_at(scene) as kiosk:
        number = next(
            one
            for one in kiosk.controls()
            if isinstance(one, ft.Text) and "5550" in one.value
        )
        pictures = [one.src for one in kiosk.controls() if isinstance(one, ft.Image)]

    sizes = sizes_for(800, 480)
    assert number.value == "+49\u00a030\u00a05550\u00a0147"
    assert number.style.size >= sizes.letters(Role.NEXT_SMALL).size
    assert draw_qr("tel:+49305550147").png in pictures


@EVERY_LANGUAGE
@SIZES
@NEEDS
async def test_what_calls_somebody_is_not_cut(scene, language, size):
    """The words "Call reception" can be read whole in every language."""
    async with kiosk_at(scene, language, size) as kiosk:
        face = kiosk.face_of("call")
        row = next(
            one
            for one in kiosk.controls()
            if isinstance(one, ft.Row)
            and "call" in [getattr(each, "identifier", None) for each in one.controls]
        )
        text = face.content.controls[0].content

    measures = sizes_for(*size)
    beside = len(row.controls) if kiosk.marked("call").expand else 1
    room = measures.width - 2 * measures.margin - (beside - 1) * measures.gap
    weight = int(text.style.weight.value[1:])
    width = RULER.width(text.value, Letters(int(text.style.size), 0, weight))
    assert width <= room / beside - 2 * measures.px(16, 24)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "We open on Monday at 08:00."),
        ("de", "Wir öffnen am Montag um 08:00 Uhr."),
        ("fr", "Nous ouvrons lundi à 08:00."),
        ("ja", "月曜日 8:00に開きます。"),
    ],
)
async def test_a_closed_site_says_when_it_opens(language, sentence):
    """The first page says that we are closed, and until when."""
    async with kiosk_at("welcome-closed", language) as kiosk:
        said = kiosk.texts()

    assert load_words()[language]("welcome.closed") in said
    assert sentence in said


async def test_a_site_that_opens_today_names_the_time_only():
    """Whoever comes early reads the time, not the day."""
    async with kiosk_at("welcome-closed-today") as kiosk:
        assert "We open at 10:00." in kiosk.texts()


async def test_a_closed_site_offers_a_person_and_takes_invited_visitors():
    """No walk-in and no parcel; a code, a call and the way out stay."""
    async with kiosk_at("welcome-closed") as kiosk:
        offered = marks(kiosk)
        said = kiosk.texts()

    assert {"call", "code", "check-out"} <= set(offered)
    assert {"walk-in", "delivery"}.isdisjoint(offered)
    assert any("Hold your QR code" in text for text in said)


async def test_the_page_opens_by_itself_when_the_hours_change():
    """An admin who opens today is followed by a page that is already shown."""
    desk = FakeDesk(journey=Journey(Welcome()), configuration=CLOSED)
    longer = [*CLOSED.hours, OpenHours(weekday=1, opens="09:00", closes="18:00")]

    async with FletHarness(build_main(desk)) as kiosk:
        before = kiosk.texts()
        desk.become(desk.journey, CLOSED.model_copy(update={"hours": longer}))
        await kiosk.settle()
        after = kiosk.texts()

    assert "We are closed" in before
    assert "We are closed" not in after


async def test_the_hours_count_by_the_clock_at_the_site():
    """Half past seven in London is half past eight in Berlin."""
    from_half_past_eight = [OpenHours(weekday=1, opens="08:30", closes="18:00")]
    desk = FakeDesk(
        journey=Journey(Welcome()),
        configuration=LAKESIDE.model_copy(update={"hours": from_half_past_eight}),
    )
    desk.stamp = lambda: replace(
        STAMP, kiosk_time=datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
    )

    async with FletHarness(build_main(desk)) as kiosk:
        assert "Welcome" in kiosk.texts()


@pytest.mark.parametrize(
    ("buttons", "expected"),
    [
        (tuple(WelcomeButton), ["walk-in", "code"]),
        ((WelcomeButton.RECEPTION, WelcomeButton.DELIVERY), ["call", "delivery"]),
        ((WelcomeButton.CHECK_OUT,), ["check-out"]),
        ((), []),
    ],
)
async def test_at_most_two_ways_are_large(buttons, expected):
    """The first two that a site chose stand in the middle, the others at the foot."""
    async with welcome(options=offering(*buttons)) as kiosk:
        assert large(kiosk) == expected


async def test_everything_that_a_site_chose_is_there():
    """None of five ways gets lost between the middle and the foot."""
    async with welcome(options=offering(*WelcomeButton)) as kiosk:
        offered = marks(kiosk)

    assert {"walk-in", "code", "delivery", "check-out", "call"} <= set(offered)
