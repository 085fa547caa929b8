"""The two clocks of a kiosk: the one on the wall, and one that nobody sets."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4


@dataclass(frozen=True)
class Clocks:
    """What time it is, and how long something took.

    Attributes:
        now: the wall's clock, aware; it may be wrong by years, or step.
        monotonic: seconds that only ever grow, while the kiosk runs.
        boot_id: made anew whenever the kiosk starts; `monotonic` means something
            only together with it.
        is_set: whether the wall's clock can be right; a small computer may have lost
            the time while it was switched off.
    """

    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    boot_id: UUID = field(default_factory=uuid4)
    is_set: Callable[[], bool] = lambda: True
