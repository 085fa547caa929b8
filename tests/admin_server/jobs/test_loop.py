"""The loop that keeps a job going."""

import asyncio

from structlog.testing import capture_logs

from admin_server.core.heartbeats import FAILING_COUNTS, Heartbeats, JobTrouble
from admin_server.jobs.loop import Job, keep_going


async def test_a_failing_job_is_told_of_once_and_goes_on() -> None:
    """A job that fails for a while writes one line when it begins, one when it ends."""
    turns = []

    async def turn() -> float:
        turns.append(1)
        if len(turns) <= 3:
            raise OSError
        return 0.001

    with capture_logs() as lines:
        task = asyncio.create_task(
            keep_going(Job("sweep", turn, pause_after_trouble=0.001))
        )
        async with asyncio.timeout(5):
            while len(turns) < 6:
                await asyncio.sleep(0.001)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    assert [line["event"] for line in lines] == ["job_failing", "job_working_again"]


async def test_monitoring_hears_of_every_turn() -> None:
    """A job that goes on is well; one that hangs, or is gone, is told of."""
    beats, stuck = Heartbeats(), asyncio.Event()

    async def turn() -> float:
        await stuck.wait()
        return 60.0

    now = asyncio.get_running_loop().time
    task = asyncio.create_task(keep_going(Job("sweep", turn, patience=30), beats))
    await asyncio.sleep(0)
    at_work, hanging = beats.troubles(now=now()), beats.troubles(now=now() + 31)
    stuck.set()
    await asyncio.sleep(0.01)
    resting = beats.troubles(now=now() + 31)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert at_work == resting == {}
    assert hanging == {"sweep": JobTrouble.HANGS}
    assert beats.troubles(now=now()) == {"sweep": JobTrouble.STOPPED}


async def test_monitoring_hears_that_a_job_fails() -> None:
    """A job that raises every time is told of once it did so for long."""
    beats = Heartbeats()

    async def turn() -> float:
        raise OSError

    now = asyncio.get_running_loop().time
    task = asyncio.create_task(
        keep_going(Job("sweep", turn, pause_after_trouble=900), beats)
    )
    await asyncio.sleep(0.01)
    task.cancel()
    soon, later = (
        beats.troubles(now=now()),
        beats.troubles(now=now() + FAILING_COUNTS + 1),
    )
    await asyncio.gather(task, return_exceptions=True)

    assert soon == {}
    assert later == {"sweep": JobTrouble.FAILS}
