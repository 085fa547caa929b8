"""The line on which open pages hear that something changed."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import replace

from fastapi.sse import ServerSentEvent

from admin_server.core.ports import Nouns
from admin_server.core.users import Session, User
from admin_server.web import limits
from admin_server.web.dashboard.current import CurrentUser
from admin_server.web.dashboard.door import COOKIE, hash_secret
from admin_server.web.dashboard.reception import live
from tests.fakes.lobby import OTHER_ADMIN, OTHER_TENANT, RECEPTION, TENANT, Lobby


async def signed_in(
    lobby: Lobby, user: User = RECEPTION, tenant: str = TENANT
) -> CurrentUser:
    browser = await lobby.sign_in(user, tenant=tenant)
    token = hash_secret(browser.cookies[COOKIE])
    found = await lobby.store.before_tenant.session_by_token(token)
    assert found is not None
    store = lobby.store.for_tenant(tenant)

    def work(nouns: Nouns) -> CurrentUser:
        session: Session | None = nouns.sessions.get(found.session)
        assert session is not None
        return CurrentUser(user, session, nouns.tenant, store)

    return await store.read(work)


async def hear(line: AsyncIterator[ServerSentEvent]) -> str | None:
    async with asyncio.timeout(5):
        heard = await anext(line, None)
    return heard.event if heard else None


async def listen(
    lobby: Lobby, who: CurrentUser
) -> AsyncGenerator[ServerSentEvent, None]:
    """Listen, and let what has happened before fade away."""
    line = live.stream(who, lobby.app.state.parts)
    assert await hear(line) == "changed"
    return line


async def until_quiet(line: AsyncIterator[ServerSentEvent]) -> None:
    """Wait until what the server does when it starts is over."""
    while await hear(line) != "still":
        pass


async def test_a_page_hears_of_every_change(lobby: Lobby):
    """Whatever changes at the organisation, its open pages hear that it did."""
    line = await listen(lobby, await signed_in(lobby))

    await lobby.expect("Mara Lindt")

    assert await hear(line) == "changed"


async def test_no_change_slips_through(lobby: Lobby):
    """What changes while a page is being told is told as well."""
    line = await listen(lobby, await signed_in(lobby))
    await lobby.expect("Mara Lindt")
    first = await hear(line)

    await lobby.expect("Tom Vidal")

    assert (first, await hear(line)) == ("changed", "changed")


async def test_a_quiet_line_says_that_it_stands(lobby: Lobby, monkeypatch):
    """Where nothing happens, the page hears that it is still being told."""
    monkeypatch.setattr(live, "STILL_EVERY", 0.2)
    line = await listen(lobby, await signed_in(lobby))

    await until_quiet(line)

    assert await hear(line) == "still"


async def test_others_changes_are_not_told(lobby: Lobby, monkeypatch):
    """A page hears nothing of what another organisation does."""
    monkeypatch.setattr(live, "STILL_EVERY", 0.3)
    line = await listen(lobby, await signed_in(lobby, OTHER_ADMIN, OTHER_TENANT))
    await until_quiet(line)

    await lobby.expect("Mara Lindt")

    assert await hear(line) == "still"


async def test_an_ended_session_hears_nothing_more(lobby: Lobby):
    """Whoever is signed out hears nothing of what comes after."""
    who = await signed_in(lobby)
    line = await listen(lobby, who)

    await who.store.write(lambda nouns: nouns.sessions.end(who.session.id))

    assert await hear(line) is None


async def test_a_session_left_alone_ends(lobby: Lobby):
    """Listening does not keep an empty desk signed in."""
    who = await signed_in(lobby)
    line = await listen(lobby, who)
    lobby.clock.forward(hours=13)

    lobby.app.state.parts.pulse.beat(TENANT)

    assert await hear(line) is None


async def test_a_dismissed_receptionist_hears_nothing(lobby: Lobby):
    """Somebody whose account is switched off hears nothing more."""
    who = await signed_in(lobby)
    line = await listen(lobby, who)
    gone = type(RECEPTION)(**{**vars(RECEPTION), "active": False})

    await who.store.write(lambda nouns: nouns.users.put(gone))

    assert await hear(line) is None


async def test_the_line_ends_with_the_server(lobby: Lobby):
    """When the server stops, no page holds it back."""
    line = await listen(lobby, await signed_in(lobby))

    lobby.app.state.parts.pulse.end()

    assert await hear(line) is None


async def test_strangers_do_not_listen(lobby: Lobby):
    """Whoever is not signed in hears nothing at all."""
    answer = await lobby.browser().get("/today/stream")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


async def test_a_page_that_refreshes_itself_is_no_use(lobby: Lobby):
    """An empty desk whose page refreshes itself is signed out in the end."""
    who = await signed_in(lobby)
    browser = await lobby.sign_in(RECEPTION)
    sessions = await who.store.read(lambda n: n.sessions.of_user(RECEPTION.id))
    lobby.clock.forward(minutes=10)

    await browser.get("/today", headers={"HX-Request": "true", "Portico-Live": "1"})

    after = await who.store.read(lambda n: n.sessions.of_user(RECEPTION.id))
    assert {one.seen_at for one in after} == {one.seen_at for one in sessions}


async def test_a_suspended_organisation_hears_no_more(lobby: Lobby):
    """Once an organisation is suspended, its open pages are told nothing."""
    line = await listen(lobby, await signed_in(lobby))
    now = lobby.clock.now()

    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.change_tenant(replace(nouns.tenant, suspended_at=now))
    )

    assert await hear(line) is None


async def test_one_person_has_so_many_open_pages(lobby: Lobby, monkeypatch):
    """Nobody keeps the server busy by opening pages without end."""
    monkeypatch.setattr(limits, "MOST_LINES", 2)
    who = await signed_in(lobby)
    first, _second = [await listen(lobby, who) for _ in range(2)]

    too_many = await hear(live.stream(who, lobby.app.state.parts))
    await first.aclose()

    assert too_many is None
    assert await hear(live.stream(who, lobby.app.state.parts)) == "changed"
