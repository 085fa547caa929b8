from dataclasses import replace

import pytest

from admin_server.core.places import RoomNote
from admin_server.core.rooms import Room
from tests.fakes.lobby import (
    ADMIN,
    HARBOUR,
    HOUSE,
    NOTE_A,
    RECEPTION,
    ROOM_A,
    SITE_ADMIN,
    TENANT,
    Lobby,
)
from tests.fakes.owning import ask, events, own

_PATH = f"/rooms/{ROOM_A.address}"
_FORM = {"site": HOUSE.id, "directions": "Up the stairs", "turn": "stairs"}


async def room_a(lobby: Lobby) -> tuple[Room, RoomNote | None]:
    return await ask(
        lobby,
        lambda n: (
            next(r for r in n.rooms.all() if r.address == ROOM_A.address),
            n.room_notes.get(ROOM_A.address),
        ),
    )


async def test_everybody_at_the_desk_sees_the_rooms(lobby: Lobby):
    """Reception reads which rooms there are and how to get there."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get("/rooms")

    assert "Conference Room A" in answer.text
    assert "Floor 2, left after the lift" in answer.text
    assert f'href="{_PATH}"' not in answer.text


async def test_a_room_is_changed(lobby: Lobby):
    """Our own words about a room are saved, and it can be left out."""
    browser = await lobby.sign_in(SITE_ADMIN)

    await browser.post(_PATH, data=_FORM)

    room, note = await room_a(lobby)
    assert room == replace(ROOM_A, selected=False)
    assert note == RoomNote(ROOM_A.address, "Up the stairs", "stairs")
    assert await events(lobby) == [("room.changed", f"user:{SITE_ADMIN.id}")]


async def test_words_can_be_taken_away(lobby: Lobby):
    """A room without words has no note."""
    browser = await lobby.sign_in(SITE_ADMIN)

    await browser.post(_PATH, data={"site": HOUSE.id, "selected": "yes"})

    assert await room_a(lobby) == (ROOM_A, None)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("site", "site-nowhere", "Choose a site from the list."),
        ("site", HARBOUR.id, "Choose a site from the list."),
        ("site", "", "Choose a site from the list."),
        ("turn", "backwards", "Choose an arrow from the list."),
        ("directions", "x" * 501, "at most 500"),
    ],
)
async def test_a_wrong_value_is_told(lobby: Lobby, field: str, value: str, said: str):
    """What does not fit is named, another's site included, and nothing is saved."""
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.post(_PATH, data={**_FORM, field: value})

    assert answer.status_code == 422
    assert said in answer.text
    assert await room_a(lobby) == (ROOM_A, NOTE_A)


@pytest.mark.parametrize("field", ["selected", "directions", "turn"])
async def test_an_owned_value_is_locked(lobby: Lobby, field: str):
    """What the configuration file says of a room stays, whatever is sent."""
    await own(lobby, f"room.{ROOM_A.address}.{field}")
    browser = await lobby.sign_in(ADMIN)

    shown = await browser.get(_PATH)
    await browser.post(_PATH, data=_FORM)

    room, note = await room_a(lobby)
    both = {"selected": room.selected, "directions": note.directions, "turn": note.turn}
    before = {
        "selected": True,
        "directions": NOTE_A.directions,
        "turn": NOTE_A.turn,
    }
    assert "Set in the configuration file." in shown.text
    assert both[field] == before[field]
    assert both != before


async def test_an_owned_site_is_locked(lobby: Lobby):
    """A room stays at the site that the file gives it."""
    await own(lobby, f"room.{ROOM_A.address}.site")
    browser = await lobby.sign_in(ADMIN)

    await browser.post(_PATH, data={**_FORM, "site": HARBOUR.id})

    room, _ = await room_a(lobby)
    assert room.site == HOUSE.id


@pytest.mark.parametrize("site", [HARBOUR.id, None])
async def test_another_site_s_room_is_not_there(lobby: Lobby, site: str | None):
    """A site admin changes rooms of their own sites only, and of no site none."""
    elsewhere = replace(ROOM_A, address="pier@lakeside.example", site=site)
    await lobby.store.for_tenant(TENANT).write(lambda n: n.rooms.put(elsewhere))
    browser = await lobby.sign_in(SITE_ADMIN)

    seen = await browser.get("/rooms/pier@lakeside.example")
    sent = await browser.post("/rooms/pier@lakeside.example", data=_FORM)

    assert (seen.status_code, sent.status_code) == (404, 404)


async def test_reception_changes_no_room(lobby: Lobby):
    """Reception reads the way and does not write it."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.post(_PATH, data=_FORM)

    assert answer.status_code == 403
    assert await room_a(lobby) == (ROOM_A, NOTE_A)


@pytest.mark.parametrize(("on", "linked"), [(True, 1), (False, 0)])
async def test_the_list_leads_to_the_choice(lobby: Lobby, on: bool, linked: int):
    """An admin finds where rooms are chosen, unless calendars are off (E2, E16)."""
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.change_tenant(replace(n.tenant, calendar_integration=on))
    )
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get("/rooms")

    assert answer.text.count('href="/settings/integrations/calendar/rooms"') == linked
