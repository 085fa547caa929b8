"""Google's directory: people, their groups, and what it may refuse."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from admin_server.calendars import directories
from admin_server.calendars.google import GoogleDirectory
from admin_server.calendars.google.people import groups_in, people_in
from admin_server.calendars.google.scopes import GROUPS, PEOPLE
from admin_server.core.connections import Connection
from admin_server.core.errors import (
    ConsentNeeded,
    ConsentReason,
    NoSuchCalendar,
    TryLater,
)
from admin_server.core.ports import CalendarRef
from admin_server.core.ports.directories import Group, Person, PersonKind
from tests.contracts.calendar import NOW
from tests.fakes.clock import FixedClock
from tests.fakes.ports import free_port

ADMIN = "admin@firma.example"


@pytest.fixture
async def directory(http, clock, emulator) -> AsyncIterator[GoogleDirectory]:
    emulator.seeding.add_user(ADMIN, admin=True)
    made = GoogleDirectory(http, clock)
    yield made
    await made.close()
    emulator.seeding.fail(clear=True)
    emulator.seeding.tell("manner")


@pytest.fixture
def seeding(emulator):
    return emulator.seeding


@pytest.fixture
def group() -> str:
    return f"g{uuid4().hex}"


def ref_to(seeding, *, secret: str | None = None, **settings: str) -> CalendarRef:
    where = {**seeding.settings, "admin": ADMIN, **settings}
    connection = Connection("c", "google", "Google", where)
    return CalendarRef(connection, "", secret=secret or seeding.key)


def member(email: str, id_: str, kind: str = "USER") -> dict[str, str]:
    return {"id": id_, "email": email, "type": kind, "role": "MEMBER"}


def test_the_directory_is_known() -> None:
    """Hosts can come along from Google's directory."""
    assert isinstance(directories(FixedClock(NOW))["google"], GoogleDirectory)


# --- people


async def test_somebody_as_the_directory_has_them(directory, seeding, host) -> None:
    """Name, address, department, language and id of an employee come through."""
    seeding.add_user(
        host,
        id=host,
        name="Anna Árnadóttir",
        organizations=[
            {"department": "Old", "primary": False},
            {"department": "Sales", "primary": True},
        ],
        languages=[
            {"languageCode": "en", "preference": "not_preferred"},
            {"languageCode": "is"},
            {"languageCode": "de-CH", "preference": "preferred"},
        ],
    )

    found = await directory.people(ref_to(seeding), ())

    [anna] = [one for one in found if one.email == host]
    assert anna == Person(
        id=host,
        name="Anna Árnadóttir",
        email=host,
        mailbox=host,
        department="Sales",
        language="de-CH",
    )


@pytest.mark.parametrize("state", ["suspended", "archived"])
async def test_somebody_who_left(directory, seeding, host, state: str) -> None:
    """Whoever is suspended or archived is known as blocked, not forgotten."""
    seeding.add_user(host, **{state: True})

    found = await directory.people(ref_to(seeding), ())

    assert [one.active for one in found if one.email == host] == [False]


async def test_a_directory_of_many_pages(directory, seeding, host) -> None:
    """A company of any size is read to its end, each once."""
    for number in range(7):
        seeding.add_user(f"{number}-{host}")
    seeding.tell("manner", page_size=50)

    found = await directory.people(ref_to(seeding), ())

    mine = [one for one in found if one.email.endswith(host)]
    assert len(mine) == 7
    assert len({one.id for one in found}) == len(found)


def test_entries_of_all_kinds() -> None:
    """Guests are told apart; what is no person is left out, names are filled in."""
    found = people_in(
        [
            {"id": "1", "primaryEmail": "B@x.example", "isGuestUser": True},
            {"id": "2", "primaryEmail": "a@x.example", "name": {"familyName": "A"}},
            {"id": "3"},
            {"primaryEmail": "c@x.example"},
            {"id": "4", "primaryEmail": "d@x.example", "languages": "de", "name": 7},
            "nobody",
        ]
    )

    assert [(one.id, one.name, one.kind) for one in found] == [
        ("2", "A", PersonKind.MEMBER),
        ("1", "b@x.example", PersonKind.GUEST),
        ("4", "d@x.example", PersonKind.MEMBER),
    ]


# --- groups


async def test_groups_by_name(directory, seeding, group) -> None:
    """The groups of the organisation can be chosen by their names."""
    seeding.add_group(group, "Hosts")
    seeding.tell("manner", page_size=1)

    found = await directory.groups(ref_to(seeding))

    assert Group(group, "Hosts") in found


def test_a_group_without_a_name() -> None:
    """A group that has no name goes by its address."""
    found = groups_in([{"id": "2", "email": "x@g.example"}, {"name": "lost"}, 7])

    assert found == [Group("2", "x@g.example")]


