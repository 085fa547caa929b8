"""What stands on a badge."""

from dataclasses import dataclass


@dataclass(frozen=True)
class BadgeLabels:
    """The small words beside the big ones, in the visitor's language."""

    host: str = "Host"
    room: str = "Room"


@dataclass(frozen=True)
class Badge:
    """The words of one badge, ready to be drawn.

    Attributes:
        room: the meeting room, or None while or where there is none.
        date: the day of the visit as people at the site write it.
        code: the text of the badge's QR code, or None for no code.
    """

    name: str
    company: str | None
    host: str
    site: str
    date: str
    room: str | None = None
    code: str | None = None
    labels: BadgeLabels = BadgeLabels()
