"""The keyboard on the screen writes what its keys show."""

import asyncio
from dataclasses import replace

import pytest

from kiosk_app.app import build_main
from kiosk_app.app.session import KioskSession
from kiosk_app.app.stage import Stage
from kiosk_app.journey.events import CaretMoved, Erased, Typed
from kiosk_app.journey.states import Entry, Journey, WalkIn, WalkInForm
from kiosk_app.text.words import load_words
from kiosk_app.widgets.key_case import FOLLOW_SECONDS
from kiosk_app.widgets.key_layouts import KeyboardKind
from kiosk_app.widgets.keyboard import keyboard
from kiosk_app.widgets.ruler import Ruler
from shared.badge_fonts import OURS
from tests.fakes.desk import STAMP, FakeDesk
from tests.fakes.flet_harness import FletHarness
from tests.fakes.scenes import SCENES, typed

BY_NAME = {scene.name: scene for scene in SCENES}


def desk_at(scene: str, language: str = "en") -> FakeDesk:
    """Stand at a scene."""
    return FakeDesk(journey=BY_NAME[scene].journey(language))


@pytest.mark.parametrize("how", ["touch", "activate"])
async def test_a_key_writes_its_sign(how):
    """A finger and a screen reader both write the q."""
    desk = desk_at("walk_in-name")

    async with FletHarness(build_main(desk)) as kiosk:
        await getattr(kiosk, how)("key-q")

    assert desk.sent == [Typed("q", STAMP)]


async def test_the_first_letter_of_a_name_is_large():
    """Without touching Shift, a name begins with a capital."""
    desk = desk_at("walk_in-name-empty")

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.touch("key-M")

    assert desk.sent == [Typed("M", STAMP)]


def marks(kiosk: FletHarness, mark: str) -> int:
    """Count what stands there under this mark."""
    return sum(one.identifier == mark for one in kiosk.semantics())


async def keys_follow(kiosk: FletHarness) -> None:
    """Wait until the keys have turned after a letter: they do so once it is painted."""
    await kiosk.settle()
    await asyncio.sleep(2 * FOLLOW_SECONDS)
    await kiosk.settle()


async def test_a_first_letter_is_painted_before_the_keys_turn(monkeypatch):
    """What was written stands there at once; the forty keys still are as they were."""
    monkeypatch.setattr("kiosk_app.widgets.key_case.FOLLOW_SECONDS", 600)
    desk = FakeDesk(journey=Journey(WalkIn()))

    async with FletHarness(build_main(desk)) as kiosk:
        desk.become(Journey(WalkIn(form=WalkInForm(name=typed("M")))))
        await kiosk.settle()
        at_once = "M" in kiosk.texts(), marks(kiosk, "key-L"), marks(kiosk, "key-l")

    assert at_once == (True, 1, 0)


async def test_after_a_first_letter_the_keys_turn_small():
    """A name goes on in small letters."""
    desk = FakeDesk(journey=Journey(WalkIn()))

    async with FletHarness(build_main(desk)) as kiosk:
        desk.become(Journey(WalkIn(form=WalkInForm(name=typed("M")))))
        await keys_follow(kiosk)
        then = marks(kiosk, "key-L"), marks(kiosk, "key-l")

    assert then == (0, 1)


async def test_another_letter_meanwhile_keeps_the_keys_as_they_are():
    """Whoever takes the letter back at once finds the keys large, as they began."""
    desk = FakeDesk(journey=Journey(WalkIn()))

    async with FletHarness(build_main(desk)) as kiosk:
        desk.become(Journey(WalkIn(form=WalkInForm(name=typed("M")))))
        await kiosk.settle()
        desk.become(Journey(WalkIn()))
        await keys_follow(kiosk)
        large = marks(kiosk, "key-L")

    assert large == 1


async def test_after_a_space_letters_are_large_again():
    """The surname begins with a capital too."""
    desk = desk_at("walk_in-name")

    async with FletHarness(build_main(desk)) as kiosk:
        desk.become(Journey(WalkIn(form=WalkInForm(name=typed("Mara ")))))
        await keys_follow(kiosk)
        await kiosk.touch("key-L")

    assert desk.sent == [Typed("L", STAMP)]


async def test_shift_holds_for_one_letter():
    """After one capital the keyboard writes small letters again."""
    desk = desk_at("walk_in-name")

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.touch("key-shift")
        await kiosk.touch("key-A")
        await kiosk.touch("key-a")

    assert desk.sent == [Typed("A", STAMP), Typed("a", STAMP)]


async def test_shift_can_make_the_first_letter_small():
    """Somebody called "von Ahn" is not forced to begin with a capital."""
    desk = desk_at("walk_in-name-empty")

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.touch("key-shift")
        await kiosk.touch("key-v")

    assert desk.sent == [Typed("v", STAMP)]


async def test_an_accent_is_two_touches_away():
    """Zoë opens the accents, touches ë, and is back at the letters."""
    desk = desk_at("walk_in-name")

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.touch("key-accents")
        await kiosk.touch("key-ë")
        await kiosk.touch("key-q")

    assert desk.sent == [Typed("ë", STAMP), Typed("q", STAMP)]


async def test_further_accents_are_on_a_second_page():
    """Łukasz finds his letter one page further."""
    desk = desk_at("walk_in-name")

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.touch("key-accents")
        await kiosk.touch("key-more_accents")
        await kiosk.touch("key-ł")

    assert desk.sent == [Typed("ł", STAMP)]


