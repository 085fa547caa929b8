"""A letter that is held down shows its accents; the finger slides or taps."""

from unicodedata import name

import pytest

from kiosk_app.app import build_main
from kiosk_app.journey.events import Erased, Typed
from kiosk_app.journey.states import Journey, WalkIn, WalkInField, WalkInStep
from kiosk_app.text.words import load_words
from kiosk_app.widgets.accents import MOST, accents_of
from kiosk_app.widgets.key_layouts import LETTERS, capital
from shared.badge_fonts import Fonts, Weight
from tests.fakes.desk import STAMP, FakeDesk
from tests.fakes.flet_harness import FletHarness
from tests.fakes.scenes import SCENES

BY_NAME = {scene.name: scene for scene in SCENES}


def kiosk_at(scene: str, language: str = "en") -> tuple[FakeDesk, FletHarness]:
    """Stand at a page with a keyboard."""
    desk = FakeDesk(journey=BY_NAME[scene].journey(language))
    return desk, FletHarness(build_main(desk))


async def hold(kiosk: FletHarness, mark: str) -> None:
    """Touch a key and leave the finger on it."""
    await kiosk.touch(mark)
    await kiosk.dispatch(kiosk.held_of(mark), "long_press_start", {})


async def let_go(kiosk: FletHarness, mark: str, x: float, y: float) -> None:
    """Lift the finger at a point that counts from the key's corner."""
    where = {"l": {"x": x, "y": y}, "g": {"x": 0, "y": 0}, "v": {"x": 0, "y": 0}}
    await kiosk.dispatch(kiosk.held_of(mark), "long_press_end", where)


def marks(kiosk: FletHarness) -> list[str]:
    """What accents are shown, from left to right."""
    found = [str(one.identifier) for one in kiosk.semantics()]
    return [one[-1] for one in found if one.startswith("accent-")]


async def test_a_held_letter_shows_its_accents():
    """Who holds the e sees what else it may be."""
    _, kiosk = kiosk_at("walk_in-name", "fr")

    async with kiosk:
        await hold(kiosk, "key-e")
        shown = marks(kiosk)

    assert shown[:4] == ["é", "è", "ê", "ë"]


async def test_an_accent_replaces_the_letter_that_the_touch_wrote():
    """The first touch writes e at once; a tap on ë makes it ë."""
    desk, kiosk = kiosk_at("walk_in-name", "de")

    async with kiosk:
        await hold(kiosk, "key-e")
        await let_go(kiosk, "key-e", 10, 10)
        await kiosk.touch("accent-ë")
        left = marks(kiosk)

    assert desk.sent == [Typed("e", STAMP), Erased(), Typed("ë", STAMP)]
    assert left == []


async def test_a_finger_may_slide_to_the_accent():
    """Up from the a, let go: the accent above it is written."""
    desk, kiosk = kiosk_at("walk_in-name", "de")

    async with kiosk:
        await hold(kiosk, "key-a")
        shown = marks(kiosk)
        await let_go(kiosk, "key-a", 10, -20)

    assert [one.text for one in desk.sent if isinstance(one, Typed)] == ["a", shown[0]]


async def test_the_accent_under_the_finger_is_lit():
    """A visitor sees what letting go would write."""
    _, kiosk = kiosk_at("walk_in-name", "de")
    slid = {
        "l": {"x": 10, "y": -20},
        "g": {"x": 0, "y": 0},
        "of": {"x": 0, "y": 0},
        "lofo": {"x": 0, "y": 0},
    }

    async with kiosk:
        await hold(kiosk, "key-a")
        before = kiosk.face_of("accent-ä").bgcolor
        await kiosk.dispatch(kiosk.held_of("key-a"), "long_press_move_update", slid)
        after = kiosk.face_of("accent-ä").bgcolor

    assert before != after


async def test_a_finger_that_slides_away_writes_no_accent():
    """Letting go somewhere else closes the row, and the plain letter stays."""
    desk, kiosk = kiosk_at("walk_in-name", "de")

    async with kiosk:
        await hold(kiosk, "key-e")
        await let_go(kiosk, "key-e", 600, 300)
        left = marks(kiosk)

    assert desk.sent == [Typed("e", STAMP)]
    assert left == []


async def test_another_letter_closes_the_accents():
    """Who goes on typing is not held up."""
    desk, kiosk = kiosk_at("walk_in-name", "de")

    async with kiosk:
        await hold(kiosk, "key-e")
        await kiosk.touch("key-r")
        left = marks(kiosk)

    assert [one.text for one in desk.sent] == ["e", "r"]
    assert left == []


async def test_another_page_shows_no_accents():
    """What was held down on one page does not lie on the next."""
    desk, kiosk = kiosk_at("walk_in-name", "de")

    async with kiosk:
        await hold(kiosk, "key-e")
        desk.become(
            Journey(
                WalkIn(step=WalkInStep.DETAILS, active=WalkInField.COMPANY),
                language="de",
            )
        )
        await kiosk.settle()
        left = marks(kiosk)

    assert left == []


async def test_a_capital_has_capital_accents():
    """Élodie holds the large E, though the keys have turned small meanwhile."""
    _, kiosk = kiosk_at("walk_in-name-empty", "fr")

    async with kiosk:
        await hold(kiosk, "key-E")
        shown = marks(kiosk)

    assert shown[:2] == ["É", "È"]


async def test_arabic_letters_have_their_forms():
    """Who holds the alef finds it with its hamza."""
    _, kiosk = kiosk_at("walk_in-name", "ar")

    async with kiosk:
        await hold(kiosk, "key-\N{ARABIC LETTER ALEF}")
        shown = marks(kiosk)

    assert set(shown) == {"أ", "إ", "آ"}


@pytest.mark.parametrize(
    ("language", "letters"),
    [
        ("pl", "ąćęłńóśźż"),
        ("tr", "çğıöşü"),
        ("pt", "ãáâàçéêíõóôú"),
        ("es", "áéíñóúü"),
        ("fr", "àâæçéèêëîïôœùûüÿ"),
        ("it", "àèéìòù"),
        ("de", "äöüß"),
    ],
)
def test_each_language_finds_all_of_its_letters(language, letters):
    """Nobody's name is missing a letter, and their own letters come first."""
    plain = "acdegilnorstuyz" + "\N{LATIN SMALL LETTER DOTLESS I}"

    found = {one for sign in plain for one in accents_of(sign, language)}

    assert set(letters) <= found


@pytest.mark.parametrize("language", sorted(load_words()))
def test_no_row_of_accents_is_too_long_or_says_a_letter_twice(language):
    """Every accent has room for a finger."""
    keys = {sign for rows in LETTERS.values() for row in rows for sign in row}

    rows = [accents_of(sign, language) for sign in keys]

    assert max(map(len, rows)) <= MOST
    assert [row for row in rows if len(set(row)) != len(row)] == []


def test_every_accent_can_be_drawn():
    """No accent is a box, small or large."""
    keys = {sign for rows in LETTERS.values() for row in rows for sign in row}
    shown = {one for sign in keys for one in accents_of(sign, "en")}
    shown |= {capital(one, language) for one in shown for language in ("en", "tr")}
    fonts = Fonts()

    missing = [one for one in shown if fonts.face_for(one, Weight.REGULAR) is None]

    assert [name(one) for one in missing] == []
