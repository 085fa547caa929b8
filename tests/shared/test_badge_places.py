from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.badge_design import BadgeDesign
from shared.badge_parts import Align, Box, Part, Placed, Side
from shared.badge_places import arrange

NAME = Placed(Part.NAME, Box(4, 20, 50, 16), grow=frozenset(Side))
PHOTO = Placed(Part.PHOTO, Box(60, 20, 30, 30))
COMPANY = Placed(Part.COMPANY, Box(4, 40, 50, 8), align=Align.END)
CODE = Placed(Part.CODE, Box(60, 52, 20, 6))


def label(*parts: Placed, roll: bool = False) -> BadgeDesign:
    return BadgeDesign("test", 100, 62, parts=parts, roll=roll)


@st.composite
def designs(draw: st.DrawFn) -> BadgeDesign:
    """Any parts in any cells of a grid, growing anywhere."""
    cells = st.tuples(st.integers(0, 5), st.integers(0, 4))
    places = draw(st.lists(cells, min_size=1, max_size=9, unique=True))
    grows = st.frozensets(st.sampled_from(Side))
    parts = [
        Placed(part, Box(4 + 15 * x, 4 + 11 * y, 12.5, 8.2), grow=draw(grows))
        for part, (x, y) in zip(Part, places, strict=False)
    ]
    lines = [Box(4, 13 + 11 * y, 60, 0.3) for y in draw(st.sets(st.integers(0, 3)))]
    return BadgeDesign(
        "any", 100, 62, roll=draw(st.booleans()), parts=tuple(parts), lines=tuple(lines)
    )


@settings(deadline=None, max_examples=200)
@given(design=designs(), kept=st.sets(st.sampled_from(Part)), mirrored=st.booleans())
def test_no_two_parts_ever_meet(design, kept, mirrored):
    """Whatever a badge lacks and whatever grows, nothing stands on anything else."""
    places = arrange(design, kept, mirrored=mirrored)

    boxes = [placed.box for placed in places.parts] + list(places.lines)
    paper = Box(0, 0, design.width_mm, places.height_mm)
    assert not [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])]
    assert all(box.within(paper) for box in boxes)
    assert places.height_mm <= design.height_mm


def test_a_part_grows_up_to_its_neighbours():
    """A long name takes the free room beside it, and stops before the photo."""
    places = arrange(label(NAME, PHOTO), [Part.NAME, Part.PHOTO], mirrored=False)

    assert places.parts[0].box == Box(4, 4, 54, 54)


def test_what_is_absent_leaves_its_room():
    """Without a photo the name goes on to the margin."""
    places = arrange(label(NAME, PHOTO, COMPANY), [Part.NAME], mirrored=False)

    assert [placed.box for placed in places.parts] == [Box(4, 4, 92, 54)]


def test_what_does_not_grow_stays():
    """A part without a word about growing keeps its place, whatever is absent."""
    places = arrange(label(NAME, COMPANY), [Part.COMPANY], mirrored=False)

    assert places.parts[0].box == COMPANY.box


def test_a_mirrored_badge_turns_places_and_sides():
    """On an Arabic badge what stood left stands right, at the same height."""
    company, code = arrange(
        label(COMPANY, CODE), [Part.COMPANY, Part.CODE], mirrored=True
    ).parts

    assert company.box == Box(46, 40, 50, 8)
    assert company.align is Align.START
    assert code.align is Align.END
    assert code.box.x == 20


@pytest.mark.parametrize(
    ("present", "tops", "height"),
    [
        ([Part.SITE, Part.PHOTO, Part.DATE, Part.TEXT], [4, 12, 30, 30], 44),
        ([Part.SITE, Part.DATE], [4, 12], 20),
        ([Part.SITE, Part.DATE, Part.TEXT], [4, 12, 12], 26),
        ([Part.SITE], [4], 14),
        ([Part.SITE, Part.PHOTO], [4, 12], 30),
    ],
)
def test_on_a_roll_empty_rows_close_up(present, tops, height):
    """A badge without a photo takes less paper, and nothing is left where it was."""
    design = label(
        Placed(Part.SITE, Box(4, 4, 92, 6)),
        Placed(Part.PHOTO, Box(4, 12, 30, 14)),
        Placed(Part.DATE, Box(4, 30, 40, 4)),
        Placed(Part.TEXT, Box(50, 30, 40, 10)),
        roll=True,
    )

    places = arrange(design, present, mirrored=False)

    assert [placed.box.y for placed in places.parts] == tops
    assert places.height_mm == height
