"""The camera of the browser: opened while it is shown, used, and let go."""

import asyncio
import io

import pytest
from PIL import Image
from structlog.testing import capture_logs

from kiosk_app.app import build_main, session_lens
from kiosk_app.journey.events import CameraSeen, PhotoTaken, PhotoWanted, Scanned
from kiosk_app.journey.states import Checking, Journey, Welcome
from tests.fakes.camera import BrowserCamera, held_up
from tests.fakes.desk import STAMP, FakeDesk
from tests.fakes.flet_harness import FletHarness
from tests.fakes.photos import camera_picture
from tests.fakes.scene import REQUEST
from tests.fakes.scenes_photo import BY_CAMERA, PHOTOS
from tests.kiosk_app.journey.examples import PASS

BY_NAME = {scene.name: scene for scene in PHOTOS}
READY = BY_NAME["taking_photo"].journey("en")
ELSEWHERE = Journey(state=Checking(REQUEST))
SEEN, UNSEEN = CameraSeen(works=True), CameraSeen(works=False)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    """Nobody waits between two pictures."""
    monkeypatch.setattr(session_lens, "LOOK_SECONDS", 0.001)


async def shown(kiosk: FletHarness, desk: FakeDesk, journey: Journey = READY) -> None:
    """Show a page with a camera, and wait until it was opened."""
    desk.become(journey, BY_CAMERA)
    await until(kiosk, lambda: desk.sent)


async def until(kiosk: FletHarness, holds) -> None:
    """Let the page go on until something holds."""
    async with asyncio.timeout(5):
        while not holds():
            await kiosk.settle()
            await asyncio.sleep(0.005)


async def test_a_photo_is_taken_and_turned_round():
    """The picture shows the visitor as others see them, not as a mirror does."""
    desk = FakeDesk(journey=ELSEWHERE)

    async with FletHarness(build_main(desk)) as kiosk:
        camera = BrowserCamera(kiosk, camera_picture())
        await shown(kiosk, desk)
        await kiosk.touch("take")
        await until(kiosk, lambda: len(desk.sent) > 2)

    seen, wanted, taken = desk.sent
    picture = Image.open(io.BytesIO(taken.jpeg)).convert("RGB")
    red, _, blue = picture.getpixel((picture.width - 5, 200))
    assert (seen, wanted) == (SEEN, PhotoWanted())
    assert isinstance(taken, PhotoTaken)
    assert red > 2 * blue
    assert camera.opened == ["The front one"]


async def test_a_photo_from_behind_is_left_as_it_is():
    """The picture of a camera on the back is no mirror."""
    desk, picture = FakeDesk(journey=ELSEWHERE), camera_picture()

    async with FletHarness(build_main(desk)) as kiosk:
        BrowserCamera(kiosk, picture, cameras=("back",))
        await shown(kiosk, desk)
        await kiosk.touch("take")
        await until(kiosk, lambda: len(desk.sent) > 2)

    assert desk.sent[-1] == PhotoTaken(picture)


async def test_two_touches_take_one_picture():
    """A second touch while the picture is taken changes nothing."""
    desk = FakeDesk(journey=ELSEWHERE)

    async with FletHarness(build_main(desk)) as kiosk:
        camera = BrowserCamera(kiosk)
        await shown(kiosk, desk)
        await kiosk.touch("take")
        await kiosk.touch("take")

    assert camera.shots == 1


async def test_the_camera_that_looks_at_the_visitor_is_used():
    """Of several cameras it is the one in front."""
    desk = FakeDesk(journey=ELSEWHERE)

    async with FletHarness(build_main(desk)) as kiosk:
        camera = BrowserCamera(kiosk, cameras=("back", "external", "front"))
        await shown(kiosk, desk)

    assert camera.opened == ["The front one"]


@pytest.mark.parametrize(
    "trouble", [{"cameras": ()}, {"refuses": "CameraException(cameraAccessDenied)"}]
)
async def test_without_a_camera_the_journey_hears_so(trouble):
    """No camera, or one that nobody allowed: the visitor is not kept waiting."""
    desk = FakeDesk(journey=ELSEWHERE)

    with capture_logs() as logs:
        async with FletHarness(build_main(desk)) as kiosk:
            BrowserCamera(kiosk, **trouble)
            await shown(kiosk, desk)

    assert desk.sent == [UNSEEN]
    assert ("camera_unusable", "RuntimeError") in [
        (line["event"], line.get("why")) for line in logs
    ]


