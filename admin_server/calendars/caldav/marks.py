"""What a mark remembers between two readings of changes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from admin_server.core.errors import MarkExpired


@dataclass(frozen=True)
class Remembered:
    """One collection as it was last read.

    Attributes:
        token: the server's sync token.
        known: the ids of the meetings that each address held; a deleted event
            is only named by its address, and a meeting by its id.
    """

    token: str
    known: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Mark:
    """All collections as they were last read, and which stretch of time that was."""

    start: datetime
    end: datetime
    collections: Mapping[str, Remembered]

    def text(self) -> str:
        """Write the mark down."""
        return json.dumps(
            {
                "start": self.start.isoformat(),
                "end": self.end.isoformat(),
                "collections": {
                    path: {"token": one.token, "known": dict(one.known)}
                    for path, one in self.collections.items()
                },
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
        return Mark(
            start=datetime.fromisoformat(stated["start"]),
            end=datetime.fromisoformat(stated["end"]),
            collections={
                path: Remembered(
                    one["token"],
                    {href: tuple(ids) for href, ids in one["known"].items()},
                )
                for path, one in stated["collections"].items()
            },
        )
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise MarkExpired from error
