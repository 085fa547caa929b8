"""A badge drawn in black and white dots, ready for any printer.

Pure but for its fonts, which it reads from their files (see `badge_fonts`): the same
badge, design and dpi give the same dots wherever the same fonts are.
"""

from collections.abc import Iterator

from PIL import Image

from shared.badge import Badge, Pattern
from shared.badge_code import code_dots
from shared.badge_design import BadgeDesign
from shared.badge_paper import Paper
from shared.badge_parts import UNCHANGED, Part, Placed
from shared.badge_patterns import pattern_dots
from shared.badge_pictures import logo_dots, open_picture, photo_dots
from shared.badge_places import arrange
from shared.badge_text import runs_rightwards
from shared.badge_writing import Writer, label_column


def draw_badge(badge: Badge, design: BadgeDesign, *, dpi: int) -> Image.Image:
    """Draw a badge as an image of mode "1", black on white.

    Long texts take a second line where the design has one, shrink, then end in "…".
    What a badge lacks leaves its room to others, as the design says. A QR code that
    would not fit with modules of half a millimetre is left out, and so is a picture
    that cannot be read. Where the badge's labels run from right to left, all of it
    is mirrored. A roll's picture is as long as what stands on it.

    Raises:
        ValueError: no printer has so few or so many dots per inch.
    """
    paper = Paper(design.width_mm, design.height_mm, dpi)
    words = {part: text for part, text in _words(badge, paper) if text}
    pictures = {part: dots for part, dots in _pictures(badge, design, paper) if dots}
    labels = {part: paper.clean(text) for part, text in _labels(badge)}
    mirrored = not runs_rightwards("".join(labels.values()))
    bare = () if badge.pattern is Pattern.NONE else (Part.PATTERN,)
    places = arrange(design, {*words, *pictures, *bare}, mirrored=mirrored)
    column = label_column(paper, places.parts, labels)
    writer = Writer(paper, labels, column, mirrored=mirrored)
    for line in places.lines:
        paper.rule(line)
    for placed in places.parts:
        if placed.letters:
            writer.write(placed, placed.letters, words[placed.part])
        elif placed.part is Part.PATTERN:
            area = paper.dots(placed.box)
            dots = pattern_dots(badge.pattern, area, per_mm=paper.per_mm)
            paper.put(dots, placed)
        else:
            paper.put(pictures[placed.part], placed)
    return paper.finished(places.height_mm)


def _words(badge: Badge, paper: Paper) -> Iterator[tuple[Part, str]]:
    yield Part.NAME, paper.clean(badge.name)
    yield Part.COMPANY, paper.clean(badge.company)
    yield Part.HOST, paper.clean(badge.host)
    yield Part.ROOM, paper.clean(badge.room)
    yield Part.SITE, paper.clean(badge.site)
    yield Part.DATE, paper.clean(badge.date)
    yield Part.VALIDITY, paper.clean(badge.validity)
    yield Part.VISIT_TYPE, paper.clean(badge.visit_type)
    yield Part.TEXT, paper.clean(badge.text)


def _labels(badge: Badge) -> Iterator[tuple[Part, str]]:
    yield Part.HOST, badge.labels.host
    yield Part.ROOM, badge.labels.room


def _pictures(
    badge: Badge, design: BadgeDesign, paper: Paper
) -> Iterator[tuple[Part, Image.Image | None]]:
    for placed in design.parts:
        if placed.part in UNCHANGED:
            yield placed.part, _picture(badge, placed, paper)


def _picture(badge: Badge, placed: Placed, paper: Paper) -> Image.Image | None:
    """Draw a picture in its final dots; None where the badge has none to show."""
    size = paper.dots(placed.box)
    match placed.part:
        case Part.CODE if badge.code:
            return code_dots(badge.code, side=min(size), per_mm=paper.per_mm)
        case Part.PHOTO if photo := open_picture(badge.photo):
            return photo_dots(photo, size)
        case Part.LOGO if logo := open_picture(badge.logo):
            return logo_dots(logo, size)
        case _:
            return None
