"""The test with a meeting: what is found, and why (rows E9, E16-E20, B45, A47)."""

from datetime import timedelta

import pytest

from admin_server.core.connections import Connection
from admin_server.core.errors import (
    CalendarError,
    ConsentNeeded,
    ConsentReason,
    StrangeReply,
    TryLater,
)
from admin_server.core.meetings import Attendee, Meeting
from tests.fakes.lobby import (
    ADMIN,
    HOUSE,
    JONAS,
    PRIYA,
    ROOM_A,
    SITE_ADMIN,
    TENANT,
    Lobby,
    meeting,
)
from tests.fakes.owning import events

PATH = "/settings/integrations/calendar/test"
MARA = Attendee("mara@brightwater.example", "Mara Lindt")
TOM = Attendee("tom@atlas.example", "Tom Berg")


async def press(lobby: Lobby, *meetings: Meeting, **typed: str) -> str:
    """Press "Find the meeting", with these in Jonas's calendar."""
    for one in meetings:
        lobby.calendar.put(JONAS.mailbox, one)
    local = HOUSE.local(lobby.clock.now())
    form = {
        "host_name": JONAS.name,
        "site": HOUSE.id,
        "arrival_day": f"{local:%Y-%m-%d}",
        "arrival_time": f"{local:%H:%M}",
        "comes": "invited",
        "step": "try",
    }
    browser = await lobby.sign_in(ADMIN)
    answer = await browser.post(PATH, data=form | typed)
    return answer.text


async def test_the_form_begins_now(lobby: Lobby):
    """The time is now, as the clock at the site shows it."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get(PATH)

    assert 'value="2026-11-23"' in answer.text
    assert 'value="10:00"' in answer.text


async def test_a_meeting_with_a_room_is_found(lobby: Lobby):
    """The test with a meeting that has a room booked names the room (E9, E20)."""
    said = await press(lobby, meeting(lobby.clock.now(), MARA), email=MARA.address)

    assert "The visitor is sent to Conference Room A" in said
    assert "The visitor&#39;s e-mail address is among the attendees." in said
    assert "Conference Room A, invited as a room" in said


async def test_every_meeting_is_explained(lobby: Lobby):
    """Each meeting of the next day stands there with its reason."""
    now = lobby.clock.now()

    said = await press(
        lobby,
        meeting(now, MARA),
        meeting(now, cancelled=True),
        meeting(now + timedelta(hours=3)),
        meeting(now + timedelta(hours=20)),
        email=MARA.address,
    )

    assert "It is cancelled." in said
    assert said.count("It starts more than 30 minutes away") == 2
    assert "Tue 24 Nov, 06:00 to 06:30" in said


async def test_an_only_candidate_counts_for_the_invited_alone(lobby: Lobby):
    """Somebody who walks in is not sent to the host's only meeting (E18)."""
    lobby.calendar.put(JONAS.mailbox, meeting(lobby.clock.now()))

    invited = await press(lobby)
    walks_in = await press(lobby, comes="walks_in")

    assert "it is the only meeting at that time" in invited
    assert "Nothing says that it is this visitor&#39;s." in walks_in


async def test_another_time_gives_another_meeting(lobby: Lobby):
    """The time decides what fits, and not only now (E17)."""
    now = lobby.clock.now()
    lobby.calendar.put(JONAS.mailbox, meeting(now + timedelta(hours=1)))

    said = await press(lobby, meeting(now + timedelta(hours=3)), arrival_time="13:10")

    assert "for the meeting from 13:00 to 13:30" in said
    assert "It is over by then." in said


async def test_of_private_meetings_only_the_time_is_shown(lobby: Lobby):
    """Where a private meeting takes place stays private."""
    said = await press(lobby, meeting(lobby.clock.now(), private=True))

    assert "Private" in said
    assert ROOM_A.name not in said


async def test_nobody_else_who_takes_part_is_shown(lobby: Lobby):
    """The page tells neither who is invited nor what stands in the location (C23)."""
    said = await press(
        lobby, meeting(lobby.clock.now(), TOM, location="Behind the secret door")
    )

    assert "other guests are invited to it" in said
    assert "Tom Berg" not in said
    assert TOM.address not in said
    assert "secret door" not in said


