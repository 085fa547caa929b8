"""What a person said about whose a meeting is, remembered for its whole series."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Said:
    """What somebody said of a series, and when."""

    theirs: bool
    at: datetime
    by: str


@dataclass(frozen=True)
class MeetingChoice:
    """A receptionist's correction: this series is, or is not, this visitor's.

    Attributes:
        uid: the iCalendar UID, which all occurrences of a series share.
        theirs: False says that it is not the visitor's, whatever fits.
        by: who said so, as the audit names them.
        before: what was said of it before that, and holds again if this is undone.
    """

    visitor: str
    host: str
    uid: str
    theirs: bool
    at: datetime
    by: str
    before: Said | None = None
