from datetime import timedelta

import pytest

from admin_server.core.connections import Connection
from admin_server.core.errors import (
    ConsentNeeded,
    ConsentReason,
    NoSuchCalendar,
    StrangeReply,
    TryLater,
)
from admin_server.core.meetings import Answer
from tests.fakes.lobby import ADMIN, JONAS, PRIYA, SITE_ADMIN, TENANT, Lobby, meeting
from tests.fakes.owning import events, own

_PATH = "/settings/calendar"


async def find(lobby: Lobby) -> str:
    """Press "Find a meeting" for Jonas."""
    browser = await lobby.sign_in(ADMIN)
    answer = await browser.post(_PATH, data={"host": JONAS.id})
    return answer.text


async def test_the_connection_is_shown(lobby: Lobby):
    """An admin reads which calendar is connected and where it is set."""
    await own(lobby, "calendar.settings")
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get(_PATH)

    assert "<dd>Calendar</dd>" in answer.text
    assert "Set in the configuration file." in answer.text


async def test_the_next_meeting_is_found(lobby: Lobby):
    """The page says when the next meeting is and in which room, and saves nothing."""
    later = lobby.clock.now() + timedelta(hours=3)
    lobby.calendar.put(JONAS.mailbox, meeting(later + timedelta(hours=1)))
    lobby.calendar.put(JONAS.mailbox, meeting(later))

    said = await find(lobby)

    assert "Jonas Weber: Monday 23 November, 13:00 to 13:30." in said
    assert "Room: Conference Room A." in said
    assert await events(lobby) == []


@pytest.mark.parametrize(
    "changes",
    [{"cancelled": True}, {"all_day": True}, {"host_answer": Answer.DECLINED}],
)
async def test_what_is_no_meeting_is_passed_over(lobby: Lobby, changes: dict):
    """Cancelled, declined and whole-day entries are nobody's next meeting."""
    lobby.calendar.put(JONAS.mailbox, meeting(lobby.clock.now(), **changes))

    said = await find(lobby)

    assert "has no meeting in the next 14 days" in said


async def test_a_meeting_without_a_room_says_so(lobby: Lobby):
    """Where no room of ours is booked, the page says what to look at."""
    lobby.calendar.put(JONAS.mailbox, meeting(lobby.clock.now(), attendees=()))

    said = await find(lobby)

    assert "It has no room that visitors are sent to." in said


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (ConsentNeeded(ConsentReason.EXPIRED), "does not accept our password"),
        (ConsentNeeded(ConsentReason.PERMISSION_MISSING), "may not do enough"),
        (ConsentNeeded(ConsentReason.BLOCKED_BY_GROUP), "keeps us out"),
        (ConsentNeeded(ConsentReason.NEEDS_ADMIN_APPROVAL), "waits for an admin"),
        (TryLater(), "does not answer now"),
        (NoSuchCalendar(), "does not know this person&#39;s mailbox"),
        (StrangeReply(), "that we do not understand"),
    ],
)
async def test_trouble_is_told_with_what_to_do(lobby: Lobby, trouble, said: str):
    """Every way in which a calendar can fail has its own advice."""
    lobby.calendar.fail_with = trouble

    text = await find(lobby)

    assert said in text


@pytest.mark.parametrize(
    ("connection", "said"),
    [
        (Connection("connection-1", "abacus", "Calendar"), "that this server knows"),
        (
            Connection("connection-1", "memory", "Calendar", secret_from="env:NOWHERE"),
            "password or key cannot be read",
        ),
    ],
)
async def test_a_connection_that_cannot_be_used_is_told(
    lobby: Lobby, connection: Connection, said: str
):
    """A kind nobody knows, or a secret that is not there, is named."""
    await lobby.store.for_tenant(TENANT).write(lambda n: n.connections.put(connection))

    text = await find(lobby)

    assert said in text


async def test_a_host_without_a_mailbox_cannot_be_asked(lobby: Lobby):
    """Only hosts whose calendar is known are offered and taken."""
    browser = await lobby.sign_in(ADMIN)

    shown = await browser.get(_PATH)
    sent = await browser.post(_PATH, data={"host": PRIYA.id})

    assert "Priya Nair" not in shown.text
    assert sent.status_code == 404


async def test_a_site_admin_does_not_look_into_calendars(lobby: Lobby):
    """Somebody's next meeting is not every admin's to see."""
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.post(_PATH, data={"host": JONAS.id})

    assert answer.status_code == 403
    assert lobby.calendar.calls["between"] == 0