async def test_no_visit_is_made(lobby: Lobby):
    """A test makes no visit and keeps no copy of the meetings (B45)."""
    await press(lobby, meeting(lobby.clock.now(), MARA), email=MARA.address)

    def look(nouns) -> list[object]:
        now = lobby.clock.now()
        day = timedelta(days=2)
        visits = nouns.visits.between(now - day, now + day)
        return [*visits, nouns.meetings.copy_for(JONAS.mailbox)]

    assert await lobby.store.for_tenant(TENANT).read(look) == [None]


@pytest.mark.parametrize(
    ("room", "noted"),
    [(True, [("checklist.done", f"user:{ADMIN.id}")]), (False, [])],
    ids=["room", "no-room"],
)
async def test_a_room_that_was_found_ends_the_step(
    lobby: Lobby, room: bool, noted: list
):
    """The last step of the five is done once a meeting and its room were found (E9)."""
    booked = {} if room else {"attendees": (MARA,)}

    await press(lobby, meeting(lobby.clock.now(), MARA, **booked), email=MARA.address)

    assert await events(lobby) == noted


async def test_a_host_without_meetings_says_so(lobby: Lobby):
    """An empty calendar is an answer too."""
    lobby.calendar.add_mailbox(JONAS.mailbox)

    said = await press(lobby)

    assert "Jonas Weber has no meeting around that time." in said


async def test_a_meeting_without_a_room_says_so(lobby: Lobby):
    """The visitor's meeting is named even where it has no room."""
    now = lobby.clock.now()

    said = await press(
        lobby, meeting(now, attendees=(MARA,), location="Outside"), email=MARA.address
    )

    assert "but it has no room that is shown" in said
    assert "Its location names no room that we know." in said


async def test_a_host_without_a_calendar_leads_to_the_host(lobby: Lobby):
    """Where nobody can be asked, the page says what is missing."""
    said = await press(lobby, host_name=PRIYA.name)

    assert "We know no calendar of Priya Nair." in said
    assert f'href="/hosts/{PRIYA.id}"' in said


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (TryLater(), "Not answering"),
        (StrangeReply(), "Calendars do not load"),
        (ConsentNeeded(ConsentReason.EXPIRED), "Access has expired"),
        (ConsentNeeded(ConsentReason.PERMISSION_MISSING), "Permission missing"),
        (RuntimeError("a bug"), "Calendars do not load"),
    ],
    ids=["away", "strange", "expired", "permission", "bug"],
)
async def test_what_goes_wrong_is_told_in_words(
    lobby: Lobby, trouble: CalendarError, said: str
):
    """The page names the state of the connection and what to do (D20)."""
    lobby.calendar.fail_with = trouble

    assert said in await press(lobby)


async def test_a_secret_that_cannot_be_opened_is_told(lobby: Lobby):
    """Where our own secret is not readable, the page says so."""
    broken = Connection("connection-1", "memory", "Calendar", sealed_secret="broken")
    await lobby.store.for_tenant(TENANT).write(lambda n: n.connections.put(broken))

    said = await press(lobby)

    assert "The secret of this connection cannot be opened" in said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"host_name": ""}, "Choose"),
        ({"host_name": "Nobody Known"}, "No one found by that name."),
        ({"arrival_day": "soon"}, "Nothing was tried yet."),
        ({"site": "elsewhere"}, "Nothing was tried yet."),
        ({"email": "no address"}, "Nothing was tried yet."),
    ],
)
async def test_what_is_missing_is_said(lobby: Lobby, typed: dict, said: str):
    """A form that does not fit comes back with what was typed, and nobody is asked."""
    answer = await press(lobby, **typed)

    assert said in answer
    assert lobby.calendar.calls["between"] == 0


async def test_a_name_that_several_have_is_chosen_from(lobby: Lobby):
    """Where a few letters fit, one chooses who is meant."""
    said = await press(lobby, host_name="Jo", step="find")

    assert f'name="host" value="{JONAS.id}"' in said


async def test_it_is_the_tenant_admins_page(lobby: Lobby):
    """A site admin does not see the meetings of hosts (D24)."""
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.get(PATH)

    assert answer.status_code == 403
