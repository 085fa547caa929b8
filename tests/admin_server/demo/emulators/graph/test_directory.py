"""The emulator's directory answers as Graph does, and Microsoft's library knows it."""

import pytest
from msgraph.generated.models.calendar_collection_response import (
    CalendarCollectionResponse,
)
from msgraph.generated.models.group_collection_response import GroupCollectionResponse
from msgraph.generated.models.user import User
from msgraph.generated.models.user_collection_response import UserCollectionResponse

from admin_server.demo.emulators.graph import EmulatorGroup, EmulatorPerson
from tests.admin_server.demo.emulators.graph.graph_caller import ANNA, Caller
from tests.admin_server.demo.emulators.graph.test_models import parse, unknown_in

MEMBERS = "/groups/g/transitiveMembers/microsoft.graph.user"


@pytest.fixture
async def filled(caller: Caller) -> Caller:
    entry = EmulatorPerson(department="Sales", language="de-CH", guest=True)
    await caller.tell("add_user", ANNA, "Anna Wirt", entry=entry)
    await caller.tell("add_group", EmulatorGroup("g", "Group", [ANNA]))
    return caller


async def test_users_are_known(filled: Caller) -> None:
    """Users have no property that Microsoft's model lacks, and mean the same."""
    listed = await filled.get("/users")
    single = await filled.get(f"/users/{ANNA}")

    found = parse(listed.content, UserCollectionResponse)
    anna = parse(single.content, User)

    assert unknown_in(found) == unknown_in(anna) == set()
    assert found.value[0].assigned_licenses[0].sku_id
    assert (anna.mail, anna.user_principal_name, anna.department) == (
        ANNA,
        ANNA,
        "Sales",
    )
    assert (anna.preferred_language, anna.user_type) == ("de-CH", "Guest")
    assert anna.account_enabled


async def test_groups_and_calendars_are_known(filled: Caller) -> None:
    """So are groups and calendars."""
    listed = await filled.get("/groups")
    calendars = await filled.get(f"/users/{ANNA}/calendars")

    groups = parse(listed.content, GroupCollectionResponse)
    found = parse(calendars.content, CalendarCollectionResponse)

    assert unknown_in(groups) == unknown_in(found) == set()
    assert (groups.value[0].id, groups.value[0].display_name) == ("g", "Group")
    assert found.value[0].is_default_calendar
    assert found.value[0].owner.address == ANNA


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/users", {"_select": "colour"}, 400),
        ("/groups", {"_select": "colour"}, 400),
        (f"/users/{ANNA}/calendars", {"_select": "colour"}, 400),
        ("/users", {"_top": "1000"}, 400),
        ("/users", {"_skip": "1"}, 400),
        ("/users", {"_filter": "startswith(mail,'a')"}, 501),
        (MEMBERS, {"_count": "true"}, 400),
        ("/users/nobody", {}, 404),
        ("/groups/gone/transitiveMembers/microsoft.graph.user", {}, 400),
    ],
)
async def test_what_graph_refuses(filled: Caller, path, query, status) -> None:
    """What Graph does not know or wants in another way is refused."""
    answer = await filled.get(path, **query)

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"groupIds": ["g", "x"]}, 200),
        ({"groupIds": []}, 400),
        ({"groupIds": [str(one) for one in range(21)]}, 400),
        ({"groups": ["g"]}, 400),
    ],
)
async def test_asking_who_belongs(filled: Caller, body, status) -> None:
    """Up to twenty groups are asked about at once."""
    answer = await filled.send("POST", f"/users/{ANNA}/checkMemberGroups", body)

    assert answer.status_code == status
    assert answer.json().get("value", ["g"]) == ["g"]
