"""What a mark remembers between two readings of changes."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from admin_server.core.errors import MarkExpired
from admin_server.core.meetings import Meeting


@dataclass(frozen=True)
class Mark:
    """A stretch of time as it was last read.

    Attributes:
        link: where Graph tells what changed since; None where it cannot.
        known: by meeting id, a print of the meeting as it was.
    """

    start: datetime
    end: datetime
    link: str | None
    known: Mapping[str, str]

    def text(self) -> str:
        """Write the mark down."""
        return json.dumps(
            {
                "start": self.start.isoformat(),
                "end": self.end.isoformat(),
                "link": self.link,
                "known": dict(self.known),
            },
            separators=(",", ":"),
        )


def read_mark(text: str) -> Mark:
    """Read what `Mark.text` wrote.

    Raises:
        MarkExpired: it is not a mark of ours, or one of another version.
    """
    try:
        stated = json.loads(text)
        link = stated["link"]
        return Mark(
            start=datetime.fromisoformat(stated["start"]),
            end=datetime.fromisoformat(stated["end"]),
            link=str(link) if link is not None else None,
            known={str(one): str(made) for one, made in stated["known"].items()},
        )
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise MarkExpired from error


def prints(meetings: Iterable[Meeting]) -> dict[str, str]:
    """Give each meeting's print, which changes with anything in it."""
    return {
        one.id: hashlib.sha256(repr(one).encode()).hexdigest()[:16] for one in meetings
    }
