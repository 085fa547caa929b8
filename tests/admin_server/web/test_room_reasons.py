"""Why no room is shown, where nobody could be asked for one."""

from collections.abc import Mapping
from dataclasses import replace

from admin_server.core.errors import TryLater
from admin_server.core.meetings import Attendee
from tests.fakes.clock import MORNING
from tests.fakes.lobby import (
    JONAS,
    OTHER_TENANT,
    OTHER_TOKEN,
    PRIYA,
    ROOM_A,
    TENANT,
    TOKEN,
    Lobby,
    meeting,
)

NOT_CONNECTED = ("none", "host_not_connected")
NO_REASON = ("none", None)
MARA = Attendee("mara@brightwater.example", "Mara Lindt")
IN_MIND = {"name": MARA.name, "email": MARA.address}


def told(room: Mapping[str, str | None]) -> tuple[str | None, str | None]:
    """The part of an answer that this is about."""
    return room["state"], room["reason"]


async def both_answers(
    lobby: Lobby, host: str, *, token: str = TOKEN
) -> tuple[object, object]:
    """Check somebody in; say what the answer tells of the room, and the long poll."""
    answer = await lobby.check_in(visitor={"name": "Ada"}, host_id=host, token=token)
    visit = answer.json()["visit"]["id"]
    room = await lobby.get(f"/check-ins/{visit}/room", wait=3, token=token)
    return told(answer.json()["room"]), told(room.json())


async def switch_look_ups(lobby: Lobby, *, on: bool) -> None:
    """Let the organisation look meetings up, or not."""
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.change_tenant(
            replace(nouns.tenant, calendar_integration=on)
        )
    )


async def test_a_host_without_a_mailbox(lobby: Lobby) -> None:
    """Where the host has no calendar, that is said at once and nobody waits."""
    assert await both_answers(lobby, PRIYA.id) == (NOT_CONNECTED, NOT_CONNECTED)


async def test_an_organisation_without_a_connection(lobby: Lobby) -> None:
    """Where the organisation has no calendar connection, the same is said."""
    await lobby.store.for_tenant(OTHER_TENANT).write(
        lambda nouns: nouns.hosts.put(JONAS)
    )

    said = await both_answers(lobby, JONAS.id, token=OTHER_TOKEN)

    assert said == (NOT_CONNECTED, NOT_CONNECTED)


async def test_a_host_who_got_a_mailbox_meanwhile(lobby: Lobby) -> None:
    """The reason is as things stand now, not as they stood at the check-in."""
    answer = await lobby.check_in(visitor={"name": "Ada"}, host_id=PRIYA.id)
    connected = replace(PRIYA, mailbox=PRIYA.email)
    await lobby.store.for_tenant(TENANT).write(lambda nouns: nouns.hosts.put(connected))

    visit = answer.json()["visit"]["id"]
    room = await lobby.get(f"/check-ins/{visit}/room")

    assert told(room.json()) == NO_REASON


async def test_an_organisation_that_wants_no_look_ups(lobby: Lobby) -> None:
    """Look-ups that were switched off are no trouble that needs a reason."""
    await switch_look_ups(lobby, on=False)

    assert await both_answers(lobby, JONAS.id) == (NO_REASON, NO_REASON)


async def test_look_ups_that_are_switched_on_again(lobby: Lobby) -> None:
    """E2: once the switch is back on, the next visitor is sent to their room again."""
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING, MARA))
    await switch_look_ups(lobby, on=False)
    while_off = await both_answers(lobby, JONAS.id)

    await switch_look_ups(lobby, on=True)
    answer = await lobby.check_in(visitor=IN_MIND, host_id=JONAS.id)
    room = await lobby.get(f"/check-ins/{answer.json()['visit']['id']}/room", wait=3)

    assert while_off == (NO_REASON, NO_REASON)
    assert (room.json()["state"], room.json()["name"]) == ("found", ROOM_A.name)


async def test_a_calendar_that_could_not_be_read(lobby: Lobby) -> None:
    """A connected host whose calendar is away is not called unconnected."""
    lobby.calendar.fail_with = TryLater()

    _, then = await both_answers(lobby, JONAS.id)

    assert then == NO_REASON


async def test_a_calendar_without_a_fitting_meeting(lobby: Lobby) -> None:
    """That the calendar was read and shows no room for this visitor is no reason."""
    lobby.calendar.put(JONAS.mailbox, meeting(MORNING))

    at_once, then = await both_answers(lobby, JONAS.id)

    assert (at_once, then) == (("looking", None), NO_REASON)


async def test_a_repeat_is_told_the_same(lobby: Lobby) -> None:
    """A kiosk that sends its request again learns the reason again."""
    asked = {
        "visitor": {"name": "Ada"},
        "host_id": PRIYA.id,
        "request_id": "0f6f1c36-3b5e-4f7a-9a53-0f5a8a4f8a10",
    }
    await lobby.check_in(**asked)

    again = await lobby.check_in(**asked)

    assert told(again.json()["room"]) == NOT_CONNECTED


async def test_a_room_that_reception_typed(lobby: Lobby) -> None:
    """E8: a visit without a meeting shows the place that reception wrote down."""
    invitation = await lobby.expect(host=PRIYA.id, room_text="Garden pavilion")

    answer = await lobby.check_in(code=invitation.code)

    room = answer.json()["room"]
    assert (room["state"], room["name"]) == ("found", "Garden pavilion")
