import re
from itertools import combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.badge_design import DesignWrong, built_in_designs, read_design
from shared.badge_fonts import Weight
from shared.badge_layout import draw_badge
from shared.badge_parts import Align, Box, LabelPlace, Part, Side, Stand
from tests.golden.badges import FULL, designs_of_the_manual

LABEL = """
[label]
width = 100
height = 62
"""
NAME = """
[elements.name]
x = 4
y = 20
width = 92
height = 16
size = [5, 12]
"""
PHOTO = """
[elements.photo]
x = 4
y = 40
width = 18
height = 18
"""


def test_ours_are_four_and_classic_is_the_first():
    """Four designs come along, for lying and standing labels and for rolls."""
    ours = built_in_designs()

    sizes = {name: (one.width_mm, one.height_mm) for name, one in ours.items()}
    assert list(ours) == ["classic", "narrow", "receipt", "tall"]
    assert sizes["classic"] == (100, 62)
    assert sizes["tall"] == (62, 100)
    assert sizes["narrow"] == (54, 101)
    assert sizes["receipt"][0] == 72
    assert [one.roll for one in ours.values()] == [False, False, True, False]


def test_a_design_is_read_with_all_that_it_says():
    """What an admin writes into a design is what the badge follows."""
    design = read_design(
        'name = "Ours"\n'
        + LABEL
        + "margin = 3\ngap = 1.5\nroll = true\n"
        + NAME
        + 'weight = "bold"\nlines = 2\nalign = "centre"\nstand = "top"\n'
        + 'grow = ["up", "end"]\n'
        + "[elements.room]\nx = 3\ny = 40\nwidth = 60\nheight = 10\nsize = [3, 7]\n"
        + 'panel = true\nlabel = "above"\nlabel_size = 2.5\n'
        + "[[lines]]\nx = 0\ny = 12\nwidth = 100\nthickness = 0.5\n"
    )

    name, room = design.parts
    assert (design.name, design.margin_mm, design.gap_mm) == ("Ours", 3, 1.5)
    assert design.roll
    assert design.lines == (Box(0, 12, 100, 0.5),)
    assert (name.part, name.box) == (Part.NAME, Box(4, 20, 92, 16))
    assert (name.align, name.stand) == (Align.CENTRE, Stand.TOP)
    assert name.grow == {Side.UP, Side.END}
    assert (name.letters.weight, name.letters.lines) == (Weight.BOLD, 2)
    assert room.letters.panel
    assert room.letters.label is LabelPlace.ABOVE
    assert (room.letters.smallest, room.letters.largest) == (3, 7)


