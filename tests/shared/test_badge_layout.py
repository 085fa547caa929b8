import random
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

import tests.golden.badges
from shared.badge import BadgeLabels
from shared.badge_layout import _name_lines, draw_badge
from shared.badge_paper import Paper
from tests.golden.badges import MARA

GOLDEN = Path(tests.golden.badges.__file__).parent
PASS = "P1." + "".join(
    random.Random(5).choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=151)
)
NAMES = [
    "x" * 200,
    "W " * 100,
    "محمد عبد الرحمن العربي",
    "שלום עליכם",
    "山田 太郎",
    "김 민수",
    "अनुष्का शर्मा",
    "สมชาย ใจดี",
    "🙂👩‍🚀🏳️‍🌈",
    "Z" + "\u0338\u0301\u0327" * 60,
    "\x00\x1b[2J\r\n\t\x7f\x9b",
    "\u202egnihtemos\u2066",
    "\ud800 alone",
    "\U000e0001\ue000\uffff",
    " ",
    "",
    "Eve ^XZ^XA^FDPWNED",
]


def ink(image: Image.Image) -> tuple[int, int, int, int] | None:
    return ImageChops.invert(image.convert("L")).getbbox()


def codes(image: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(image.convert("L"))]


@pytest.mark.parametrize("name", sorted(tests.golden.badges.draw_all()))
def test_the_badge_looks_as_it_was_approved(name):
    """A badge looks as somebody has seen and approved it, but for single dots."""
    drawn = tests.golden.badges.draw_all()[name]

    with Image.open(GOLDEN / f"{name}.png") as kept:
        assert drawn.size == kept.size
        differing = ImageChops.logical_xor(drawn, kept.convert("1")).histogram()[255]
        assert differing < 0.003 * drawn.width * drawn.height


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("code", ["K7WQ2M", PASS, "https://portico.test/v/1?a=ü"])
def test_the_code_on_the_badge_can_be_read(dpi, code):
    """The badge's code is read by a scanner, at the dots of either kind of printer."""
    image = draw_badge(replace(MARA, code=code), dpi=dpi)

    assert codes(image) == [code]


@pytest.mark.parametrize("dpi", [203, 300])
def test_the_code_can_be_read_on_a_short_label(dpi):
    """Small labels carry a code that can be read."""
    image = draw_badge(MARA, width_mm=80, height_mm=50, dpi=dpi)

    assert codes(image) == ["K7WQ2M"]


@pytest.mark.parametrize("code", ["K7WQ2M", PASS])
def test_the_codes_dots_are_large_enough(code):
    """Each module is at least four dots wide, which cheap readers need."""
    image = draw_badge(replace(MARA, code=code))

    position = zxingcpp.read_barcodes(image.convert("L"))[0].position
    side = position.top_right.x - position.top_left.x
    modules = {"K7WQ2M": 21, PASS: 41}[code]
    assert side >= 4 * modules - 2


@pytest.mark.parametrize(
    ("code", "size"),
    [("x" * 1000, (100, 62)), ("x" * 5000, (100, 62)), (PASS, (40, 20))],
)
def test_a_code_that_would_be_too_fine_is_left_out(code, size):
    """A code that no reader could read does not take the name's place."""
    width, height = size

    with_code = draw_badge(replace(MARA, code=code), width_mm=width, height_mm=height)
    without = draw_badge(replace(MARA, code=None), width_mm=width, height_mm=height)

    assert ImageChops.logical_xor(with_code, without).getbbox() is None


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_any_name_is_drawn_inside_the_margins(name):
    """Whatever a visitor types as a name, a badge comes out and nothing sticks out."""
    badge = replace(
        MARA, name=name, company=name, host=name, site=name, date=name, room=name
    )

    image = draw_badge(badge)

    box = ink(image)
    assert image.mode == "1"
    assert box is not None
    assert box[0] >= 32
    assert box[1] >= 32
    assert box[2] <= image.width - 32
    assert box[3] <= image.height - 32


