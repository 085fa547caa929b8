"""The loop that keeps each job going: what one of them raises is logged, never fatal."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from admin_server.core.heartbeats import Heartbeats

log = structlog.get_logger()


@dataclass(frozen=True)
class Job:
    """One thing the server does again and again.

    Attributes:
        turn: does it once and says how many seconds to pause (0: at once).
        pause_after_trouble: seconds to pause when a turn raised.
        patience: seconds after which a turn that has not ended hangs.
    """

    name: str
    turn: Callable[[], Awaitable[float]]
    pause_after_trouble: float = 5.0
    patience: float = 900.0


async def keep_going(job: Job, beats: Heartbeats | None = None) -> None:
    """Run a job until cancelled. One line when it begins to fail, one when it ends.

    Args:
        beats: hears of every turn.
    """
    beats = beats or Heartbeats()
    try:
        await _go_on(job, beats)
    finally:
        beats.stopped(job.name)


async def _go_on(job: Job, beats: Heartbeats) -> None:
    now = asyncio.get_running_loop().time
    failing = False
    while True:
        beats.began(job.name, now=now(), patience=job.patience)
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
        beats.rests(job.name, now=now(), pause=pause, failed=failing)
        await asyncio.sleep(pause)
