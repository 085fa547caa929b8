"""The loop that keeps a job going."""

import asyncio

from structlog.testing import capture_logs

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
