"""What a person permitted lasts: refreshed once, kept when it changes, told when over."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from admin_server.calendars.microsoft import Microsoft
from admin_server.core.errors import (
    ConsentNeeded,
    ConsentReason,
    StoreUnavailable,
    StrangeReply,
    TryLater,
)
from admin_server.core.ports import CalendarRef
from admin_server.demo.emulators.graph import Fault
from tests.admin_server.calendars.microsoft.consenting import OwnWorld
from tests.admin_server.calendars.microsoft.test_network import tls_of
from tests.contracts.calendar import HOUR, NOW, Planned
from tests.fakes.fault_proxy import Fault as Trouble
from tests.fakes.fault_proxy import FaultProxy


async def read(own: OwnWorld, ref: CalendarRef) -> list[str]:
    found = await own.calendar.between(ref, NOW, NOW + HOUR)
    return [one.uid for one in found]


async def tokens(own: OwnWorld) -> int:
    return (await own.tell("requests"))["token"]


async def test_many_visitors_one_refreshing(own, host) -> None:
    """However many visitors come at once, a permission is refreshed once."""
    await own.place(host, Planned("plain"))
    before = await tokens(own)
    ref = own.ref(host)

    found = await asyncio.gather(*(read(own, ref) for _ in range(8)))

    assert found == [["plain"]] * 8
    assert await tokens(own) == before + 1


async def test_a_permission_that_changes_is_kept(own, host) -> None:
    """Each time it is used it changes, and the new one is kept at once."""
    await own.place(host, Planned("plain"))
    first = own.secrets[host]

    await read(own, own.ref(host))

    assert own.kept == [own.secrets[host]]
    assert own.secrets[host] != first
    assert json.loads(own.secrets[host])["scopes"] == json.loads(first)["scopes"]


async def test_an_older_reference_goes_on(own, host, clock) -> None:
    """Who began to read before the permission changed can read on after it."""
    await own.place(host, Planned("plain"))
    old = own.ref(host)
    await read(own, old)
    clock.forward(seconds=3600)
    await read(own, own.ref(host))
    clock.forward(seconds=3600)

    assert await read(own, old) == ["plain"]


async def test_it_is_used_until_it_ends(own, host, clock) -> None:
    """Within the hour nobody is asked for another one; after it somebody is."""
    await own.place(host, Planned("plain"))
    await read(own, own.ref(host))
    first = await tokens(own)
    clock.forward(seconds=3000)
    await read(own, own.ref(host))
    second = await tokens(own)
    clock.forward(seconds=600)

    await read(own, own.ref(host))

    assert (second, await tokens(own)) == (first, first + 1)


async def test_one_that_graph_refuses_is_renewed(own, host) -> None:
    """When Graph does not take a token any more, a new one is got at once."""
    await own.place(host, Planned("plain"))
    ref = own.ref(host)
    await read(own, ref)
    await own.tell("expire_access")

    found = await asyncio.gather(*(read(own, ref) for _ in range(4)))

    assert found == [["plain"]] * 4


async def test_graph_may_demand_more(own, host) -> None:
    """What Graph demands of a token is asked for (conditional access)."""
    await own.place(host, Planned("plain"))
    claims = 'Bearer error="insufficient_claims", claims="eyJhIjp7fX0="'
    fault = Fault("calendarView", 401, headers={"WWW-Authenticate": claims})
    await own.tell("plan_fault", fault)

    assert await read(own, own.ref(host)) == ["plain"]


async def test_two_servers_at_once(own, host, http, clock) -> None:
    """Two servers that refresh at one time end with the one permission that counts."""
    await own.place(host, Planned("plain"))
    other = Microsoft(http, clock)
    stored = {host: own.secrets[host]}

    def ref() -> CalendarRef:
        was = stored[host]

        async def keep(renewed: str) -> str:
            # As the database does: whoever comes first is right.
            stored[host] = renewed if stored[host] == was else stored[host]
            return stored[host]

        return replace(own.ref(host), secret=was, keep=keep)

    mine, theirs = ref(), ref()
    stretch = NOW, NOW + HOUR
    await asyncio.gather(
        own.calendar.between(mine, *stretch), other.between(theirs, *stretch)
    )
    clock.forward(seconds=3600)
    await own.calendar.between(ref(), *stretch)
    clock.forward(seconds=3600)

    found = await other.between(ref(), *stretch)

    assert [one.uid for one in found] == ["plain"]


async def test_a_server_that_comes_late(own, host, http, clock) -> None:
    """A server whose permission was used up by another goes on with the other's."""
    await own.place(host, Planned("plain"))
    late = own.ref(host)
    await read(own, own.ref(host))
    clock.forward(seconds=3600)
    # Now the first successor was used as well, and what `late` knows has ended.
    await read(own, own.ref(host))
    newest = own.secrets[host]

    async def keep(_: str) -> str:
        return newest

    other = Microsoft(http, clock)
    found = await other.between(replace(late, keep=keep), NOW, NOW + HOUR)

    assert [one.uid for one in found] == ["plain"]


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (700082, ConsentReason.EXPIRED),
        (50173, ConsentReason.EXPIRED),
        (65001, ConsentReason.NEEDS_ADMIN_APPROVAL),
        (53003, ConsentReason.BLOCKED_BY_GROUP),
        (50105, ConsentReason.BLOCKED_BY_GROUP),
        (50076, ConsentReason.EXPIRED),
    ],
)
async def test_what_was_permitted_is_over(own, host, number, reason) -> None:
    """A permission that ended says so by Microsoft's own number (B35, 15)."""
    await own.place(host)
    await own.tell("end_grants", number=number)

    with pytest.raises(ConsentNeeded) as raised:
        await own.calendar.check(own.ref(host))

    assert (raised.value.reason, raised.value.detail) == (reason, f"AADSTS{number}")