@settings(deadline=None, max_examples=60)
@given(name=st.text(max_size=200), room=st.none() | st.text(max_size=200))
def test_no_text_at_all_breaks_the_badge(name, room):
    """No name and no room, however odd, keeps a badge from being drawn."""
    image = draw_badge(replace(MARA, name=name, room=room, host=name, site=name))

    assert ink(image) is not None


@pytest.mark.parametrize("text", ["Frederike", "محمد", "שלום", "山田太郎", "अनुष्का"])
def test_names_of_every_script_leave_ink(text):
    """A name in another script stands on the badge, and is not left blank."""
    blank = draw_badge(replace(MARA, name=""))

    named = draw_badge(replace(MARA, name=text))

    box = ImageChops.logical_xor(blank, named).getbbox()
    assert box is not None
    assert box[2] - box[0] > 100


@settings(deadline=None, max_examples=30)
@given(
    width=st.floats(15, 210), height=st.floats(15, 210), dpi=st.sampled_from([203, 300])
)
def test_any_real_label_can_be_drawn_on(width, height, dpi):
    """Whatever roll the site buys, a badge comes out."""
    image = draw_badge(MARA, width_mm=width, height_mm=height, dpi=dpi)

    assert ink(image) is not None


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Li", ["Li"]),
        ("Maximilian Oberhuber", ["Maximilian Oberhuber"]),
        ("Karl-Theodor zu Guttenbergen-Zinn", ["Karl-Theodor zu", "Guttenbergen-Zinn"]),
        ("Ann Papadopoulou-Vandenbergheim", ["Ann Papadopoulou-", "Vandenbergheim"]),
        ("W" * 44, ["W" * 17, "W" * 27]),
    ],
)
def test_a_long_name_takes_a_second_line(name, lines):
    """A long name is broken at a word, so that it can stay large."""
    shown, _ = _name_lines(Paper(100, 62, 203), name, 20)

    assert shown == lines


def test_the_longer_the_name_the_smaller_its_letters():
    """A short name fills the badge; a long one shrinks to a size still read."""
    paper = Paper(100, 62, 203)

    sizes = [_name_lines(paper, "Maria " * words, 20)[1] for words in (1, 4, 6, 9, 40)]

    assert sizes[0] == 15
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] == 6


def test_without_a_room_there_is_no_panel():
    """Where no room is known the badge does not show an empty one."""
    without = draw_badge(replace(MARA, room=None))
    blank = draw_badge(replace(MARA, room="  \x00 "))

    assert ImageChops.logical_xor(without, blank).getbbox() is None


def test_the_labels_can_be_in_any_language():
    """The badge's fixed words follow the visitor's language."""
    english = draw_badge(MARA)

    german = draw_badge(
        replace(MARA, labels=BadgeLabels(host="Gastgeber", room="Raum"))
    )

    assert ImageChops.logical_xor(english, german).getbbox() is not None


def test_the_same_badge_is_drawn_the_same_twice():
    """A reprint is the same badge."""
    first, second = draw_badge(MARA), draw_badge(MARA)

    assert first.tobytes() == second.tobytes()


@pytest.mark.parametrize(
    ("width", "height", "dpi", "dots"),
    [
        (100, 62, 203, (799, 496)),
        (100, 62, 300, (1181, 732)),
        (62, 29, 300, (732, 343)),
    ],
)
def test_the_picture_has_the_labels_size(width, height, dpi, dots):
    """The badge fills its label exactly."""
    image = draw_badge(MARA, width_mm=width, height_mm=height, dpi=dpi)

    assert image.size == dots


@pytest.mark.parametrize(("width", "height"), [(0.1, 0.1), (0, 62), (100, 0)])
def test_a_label_without_room_is_refused(width, height):
    """A mistyped label size is said, instead of printing nothing."""
    with pytest.raises(ValueError, match="too small"):
        draw_badge(MARA, width_mm=width, height_mm=height)