def test_a_part_that_is_not_shown_takes_no_place():
    """A part can be switched off and its numbers kept; others may stand there."""
    hidden = PHOTO.replace("y = 40", "y = 20") + "show = false\n"

    design = read_design(LABEL + NAME + hidden)

    assert [placed.part for placed in design.parts] == [Part.NAME]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name = ", "this is not TOML: Invalid value (at end of document)"),
        ("x = " + "[" * 9000, "this is not TOML"),
        ("x = " + "1" * 9000, "this is not TOML"),
        ("#" * 16_385, "a design has at most 16384 bytes"),
        ("#" + "é" * 8200, "a design has at most 16384 bytes"),
        (NAME, "label.width is missing; it is a number from 20 to 220"),
        (LABEL, "elements.name is missing; every badge shows a name"),
        (LABEL + NAME + "show = false", "elements.name is missing"),
        (
            LABEL + NAME + "lines_ = 2",
            "elements.name.lines_ is no key of a design; did you",
        ),
        (LABEL + NAME + "file = 2", "elements.name.file is no key of a design; there"),
        (LABEL + NAME + PHOTO + "size = [1, 2]", "elements.photo.size is no key"),
        (LABEL + NAME + PHOTO + 'grow = ["up"]', "elements.photo.grow is no key"),
        (LABEL + NAME + 'label = "above"', "elements.name.label is no key"),
        (
            LABEL + "[elements.nme]",
            "elements.nme is no key of a design; did you mean name",
        ),
        (LABEL + "colour = 1\n" + NAME, "label.colour is no key of a design"),
        ("photo = 1\n" + LABEL + NAME, "photo is no key of a design"),
        (LABEL + NAME + "lines = 4", "lines must be a whole number from 1 to 3, not 4"),
        (LABEL + NAME + "lines = true", "a whole number from 1 to 3, not True"),
        (
            LABEL + NAME + "panel = 1",
            "elements.name.panel must be true or false, not 1",
        ),
        (
            LABEL + NAME + 'weight = "heavy"',
            "one of regular, medium, bold, not 'heavy'",
        ),
        (LABEL + NAME + "align = 3", "align must be one of start, centre, end, not 3"),
        (LABEL + NAME + 'grow = "up"', "a list of words from start, end, up, down"),
        (LABEL + NAME + 'grow = ["left"]', "a list of words from start, end, up, down"),
        (LABEL.replace("62", "nan") + NAME, "label.height must be a number from 20"),
        (LABEL.replace("62", "10") + NAME, "number from 20 to 400, not 10"),
        (LABEL.replace("62", "true") + NAME, "number from 20 to 400, not True"),
        (LABEL + NAME.replace("[5, 12]", "[12, 5]"), "two numbers from 1.5 to 60, the"),
        (LABEL + NAME.replace("[5, 12]", "12"), "the smaller one first, not 12"),
        ("name = 3\n" + LABEL + NAME, "name must be a text of at most 60 letters"),
        ("elements = 3\n" + LABEL, "elements must be a table, written as [elements]"),
        ("lines = 3\n" + LABEL + NAME, "lines must be at most 8 tables, each written"),
        ("lines = [" + "{}, " * 9 + "]\n" + LABEL + NAME, "at most 8 tables"),
        (LABEL + NAME + "[[lines]]\nx = 0\ny = 70\nwidth = 9", "lines[1] (x 0 to 9, y"),
        (LABEL + NAME + "[[lines]]\nx = 0\ny = 25\nwidth = 9", "overlaps lines[1]"),
        (
            LABEL + NAME.replace("x = 4", "x = 6"),
            (
                "elements.name (x 6 to 98, y 20 to 36) leaves the paper; between the margins"
                " there is x 4 to 96, y 4 to 58"
            ),
        ),
        (
            LABEL + NAME + PHOTO.replace("y = 40", "y = 30"),
            (
                "elements.name (x 4 to 96, y 20 to 36) overlaps elements.photo"
                " (x 4 to 22, y 30 to 48); move one of them or make it smaller"
            ),
        ),
    ],
)
def test_a_mistake_is_named_and_what_would_be_right(text, told):
    """Whoever mistypes a design reads which key is meant, and what it should be."""
    with pytest.raises(DesignWrong, match=re.escape(told)):
        read_design(text)


def test_a_long_value_is_not_repeated_in_full():
    """A mistake's sentence stays short, whatever was written."""
    with pytest.raises(DesignWrong) as problem:
        read_design(LABEL + NAME + f'weight = "{"x" * 5000}"')

    assert len(str(problem.value)) < 160


@settings(deadline=None, max_examples=60)
@example("\ud800")
@example("a" * 30 + " = {" * 400)
@given(text=st.text(max_size=80) | st.text(alphabet='[]{}=."#\n19a', max_size=200))
def test_no_text_does_more_than_being_refused(text):
    """Whatever is pasted into the field for a design, it is refused in words."""
    with pytest.raises(DesignWrong):
        read_design(text)


def test_a_code_may_reach_the_papers_edge():
    """A code brings its own white border, so its box may use the margin."""
    code = "[elements.code]\nx = 74\ny = 36.5\nwidth = 26\nheight = 25.5\n"

    design = read_design(LABEL + NAME + code)

    assert design.parts[1].box.right == 100


@pytest.mark.parametrize(
    ("width", "height"), [(62, 100), (100, 62), (54, 101), (48, 130), (72, 200)]
)
def test_a_design_can_be_made_for_every_common_label(width, height):
    """Own designs work for the labels and rolls that sites have."""
    design = read_design(
        f"[label]\nwidth = {width}\nheight = {height}\n"
        f"[elements.name]\nx = 4\ny = 4\nwidth = {width - 8}\nheight = 16\n"
        "size = [5, 12]\nlines = 2\n"
        "[elements.code]\nx = 4\ny = 22\nwidth = 26\nheight = 26\n"
    )

    image = draw_badge(FULL, design, dpi=203)

    assert abs(image.width - width * 203 / 25.4) < 1
    assert abs(image.height - height * 203 / 25.4) < 1


def test_the_manuals_examples_can_be_used():
    """What the manual shows as a design for a 57 mm roll prints on one."""
    (slip,) = [read_design(text) for text in designs_of_the_manual()]

    assert draw_badge(FULL, slip, dpi=203).width == 384


@pytest.mark.parametrize("name", sorted(built_in_designs()))
def test_our_designs_keep_their_parts_apart(name):
    """In our own designs some white lies between any two parts."""
    boxes = [placed.box for placed in built_in_designs()[name].parts]

    near = [
        pair
        for pair in combinations(boxes, 2)
        if pair[0].inset(-0.35).overlaps(pair[1])
    ]

    assert near == []
