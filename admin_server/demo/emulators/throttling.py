"""Mailboxes that ask to be left alone at random moments, and a record of who did so."""

import random
import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

_SHORTEST, _LONGEST = 2, 40
_KEPT = 20_000


@dataclass
class Recorded:
    """One request about a mailbox.

    Attributes:
        at: the moment by the clock that pauses are counted by.
        begun, ended: by a clock that never stands still, in seconds.
        open: how many there were then for this mailbox, with this one.
        kind: how it was refused; empty where it was answered.
        pause: for how many seconds it was asked to stay away.
    """

    mailbox: str
    at: str
    begun: float
    open: int
    ended: float = 0
    kind: str = ""
    pause: int = 0


@dataclass
class Throttle:
    """Refuses some of the requests, each with a pause; all are recorded.

    Attributes:
        chance: how many of the requests are refused, from 0 to 1.
        kinds: how they are refused, in a provider's own words.
    """

    chance: float = 0
    kinds: Sequence[str] = ()
    record: deque[Recorded] = field(default_factory=lambda: deque(maxlen=_KEPT))
    _random: random.Random = field(default_factory=random.Random)
    _open: Counter[str] = field(default_factory=Counter)
    _closed: dict[str, tuple[datetime, str]] = field(default_factory=dict)

    def begin(self, chance: float, kinds: Sequence[str], seed: int) -> None:
        """Refuse that many from now on; with 0, none."""
        self.chance, self.kinds = chance, kinds
        self._random = random.Random(seed)  # noqa: S311 - chance, not secrecy
        self._closed.clear()

    def enter(self, mailbox: str, now: datetime, *, spared: bool = False) -> Recorded:
        """Note that a request about a mailbox came in; unless spared, it may be refused."""
        self._open[mailbox] += 1
        come = Recorded(mailbox, now.isoformat(), time.monotonic(), self._open[mailbox])
        self.record.append(come)
        if spared:
            return come
        until, kind = self._closed.get(mailbox, (now, ""))
        if now < until:
            # Whoever comes too early is sent away again.
            self._refuse(come, kind, until - now)
        elif self._random.random() < self.chance:
            pause = timedelta(seconds=self._random.randint(_SHORTEST, _LONGEST))
            self._refuse(come, self._random.choice(list(self.kinds)), pause)
            self._closed[mailbox] = now + pause, come.kind
        return come

    def leave(self, come: Recorded) -> None:
        """Note that a request was answered."""
        self._open[come.mailbox] -= 1
        come.ended = time.monotonic()

    def recorded(self) -> list[dict[str, Any]]:
        """Give the record, in the order in which requests came in."""
        return [asdict(one) for one in self.record]

    def _refuse(self, come: Recorded, kind: str, pause: timedelta) -> None:
        come.kind, come.pause = kind, max(round(pause.total_seconds()), 1)
