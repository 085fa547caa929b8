import random
from dataclasses import replace
from functools import reduce
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

import tests.golden.badges
from shared.badge import BadgeLabels
from shared.badge_layout import draw_badge
from shared.badge_parts import Part
from tests.golden.badges import ARABIC, CLASSIC, DESIGNS, FULL, KEPT, MARA

GOLDEN = Path(tests.golden.badges.__file__).parent
NOTO = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc")
# The pictures in other scripts are drawn with Debian's fonts, which CI installs;
# without them the letters are boxes, as they would be on such a machine's badges.
HERE = [name for name, kept in KEPT.items() if kept.own_signs or NOTO.exists()]
PER_MM = 203 / 25.4
PASS = "P1." + "".join(
    random.Random(5).choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=151)
)
HOSTILE = [
    "x" * 500,
    "W " * 250,
    "ﷺ" * 40,
    "🙂👩‍🚀🏳️‍🌈",
    "Z" + "\u0338\u0301\u0327" * 60,
    "\x00\x1b@\x1d(L\x10\x14\x1b[2J\r\n\t\x7f\x9b",
    "\u202egnihtemos\u2066",
    "\ud800 alone \U000e0001\ue000\uffff",
    "",
    "Eve ^XZ^XA^FDPWNED~JR",
]


def ink(image: Image.Image) -> tuple[int, int, int, int] | None:
    return ImageChops.invert(image.convert("L")).getbbox()


def codes(image: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(image.convert("L"))]


def differ(one: Image.Image, other: Image.Image) -> tuple[int, int, int, int] | None:
    return ImageChops.logical_xor(one, other).getbbox()


def single_dots(image: Image.Image) -> int:
    """Count the black dots whose four neighbours are white."""
    black = ImageChops.invert(image.convert("L"))
    ways = [(1, 0), (-1, 0), (0, 1), (0, -1)]
    beside = [ImageChops.offset(black, x, y) for x, y in ways]
    return ImageChops.subtract(black, reduce(ImageChops.lighter, beside)).histogram()[
        -1
    ]


def whole_dots(image: Image.Image, edges: tuple[float, ...]) -> Image.Image:
    """Cut out what lies between edges in millimetres."""
    return image.crop(tuple(round(edge * PER_MM) for edge in edges))


def place(design: str, part: Part) -> tuple[float, float, float, float]:
    box = next(p.box for p in DESIGNS[design].parts if p.part is part)
    return box.x, box.y, box.right, box.bottom


@pytest.mark.parametrize("name", HERE)
def test_the_badge_looks_as_it_was_approved(name):
    """A badge looks as somebody has seen and approved it, but for single dots."""
    drawn = KEPT[name].draw()

    with Image.open(GOLDEN / f"{name}.png") as kept:
        assert drawn.size == kept.size
        differing = ImageChops.logical_xor(drawn, kept.convert("1")).histogram()[255]
        assert differing < 0.003 * drawn.width * drawn.height


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("name", sorted(KEPT.keys() - {"classic-no-room-no-code"}))
def test_the_code_of_each_design_can_be_read(name, dpi):
    """The code on each design is read by a scanner, at the dots of either printer."""
    assert codes(KEPT[name].draw(dpi)) == ["K7WQ2M"]


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("code", [PASS, "https://portico.test/v/1?a=ü"])
def test_longer_codes_can_be_read_too(code, dpi):
    """A whole pass fits the badge, and is still read."""
    image = draw_badge(replace(FULL, code=code), CLASSIC, dpi=dpi)

    assert codes(image) == [code]


@pytest.mark.parametrize(("dpi", "dots"), [(203, 4), (300, 6)])
def test_the_modules_are_whole_and_large_enough(dpi, dots):
    """Every module is half a millimetre and as wide as the next, for cheap readers."""
    image = draw_badge(replace(MARA, code=PASS), CLASSIC, dpi=dpi)

    found = zxingcpp.read_barcodes(image.convert("L"))[0].position
    symbol = image.crop(
        (
            found.top_left.x,
            found.top_left.y,
            found.top_left.x + 41 * dots,
            found.top_left.y + 41 * dots,
        )
    )
    small = symbol.resize((41, 41), Image.Resampling.NEAREST)
    again = small.resize(symbol.size, Image.Resampling.NEAREST)
    assert differ(symbol, again) is None
    assert ink(symbol) == (0, 0, *symbol.size)


def test_four_modules_around_a_code_stay_white():
    """Nothing stands in the white border that readers need."""
    image = draw_badge(FULL, DESIGNS["tall"], dpi=203)

    found = zxingcpp.read_barcodes(image.convert("L"))[0].position
    dots = (found.top_right.x - found.top_left.x + 1) // 21
    border = (
        found.top_left.x - 4 * dots,
        found.top_left.y - 4 * dots,
        found.bottom_right.x + 1 + 4 * dots,
        found.bottom_right.y + 1 + 4 * dots,
    )
    assert ink(image.crop(border)) == tuple(
        4 * dots + edge for edge in (0, 0, 21 * dots, 21 * dots)
    )


@pytest.mark.parametrize("code", ["x" * 1000, "x" * 5000])
def test_a_code_that_would_be_too_fine_is_left_out(code):
    """A code that no reader could read does not take the host's place."""
    with_code = draw_badge(replace(MARA, code=code), CLASSIC, dpi=203)
    without = draw_badge(replace(MARA, code=None), CLASSIC, dpi=203)

    assert differ(with_code, without) is None


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_is_drawn_inside_the_margins(text):
    """Whatever a visitor types, a badge comes out and nothing sticks out."""
    words = ("name", "company", "host", "site", "room", "validity", "visit_type")
    labels = BadgeLabels(host=text, room=text)
    badge = replace(FULL, labels=labels, text=text, **dict.fromkeys(words, text))

    image = draw_badge(badge, CLASSIC, dpi=203)

    assert image.mode == "1"
    assert image.size == (799, 496)
    left, top, right, bottom = ink(image)
    assert min(left, top) >= 31
    assert right <= image.width - 31
    assert bottom <= image.height - 31


