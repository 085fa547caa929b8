"""Every fault that is tried: in full by `make soak`, and in a small size by the tests."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from tests.soak import (
    crowd,
    disks,
    kills,
    kiosk_power_cut,
    outage,
    outbox,
    power_cut,
    random_kills,
    replicas,
    sessions,
    upgrade,
)
from tests.soak.tried import Tried


@dataclass(frozen=True)
class Subject:
    """One kind of fault.

    Attributes:
        size: what of the fault is counted, such as "kills".
        small: how many for every day; full: how many the promise is held against.
    """

    work: Callable[..., Awaitable[Tried]]
    size: str
    small: int
    full: int

    async def do(self, folder: Path, *, count: int) -> Tried:
        """Try it so often."""
        return await self.work(folder, **{self.size: count})


SUBJECTS: Mapping[str, Subject] = MappingProxyType(
    {
        "crowd": Subject(crowd.of_eight_clients, "check_ins", 200, 2000),
        "kill-points": Subject(kills.at_every_write, "most_points", 3, 1000),
        "random-kills": Subject(random_kills.at_any_moment, "kills", 3, 200),
        "disk-fails": Subject(disks.with_a_failing_disk, "rounds", 1, 10),
        "disk-full": Subject(disks.on_a_full_disk, "rounds", 1, 20),
        "power-cut": Subject(power_cut.at_every_point, "check_ins", 6, 100),
        "outbox-killed": Subject(outbox.killed_while_sending, "times", 1, 6),
        "outbox-stopped": Subject(outbox.stopped_while_sending, "times", 1, 6),
        "three-workers": Subject(replicas.three_workers, "jobs", 120, 3000),
        "kiosks-offline": Subject(outage.of_three_days, "check_ins", 60, 1000),
        "two-servers": Subject(replicas.one_of_two, "faults", 4, 100),
        "kiosk-power-cut": Subject(
            kiosk_power_cut.at_every_point, "check_ins", 12, 100
        ),
        "upgrade": Subject(upgrade.at_every_statement, "check_ins", 40, 1000),
        "sessions": Subject(sessions.one_after_the_other, "sessions", 20, 10_000),
    }
)
"""By the name under which one is asked for."""
