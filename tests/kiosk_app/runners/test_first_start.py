"""A kiosk out of the box: it asks for its server, then for a code, then it works."""

import pytest

from kiosk_app.journey.events import (
    NextTouched,
    Scanned,
    ServerWanted,
    StaffWanted,
    Typed,
)
from kiosk_app.journey.states import Pairing, Welcome
from kiosk_app.journey.states_server import AskingServer, ServerFrom
from kiosk_app.journey.states_staff import StaffPage
from kiosk_app.runners.kiosk import run_kiosk, tell_time
from kiosk_app.settings import Settings
from shared.server_address import PRODUCT, ServerReply
from shared.staff_pin import hash_of_token, staff_pin
from shared.version import VERSION
from tests.fakes.kiosk_server import NO_NEWS, Answer, fake_server
from tests.fakes.sleeper import until
from tests.kiosk_app.runners.test_news import SITE

HERE = Answer(200, ServerReply(product=PRODUCT, version=VERSION).model_dump_json())
OLD = "pk_1_old"
GIVEN = Answer(
    201,
    '{"device_secret": "s", "code": "BCDF-GHJK", "address": "https://a/pair",'
    ' "address_with_code": "https://a/pair", "expires_in": 600, "interval": 0}',
)
NOT_YET = '{"error": "slow_down", "message": "Wait."}'
TOKEN = '{"token": "pk_1_secret", "tenant": "t", "site": "s", "kiosk": "k"}'


@pytest.fixture
def settings(tmp_path):
    """A kiosk that was told nothing at all."""
    return Settings(data=tmp_path / "data", boot_files=())


def _pairs(server):
    server.answers("GET server", HERE)
    server.answers("POST pairings", GIVEN)
    server.answers("POST pairings/token", Answer(200, TOKEN))
    server.answers("GET kiosk", Answer(200, SITE.model_dump_json()))
    server.answers("GET kiosk/events", Answer(200, NO_NEWS, delay=0.3))


async def test_from_the_box_to_welcome(server, settings):
    """Typed, looked at, paired: and the next start needs nobody."""
    _pairs(server)

    async with run_kiosk(settings) as kiosk:
        first = kiosk.journey.state
        kiosk.send(Typed(server.address, kiosk.stamp()))
        kiosk.send(NextTouched())
        await until(lambda: isinstance(kiosk.journey.state, Welcome), seconds=10)
        shown = server.calls("GET server")[0].headers
    async with run_kiosk(settings) as again:
        second = again.journey

    assert first == AskingServer()
    assert "authorization" not in shown
    assert (second.paired, second.server) == (True, ServerFrom.KIOSK)


async def test_no_token_is_shown_to_another_server(server, settings):
    """Turned to another server the kiosk shows a code, and its old token to nobody."""
    _pairs(server)
    settings.data.mkdir()
    (settings.data / "server").write_text(f'{{"url": "{server.address}"}}')
    (settings.data / "token").write_text(OLD)
    pin = staff_pin(hash_of_token(OLD), tell_time().date())

    async with fake_server() as other, run_kiosk(settings) as kiosk:
        other.answers("GET server", HERE)
        other.answers("POST pairings", GIVEN)
        other.answers("POST pairings/token", Answer(400, NOT_YET))
        await until(lambda: server.calls("GET kiosk"))
        kiosk.send(StaffWanted())
        kiosk.send(Typed(pin, kiosk.stamp()))
        await until(lambda: isinstance(kiosk.journey.state, StaffPage))
        kiosk.send(ServerWanted())
        kiosk.send(Scanned(other.address, kiosk.stamp()))
        await until(lambda: other.calls("POST pairings/token"), seconds=10)

        assert isinstance(kiosk.journey.state, Pairing)

    assert not [seen for seen in other.seen if "authorization" in seen.headers]
    assert not (settings.data / "token").exists()