@settings(deadline=None, max_examples=20)
@given(name=st.text(max_size=200), room=st.none() | st.text(max_size=200))
def test_no_text_at_all_breaks_the_badge(name, room):
    """No name and no room, however odd, keeps a badge from being drawn."""
    badge = replace(MARA, name=name, room=room, host=name, site=name)

    assert ink(draw_badge(badge, DESIGNS["narrow"], dpi=203)) is not None


@pytest.mark.parametrize("design", sorted(DESIGNS.keys() - {"narrow"}))
def test_a_photo_changes_no_dot_beside_it(design):
    """Words and code come out the same, whoever is on the photo."""
    one = draw_badge(FULL, DESIGNS[design], dpi=203)
    other = draw_badge(replace(FULL, photo=FULL.logo), DESIGNS[design], dpi=203)

    edges = place(design, Part.PHOTO)
    left, top, right, bottom = (edge * PER_MM for edge in edges)
    changed = differ(one, other)
    assert changed[0] >= left - 1
    assert changed[1] >= top - 1
    assert changed[2] <= right + 1
    assert changed[3] <= bottom + 1


@pytest.mark.parametrize("design", sorted(DESIGNS.keys() - {"narrow"}))
def test_no_letter_touches_the_photo(design):
    """However long the words are, the photo stands free."""
    words = ("name", "company", "host", "site", "room", "validity", "visit_type")
    badge = replace(FULL, text="W" * 90, **dict.fromkeys(words, "W" * 90))

    image = draw_badge(badge, DESIGNS[design], dpi=203)

    left, top, right, bottom = place(design, Part.PHOTO)
    for_air = image.copy()
    inside = (left - 0.3, top - 0.3, right + 0.3, bottom + 0.3)
    for_air.paste(255, tuple(round(edge * PER_MM) for edge in inside))
    around = (left - 1, top - 1, right + 1, bottom + 1)
    assert ink(whole_dots(for_air, around)) is None


def test_only_the_photo_has_single_dots():
    """Words and code are black through and through: nothing but the photo is greyed."""
    without = draw_badge(replace(FULL, photo=None), CLASSIC, dpi=300)
    with_photo = draw_badge(FULL, CLASSIC, dpi=300)

    assert single_dots(without) < 20
    assert single_dots(with_photo) > 2000


@pytest.mark.parametrize("text", ["Frederike", "محمد", "שלום", "山田太郎", "अनुष्का"])
def test_names_of_every_script_leave_ink(text):
    """A name in another script stands on the badge, and is not left blank."""
    blank = draw_badge(replace(MARA, name=""), CLASSIC, dpi=203)

    named = draw_badge(replace(MARA, name=text), CLASSIC, dpi=203)

    box = differ(blank, named)
    assert box is not None
    assert box[2] - box[0] > 100


def test_a_badge_with_arabic_labels_is_mirrored():
    """On a badge in Arabic the words start at the right, and the code stands left."""
    english = draw_badge(FULL, DESIGNS["tall"], dpi=203)
    arabic = draw_badge(ARABIC, DESIGNS["tall"], dpi=203)

    at = [zxingcpp.read_barcodes(b.convert("L"))[0] for b in (english, arabic)]
    assert at[0].position.top_left.x > english.width / 2
    assert at[1].position.top_right.x < arabic.width / 2


def test_without_a_room_there_is_no_panel():
    """Where no room is known the badge does not show an empty one."""
    without = draw_badge(replace(MARA, room=None), CLASSIC, dpi=203)
    blank = draw_badge(replace(MARA, room="  \x00 "), CLASSIC, dpi=203)

    assert differ(without, blank) is None


def test_a_roll_is_as_long_as_what_stands_on_it():
    """Without a photo a receipt is shorter, and takes no more paper than it needs."""
    full = draw_badge(FULL, DESIGNS["receipt"], dpi=203)
    plain = draw_badge(replace(FULL, photo=None), DESIGNS["receipt"], dpi=203)

    assert full.width == plain.width == 575
    assert full.height - plain.height > 30 * PER_MM
    assert ink(plain)[3] > plain.height - 5 * PER_MM


def test_the_same_badge_is_drawn_the_same_twice():
    """A reprint is the same badge."""
    first = draw_badge(FULL, CLASSIC, dpi=203)
    second = draw_badge(FULL, CLASSIC, dpi=203)

    assert first.tobytes() == second.tobytes()


@pytest.mark.parametrize(
    ("design", "dpi", "dots"),
    [
        ("classic", 203, (799, 496)),
        ("classic", 300, (1181, 732)),
        ("tall", 203, (496, 799)),
        ("narrow", 300, (638, 1193)),
    ],
)
def test_the_picture_has_the_labels_size(design, dpi, dots):
    """The badge fills its label exactly."""
    assert draw_badge(MARA, DESIGNS[design], dpi=dpi).size == dots


@pytest.mark.parametrize("dpi", [0, 99, 1201])
def test_no_printer_has_such_dots(dpi):
    """A mistyped number of dots is said, instead of filling the memory."""
    with pytest.raises(ValueError, match="dpi is from 100 to 1200"):
        draw_badge(MARA, CLASSIC, dpi=dpi)
