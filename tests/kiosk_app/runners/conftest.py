"""What the runners' tests share: a server that answers as it is told."""

import pytest

from kiosk_app.runners.kiosk_token import KioskToken
from kiosk_app.runners.rooms import Rooms
from kiosk_app.runners.server_calls import ServerCalls, open_client
from tests.fakes.kiosk_server import fake_server


@pytest.fixture
async def server():
    """A server on a free port."""
    async with fake_server() as running:
        yield running


@pytest.fixture
def token():
    """The token that the operator gave."""
    return KioskToken("secret-token")


@pytest.fixture
async def calls(server, token):
    """The calls to that server, with less patience than a visitor."""
    async with open_client(server.address, token, None) as client:
        yield ServerCalls(client, check_in_seconds=0.5)


@pytest.fixture
def rooms(calls):
    """The rooms that server knows."""
    return Rooms(calls)