async def test_connecting_again_helps_at_once(own, host) -> None:
    """After a permission ended, connecting again is all there is to do (B35)."""
    await own.place(host, Planned("plain"))
    await own.tell("end_grants")
    with pytest.raises(ConsentNeeded):
        await read(own, own.ref(host))
    granted = await own.person.connect(host)
    own.secrets[host] = granted.secret

    assert await read(own, own.ref(host)) == ["plain"]


@pytest.mark.parametrize("secret", ["", "{}", "[1]", '{"kind": "app"}', '"person"'])
async def test_a_secret_that_is_none(own, host, secret) -> None:
    """A secret of another kind asks for consent, and is not repeated."""
    await own.place(host)
    ref = replace(own.ref(host), secret=secret)

    with pytest.raises(ConsentNeeded) as raised:
        await own.calendar.check(ref)

    assert raised.value.reason is ConsentReason.EXPIRED
    assert raised.value.__cause__ is None


async def test_a_store_that_cannot_save(own, host) -> None:
    """If a changed permission cannot be kept, we try later with the one we have."""
    await own.place(host, Planned("plain"))

    async def keep(_: str) -> str:
        raise StoreUnavailable

    with pytest.raises(TryLater):
        await read(own, replace(own.ref(host), keep=keep))

    assert await read(own, own.ref(host)) == ["plain"]


async def test_another_account_meanwhile(own, host) -> None:
    """Who connects another account never has the two taken for one another (A6)."""
    other = f"other-{host}"
    await own.place(other, Planned("theirs"))
    await own.place(host, Planned("mine"))

    async def keep(_: str) -> str:
        return own.secrets[other]

    with pytest.raises(TryLater) as raised:
        await read(own, replace(own.ref(host), keep=keep))

    assert "another account" in raised.value.detail
    assert await read(own, own.ref(host)) == ["mine"]


async def test_without_anywhere_to_keep_it(own, host, clock) -> None:
    """A connection whose secret stands in a file reads on while the server runs."""
    await own.place(host, Planned("plain"))
    ref = replace(own.ref(host), keep=None)
    await read(own, ref)
    clock.forward(seconds=3600)

    assert await read(own, ref) == ["plain"]


async def test_no_registration(own, host) -> None:
    """When the registration was taken away, that is said and nobody is asked."""
    await own.place(host)
    before = await tokens(own)

    with pytest.raises(StrangeReply, match="registration"):
        await own.calendar.check(replace(own.ref(host), app=None))

    assert await tokens(own) == before


async def test_the_registrations_secret(own, host) -> None:
    """A wrong secret of the registration is told, and a new one counts at once."""
    await own.place(host)
    ref = own.ref(host)
    wrong = replace(ref, app=replace(ref.app, secret="wrong"))

    with pytest.raises(ConsentNeeded, match="AADSTS7000215"):
        await own.calendar.check(wrong)

    await own.calendar.check(ref)


async def test_sign_in_asks_for_a_pause(own, host, clock) -> None:
    """When the sign-in server asks us to wait, it is left alone for so long."""
    await own.place(host, Planned("plain"))
    before = await tokens(own)
    await own.tell("plan_fault", Fault("token", 429, headers={"Retry-After": "20"}))
    with pytest.raises(TryLater):
        await read(own, own.ref(host))
    with pytest.raises(TryLater):
        await read(own, own.ref(host))
    asked = await tokens(own)
    clock.forward(seconds=20)

    assert await read(own, own.ref(host)) == ["plain"]
    assert asked == before + 1


@pytest.mark.parametrize(
    "trouble", [Trouble.RESET, Trouble.RESET_IN_BODY, Trouble.TRUNCATED]
)
async def test_an_answer_that_was_lost(own, host, trouble: Trouble) -> None:
    """When a changed permission is lost on its way, the one we have still works."""
    await own.place(host, Planned("plain"))
    emulator = own.emulator
    async with FaultProxy(emulator.port, tls=tls_of(emulator)) as proxy:
        own.settings["login_url"] = proxy.url
        proxy.fault = trouble
        with pytest.raises(TryLater):
            await read(own, own.ref(host))
        proxy.fault = Trouble.NONE

        assert await read(own, own.ref(host)) == ["plain"]


async def test_sign_in_that_says_nothing(own, host, http, clock) -> None:
    """A sign-in server that says nothing is given up in time."""
    await own.place(host, Planned("plain"))
    emulator = own.emulator
    hurried = Microsoft(http, clock, deadline=timedelta(seconds=0.8))
    async with FaultProxy(emulator.port, tls=tls_of(emulator)) as proxy:
        own.settings["login_url"] = proxy.url
        proxy.fault = Trouble.BLACK_HOLE

        with pytest.raises(TryLater):
            await hurried.check(own.ref(host))

    assert own.kept == []
