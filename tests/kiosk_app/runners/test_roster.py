"""The kiosk asks for its list once a minute, and gives it up when it is revoked."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from kiosk_app.journey.events import Unpaired
from kiosk_app.runners.kept_store import KeptStore
from kiosk_app.runners.kiosk_token import KioskToken
from kiosk_app.runners.memory import Memory
from kiosk_app.runners.roster import EVERY_SECONDS, RosterKeeping
from kiosk_app.runners.server_calls import ServerCalls, open_client
from tests.fakes.kiosk_server import Answer
from tests.fakes.offline_day import TurnedClocks, roster
from tests.fakes.sleeper import Sleeper, until

CALL = "GET kiosk/roster"
LIST = Answer(200, roster().model_dump_json())
REVOKED = Answer(401, '{"error": "kiosk_unknown", "message": "x"}')


class Keeping:
    """One kiosk that keeps its list; the test turns its clocks and wakes it."""

    def __init__(self, folder, token):
        self.token = token
        self.store = KeptStore(folder)
        self.turned = TurnedClocks()
        self.memory = Memory(self.store, token, self.turned.clocks())
        self.sleep = Sleeper()
        self.told = []

    @asynccontextmanager
    async def running(self, server):
        """Let it run against a server."""
        async with open_client(server.address, self.token, None) as client:
            keeping = RosterKeeping(
                ServerCalls(client),
                self.token,
                self.memory,
                send=self.told.append,
                sleep=self.sleep,
            )
            task = asyncio.create_task(keeping.run())
            try:
                await self.asleep(1)
                yield self
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                self.store.close()

    async def asleep(self, times):
        """Wait until it sleeps for the nth time."""
        await until(lambda: len(self.sleep.asked) == times and self.sleep.asleep == 1)

    async def a_minute_later(self):
        """Let the next minute come, and what is done in it."""
        times = len(self.sleep.asked)
        await self.sleep.wake()
        await self.asleep(times + 1)


@pytest.fixture
def keeping(tmp_path):
    """A kiosk that keeps its token itself."""
    token = KioskToken(file=tmp_path / "token")
    token.take("ours")
    return Keeping(tmp_path / "kiosk", token)


async def test_the_list_is_there_from_the_first_moment(server, keeping):
    """B28: a kiosk that lost its server a second after the start knows its day."""
    server.answers(CALL, LIST)

    async with keeping.running(server):
        assert keeping.memory.has_roster is True
        assert keeping.sleep.asked == [EVERY_SECONDS]


async def test_a_server_that_is_away_is_asked_again(server, keeping):
    """The list comes a minute after the server does."""
    server.answers(CALL, Answer(503), LIST)

    async with keeping.running(server):
        assert keeping.memory.has_roster is False
        await keeping.a_minute_later()

        assert keeping.memory.has_roster is True


async def test_a_revoked_kiosk_wipes_what_it_knew_within_a_minute(server, keeping):
    """R16, check 10: the next question is refused, and nothing is left to read."""
    server.answers(CALL, LIST, REVOKED)

    async with keeping.running(server):
        await keeping.sleep.wake()
        await until(lambda: Unpaired() in keeping.told)

        assert keeping.memory.has_roster is False
        assert keeping.token.text is None


async def test_a_token_that_others_lost_wipes_it_too(server, keeping):
    """Whichever call hears first that the kiosk was revoked, the list goes."""
    server.answers(CALL, LIST)

    async with keeping.running(server):
        keeping.token.forget("ours")
        await keeping.sleep.wake()

        await until(lambda: not keeping.memory.has_roster)
    assert len(server.calls(CALL)) == 1


async def test_after_a_day_without_the_server_the_list_goes(server, keeping):
    """Decision 7: twenty-four hours, and the names are gone."""
    server.answers(CALL, LIST, Answer(503))

    async with keeping.running(server):
        keeping.turned.uptime += 25 * 3600
        await keeping.a_minute_later()

        assert keeping.memory.has_roster is False


async def test_an_unchanged_list_is_not_sent_again(server, keeping):
    """Once a minute costs next to nothing while nothing changes."""
    server.answers(CALL, LIST, Answer(304))

    async with keeping.running(server):
        await keeping.a_minute_later()

        assert keeping.memory.has_roster is True
    assert len(server.calls(CALL)) == 2
