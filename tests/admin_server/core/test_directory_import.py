"""Hosts come along from the directory: what a run would do, case by case (statement 26)."""

from dataclasses import dataclass, replace

import pytest

from admin_server.core.directory_import import (
    DirectoryPlan,
    LeftOut,
    language_for,
    plan_directory,
)
from admin_server.core.people import Host
from admin_server.core.ports import Person, PersonKind
from tests.fakes.phone_book import person

EMAIL = "person1@lakeside.example"
ONE = Host("host-1", "Person 1", EMAIL, directory_id="id-1")
TWO = Host("host-2", "Person 2", "person2@lakeside.example", directory_id="id-2")
THREE = Host("host-3", "Person 3", "person3@lakeside.example", directory_id="id-3")
BY_HAND = Host("host-9", "Person 1", EMAIL, mailbox=EMAIL, department="Research")


@dataclass(frozen=True)
class Case:
    """One thing that can be so, and what comes of it.

    Attributes:
        added, disabled: the names or ids of hosts.
        changed: per host's id, its changed fields as they are afterwards.
    """

    said: str
    hosts: tuple[Host, ...] = ()
    people: tuple[Person, ...] = ()
    added: tuple[str, ...] = ()
    changed: tuple[tuple[str, dict[str, object]], ...] = ()
    disabled: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    kept: int = 0
    owned: tuple[str, ...] = ()


