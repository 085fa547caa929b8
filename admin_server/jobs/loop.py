"""The loop that keeps each job going: what one of them raises is logged, never fatal."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

log = structlog.get_logger()


@dataclass(frozen=True)
class Job:
    """One thing the server does again and again.

    Attributes:
        turn: does it once and says how many seconds to pause (0: at once).
        pause_after_trouble: seconds to pause when a turn raised.
    """

    name: str
    turn: Callable[[], Awaitable[float]]
    pause_after_trouble: float = 5.0


async def keep_going(job: Job) -> None:
    """Run a job until cancelled. One line when it begins to fail, one when it ends."""
    failing = False
    while True:
        try:
            pause = await job.turn()
        except Exception:
            if not failing:
                log.exception("job_failing", job=job.name)
            failing, pause = True, job.pause_after_trouble
        else:
            if failing:
                log.info("job_working_again", job=job.name)
            failing = False
        await asyncio.sleep(pause)
