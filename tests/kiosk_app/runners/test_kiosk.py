"""The whole kiosk but its page: a serial reader, a server on a socket, paper."""

import asyncio
import os
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from hardware.errors import AddressUnknown
from kiosk_app.journey.events import Scanned
from kiosk_app.journey.states import (
    AlreadyHere,
    BadgeState,
    Completed,
    Journey,
    Refused,
)
from kiosk_app.runners.kept_store import KeptEntry, KeptStore
from kiosk_app.runners.kiosk import keep_running, run_kiosk
from kiosk_app.settings import Settings
from shared.refusals import Refusal
from tests.fakes.kiosk_server import NO_NEWS, Answer
from tests.fakes.logos import TOLD as LOGO_TOLD
from tests.fakes.logos import kept_logo, logo_file
from tests.fakes.sleeper import Sleeper, settle, until
from tests.kiosk_app.journey.examples import FOUND, NINE, PASS, reply
from tests.kiosk_app.runners.test_news import SITE
from tests.kiosk_app.runners.test_pairing import GIVEN

TOLD = '{"cursor":8,"events":[{"cursor":8,"kind":"host_told","visit":"visit-1"}]}'


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    """Whatever a kiosk keeps lies in the test's own folder."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def reader():
    """A serial line: the test holds codes up at one end, the kiosk reads the other."""
    ours, theirs = os.openpty()
    yield ours, os.ttyname(theirs)
    os.close(ours)
    os.close(theirs)


@pytest.fixture
def settings(server, reader, tmp_path):
    """A kiosk with a reader and a printer."""
    return Settings(
        server=server.address,
        token="secret-token",
        scanner=reader[1],
        printer=f"tape://{tmp_path}",
    )


async def test_a_visitor_checks_in_by_code(server, reader, settings, tmp_path):
    """Scan, welcome, room, host told, badge on paper."""
    server.answers("GET kiosk", Answer(200, SITE.model_dump_json()))
    server.answers("GET kiosk/events", Answer(200, NO_NEWS, delay=0.3))
    server.answers("POST check-ins", Answer(201, reply().model_dump_json()))
    server.answers(
        "GET check-ins/visit-1/room", Answer(200, FOUND.model_dump_json(), delay=0.1)
    )

    async with run_kiosk(settings) as kiosk:

        def hold_up():
            os.write(reader[0], PASS.encode() + b"\r")
            return isinstance(kiosk.journey.state, Completed)

        await until(hold_up)
        server.answers("GET kiosk/events", Answer(200, TOLD), Answer(200, "", delay=60))
        await until(lambda: kiosk.journey.state.badge is BadgeState.PRINTED)
        await until(lambda: kiosk.journey.state.host == "told")

        assert kiosk.journey.state.room == FOUND
        assert kiosk.configuration == SITE

    assert len(server.calls("POST check-ins")) == 1
    assert len(list(tmp_path.glob("badge-*.png"))) == 1
    tasks = [task.get_name() for task in asyncio.all_tasks()]
    assert [name for name in tasks if name.startswith("kiosk-")] == []


async def test_a_kiosk_may_have_neither_reader_nor_printer(server):
    """Without devices the kiosk still checks visitors in, and prints nothing."""
    server.answers("POST check-ins", Answer(201, reply(FOUND).model_dump_json()))
    settings = Settings(server=server.address, token="secret-token", language="de")

    async with run_kiosk(settings) as kiosk:
        first = kiosk.journey
        kiosk.send(Scanned(PASS, kiosk.stamp()))
        await until(lambda: isinstance(kiosk.journey.state, Completed | AlreadyHere))

        assert kiosk.journey.state.badge is BadgeState.NONE

    assert first == Journey(
        language="de",
        default_language="de",
        languages=("de",),
        reader_works=False,
    )


async def test_a_kiosk_that_was_revoked_says_so_at_the_next_scan(server):
    """A revoked kiosk checks nobody in."""
    server.answers("POST check-ins", Answer(401, ""))
    settings = Settings(server=server.address, token="old-token")

    async with run_kiosk(settings) as kiosk:
        kiosk.send(Scanned(PASS, kiosk.stamp()))
        await until(lambda: isinstance(kiosk.journey.state, Refused))

        assert kiosk.journey.state.code is Refusal.KIOSK_UNKNOWN


async def test_a_kiosk_without_a_token_shows_a_code(server, tmp_path):
    """A new device needs nothing but its server's address."""
    server.answers("POST pairings", GIVEN)
    server.answers(
        "POST pairings/token", Answer(400, '{"error": "slow_down", "message": "x"}')
    )
    settings = Settings(server=server.address, data=tmp_path / "kiosk")

    async with run_kiosk(settings) as kiosk:
        await until(lambda: getattr(kiosk.journey.state, "code", None) is not None)

        assert kiosk.journey.state.code.text == "BCDF-GHJK"
        assert kiosk.journey.paired is False

    assert server.calls("GET kiosk/events") == []
    assert server.calls("POST kiosk/health") == []


