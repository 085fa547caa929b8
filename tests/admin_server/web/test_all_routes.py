"""Every page of the dashboard, tried by everybody who may not open it.

The pages are found by walking the application: a new one is tried by itself.
"""

import re
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from admin_server.app import build_app
from admin_server.core.connections import Connection
from admin_server.core.invitations import Asked, invite
from admin_server.core.kiosk_matters import Delivery, HelpCall
from admin_server.core.people import Host
from admin_server.core.permissions import ALLOWED, Action
from admin_server.core.places import RoomNote
from admin_server.core.rooms import Room
from admin_server.core.tenants import Kiosk
from admin_server.core.users import IdentityProvider, Passkey, Session, SignInMethod
from admin_server.security.chance import CHANCE
from admin_server.settings import Settings
from admin_server.storage.migrate import migrate
from shared.help import HelpReason
from tests.fakes.dead_letters import give_up
from tests.fakes.lobby import (
    ADMIN,
    HARBOUR,
    HOUSE,
    OTHER_ADMIN,
    OTHER_TENANT,
    SITE_ADMIN,
    STAFF,
    TENANT,
    Lobby,
)
from tests.fakes.routes import PageRoute, page_routes

pytestmark = pytest.mark.sqlite_only("what is refused here no database decides")

LONG_AGO = timedelta(days=1)


def all_pages() -> list[PageRoute]:
    """The pages of an application that was built and never run."""
    from tempfile import TemporaryDirectory  # noqa: PLC0415 - only here

    with TemporaryDirectory() as folder:
        settings = Settings(
            database_url=f"sqlite:///{folder}/portico.db", key_file=f"{folder}/key"
        )
        migrate(settings.database_url)
        app = build_app(settings)
        app.state.parts.store.close()
        return page_routes(app)


PAGES = all_pages()
CLOSED = [page for page in PAGES if page.needs is not None]
OF_SOMETHING = [page for page in CLOSED if "{" in page.path]
PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
# What an address can name, and what it is called in the neighbours' house.
NEIGHBOURS = MappingProxyType(
    {
        "visit_id": "11111111-0000-4000-8000-000000000001",
        "kiosk_id": "kiosk-theirs",
        "user_id": OTHER_ADMIN.id,
        "site_id": "site-theirs",
        "host_id": "host-theirs",
        "session_id": "session-theirs",
        "passkey_id": "passkey-theirs",
        "provider_id": "provider-theirs",
        "connection_id": "connection-theirs",
        "room": "room@other.example",
        "message_id": "message-theirs",
        "call_id": "call-theirs",
        "delivery_id": "delivery-theirs",
    }
)
# The same at a site of our own tenant that the site admin does not have.
ACROSS_THE_STREET = MappingProxyType(
    {"kiosk_id": "kiosk-harbour", "site_id": HARBOUR.id}
)


def name_of(page: PageRoute) -> str:
    return f"{page.method} {page.path}"


def address(page: PageRoute, names: dict[str, str] | MappingProxyType) -> str:
    return PARAMETER.sub(lambda found: names.get(found[1], "unknown"), page.path)


async def settle_neighbours(lobby: Lobby) -> None:
    """Give the other tenant one of everything."""
    now = lobby.clock.now()
    site = replace(HOUSE, id=NEIGHBOURS["site_id"], key="theirs")
    host = Host(NEIGHBOURS["host_id"], "Their Host", "their.host@other.example")
    asked = Asked(
        name="Their Visitor",
        host=host.id,
        site=site.id,
        arrival=now,
        departure=now + timedelta(hours=1),
    )

    def work(nouns) -> None:
        nouns.sites.put(site)
        nouns.hosts.put(host)
        nouns.kiosks.put(Kiosk(NEIGHBOURS["kiosk_id"], "Theirs", site.id, b"theirs"))
        nouns.help_calls.put(
            HelpCall(
                NEIGHBOURS["call_id"],
                site.id,
                NEIGHBOURS["kiosk_id"],
                now,
                HelpReason.RECEPTION,
                name="Their Visitor",
            )
        )
        nouns.deliveries.put(
            Delivery(
                NEIGHBOURS["delivery_id"],
                site.id,
                NEIGHBOURS["kiosk_id"],
                now,
                host.id,
            )
        )
        nouns.rooms.put(Room(NEIGHBOURS["room"], "Their room", site=site.id))
        nouns.room_notes.put(RoomNote(NEIGHBOURS["room"], "Upstairs"))
        nouns.connections.put(
            Connection(NEIGHBOURS["connection_id"], "memory", "Theirs")
        )
        invitation = invite(nouns, asked, now=now, chance=CHANCE)
        visit = nouns.visits.get(invitation.visit)
        nouns.visits.put(replace(visit, id=NEIGHBOURS["visit_id"]))
        nouns.sessions.put(
            Session(
                NEIGHBOURS["session_id"],
                OTHER_ADMIN.id,
                b"theirs",
                SignInMethod.PASSWORD,
                now,
                now,
                now + timedelta(days=1),
            )
        )
        nouns.passkeys.put(
            Passkey(NEIGHBOURS["passkey_id"], OTHER_ADMIN.id, b"c", b"k", 0, "Key", now)
        )
        nouns.identity_providers.put(
            IdentityProvider(
                NEIGHBOURS["provider_id"], "openid", "Theirs", "https://x", "id"
            )
        )

    await lobby.store.for_tenant(OTHER_TENANT).write(work)
    await give_up(lobby.store, NEIGHBOURS["message_id"], at=now, tenant=OTHER_TENANT)


