"""A badge as a picture, for people's browsers, in the design that a site chose."""

import io

from shared.badge import Badge
from shared.badge_design import (
    BadgeDesign,
    DesignWrong,
    built_in_designs,
    read_design,
)
from shared.kiosk_options import BadgeChoice

OWN = "own"
CLASSIC = "classic"
FOR_PAPER = 300
"""Dots to the inch of what a browser prints."""
FOR_LOOKING = 150
"""Dots to the inch of what is only looked at."""


def design_of(choice: BadgeChoice) -> BadgeDesign:
    """Give the design that a site chose; ours where its own cannot be used."""
    ours = built_in_designs()
    if choice.design != OWN:
        return ours.get(choice.design, ours[CLASSIC])
    try:
        return read_design(choice.own)
    except DesignWrong:
        # What can be saved can be read; an older version may know less.
        return ours[CLASSIC]


def badge_png(badge: Badge, design: BadgeDesign, *, dpi: int) -> bytes:
    """Draw a badge as a PNG.

    Raises:
        ValueError: the design leaves no room to draw anything.
    """
    # Whoever works with pictures takes their time to load.
    from shared.badge_layout import draw_badge  # noqa: PLC0415 - see above

    file = io.BytesIO()
    picture = draw_badge(badge, design, dpi=dpi)
    picture.save(file, "PNG", dpi=(dpi, dpi), optimize=True)
    return file.getvalue()


def label_mm(badge: Badge, design: BadgeDesign) -> tuple[float, float]:
    """Say how large a badge's label is; a roll is cut where the badge ends."""
    if not design.roll:
        return design.width_mm, design.height_mm
    from shared.badge_layout import draw_badge  # noqa: PLC0415 - see below

    high = draw_badge(badge, design, dpi=FOR_PAPER).height
    return design.width_mm, round(high / FOR_PAPER * 25.4, 1)