async def test_the_members_of_groups(directory, seeding, host, group) -> None:
    """Members count whether they are in a group or in a group within it, once."""
    for name in ("in", "deep", "out"):
        seeding.add_user(f"{name}-{host}", id=f"{name}-{host}")
    inner = f"{group}i"
    deep, near = (member(f"{name}-{host}", f"{name}-{host}") for name in ("deep", "in"))
    stranger = {"email": "guest@elsewhere.example", "type": "USER", "role": "MEMBER"}
    # They hold each other, which is no reason to go round in circles.
    seeding.add_group(inner, "Inner", deep, member("g@x.example", group, "GROUP"))
    seeding.add_group(
        group, "Outer", near, stranger, member("i@x.example", inner, "GROUP")
    )
    seeding.tell("manner", page_size=2)

    found = await directory.people(ref_to(seeding), (group, inner))

    assert sorted(one.email for one in found) == [f"deep-{host}", f"in-{host}"]


async def test_a_group_of_everybody(directory, seeding, host, group) -> None:
    """A group that holds the whole organisation holds everybody in it."""
    seeding.add_user(host)
    seeding.add_group(group, "All", {"id": "C0", "type": "CUSTOMER"})

    found = await directory.people(ref_to(seeding), (group,))

    assert host in {one.email for one in found}


async def test_a_group_that_is_gone(directory, seeding, group) -> None:
    """A group that was deleted is told as gone, instead of making everybody leave."""
    with pytest.raises(NoSuchCalendar):
        await directory.people(ref_to(seeding), (group,))


async def test_who_belongs_to_a_group(directory, seeding, host, group) -> None:
    """Membership is known, direct or through another group."""
    other = f"other-{host}"
    for one in (host, other):
        seeding.add_user(one, id=one)
    seeding.add_group(f"{group}i", "Inner", member(host, host))
    seeding.add_group(group, "Outer", member("i@x.example", f"{group}i", "GROUP"))
    ref = ref_to(seeding)

    assert await directory.is_member(ref, group, host.upper())
    assert not await directory.is_member(ref, group, other)


async def test_somebody_of_another_domain(directory, seeding, host, group) -> None:
    """Somebody whom Google cannot look up is looked for among the members."""
    seeding.add_group(group, "Outer", member(host, "x"))
    ref = ref_to(seeding)

    assert await directory.is_member(ref, group, host)
    assert not await directory.is_member(ref, group, f"x{host}")
    with pytest.raises(NoSuchCalendar):
        await directory.is_member(ref, f"{group}x", host)


# --- refusals


@pytest.mark.parametrize(
    ("method", "scope"), [("groups", GROUPS), ("people", PEOPLE), ("is_member", GROUPS)]
)
async def test_a_scope_that_was_not_delegated(
    directory, seeding, method: str, scope: str
) -> None:
    """The missing permission is named so that it can be copied."""
    scopes = seeding.tell("scopes")["scopes"]
    seeding.tell("scopes", scopes=[one for one in scopes if one != scope])

    with pytest.raises(ConsentNeeded) as refused:
        await ask(directory, method, ref_to(seeding))

    seeding.tell("scopes", scopes=scopes)
    assert refused.value.reason is ConsentReason.PERMISSION_MISSING
    assert refused.value.detail == scope


@pytest.mark.parametrize(
    ("method", "scope"), [("groups", GROUPS), ("people", PEOPLE), ("is_member", GROUPS)]
)
async def test_an_admin_who_may_not(
    directory, seeding, host, method: str, scope: str
) -> None:
    """An account that may not read the directory is told by the missing permission."""
    seeding.add_user(host)

    with pytest.raises(ConsentNeeded) as refused:
        await ask(directory, method, ref_to(seeding, admin=host))

    assert refused.value.reason is ConsentReason.PERMISSION_MISSING
    assert refused.value.detail == scope


async def test_nobody_to_read_as(directory, seeding) -> None:
    """Without an account to read the directory as, that is what is missing."""
    with pytest.raises(ConsentNeeded, match="admin"):
        await directory.groups(ref_to(seeding, admin=""))


async def test_the_interface_is_switched_off(directory, seeding) -> None:
    """An interface that is not enabled is not taken for a missing permission."""
    seeding.fail(path="/groups", status=403, reason="accessNotConfigured")

    with pytest.raises(ConsentNeeded, match="not enabled"):
        await directory.groups(ref_to(seeding))


async def test_a_key_that_is_none(directory, seeding) -> None:
    """A broken key asks for a new one, here as for calendars."""
    with pytest.raises(ConsentNeeded) as refused:
        await directory.groups(ref_to(seeding, secret="no key"))

    assert refused.value.reason is ConsentReason.EXPIRED


async def test_the_directory_is_away(directory, seeding) -> None:
    """While Google is away nobody leaves the list of hosts."""
    away = f"http://127.0.0.1:{free_port()}"

    with pytest.raises(TryLater):
        await directory.people(ref_to(seeding, api_url=away), ())


async def ask(directory: GoogleDirectory, method: str, ref: CalendarRef) -> object:
    calls = {
        "groups": lambda: directory.groups(ref),
        "people": lambda: directory.people(ref, ()),
        "is_member": lambda: directory.is_member(ref, "g", "a@x.example"),
    }
    return await calls[method]()
