"""No calendar provider is a way into the operator's own network."""

import json
from collections.abc import AsyncIterator

import pytest

from admin_server.calendars import calendars
from admin_server.core.connections import Connection
from admin_server.core.errors import CalendarError
from admin_server.core.ports import CalendarRef
from tests.fakes.canned_server import Answer, CannedServer
from tests.fakes.clock import FixedClock

READER = json.dumps(
    {
        "type": "authorized_user",
        "client_id": "app",
        "client_secret": "s",
        "refresh_token": "r",
    }
)


@pytest.fixture
async def server() -> AsyncIterator[CannedServer]:
    """Something inside, that answers whoever asks."""
    async with CannedServer() as made:
        made.give("/", Answer(200, b"{}"))
        yield made


@pytest.mark.parametrize(
    ("kind", "scheme", "settings", "secret"),
    [
        ("caldav", "http", {"url": "", "user": "portico"}, "s"),
        ("google", "http", {"api_url": "", "token_url": ""}, READER),
        (
            "microsoft",
            "https",
            {"login_url": "", "graph_url": "", "tenant": "t", "client_id": "app"},
            "s",
        ),
    ],
)
async def test_a_provider_inside_is_not_asked(
    server: CannedServer, kind, scheme, settings, secret
):
    """What an organisation's admin calls a provider may stand in the server's house."""
    inside = server.url.rstrip("/").replace("http", scheme)
    named = {name: value or inside for name, value in settings.items()}
    connection = Connection("connection-1", kind, "Calendar", settings=named)
    ref = CalendarRef(connection, "jonas@lakeside.example", secret=secret)
    providers = calendars(FixedClock(), private=False)

    with pytest.raises(CalendarError) as refused:
        await providers[kind].check(ref)

    assert "no public address" in refused.value.detail
    assert server.asked == []
    for one in providers.values():
        await one.close()
