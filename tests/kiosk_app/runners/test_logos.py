"""The kiosk fetches the organisation's logo once, keeps it, and gives it up again."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from kiosk_app.journey.desk import Logo
from kiosk_app.runners.kept_store import KeptStore, NotKept
from kiosk_app.runners.kiosk_token import KioskToken
from kiosk_app.runners.logos import PAUSE_SECONDS, Logos
from kiosk_app.runners.memory import Memory
from kiosk_app.runners.server_calls import NoAnswer
from shared.refusals import Refused
from tests.fakes.kiosk_server import Answer
from tests.fakes.logos import TOLD, logo_file
from tests.fakes.offline_day import TurnedClocks, configuration
from tests.fakes.sleeper import Sleeper, until

CALL = "GET kiosk/logo"
PNG = logo_file()
YES = Answer(200, PNG, tag=TOLD.version)
OTHER = TOLD.model_copy(update={"version": "hills"})
LOGO = Logo(TOLD.version, PNG)


@pytest.fixture
def store(tmp_path):
    """The kiosk's disk."""
    opened = KeptStore(tmp_path / "kiosk")
    yield opened
    opened.close()


def memory_on(store, token="secret-token"):
    """What a kiosk that has just been started knows."""
    memory = Memory(store, KioskToken(token), TurnedClocks().clocks())
    memory.load()
    return memory


class Follower:
    """A kiosk that follows its organisation's logo."""

    def __init__(self, calls, memory):
        self.shown = []
        self.memory = memory
        self.sleep = Sleeper()
        self.logos = Logos(calls, memory, show=self.shown.append, sleep=self.sleep)

    def tell(self, logo):
        """Tell it the configuration."""
        self.logos.want(configuration(logo=logo))

    @asynccontextmanager
    async def running(self):
        """Let it run."""
        task = asyncio.create_task(self.logos.run())
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def follower(calls, store):
    """A kiosk with nothing on its disk."""
    return Follower(calls, memory_on(store))


async def test_a_new_logo_is_fetched_and_kept(server, follower, store):
    """Told of a logo, the kiosk fetches it, shows it and has it after a power cut."""
    server.answers(CALL, YES)

    async with follower.running():
        follower.tell(TOLD)
        await until(lambda: memory_on(store).logo is not None)

    assert follower.shown == [LOGO]
    assert memory_on(store).logo == LOGO


async def test_the_same_logo_is_not_fetched_again(server, follower):
    """Another greeting or colour makes no kiosk fetch its logo again."""
    server.answers(CALL, YES, Answer(200, PNG, tag="hills"))

    async with follower.running():
        follower.tell(TOLD)
        await until(lambda: follower.memory.logo is not None)
        follower.tell(TOLD)
        await asyncio.sleep(0)
        follower.tell(OTHER)
        await until(lambda: len(follower.shown) == 2)

    assert [logo.version for logo in follower.shown] == ["waves", "hills"]
    assert len(server.calls(CALL)) == 2


async def test_a_removed_logo_leaves_the_screen_and_the_disk(follower, store):
    """Once the organisation has no logo, neither has the kiosk."""
    follower.memory.keep_logo(LOGO)

    async with follower.running():
        follower.tell(None)
        await until(lambda: memory_on(store).logo is None)

    assert follower.shown == [None]


async def test_without_an_answer_it_is_tried_again_later(server, follower):
    """A server that is busy is asked again half a minute later."""
    server.answers(CALL, Answer(503), YES)

    async with follower.running():
        follower.tell(TOLD)
        await until(lambda: follower.sleep.asleep == 1)
        await follower.sleep.wake()
        await until(lambda: follower.shown == [LOGO])

    assert follower.sleep.asked == [PAUSE_SECONDS]


async def test_a_logo_that_was_removed_meanwhile_is_not_sought(server, follower):
    """Where the server has no logo any more, the kiosk waits until it is told."""
    refused = Answer(404, '{"error": "not_found", "message": "x"}')
    server.answers(CALL, refused, YES)

    async with follower.running():
        follower.tell(TOLD)
        await until(lambda: len(server.calls(CALL)) == 1)
        await asyncio.sleep(0.05)
        before = (list(follower.shown), follower.sleep.asked)
        follower.tell(TOLD)
        await until(lambda: follower.shown == [LOGO])

    assert before == ([], [])


@pytest.mark.parametrize(
    "strange",
    [
        Answer(200, "{}"),
        Answer(200, "<html>"),
        Answer(200, PNG[:8] + bytes(1_000_001)),
        Answer(502, "<html>"),
    ],
    ids=["json", "html", "long", "proxy"],
)
async def test_only_a_picture_is_taken(server, calls, strange):
    """What is no picture, or far too large for one, is not shown."""
    server.answers(CALL, strange)

    with pytest.raises(NoAnswer):
        await calls.logo()


async def test_a_refusal_is_the_servers_own_word(server, calls):
    """A kiosk that the server does not know is told so here, too."""
    server.answers(CALL, Answer(401, '{"error": "kiosk_unknown", "message": "x"}'))

    with pytest.raises(Refused):
        await calls.logo()


def test_a_kiosk_that_is_given_away_forgets_the_logo(store):
    """Paired to somebody else, the kiosk has the other logo no more."""
    memory = memory_on(store)
    memory.configure(configuration(logo=TOLD))
    memory.keep_logo(LOGO)

    memory.forget()

    assert memory.logo is None
    assert memory_on(store).logo is None
    assert memory_on(store, "another").logo is None


class FullDisk(KeptStore):
    """A disk that lets nothing be changed."""

    def forget(self, *names):
        """Fail."""
        raise NotKept("full")


def test_a_disk_that_fails_stops_nothing(tmp_path):
    """A logo that cannot be wiped from the disk is not shown all the same."""
    disk = FullDisk(tmp_path / "kiosk")
    memory = memory_on(disk)
    memory.keep_logo(LOGO)

    memory.keep_logo(None)

    assert memory.logo is None
    disk.close()
