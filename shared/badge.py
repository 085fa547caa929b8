"""What stands on a badge."""

from dataclasses import dataclass, field
from enum import StrEnum


class Pattern(StrEnum):
    """What tells kinds of visit apart from across a room, on a printer without colours."""

    NONE = "none"
    STRIPES = "stripes"
    DOTS = "dots"
    CHECKS = "checks"
    WAVES = "waves"
    FRAME = "frame"


@dataclass(frozen=True)
class BadgeLabels:
    """The small words beside the big ones, in the visitor's language."""

    host: str = "Host"
    room: str = "Room"


@dataclass(frozen=True)
class Badge:
    """The words and pictures of one badge, ready to be drawn.

    Attributes:
        room: the meeting room, or None while or where there is none.
        date: the day of the visit as people at the site write it.
        code: the text of the badge's QR code, or None for no code.
        validity: until when it counts, in words: "Valid until 17:30".
        visit_type: the kind of visit, in the visitor's language.
        text: a line of the site's own.
        photo, logo: as PNG or JPEG; what cannot be read is left out.
    """

    name: str
    company: str | None
    host: str
    site: str
    date: str
    room: str | None = None
    code: str | None = None
    labels: BadgeLabels = BadgeLabels()
    validity: str | None = None
    visit_type: str | None = None
    pattern: Pattern = Pattern.NONE
    text: str | None = None
    photo: bytes | None = field(default=None, repr=False)
    logo: bytes | None = field(default=None, repr=False)