async def test_the_server_hears_how_many_wait(server, tmp_path):
    """B28: an admin sees on the kiosks' page that check-ins wait to be sent."""
    store = KeptStore(tmp_path / "kiosk")
    store.keep(KeptEntry(UUID(int=1), "sealed", UUID(int=2), 1, NINE))
    store.close()
    server.answers("POST kiosk/health", Answer(200, "{}"))
    settings = Settings(server=server.address, token="t", data=tmp_path / "kiosk")

    async with run_kiosk(settings):
        await until(lambda: server.calls("POST kiosk/health"))

    assert server.calls("POST kiosk/health")[0].json()["queue_length"] == 1


async def test_a_kiosk_that_starts_without_its_server_has_its_site(server, tmp_path):
    """After a power cut in an outage visitors read the site's name and language."""
    server.answers("GET kiosk", Answer(200, SITE.model_dump_json()))
    server.answers("GET kiosk/events", Answer(200, NO_NEWS, delay=0.3))
    settings = Settings(server=server.address, token="t", data=tmp_path / "kiosk")
    async with run_kiosk(settings) as kiosk:
        await until(lambda: kiosk.configuration == SITE)
        await asyncio.sleep(0.2)
    server.answers("GET kiosk", Answer(503))

    async with run_kiosk(settings) as again:
        known = again.configuration

    assert known == SITE


async def test_a_kiosk_that_starts_without_its_server_has_its_logo(server, tmp_path):
    """After a power cut the logo is on the first screen before the server answers."""
    told = SITE.model_copy(update={"logo": LOGO_TOLD})
    server.answers("GET kiosk", Answer(200, told.model_dump_json()))
    server.answers("GET kiosk/logo", Answer(200, logo_file(), tag=LOGO_TOLD.version))
    server.answers("GET kiosk/events", Answer(200, NO_NEWS, delay=0.3))
    settings = Settings(server=server.address, token="secret-token", data=tmp_path)
    store = KeptStore(tmp_path)
    async with run_kiosk(settings):
        await until(lambda: store.told("logo", token="secret-token") is not None)
    store.close()

    server.answers("GET kiosk", Answer(503))
    server.answers("GET kiosk/events", Answer(503))
    async with run_kiosk(settings) as kiosk:
        assert kiosk.logo == kept_logo()
        assert kiosk.configuration.logo == LOGO_TOLD


async def test_a_printer_that_nobody_knows_stops_the_start():
    """A typing error in the printer's address is told at once."""
    settings = Settings(server="http://127.0.0.1:9", token="t", printer="fax://1")

    with pytest.raises(AddressUnknown):
        async with run_kiosk(settings):
            pass


async def test_a_job_that_falls_over_is_started_again():
    """One fault does not leave the kiosk deaf until somebody comes."""
    sleep, starts = Sleeper(), []

    async def job():
        starts.append(1)
        raise ValueError("Mara Lindt")

    with capture_logs() as lines:
        running = asyncio.create_task(keep_running("scanning", job, sleep=sleep))
        await settle()
        await sleep.wake()

    assert len(starts) == 2
    assert lines[0]["event"] == "job_failed"
    assert "Mara" not in str(lines)
    running.cancel()
