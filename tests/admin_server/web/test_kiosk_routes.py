"""What a kiosk asks about itself and its site, and who may ask at all."""

import asyncio
from dataclasses import replace
from datetime import time

import pytest

from admin_server.app import describe_api
from admin_server.core.people import Host
from admin_server.core.places import HelpContact, Hours
from shared.kiosk_options import KioskOptions
from shared.sealing import from_text
from tests.fakes.lobby import (
    ADMIN,
    HARBOUR,
    HOUSE,
    OTHER_TOKEN,
    TENANT,
    TOKEN,
    Lobby,
    bearer,
)
from tests.fakes.routes import TOKENLESS, page_routes


async def test_a_kiosk_learns_its_site(lobby: Lobby) -> None:
    """A kiosk is told where it stands and what it may show."""
    answer = await lobby.get("/kiosk")

    told = answer.json()
    assert answer.status_code == 200
    assert told["site"] == "Lakeside House"
    assert told["kiosk"] == "Front desk"
    assert told["time_zone"] == "Europe/Zurich"
    assert told["languages"] == ["en", "de"]
    assert told["reception"] == "To your right, by the stairs"


async def test_a_kiosk_keeps_the_guest_network_only_where_it_may(lobby: Lobby) -> None:
    """Name and password lie on a kiosk only where the site's admin said so."""
    before = (await lobby.get("/kiosk")).json()
    keeps = replace(HOUSE, kiosk=KioskOptions(wifi_offline=True))

    await lobby.store.for_tenant(TENANT).write(lambda nouns: nouns.sites.put(keeps))
    after = (await lobby.get("/kiosk")).json()

    assert before["wifi"] is None
    assert after["wifi"]["ssid"] == "Portico Guest"
    assert before["version"] != after["version"]


async def test_a_kiosk_learns_what_its_site_chose(lobby: Lobby) -> None:
    """Buttons, times, opening hours and whom to ring come with the configuration."""
    before = (await lobby.get("/kiosk")).json()
    chosen = replace(
        HOUSE,
        kiosk=KioskOptions(by_name=False, still_there_seconds=40),
        hours=(Hours(0, time(8), time(18, 30)),),
        help=HelpContact("Nina Keller", "nina@lakeside.example", "+41 44 555 01 00"),
    )

    await lobby.store.for_tenant(TENANT).write(lambda nouns: nouns.sites.put(chosen))
    after = (await lobby.get("/kiosk")).json()

    assert (before["hours"], before["help_phone"]) == ([], None)
    assert after["options"]["by_name"] is False
    assert after["still_there_seconds"] == 40
    assert after["hours"] == [{"weekday": 0, "opens": "08:00", "closes": "18:30"}]
    assert after["help_phone"] == "+41 44 555 01 00"
    assert before["version"] != after["version"]
    assert "nina@lakeside.example" not in str(after)


async def test_a_kiosk_learns_the_network_for_open_screens(lobby: Lobby) -> None:
    """A changed network gives another version, also where kiosks may not keep it."""
    before = (await lobby.get("/kiosk")).json()
    wifi = replace(HOUSE.wifi, ssid="Tower")

    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.sites.put(replace(HOUSE, wifi=wifi))
    )
    after = (await lobby.get("/kiosk")).json()

    assert before["guest_wifi"]["ssid"] == "Portico Guest"
    assert (after["wifi"], after["guest_wifi"]["ssid"]) == (None, "Tower")
    assert before["version"] != after["version"]


async def test_a_kiosk_learns_what_to_seal_to(lobby: Lobby) -> None:
    """Each organisation's kiosks are given its own key, and only the public half."""
    mine = (await lobby.get("/kiosk")).json()["queue_key"]
    theirs = (await lobby.get("/kiosk", token=OTHER_TOKEN)).json()["queue_key"]

    assert len(from_text(mine["public"])) == 32
    assert mine["id"] == theirs["id"]
    assert mine["public"] != theirs["public"]


async def test_the_version_changes_with_the_site(lobby: Lobby) -> None:
    """A changed site gives the configuration another version."""
    before = (await lobby.get("/kiosk")).json()["version"]

    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.sites.put(
            type(HOUSE)(id=HOUSE.id, key="house", name="New", time_zone="UTC")
        )
    )
    after = (await lobby.get("/kiosk")).json()["version"]

    assert before != after


async def test_a_kiosk_learns_the_line_for_its_first_screen(lobby: Lobby) -> None:
    """The organisation's line is told tidied, and only in languages it offers."""
    before = (await lobby.get("/kiosk")).json()
    written = {"en": " Nice to\n see you", "fr": "Bienvenue", "de": " "}

    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.change_tenant(
            replace(nouns.tenant, texts={"welcome": written})
        )
    )
    after = (await lobby.get("/kiosk")).json()

    assert before["welcome"] == {}
    assert after["welcome"] == {"en": "Nice to see you"}
    assert before["version"] != after["version"]


async def test_hosts_are_found_without_contact_data(lobby: Lobby) -> None:
    """Check 6: a search gives names and departments, never an e-mail."""
    answer = await lobby.get("/hosts", q="we")

    assert answer.json() == {
        "hosts": [{"id": "host-jonas", "name": "Jonas Weber", "department": "Research"}]
    }


@pytest.mark.parametrize("query", ["", " ", "w", "%", "zz"])
async def test_a_short_search_finds_nobody(lobby: Lobby, query: str) -> None:
    """The staff cannot be listed by typing next to nothing."""
    answer = await lobby.get("/hosts", q=query)

    assert answer.json() == {"hosts": []}


