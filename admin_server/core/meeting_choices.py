"""What a person said about whose a meeting is, remembered for its whole series."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class MeetingChoice:
    """A receptionist's correction: this series is, or is not, this visitor's.

    Attributes:
        uid: the iCalendar UID, which all occurrences of a series share.
        theirs: False says that it is not the visitor's, whatever fits.
        by: who said so, as the audit names them.
    """

    visitor: str
    host: str
    uid: str
    theirs: bool
    at: datetime
    by: str
