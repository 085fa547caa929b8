"""A person's several calendars: listed, chosen, shared; and what may not be read."""

import pytest

from admin_server.calendars.microsoft.own_calendars import read_calendars
from admin_server.core.connections import OwnCalendar
from admin_server.core.errors import ConsentNeeded, ConsentReason, NoSuchCalendar
from admin_server.demo.emulators.graph import EmulatorEvent, Fault
from tests.admin_server.calendars.microsoft.graph_world import as_event
from tests.contracts.calendar import HOUR, NOW, Planned

SHARED = "Calendars.Read.Shared"
CALLS = {
    "check": lambda calendar, ref: calendar.check(ref),
    "between": lambda calendar, ref: calendar.between(ref, NOW, NOW + HOUR),
    "changes": lambda calendar, ref: calendar.changes(ref, None),
    "meeting": lambda calendar, ref: calendar.meeting(ref, "AAkALgMQ=="),
}


async def share(own, host: str) -> str:
    """Let the boss share a calendar with the host; give its id."""
    boss = f"boss-{host}"
    await own.place(boss, Planned("theirs"))
    await own.place(host, Planned("mine"))
    await own.tell("share", boss, reader=host)
    listed = await own.calendar.calendars(own.ref(host))
    return next(one.id for one in listed if one.shared)


async def add_calendar(own, host: str, name: str) -> None:
    planned = as_event(host, Planned(f"in {name}"))
    event = EmulatorEvent(planned.uid, planned.fields, calendar=name)
    await own.tell("put_event", host, event)


async def test_the_calendars_of_an_account(own, host) -> None:
    """Every calendar is listed, the main one first, others' marked (A33, A34)."""
    shared = await share(own, host)
    await add_calendar(own, host, "Projects")

    first, second, third = await own.calendar.calendars(own.ref(host))

    assert first.primary
    assert (first.name, first.shared, first.writable) == ("Calendar", False, True)
    assert second == OwnCalendar("Projects", "Projects", writable=True)
    assert (third.id, third.shared, third.writable) == (shared, True, False)
    assert first.selected
    assert third.selected


async def test_many_calendars(own, host) -> None:
    """However many there are, all of them can be chosen (A33)."""
    await own.place(host)
    await add_calendar(own, host, "B")
    await add_calendar(own, host, "C")
    await own.tell("set_up", largest_page=1)

    found = await own.calendar.calendars(own.ref(host))

    assert [one.name for one in found] == ["Calendar", "B", "C"]


async def test_an_organisation_sees_them_too(world, host) -> None:
    """Through the organisation's connection a host's calendars are listed as well."""
    await world.place(host)

    (found,) = await world.calendar.calendars(world.ref(host))

    assert found.primary
    assert not found.shared


async def test_calendars_that_do_not_load(own, host) -> None:
    """If calendars cannot be listed there is an error, and no empty list (A35)."""
    await own.place(host)
    await own.tell("plan_fault", Fault("/calendars", 403, "ErrorAccessDenied"))

    with pytest.raises(ConsentNeeded, match=r"Calendars\.Read is needed"):
        await own.calendar.calendars(own.ref(host))


async def test_a_chosen_calendar(own, host) -> None:
    """A calendar that was chosen is read, and the main one by its id too (A33)."""
    await own.place(host, Planned("main"))
    await add_calendar(own, host, "Projects")
    listed = await own.calendar.calendars(own.ref(host))
    refs = [own.ref(host, calendar=one.id) for one in listed]

    found = [await own.calendar.between(ref, NOW, NOW + HOUR) for ref in refs]

    assert [[one.uid for one in each] for each in found] == [
        ["main", "in Projects"],
        ["in Projects"],
    ]


async def test_a_shared_calendar(own, host) -> None:
    """What a colleague shares is read like one's own (A34)."""
    shared = await share(own, host)
    ref = own.ref(host, calendar=shared)

    (found,) = await own.calendar.between(ref, NOW, NOW + HOUR)
    again = await own.calendar.meeting(ref, found.id)
    changes = await own.calendar.changes(ref, None)
    nothing = await own.calendar.changes(ref, changes.mark)

    assert found.uid == "theirs"
    assert again == found
    assert [one.uid for one in changes.changed] == ["theirs"]
    assert nothing.changed == ()


@pytest.mark.parametrize("call", CALLS.values(), ids=list(CALLS))
async def test_a_shared_calendar_that_is_closed(own, host, call) -> None:
    """Without its permission a shared calendar is an error, never free (A34, A45)."""
    await own.tell("set_consent", lacking=[SHARED])
    shared = await share(own, host)

    with pytest.raises(ConsentNeeded) as raised:
        await call(own.calendar, own.ref(host, calendar=shared))

    assert raised.value.reason is ConsentReason.PERMISSION_MISSING
    assert raised.value.detail.startswith(SHARED)


@pytest.mark.parametrize("name", ["check", "between", "changes"])
async def test_a_calendar_that_is_gone(own, host, name) -> None:
    """A calendar that was deleted is an error, and no empty day (A34)."""
    await own.place(host)

    with pytest.raises(NoSuchCalendar):
        await CALLS[name](own.calendar, own.ref(host, calendar="gone"))


async def test_somebody_elses_calendar(own, host) -> None:
    """Who connected reads their own calendars, and nobody else's (A6)."""
    await own.place(host, Planned("mine"))
    other = f"other-{host}"
    await own.tell("add_user", other)

    with pytest.raises(ConsentNeeded) as raised:
        await own.calendar.check(own.ref(other))

    assert raised.value.reason is ConsentReason.PERMISSION_MISSING


async def test_what_the_organisation_did_not_permit(world, host) -> None:
    """A missing permission of the app is told by its name, and which it is (E15)."""
    await world.place(host)
    await world.tell("set_up", roles=["Place.Read.All"])
    with pytest.raises(ConsentNeeded) as no_calendars:
        await world.calendar.check(world.ref(host))
    await world.tell("set_up", roles=["Calendars.Read"])

    await world.calendar.check(world.ref(host))
    with pytest.raises(ConsentNeeded) as no_places:
        await world.calendar.rooms(world.ref(host))

    assert no_calendars.value.detail.startswith("Calendars.Read is needed")
    assert no_places.value.detail.startswith("Place.Read.All is needed")


async def test_pushes_for_a_persons_calendar(own, host) -> None:
    """A person's own calendar tells of its changes as the organisation's does."""
    await own.place(host)

    made = await own.calendar.subscribe(own.ref(host), "https://x.example/push")
    again = await own.calendar.renew(own.ref(host), made)
    await own.calendar.stop(own.ref(host), again)

    assert again.id == made.id


def test_strange_calendars() -> None:
    """What is no calendar is left out, and what lacks a name goes by its id."""
    found = read_calendars([None, "x", {"name": "no id"}, {"id": "a"}, {"id": "a"}])

    assert found == [OwnCalendar("a", "a")]