async def test_a_search_answers_at_most_eight(lobby: Lobby) -> None:
    """However many share a name, eight are told."""
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: [
            nouns.hosts.put(Host(f"h{n}", f"Anna Muster{n}", f"a{n}@x.example"))
            for n in range(12)
        ]
    )

    answer = await lobby.get("/hosts", q="anna")

    assert len(answer.json()["hosts"]) == 8


async def test_another_tenants_hosts_stay_unknown(lobby: Lobby) -> None:
    """One organisation's kiosk never finds another's people."""
    answer = await lobby.get("/hosts", q="jonas", token=OTHER_TOKEN)

    assert answer.json() == {"hosts": []}


async def test_events_begin_at_the_present(lobby: Lobby) -> None:
    """A kiosk that starts is given a cursor, not the whole past."""
    await _happens(lobby, HOUSE.id, "visit_cancelled")

    answer = await lobby.get("/kiosk/events")

    assert answer.json()["events"] == []
    assert answer.json()["cursor"] > 0


async def test_events_of_the_own_site_come_at_once(lobby: Lobby) -> None:
    """A waiting kiosk is woken by what happens at its site, and only there."""
    start = (await lobby.get("/kiosk/events")).json()["cursor"]
    waiting = asyncio.create_task(lobby.get("/kiosk/events", after=start, wait=20))
    await asyncio.sleep(0.05)

    await _happens(lobby, HARBOUR.id, "visit_cancelled")
    await _happens(lobby, HOUSE.id, "room_changed")
    answer = await asyncio.wait_for(waiting, 5)

    (event,) = answer.json()["events"]
    assert event["kind"] == "room_changed"
    assert answer.json()["cursor"] == event["cursor"]


async def test_nothing_new_is_said_as_such(lobby: Lobby) -> None:
    """Where nothing happened the cursor stays where it was."""
    answer = await lobby.get("/kiosk/events", after=7, wait=0)

    assert answer.json() == {"cursor": 7, "events": []}


def _kiosk_routes() -> list[tuple[str, str]]:
    paths = describe_api()["paths"]
    assert isinstance(paths, dict)
    return [
        (method, path)
        for path, methods in paths.items()
        if path.startswith("/api/") and path not in TOKENLESS
        for method in methods
    ]


@pytest.mark.parametrize(("method", "path"), _kiosk_routes())
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer pk_kiosk-house_wrong"},
        {"Authorization": "Bearer "},
        {"Authorization": "Basic cGs6eA=="},
        {"Authorization": f"Bearer pk_{'x' * 5000}"},
    ],
)
async def test_every_route_wants_a_token(
    lobby: Lobby, method: str, path: str, headers: dict[str, str]
) -> None:
    """Statement 36: without a kiosk's token no route answers."""
    answer = await lobby.http.request(method, path, headers=headers, json={})

    assert answer.status_code == 401
    assert answer.json()["error"] == "kiosk_unknown"


async def test_a_revoked_kiosk_is_turned_away(lobby: Lobby) -> None:
    """Check 10: the call after a revocation is refused."""
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.kiosks.put(_revoked(nouns, lobby))
    )

    answer = await lobby.get("/kiosk")

    assert answer.status_code == 401


def test_there_are_routes_to_walk() -> None:
    """The walk over all routes above would notice if it walked none."""
    assert len(_kiosk_routes()) >= 8


async def test_a_kiosks_token_opens_no_page(lobby: Lobby) -> None:
    """Statement 36: on every page of the dashboard a kiosk's token is refused."""
    pages = page_routes(lobby.app)

    answers = {
        f"{page.method} {page.path}": await lobby.http.request(
            page.method, page.path, headers=bearer(TOKEN) | {"Sec-Fetch-Site": "none"}
        )
        for page in pages
    }

    allowed = [
        name
        for name, answer in answers.items()
        if (answer.status_code, answer.json().get("error")) != (403, "not_allowed")
    ]
    assert allowed == []
    assert len(pages) > 10


async def test_a_signed_in_browser_with_a_kiosks_token_is_refused(lobby: Lobby) -> None:
    """A token beside a session is a mistake or an attack, never both at once."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get("/kiosks", headers=bearer(TOKEN))

    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/redoc", "/admin"])
async def test_nothing_describes_itself_to_strangers(lobby: Lobby, path: str) -> None:
    """Check 35: descriptions and back doors are not there."""
    answer = await lobby.http.get(path, headers=bearer("pk_x_y"))

    assert answer.status_code == 404
    assert answer.json()["error"] == "not_found"


async def test_a_wrong_method_is_told_so(lobby: Lobby) -> None:
    """Deleting check-ins is not a thing here, and says so in our shape."""
    answer = await lobby.http.delete("/api/v1/check-ins")

    assert answer.status_code == 405
    assert set(answer.json()) == {"error", "message"}


async def test_the_server_says_that_it_lives_and_works(lobby: Lobby) -> None:
    """Monitoring sees that the process lives and that it can save."""
    lives, works = (
        await lobby.http.get("/healthz"),
        await lobby.http.get("/readyz"),
    )

    assert (lives.status_code, works.status_code) == (200, 200)
    assert works.json() == {"status": "ready"}


async def test_too_many_calls_are_slowed(lobby: Lobby) -> None:
    """A kiosk gone wild is told to pause; others are not affected."""
    answers = [await lobby.get("/hosts", q="zz") for _ in range(601)]

    other = await lobby.get("/hosts", q="zz", token=OTHER_TOKEN)

    assert answers[-1].status_code == 429
    assert answers[0].status_code == 200
    assert other.status_code == 200


async def _happens(lobby: Lobby, site: str, kind: str) -> None:
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.kiosk_events.add(
            site=site, kind=kind, visit=None, at=lobby.clock.now()
        )
    )


def _revoked(nouns, lobby: Lobby):
    return replace(nouns.kiosks.get("kiosk-house"), revoked_at=lobby.clock.now())