async def test_digits_stay_until_letters_are_wanted():
    """A house number is typed without going back and forth."""
    desk = desk_at("walk_in-email")

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.touch("key-digits")
        await kiosk.touch("key-4")
        await kiosk.touch("key-2")
        await kiosk.touch("key-letters")
        await kiosk.touch("key-q")

    assert [event.text for event in desk.sent] == ["4", "2", "q"]


async def test_backspace_and_arrows_do_what_they_show():
    """A slip is repaired without starting anew."""
    desk = desk_at("walk_in-name")

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.touch("key-left")
        await kiosk.touch("key-right")
        await kiosk.touch("key-backspace")
        await kiosk.touch("key-space")

    assert desk.sent == [CaretMoved(-1), CaretMoved(1), Erased(), Typed(" ", STAMP)]


async def test_german_visitors_get_a_german_keyboard():
    """On a German screen z stands between t and u."""
    desk = desk_at("walk_in-name", "de")

    async with FletHarness(build_main(desk)) as kiosk:
        row = [text for text in kiosk.texts() if text in {"t", "z", "u"}]

    assert row == ["t", "z", "u"]


async def test_typing_does_not_draw_the_keyboard_anew():
    """A key press sends a few bytes, so that the screen keeps up with fingers."""
    desk = desk_at("walk_in-name")
    longer = WalkIn(form=replace(WalkInForm(), name=Entry("Mara Lindta", 11)))

    async with FletHarness(build_main(desk)) as kiosk:
        before = kiosk.marked("key-q")
        desk.become(Journey(longer))
        await kiosk.settle()
        after = kiosk.marked("key-q")

    assert after is before


@pytest.mark.parametrize(
    ("language", "row"),
    [
        ("fr", ["a", "z", "e", "r", "t", "y"]),
        ("tr", ["q", "w", "e", "r", "t", "y", "u", "ı"]),
        ("ja", ["q", "w", "e", "r", "t", "y"]),
    ],
)
async def test_the_keyboard_follows_the_language(language, row):
    """French visitors find their a on top, and Japanese ones write in Latin letters."""
    desk = desk_at("walk_in-name", language)

    async with FletHarness(build_main(desk)) as kiosk:
        marks = [one.identifier for one in kiosk.semantics()]

    first = marks.index(f"key-{row[0]}")
    assert marks[first : first + len(row)] == [f"key-{sign}" for sign in row]


async def test_a_turkish_i_keeps_its_dot():
    """İlker begins with a capital that has a dot."""
    desk = desk_at("walk_in-name-empty", "tr")

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.touch("key-İ")

    assert desk.sent == [Typed("İ", STAMP)]


async def test_polish_letters_beside_the_space_bar_are_large_too():
    """Ćwikła begins with a capital."""
    desk = desk_at("walk_in-name-empty", "pl")

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.touch("key-Ć")

    assert desk.sent == [Typed("Ć", STAMP)]


async def test_arabic_letters_lie_as_on_arabic_keyboards():
    """A mirrored page does not mirror its keyboard: ض is at the left end."""
    desk = desk_at("walk_in-name", "ar")

    async with FletHarness(build_main(desk)) as kiosk:
        marks = [one.identifier for one in kiosk.semantics()]
        mirrored = kiosk.page.rtl

    # What is drawn last stands at the left where pages begin at the right.
    assert marks.index("key-ض") > marks.index("key-ص") > marks.index("key-د")
    assert mirrored


async def test_arabs_can_write_latin_letters():
    """One touch brings Latin letters, another one the accents, and Arabic comes back."""
    desk = desk_at("walk_in-name", "ar")

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.touch("key-latin")
        await kiosk.touch("key-accents")
        await kiosk.touch("key-é")
        await kiosk.touch("key-q")
        await kiosk.touch("key-letters")
        await kiosk.touch("key-ض")

    assert [event.text for event in desk.sent] == ["é", "q", "ض"]


async def test_more_accents_lead_back_to_latin_letters():
    """Whoever looked through all accents goes on where they were."""
    desk = desk_at("walk_in-name", "ar")

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.touch("key-latin")
        await kiosk.touch("key-accents")
        await kiosk.touch("key-more_accents")
        await kiosk.touch("key-latin")
        await kiosk.touch("key-q")

    assert [event.text for event in desk.sent] == ["q"]


async def test_an_arab_types_an_email_in_latin_letters():
    """The e-mail's keyboard is Latin at once, with the signs of an address."""
    desk = desk_at("walk_in-email", "ar")

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.touch("key-q")
        await kiosk.touch("key-@")

    assert [event.text for event in desk.sent] == ["q", "@"]


@pytest.mark.parametrize(("language", "by"), [("en", -1), ("ar", 1)])
async def test_left_is_left_in_every_script(language, by):
    """The left key moves the caret leftwards, which in Arabic is onwards."""
    desk = desk_at("walk_in-name", language)

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.touch("key-left")

    assert desk.sent == [CaretMoved(by)]


async def test_a_phone_number_is_typed_on_large_keys():
    """Where a number is asked for, there are digits, a plus and nothing else."""
    desk = desk_at("walk_in-name")
    stage = Stage(
        desk=desk,
        words=load_words(),
        ruler=Ruler(OURS),
        draw=lambda view: keyboard(view, KeyboardKind.PHONE),
    )

    async with FletHarness(lambda page: KioskSession(page, stage).start()) as kiosk:
        await kiosk.touch("key-+")
        await kiosk.touch("key-4")
        await kiosk.touch("key-backspace")
        keys = [one.identifier for one in kiosk.semantics() if one.on_tap]

    assert desk.sent == [Typed("+", STAMP), Typed("4", STAMP), Erased()]
    assert len(keys) == 12