async def everything_of(lobby: Lobby, tenant: str) -> list[object]:
    """What a tenant has, to see that nothing of it was changed."""
    return await lobby.store.for_tenant(tenant).read(
        lambda n: [
            n.tenant,
            n.sites.all(),
            n.hosts.all(),
            n.kiosks.all(),
            n.rooms.all(),
            n.room_notes.all(),
            n.connections.all(),
            n.users.all(),
            n.sessions.get(NEIGHBOURS["session_id"]),
            n.passkeys.of_user(OTHER_ADMIN.id),
            n.identity_providers.all(),
            n.visits.get(NEIGHBOURS["visit_id"]),
            n.outbox.dead_letter(NEIGHBOURS["message_id"]),
            n.help_calls.get(NEIGHBOURS["call_id"]),
            n.deliveries.get(NEIGHBOURS["delivery_id"]),
        ]
    )


def test_there_are_pages():
    """The walk below does not pass because it found nothing."""
    assert len(CLOSED) >= 30
    assert len(OF_SOMETHING) >= 10


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_page_says_whom_it_lets_in(page: PageRoute):
    """No page is open because somebody forgot to close it."""
    assert len(page.doors) == 1


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_addresses_name_only_known_things(page: PageRoute):
    """Whatever an address names is tried across the walls below."""
    named = set(PARAMETER.findall(page.path))
    open_words = {"token", "step", "fragment", "day", "kind", "question"}

    assert named <= NEIGHBOURS.keys() | open_words


@pytest.mark.parametrize("page", CLOSED, ids=name_of)
async def test_nobody_signed_out_gets_in(lobby: Lobby, page: PageRoute):
    """Who is not signed in sees the sign-in, whatever they ask for."""
    browser = lobby.browser()

    answer = await browser.request(page.method, address(page, NEIGHBOURS))

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("user", STAFF, ids=lambda user: user.role.value)
@pytest.mark.parametrize(
    "action", sorted({page.needs.action for page in CLOSED if page.needs})
)
async def test_only_the_right_roles_get_in(lobby: Lobby, action: Action, user):
    """A role that may not do something is told so on every page that does it."""
    browser = await lobby.sign_in(user, strong=True)
    pages = [page for page in CLOSED if page.needs and page.needs.action is action]

    told = {
        name_of(page): (
            await browser.request(page.method, address(page, {}))
        ).status_code
        for page in pages
        if not page.path.endswith("/stream")
        # Refused to everybody who has no second factor to turn off.
        and not page.path.startswith("/account/second-factor/")
    }

    forbidden = {name for name, status in told.items() if status == 403}
    assert forbidden == (set() if action in ALLOWED[user.role] else set(told))


@pytest.mark.parametrize("page", OF_SOMETHING, ids=name_of)
async def test_what_is_another_tenants_is_not_there(lobby: Lobby, page: PageRoute):
    """An admin who guesses another organisation's addresses finds nothing."""
    await settle_neighbours(lobby)
    before = await everything_of(lobby, OTHER_TENANT)
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.request(page.method, address(page, NEIGHBOURS))

    assert answer.status_code == 404
    assert "Their" not in answer.text
    assert await everything_of(lobby, OTHER_TENANT) == before


@pytest.mark.parametrize(
    "page",
    [
        page
        for page in OF_SOMETHING
        if set(ACROSS_THE_STREET) & set(PARAMETER.findall(page.path))
    ],
    ids=name_of,
)
async def test_what_is_another_sites_is_not_there(lobby: Lobby, page: PageRoute):
    """A site admin finds nothing of the site across the street."""
    before = await everything_of(lobby, TENANT)
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.request(page.method, address(page, ACROSS_THE_STREET))

    assert answer.status_code in {403, 404}
    assert HARBOUR.name not in answer.text
    assert await everything_of(lobby, TENANT) == before


@pytest.mark.parametrize("path", sorted({p.path for p in CLOSED if p.method == "GET"}))
async def test_looking_changes_nothing(lobby: Lobby, path: str):
    """Opening a page, even by a link in a mail, changes nothing."""
    if path.endswith("/stream"):
        path = "/"
    await settle_neighbours(lobby)
    before = await everything_of(lobby, TENANT)
    browser = await lobby.sign_in(ADMIN)

    await browser.get(PARAMETER.sub("unknown", path))

    assert await everything_of(lobby, TENANT) == before
