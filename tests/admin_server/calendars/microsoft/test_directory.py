"""The people and groups of an organisation at Microsoft."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from admin_server.calendars.microsoft import MicrosoftDirectory
from admin_server.core.errors import (
    CalendarError,
    ConsentNeeded,
    ConsentReason,
    NoSuchCalendar,
    StrangeReply,
    TryLater,
)
from admin_server.core.ports import CalendarRef, Group, Person, PersonKind
from admin_server.demo.emulators.graph import (
    EmulatorGroup,
    EmulatorPerson,
    EmulatorRoom,
    Fault,
)
from tests.admin_server.calendars.microsoft.test_network import tls_of
from tests.fakes.fault_proxy import Fault as Trouble
from tests.fakes.fault_proxy import FaultProxy

ANNA, BEN, CARLA = "anna@firma.example", "ben@firma.example", "carla@firma.example"


@pytest.fixture
async def directory(http, clock) -> AsyncIterator[MicrosoftDirectory]:
    made = MicrosoftDirectory(http, clock)
    yield made
    await made.close()


@pytest.fixture
async def ref(world) -> CalendarRef:
    await world.tell("add_user", ANNA, "Anna Wirt")
    await world.tell("add_user", BEN, "Ben Wirt")
    await world.tell("add_user", CARLA, "Carla Chef")
    return world.ref("")


async def add(world, address: str, name: str, **entry: object) -> None:
    await world.tell("add_user", address, name, entry=EmulatorPerson(**entry))


def kinds(found: list[Person]) -> dict[str, PersonKind]:
    return {one.name: one.kind for one in found}


async def test_everybody(world, directory, ref) -> None:
    """Without groups everybody comes along, with what the directory knows (E13)."""
    await add(
        world,
        ANNA,
        "Anna Wirt",
        email="Anna.Wirt@firma.example",
        department="Sales",
        language="de-CH",
    )

    anna, ben, carla = await directory.people(ref, ())

    assert (anna.name, ben.name, carla.name) == ("Anna Wirt", "Ben Wirt", "Carla Chef")
    assert (anna.email, anna.mailbox) == ("anna.wirt@firma.example", ANNA)
    assert (anna.department, anna.language) == ("Sales", "de-CH")
    assert (ben.email, ben.mailbox, ben.language) == (BEN, BEN, None)
    assert anna.kind is PersonKind.MEMBER
    assert anna.active


async def test_who_is_no_colleague(world, directory, ref) -> None:
    """Guests, shared mailboxes and rooms are told apart from colleagues (E13)."""
    await add(world, "guest@acme.example", "Guest", guest=True)
    await add(world, "info@firma.example", "Info", enabled=False, licensed=False)
    await add(world, "left@firma.example", "Left", enabled=False)
    await world.tell("add_room", EmulatorRoom("room@firma.example", "Room"))
    await world.tell("add_user", "robot@firma.example", "Robot", has_mailbox=False)

    found = await directory.people(ref, ())

    told = kinds(found)
    by_name = {one.name: one for one in found}
    assert told["Guest"] is PersonKind.GUEST
    assert told["Info"] is PersonKind.SHARED
    assert told["Room"] is PersonKind.ROOM
    assert (told["Left"], by_name["Left"].active) == (PersonKind.MEMBER, False)
    assert (by_name["Robot"].email, by_name["Robot"].mailbox) == ("", None)


async def test_rooms_without_the_permission_for_them(world, directory, ref) -> None:
    """Where rooms cannot be known, they still are no colleagues (E13)."""
    await world.tell("add_room", EmulatorRoom("room@firma.example", "Room"))
    await world.tell("set_up", roles=["User.Read.All"])

    found = await directory.people(ref, ())

    assert kinds(found)["Room"] is PersonKind.SHARED


async def test_groups(world, directory, ref) -> None:
    """Groups are listed by name (E13)."""
    await world.tell("add_group", EmulatorGroup("g-2", "sales"))
    await world.tell("add_group", EmulatorGroup("g-1", "Board"))
    await world.tell("add_group", EmulatorGroup("g-3", "Staff"))
    await world.tell("set_up", largest_page=1)

    found = await directory.groups(ref)

    assert found == [
        Group("g-1", "Board"),
        Group("g-2", "sales"),
        Group("g-3", "Staff"),
    ]


async def test_members_of_groups_in_groups(world, directory, ref) -> None:
    """Members of inner groups belong to the outer ones, everybody once (A48, E13)."""
    await world.tell("add_group", EmulatorGroup("inner", "Inner", [BEN, "outer"]))
    await world.tell("add_group", EmulatorGroup("outer", "Outer", [ANNA, "inner"]))
    await world.tell("add_group", EmulatorGroup("other", "Other", [ANNA]))
    await world.tell("set_up", largest_page=1)

    found = await directory.people(ref, ("outer", "other"))

    assert [one.email for one in found] == [ANNA, BEN]


async def test_an_empty_group(world, directory, ref) -> None:
    """A group that nobody belongs to has nobody."""
    await world.tell("add_group", EmulatorGroup("empty", "Empty"))

    assert await directory.people(ref, ("empty",)) == []


@pytest.mark.parametrize(
    ("group", "error"), [("gone", NoSuchCalendar), ("../users", StrangeReply)]
)
async def test_a_group_that_is_gone(
    directory, ref, *, group: str, error: type[CalendarError]
) -> None:
    """A group that was deleted is an error: its members did not all leave."""
    with pytest.raises(error):
        await directory.people(ref, (group,))


async def test_many_people(world, directory, ref) -> None:
    """Everybody is read, however many pages they fill."""
    await world.tell("set_up", largest_page=2)

    assert len(await directory.people(ref, ())) == 3


@pytest.mark.parametrize(
    ("group", "address", "belongs"),
    [
        ("outer", ANNA, True),
        ("outer", BEN, True),
        ("inner", ANNA, False),
        ("outer", CARLA, False),
        ("gone", ANNA, False),
        ("outer", "nobody@firma.example", False),
        ("outer", "a/b@firma.example", False),
        ("outer", "", False),
        ("outer", "o'neil@firma.example", False),
    ],
)
async def test_who_belongs(world, directory, ref, *, group, address, belongs) -> None:
    """Somebody may connect who is in the group, or in a group within it (A48)."""
    await world.tell("add_group", EmulatorGroup("inner", "Inner", [BEN]))
    await world.tell("add_group", EmulatorGroup("outer", "Outer", [ANNA, "inner"]))

    assert await directory.is_member(ref, group, address) is belongs


async def test_somebody_known_by_another_address(world, directory, ref) -> None:
    """Whose address is not what they sign in with is found all the same (A48)."""
    await add(world, ANNA, "Anna Wirt", email="anna.wirt@firma.example")
    await world.tell("add_group", EmulatorGroup("group", "Group", [ANNA]))

    assert await directory.is_member(ref, "group", "anna.wirt@firma.example")


async def test_an_address_of_two(world, directory, ref) -> None:
    """An address that two accounts claim proves nothing (A48)."""
    await add(world, ANNA, "Anna Wirt", email="both@firma.example")
    await add(world, BEN, "Ben Wirt", email="both@firma.example")
    await world.tell("add_group", EmulatorGroup("group", "Group", [ANNA]))

    assert not await directory.is_member(ref, "group", "both@firma.example")


CALLS = {
    "groups": lambda directory, ref: directory.groups(ref),
    "people": lambda directory, ref: directory.people(ref, ()),
    "members": lambda directory, ref: directory.people(ref, ("group",)),
    "is_member": lambda directory, ref: directory.is_member(ref, "group", ANNA),
}
every_call = pytest.mark.parametrize("call", CALLS.values(), ids=list(CALLS))


@pytest.mark.parametrize(
    ("call", "roles", "named"),
    [
        ("groups", ["User.Read.All"], "GroupMember.Read.All"),
        ("people", ["GroupMember.Read.All"], "User.Read.All"),
        ("members", ["User.Read.All"], "GroupMember.Read.All"),
        ("members", ["GroupMember.Read.All"], "User.Read.All"),
        ("is_member", ["User.Read.All"], "GroupMember.Read.All"),
    ],
)
async def test_a_permission_that_is_missing(
    world, directory, ref, *, call: str, roles: list[str], named: str
) -> None:
    """Which permission the directory takes is told by its name (E15, A48)."""
    await world.tell("add_group", EmulatorGroup("group", "Group", [ANNA]))
    await world.tell("set_up", roles=roles)

    with pytest.raises(ConsentNeeded) as raised:
        await CALLS[call](directory, ref)

    assert raised.value.reason is ConsentReason.PERMISSION_MISSING
    assert raised.value.detail.startswith(named)


@every_call
async def test_a_busy_directory(world, directory, ref, call) -> None:
    """When Microsoft asks us to wait, nobody is taken for gone."""
    await world.tell("add_group", EmulatorGroup("group", "Group", [ANNA]))
    slow = Fault("/v1.0/", 429, headers={"Retry-After": "30"})
    await world.tell("plan_fault", slow)

    with pytest.raises(TryLater) as raised:
        await call(directory, ref)

    assert raised.value.after == timedelta(seconds=30)


@every_call
@pytest.mark.parametrize("trouble", [Trouble.BLACK_HOLE, Trouble.TRUNCATED])
async def test_a_bad_line(
    world, ref, http, clock, *, call: object, trouble: Trouble
) -> None:
    """On a bad line everything ends in time, and nobody is taken for gone."""
    hurried = MicrosoftDirectory(http, clock, deadline=timedelta(seconds=0.8))
    emulator = world.emulator
    async with FaultProxy(emulator.port, tls=tls_of(emulator)) as proxy:
        world.settings["graph_url"] = f"{proxy.url}v1.0"
        proxy.fault = trouble
        started = asyncio.get_running_loop().time()

        with pytest.raises(TryLater):
            await call(hurried, world.ref(""))

    assert asyncio.get_running_loop().time() - started < 3


@pytest.mark.parametrize(
    "body", [{"value": [1, {}, {"id": ""}]}, {"value": []}], ids=["strange", "empty"]
)
async def test_strange_people(world, directory, ref, body) -> None:
    """What is nobody is left out."""
    await world.tell("plan_fault", Fault("/users", 200, json=body))

    assert await directory.people(ref, ()) == []
