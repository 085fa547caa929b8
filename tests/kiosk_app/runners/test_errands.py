"""Effects run beside the loop and are always answered."""

import asyncio

import pytest
from structlog.testing import capture_logs

from kiosk_app.journey.effects import AskRoom, ForgetVisitor, SearchHosts, SendCheckIn
from kiosk_app.journey.events import CheckInUnanswered, HostsFound
from kiosk_app.runners.errands import Errands
from tests.fakes.sleeper import Sleeper, settle
from tests.kiosk_app.journey.examples import ID, REQUEST


async def test_an_effect_that_falls_over_is_answered_and_logged():
    """A fault in the kiosk looks like a server that is away; the log says where."""
    sent = []

    async def fall_over(effect):
        raise ValueError("Mara Lindt, mara@lindt.example")

    with capture_logs() as lines:
        Errands(fall_over, sent.append).start(SendCheckIn(REQUEST))
        await settle()

    assert sent == [CheckInUnanswered(ID)]
    assert lines[0]["error"] == "ValueError"
    assert "Mara" not in str(lines)


@pytest.mark.parametrize("ending", [SearchHosts("Jon"), ForgetVisitor()])
async def test_an_old_search_is_dropped(ending):
    """A newer search, or a visitor who has gone, ends the one under way."""
    sent, sleep = [], Sleeper()

    async def search(effect):
        await sleep(1)
        return None if effect == ForgetVisitor() else HostsFound(effect.query, ())

    errands = Errands(search, sent.append)
    errands.start(SearchHosts("Jo"))
    await settle()
    errands.start(ending)
    await settle()
    await sleep.wake()

    assert HostsFound("Jo", ()) not in sent
    assert len(sleep.asked) == 2


async def test_stopping_ends_everything():
    """When the kiosk stops, nothing goes on behind its back."""
    sent, sleep = [], Sleeper()

    async def wait(effect):
        await sleep(1)
        return CheckInUnanswered(ID)

    errands = Errands(wait, sent.append)
    errands.start(AskRoom("visit-1", 1))
    errands.start(SendCheckIn(REQUEST))
    await settle()

    await errands.stop()

    assert sent == []
    assert sleep.asleep == 0
    assert len(asyncio.all_tasks()) == 1