@pytest.mark.parametrize("picture", [b"", b"no picture at all"])
async def test_a_broken_picture_is_no_photo(picture):
    """A camera that gives nonsense counts as none."""
    desk = FakeDesk(journey=ELSEWHERE)

    async with FletHarness(build_main(desk)) as kiosk:
        BrowserCamera(kiosk, picture)
        await shown(kiosk, desk)
        await kiosk.touch("take")
        await until(kiosk, lambda: len(desk.sent) > 2)

    assert desk.sent[-1] == UNSEEN


async def test_a_pass_held_to_the_camera_is_a_scan():
    """A pass that the camera sees is a scan; seen again and again it is one."""
    desk, held = FakeDesk(journey=ELSEWHERE), held_up(PASS)

    async with FletHarness(build_main(desk)) as kiosk:
        camera = BrowserCamera(kiosk, camera_picture(), held, held, held)
        await shown(kiosk, desk, Journey(state=Welcome()))
        await until(kiosk, lambda: camera.shots > 4)

    assert desk.sent == [SEEN, Scanned(PASS, STAMP)]


async def test_other_codes_are_nobodys_business():
    """A poster, a parcel or a typed code before the camera is no scan."""
    desk = FakeDesk(journey=ELSEWHERE)

    async with FletHarness(build_main(desk)) as kiosk:
        camera = BrowserCamera(
            kiosk, held_up("https://lakeside.example/menu"), held_up("7KQ2MX")
        )
        await shown(kiosk, desk, Journey(state=Welcome()))
        await until(kiosk, lambda: camera.shots > 2)

    assert desk.sent == [SEEN]


async def test_a_camera_that_breaks_down_is_lost():
    """After a few pictures that are none, Welcome does without the camera."""
    desk = FakeDesk(journey=ELSEWHERE)

    async with FletHarness(build_main(desk)) as kiosk:
        BrowserCamera(kiosk, *[b"broken"] * 5)
        await shown(kiosk, desk, Journey(state=Welcome()))
        await until(kiosk, lambda: len(desk.sent) > 1)

    assert desk.sent == [SEEN, UNSEEN]


async def test_the_camera_looks_at_nobody_who_chose_a_way():
    """As soon as Welcome is left, no more pictures are taken."""
    desk = FakeDesk(journey=ELSEWHERE)

    async with FletHarness(build_main(desk)) as kiosk:
        camera = BrowserCamera(kiosk, *[camera_picture()] * 50)
        await shown(kiosk, desk, Journey(state=Welcome()))
        await until(kiosk, lambda: camera.shots > 1)
        desk.become(ELSEWHERE)
        await until(kiosk, lambda: "camera" not in marks(kiosk))
        before = camera.shots
        await asyncio.sleep(0.05)

    assert camera.shots == before


async def test_a_late_answer_harms_nobody():
    """A picture that comes when the page has gone is dropped, and the page goes on."""
    desk = FakeDesk(journey=ELSEWHERE)

    async with FletHarness(build_main(desk)) as kiosk:
        BrowserCamera(kiosk)
        late = []
        await shown(kiosk, desk)
        kiosk.wire.plays = late.append
        await kiosk.touch("take")
        desk.become(ELSEWHERE)
        await until(kiosk, lambda: "camera" not in marks(kiosk))
        kiosk.session.handle_invoke_method_results(
            late[0]["control_id"], late[0]["call_id"], b"late", None
        )
        await kiosk.settle()

    assert desk.sent == [SEEN, PhotoWanted()]


async def test_a_page_that_is_loaded_again_tries_the_camera_again():
    """Whoever mends the camera and loads the page sees the panel come back."""
    lost = Journey(state=Welcome(), camera_works=False)
    desk = FakeDesk(journey=lost, configuration=BY_CAMERA)

    async with FletHarness(build_main(desk)) as kiosk:
        without = "camera" not in marks(kiosk)

    assert without
    assert desk.sent == [SEEN]


async def test_a_browser_that_leaves_says_nothing_of_its_camera():
    """A page that is closed while the camera opens does not count as a lost camera."""
    desk = FakeDesk(journey=READY)

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.settle()

    await asyncio.sleep(0.01)
    assert desk.sent == []


def marks(kiosk: FletHarness) -> list[str]:
    """Name everything that is drawn."""
    return [one.identifier for one in kiosk.semantics() if one.identifier]
