"""Why a visit has its room: the full explanation, for tenant admins (rows E18, E19)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from admin_server.core.errors import TryLater
from admin_server.core.meetings import Attendee
from admin_server.core.ports import MeetingCopy
from admin_server.core.visits import LinkedBy, MeetingLink
from tests.fakes.lobby import (
    ADMIN,
    JONAS,
    MEMBER,
    PRIYA,
    RECEPTION,
    SITE_ADMIN,
    TENANT,
    Lobby,
    meeting,
)

MARA = Attendee("mara@brightwater.example", "Mara Lindt")


async def path_of(lobby: Lobby, **asked: object) -> str:
    """Invite Mara, and give where her room is explained."""
    invitation = await lobby.expect(email=MARA.address, **asked)
    return f"/visits/{invitation.visit}/why"


async def keep_copy(lobby: Lobby, *meetings) -> None:
    """Have read Jonas's calendar five minutes ago."""
    now = lobby.clock.now()
    copy = MeetingCopy(
        mailbox=JONAS.mailbox,
        start=now - timedelta(hours=1),
        end=now + timedelta(hours=1),
        read_at=now - timedelta(minutes=5),
        meetings=meetings,
    )
    await lobby.store.for_tenant(TENANT).write(lambda n: n.meetings.keep(copy))


async def test_what_was_read_is_explained(lobby: Lobby):
    """An admin sees by which rule the visit has its room, without asking anybody."""
    now = lobby.clock.now()
    await keep_copy(lobby, meeting(now, MARA), meeting(now, cancelled=True))
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get(await path_of(lobby))

    assert "The visitor is sent to Conference Room A" in answer.text
    assert "It is cancelled." in answer.text
    assert "As the calendar said on Mon 23 Nov at 09:55." in answer.text
    assert lobby.calendar.calls["between"] == 0


async def test_a_visit_that_follows_its_meeting_says_why_it_does(lobby: Lobby):
    """Once a visit follows a meeting, the reason stays the one by which it began."""
    talk = meeting(lobby.clock.now(), MARA)
    await keep_copy(lobby, talk)
    invitation = await lobby.expect(email=MARA.address)
    visit = await lobby.visit(invitation)
    link = MeetingLink(talk.uid, LinkedBy.RULE, talk.start, talk.end)
    following = replace(visit, meeting=talk.id, link=link)
    await lobby.store.for_tenant(TENANT).write(lambda n: n.visits.put(following))

    answer = await (await lobby.sign_in(ADMIN)).get(f"/visits/{visit.id}/why")

    assert "e-mail address is among the attendees" in answer.text
    assert "The visit was made from this meeting" not in answer.text


async def test_without_a_copy_the_calendar_can_be_asked(lobby: Lobby):
    """Where nothing was read yet, a button asks the calendar."""
    lobby.calendar.put(JONAS.mailbox, meeting(lobby.clock.now(), MARA))
    browser = await lobby.sign_in(ADMIN)
    path = await path_of(lobby)

    before = await browser.get(path)
    after = await browser.post(path)

    assert "We hold no copy of these meetings now." in before.text
    assert "The visitor is sent to Conference Room A" in after.text


async def test_a_visitor_who_is_here_is_explained_as_on_arrival(lobby: Lobby):
    """Hours later the page still says why the visitor was sent where they were."""
    lobby.calendar.put(JONAS.mailbox, meeting(lobby.clock.now(), MARA))
    path = await path_of(lobby)
    desk = await lobby.sign_in(RECEPTION)
    await desk.post(path.replace("/why", "/check-in"))
    lobby.clock.forward(hours=3)
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(path)

    assert "The visitor is sent to Conference Room A" in answer.text
    assert "It is over by then." not in answer.text


async def test_a_calendar_that_is_away_is_told(lobby: Lobby):
    """Where the calendar does not answer, the page says so."""
    lobby.calendar.fail_with = TryLater()
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(await path_of(lobby))

    assert "Not answering" in answer.text


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_host_without_a_calendar_is_told(lobby: Lobby, method: str):
    """Where nobody can be asked, the page says that."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.request(method, await path_of(lobby, host=PRIYA.id))

    assert "Nobody was asked for a room" in answer.text


@pytest.mark.parametrize("user", [SITE_ADMIN, RECEPTION, MEMBER])
async def test_only_tenant_admins_see_the_hosts_meetings(lobby: Lobby, user):
    """Reception sees the room's source on the visit, never the host's other meetings."""
    browser = await lobby.sign_in(user)

    answer = await browser.get(await path_of(lobby))

    assert answer.status_code == 403


async def test_a_visit_that_is_not_there(lobby: Lobby):
    """An unknown visit has nothing to explain."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get("/visits/unknown/why")

    assert answer.status_code == 404
