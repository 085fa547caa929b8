"""Where the operator says that a provider is, it is asked, unless a tenant says else."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from admin_server.calendars import calendars, consents, directories
from admin_server.core.connections import AppRegistration, Connection
from admin_server.core.errors import CalendarError
from admin_server.core.ports import CalendarRef
from admin_server.demo.emulators.graph import GraphEmulator
from tests.fakes.clock import FixedClock

ORGANISATION = "2f0c6a4e-5d0b-4b7e-9a55-1c1f2c0d7e11"
CLIENT = "b4d7b7f6-3c3e-4a53-8a8e-5f5f0c9e2a10"
ANNA = "anna@firma.example"
SETTINGS = {"tenant": ORGANISATION, "client_id": CLIENT}
REF = CalendarRef(
    Connection("shared", "microsoft", "Calendar", settings=SETTINGS), ANNA, secret="s"
)
BACK = "https://portico.example/back"


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory):
    """A cloud that is not Microsoft's own."""
    folder: Path = tmp_path_factory.mktemp("cloud")
    with GraphEmulator(folder) as graph:
        graph.add_organisation(ORGANISATION, clients={CLIENT: "s"})
        graph.add_user(ORGANISATION, ANNA, "Anna")
        yield {
            "microsoft": {
                "login_url": graph.url,
                "graph_url": graph.graph_url,
                "ca_file": str(graph.ca_file),
            }
        }


@pytest.fixture
async def there(cloud) -> AsyncIterator[dict]:
    """What reads calendars, and what reads the directory, of that cloud."""
    clock = FixedClock()
    made = {
        "calendar": calendars(clock, elsewhere=cloud)["microsoft"],
        "directory": directories(clock, elsewhere=cloud)["microsoft"],
        "consent": consents(clock, elsewhere=cloud)["microsoft"],
    }
    yield made
    for one in made.values():
        await one.close()


async def test_a_national_clouds_calendars_are_read(there) -> None:
    """The admin enters no address: the operator has said where the cloud is."""
    await there["calendar"].check(REF)

    listed = await there["calendar"].calendars(REF)

    assert [one.primary for one in listed] == [True]


async def test_a_national_clouds_directory_is_read(there) -> None:
    """Hosts come along from there, too."""
    people = await there["directory"].people(REF, ())

    assert [one.email for one in people] == [ANNA]


async def test_people_consent_in_the_national_cloud(there, cloud) -> None:
    """Who connects their own calendar is sent to that cloud's sign-in page."""
    login = cloud["microsoft"]["login_url"]
    app = AppRegistration(CLIENT, "s", SETTINGS)

    begun = await there["consent"].begin(app, redirect_uri=BACK, books=False)

    assert begun.url.startswith(f"{login}/")
    assert there["consent"].approval_url(app, redirect_uri=BACK).startswith(login)


async def test_what_a_tenant_says_itself_comes_first(there) -> None:
    """An organisation in yet another cloud names its own addresses."""
    own = {**SETTINGS, "login_url": "https://127.0.0.1:9"}
    ref = replace(REF, connection=replace(REF.connection, settings=own))

    with pytest.raises(CalendarError):
        await there["calendar"].check(ref)


def test_others_are_asked_where_they_always_are(cloud) -> None:
    """Only what the operator named is elsewhere."""
    made, usual = calendars(FixedClock(), elsewhere=cloud), calendars(FixedClock())

    assert type(made["google"]) is type(usual["google"])
    assert made["microsoft"].can_push
    assert made["microsoft"].can_schedule