CASES = (
    Case("nobody is there and nobody comes"),
    Case("somebody new is added", people=(person(1),), added=("Person 1",)),
    Case("who is the same stays", (ONE,), (person(1),), kept=1),
    Case(
        "a new name is taken over",
        (ONE,),
        (person(1, "Mia Roth"),),
        changed=(("host-1", {"name": "Mia Roth"}),),
    ),
    Case(
        "a new address is taken over",
        (ONE,),
        (person(1, email="mia@lakeside.example"),),
        changed=(("host-1", {"email": "mia@lakeside.example"}),),
    ),
    Case(
        "a department is taken over",
        (ONE,),
        (person(1, department="Sales"),),
        changed=(("host-1", {"department": "Sales"}),),
    ),
    Case(
        "a mailbox is taken over",
        (ONE,),
        (person(1, mailbox=EMAIL),),
        changed=(("host-1", {"mailbox": EMAIL}),),
    ),
    Case(
        "a language is taken over as one of ours",
        (ONE,),
        (person(1, language="de-CH"),),
        changed=(("host-1", {"language": "de"}),),
    ),
    Case(
        "a language that we do not speak changes nothing",
        (replace(ONE, language="de"),),
        (person(1, language="fr-CH"),),
        kept=1,
    ),
    Case(
        "what the directory does not know stays as we have it",
        (replace(ONE, department="Research", mailbox=EMAIL),),
        (person(1),),
        kept=1,
    ),
    Case("who is gone is switched off", (ONE,), (), disabled=("host-1",)),
    Case("who was switched off before stays so", (replace(ONE, active=False),), ()),
    Case(
        "who returns is switched on",
        (replace(ONE, active=False),),
        (person(1),),
        changed=(("host-1", {"active": True}),),
    ),
    Case(
        "a blocked account is no host",
        people=(person(1, active=False),),
        left_out=(LeftOut.BLOCKED,),
    ),
    Case(
        "a host whose account was blocked is switched off",
        (ONE,),
        (person(1, active=False),),
        disabled=("host-1",),
        left_out=(LeftOut.BLOCKED,),
    ),
    Case(
        "a guest is no host",
        people=(person(1, kind=PersonKind.GUEST),),
        left_out=(LeftOut.GUEST,),
    ),
    Case(
        "a shared mailbox is no host",
        people=(person(1, kind=PersonKind.SHARED),),
        left_out=(LeftOut.SHARED,),
    ),
    Case(
        "a room is no host",
        people=(person(1, kind=PersonKind.ROOM),),
        left_out=(LeftOut.ROOM,),
    ),
    Case(
        "a host who became a guest is switched off",
        (ONE,),
        (person(1, kind=PersonKind.GUEST),),
        disabled=("host-1",),
        left_out=(LeftOut.GUEST,),
    ),
    Case(
        "without an e-mail address nobody is added",
        people=(person(1, email=" "),),
        left_out=(LeftOut.NO_EMAIL,),
    ),
    Case(
        "a host who lost the address in the directory stays",
        (ONE,),
        (person(1, email="-"),),
        left_out=(LeftOut.NO_EMAIL,),
    ),
    Case(
        "a host who was entered by hand is taken over by the address",
        (BY_HAND,),
        (person(1, "Mia Roth", email=EMAIL.upper()),),
        changed=(
            (
                "host-9",
                {"name": "Mia Roth", "email": EMAIL.upper(), "directory_id": "id-1"},
            ),
        ),
    ),
    Case("a host who was entered by hand is never switched off", (BY_HAND,), ()),
    Case(
        "a host whom a file owns stays locked",
        (BY_HAND,),
        (person(1, "Mia Roth"),),
        left_out=(LeftOut.OWNED,),
        owned=(EMAIL,),
    ),
    Case(
        "a host from the directory whom a file owns is not switched off",
        (ONE,),
        (),
        owned=(EMAIL,),
    ),
    Case(
        "nobody is added beside a host whom a file owns",
        people=(person(1),),
        left_out=(LeftOut.OWNED,),
        owned=(EMAIL,),
    ),
    Case(
        "two people of one name are two hosts",
        people=(person(1, "Mia Roth"), person(2, "Mia Roth")),
        added=("Mia Roth", "Mia Roth"),
    ),
    Case(
        "of two people with one address the first is added",
        people=(person(2, email=EMAIL), person(1)),
        added=("Person 1",),
        left_out=(LeftOut.SAME_ADDRESS,),
    ),
    Case(
        "of two people with one address the host keeps it",
        (TWO,),
        (person(1, email=TWO.email), person(2)),
        kept=1,
        left_out=(LeftOut.SAME_ADDRESS,),
    ),
    Case(
        "two people swap their addresses",
        (ONE, TWO),
        (person(1, email=TWO.email), person(2, email=ONE.email)),
        changed=(
            ("host-1", {"email": TWO.email}),
            ("host-2", {"email": ONE.email}),
        ),
    ),
    Case(
        "an address goes round among three people",
        (ONE, TWO, THREE),
        (
            person(1, email=TWO.email),
            person(2, email=THREE.email),
            person(3, email=ONE.email),
        ),
        changed=(
            ("host-1", {"email": TWO.email}),
            ("host-2", {"email": THREE.email}),
            ("host-3", {"email": ONE.email}),
        ),
    ),
    Case(
        "the address of somebody who left is given to somebody new",
        (ONE,),
        (person(7, "Tom Berg", email=EMAIL),),
        added=("Tom Berg",),
        disabled=("host-1",),
    ),
    Case(
        "an account that was made anew is the same host",
        (ONE,),
        (person(7, "Person 1", email=EMAIL),),
        changed=(("host-1", {"directory_id": "id-7"}),),
    ),
    Case(
        "who comes back with a new account is the same host",
        (replace(ONE, active=False),),
        (person(7, "Person 1", email=EMAIL),),
        changed=(("host-1", {"directory_id": "id-7", "active": True}),),
    ),
    Case(
        "whom we hid by hand is not woken for somebody of another name",
        (replace(BY_HAND, active=False),),
        (person(1, "Tom Berg"),),
        added=("Tom Berg",),
    ),
    Case(
        "a host moves to the address of one who was entered by hand: both stay",
        (TWO, BY_HAND),
        (person(2, email=EMAIL),),
        left_out=(LeftOut.ADDRESS_TAKEN,),
    ),
    Case(
        "an address that stays taken is nobody else's either",
        (ONE, TWO, replace(BY_HAND, email="person5@lakeside.example")),
        (
            person(1, email="person5@lakeside.example"),
            person(2, email=ONE.email),
        ),
        left_out=(LeftOut.ADDRESS_TAKEN, LeftOut.ADDRESS_TAKEN),
    ),
    Case(
        "who is in two groups counts once",
        people=(person(1), person(1)),
        added=("Person 1",),
    ),
    Case(
        "without a name the address is shown",
        people=(person(1, name="\u202e "),),
        added=(EMAIL,),
    ),
    Case(
        "a name is kept in one line",
        people=(person(1, name="Mia\n Roth"),),
        added=("Mia Roth",),
    ),
    Case(
        "a host who was entered by hand and is in the directory twice is one host",
        (BY_HAND,),
        (person(1, email=EMAIL), person(2, email=EMAIL)),
        changed=(("host-9", {"directory_id": "id-1"}),),
        left_out=(LeftOut.SAME_ADDRESS,),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.said)
def test_a_run_does_what_the_table_says(case: Case):
    """Each line of the table is what happens to people of whom that is true."""
    plan = plan_directory(
        case.hosts, case.people, owned=case.owned, languages=("en", "de")
    )

    assert tuple(host.name for host in plan.added) == case.added
    assert {one.old.id: one.new for one in plan.changed} == {
        host: replace(
            _named(case, host), **({"directory_id": _id_of(plan, host)} | new)
        )
        for host, new in case.changed
    }
    assert tuple(host.id for host in plan.disabled) == case.disabled
    assert tuple(why for _, why in plan.left_out) == case.left_out
    assert plan.kept == case.kept


def _named(case: Case, host_id: str) -> Host:
    return next(host for host in case.hosts if host.id == host_id)


def _id_of(plan: DirectoryPlan, host_id: str) -> str | None:
    return next(one.old.directory_id for one in plan.changed if one.old.id == host_id)


def test_the_table_is_long_enough():
    """The cases above are not lost by accident."""
    assert len({case.said for case in CASES}) >= 40


def crowd(count: int) -> list[Host]:
    """So many hosts from the directory."""
    return [
        Host(f"h-{n}", f"Person {n}", f"person{n}@x.example", directory_id=f"id-{n}")
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("there", "stay", "held"),
    [
        (100, 90, False),
        (100, 89, True),
        (10, 9, False),
        (10, 8, False),
        (10, 7, True),
        (2, 0, False),
        (3, 0, True),
        (30, 27, False),
        (29, 26, True),
    ],
)
def test_a_run_that_loses_too_many_is_held_back(there: int, stay: int, held: bool):
    """More than one host in ten, and at least three, are not lost by themselves."""
    people = [person(n, email=f"person{n}@x.example") for n in range(stay)]

    plan = plan_directory(crowd(there), people)

    assert plan.is_held() is held
    assert len(plan.disabled) == there - stay


@pytest.mark.parametrize(("allowed", "held"), [(36, True), (37, False), (38, False)])
def test_what_was_permitted_is_not_held_back(allowed: int, held: bool):
    """Who said yes to 37 lost hosts is asked again only about more."""
    people = [person(n, email=f"person{n}@x.example") for n in range(83)]

    plan = plan_directory(crowd(120), people)

    assert (len(plan.disabled), plan.of) == (37, 120)
    assert plan.is_held(allowed=allowed) is held


def test_hosts_by_hand_do_not_hide_a_loss():
    """The tenth is counted among those who came from the directory."""
    by_hand = [Host(f"b-{n}", f"By Hand {n}", f"b{n}@x.example") for n in range(500)]

    plan = plan_directory([*crowd(3), *by_hand], [])

    assert plan.is_held()


def test_a_new_host_gets_what_the_directory_knows():
    """Name, address, mailbox, department and language come along."""
    known = person(
        1, mailbox="cal@lakeside.example", department=" Sales ", language="de"
    )

    plan = plan_directory([], [known], languages=("en", "de"))

    assert plan.added == (
        Host(
            id="",
            name="Person 1",
            email=EMAIL,
            mailbox="cal@lakeside.example",
            department="Sales",
            language="de",
            directory_id="id-1",
        ),
    )


def test_a_new_host_speaks_the_organisations_first_language():
    """Where the directory names no language, the organisation's own is taken."""
    plan = plan_directory([], [person(1)], languages=("de", "en"))

    assert plan.added[0].language == "de"


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("de-CH", "de"),
        ("DE_ch", "de"),
        ("en", "en"),
        ("pt-BR", "pt-BR"),
        ("pt-PT", None),
        ("", None),
        (None, None),
    ],
)
def test_languages_are_ours(tag: str | None, language: str | None):
    """A tag of the directory becomes one of the organisation's languages, or none."""
    assert language_for(tag, ("en", "de", "pt-BR")) == language


def test_addresses_are_freed_before_they_are_given():
    """Who leaves is saved first, then who changes, then who is new."""
    plan = plan_directory(
        [ONE, TWO],
        [person(2, "Mia Roth", email=TWO.email), person(7, "Tom Berg", email=EMAIL)],
    )

    assert [(old.id if old else None, new.active) for old, new in plan.steps] == [
        ("host-1", False),
        ("host-2", True),
        (None, True),
    ]
