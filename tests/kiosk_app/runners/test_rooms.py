"""Waiting for a room."""

import asyncio

import pytest

from kiosk_app.runners.rooms import NO_ROOM
from tests.fakes.kiosk_server import Answer
from tests.fakes.sleeper import settle
from tests.kiosk_app.journey.examples import FOUND, LOOKING

ROOM = "GET check-ins/visit-1/room"
FOUND_ANSWER = Answer(200, FOUND.model_dump_json())
LOOKING_ANSWER = Answer(200, LOOKING.model_dump_json())


@pytest.mark.parametrize("first", [LOOKING_ANSWER, Answer(503), Answer(200, "?")])
async def test_the_kiosk_asks_until_the_room_is_found(server, rooms, first):
    """Neither a "still looking" nor a bad moment ends the search."""
    server.answers(ROOM, first, FOUND_ANSWER)

    assert await rooms.ask("visit-1", seconds=2) == FOUND


async def test_no_room_is_an_answer(server, rooms):
    """A meeting without a room is not asked about again."""
    server.answers(ROOM, Answer(200, NO_ROOM.model_dump_json()))

    assert await rooms.ask("visit-1", seconds=2) == NO_ROOM
    assert len(server.seen) == 1


async def test_the_search_ends_with_its_time(server, rooms):
    """After the deadline the kiosk goes on without a room."""
    server.answers(ROOM, LOOKING_ANSWER)

    async with asyncio.timeout(1):
        assert await rooms.ask("visit-1", seconds=0.2) is None


async def test_a_refused_room_is_not_asked_for_again(server, rooms):
    """A visit that the server does not know has no room."""
    server.answers(ROOM, Answer(404, '{"error": "visit_unknown", "message": "x"}'))

    assert await rooms.ask("visit-1", seconds=2) is None
    assert len(server.seen) == 1


async def test_badge_and_screen_share_one_question(server, rooms):
    """The badge waits for the same answer as the screen."""
    server.answers(ROOM, Answer(200, FOUND.model_dump_json(), delay=0.1))

    screen = asyncio.create_task(rooms.ask("visit-1", seconds=2))
    await settle()
    badge = await rooms.join("visit-1")

    assert badge == FOUND
    assert await screen == FOUND
    assert len(server.seen) == 1


async def test_the_badge_still_learns_the_room_when_the_screen_is_gone(server, rooms):
    """A visitor who touches Done at once gets the room on the badge all the same."""
    server.answers(ROOM, Answer(200, FOUND.model_dump_json(), delay=0.1))
    screen = asyncio.create_task(rooms.ask("visit-1", seconds=2))
    await settle()
    badge = asyncio.create_task(rooms.join("visit-1"))
    await settle()

    screen.cancel()

    assert await badge == FOUND


async def test_nobody_waits_for_a_room_that_nobody_asked_for(rooms):
    """A badge whose room is not looked for is printed at once."""
    assert await rooms.join("visit-1") is None


async def test_closing_ends_every_question(server, rooms):
    """A kiosk that stops leaves no question open."""
    server.answers(ROOM, Answer(200, FOUND.model_dump_json(), delay=60))
    asking = asyncio.create_task(rooms.ask("visit-1", seconds=2))
    await settle()

    await rooms.close()

    with pytest.raises(asyncio.CancelledError):
        await asking


async def test_two_who_ask_share_one_answer(server, rooms):
    """A room that moved while it was looked for is asked for once."""
    server.answers(ROOM, Answer(200, FOUND.model_dump_json(), delay=0.05))

    both = await asyncio.gather(
        rooms.ask("visit-1", seconds=2), rooms.ask("visit-1", seconds=2)
    )

    assert both == [FOUND, FOUND]
    assert len(server.seen) == 1
