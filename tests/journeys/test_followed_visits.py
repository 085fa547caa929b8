"""A visitor at the kiosk whose meeting changed in the calendar."""

from dataclasses import replace
from datetime import timedelta

from admin_server.core.following import follow_meetings
from admin_server.core.meetings import Answer, Attendee, AttendeeKind, Meeting
from admin_server.core.ports import MeetingCopy
from admin_server.core.rooms import Room
from tests.fakes.clock import MORNING
from tests.fakes.front_desk import FrontDesk
from tests.fakes.lobby import HOUSE, JONAS, TENANT, meeting

MARA = Attendee("mara@lindt.example", "Mara Lindt", answer=Answer.ACCEPTED)
GARDEN = Room("garden@lakeside.example", "Garden Room", site=HOUSE.id)
SEAT = Attendee(GARDEN.address, GARDEN.name, AttendeeKind.ROOM, Answer.ACCEPTED)
DAY = timedelta(days=1)


async def reads(desk: FrontDesk, *meetings: Meeting) -> None:
    """Jonas's calendar is read once more, and his visits follow it."""
    now = desk.lobby.clock.now()
    copy = MeetingCopy(JONAS.email, now - 2 * DAY, now + 3 * DAY, now, meetings)

    def work(nouns) -> None:
        nouns.rooms.put(GARDEN)
        nouns.meetings.keep(copy)
        follow_meetings(nouns, JONAS.id, now=now, schedules=lambda _: False)

    await desk.lobby.store.for_tenant(TENANT).write(work)


async def test_the_room_changes_on_the_open_screen(desk: FrontDesk) -> None:
    """E12: who stands before the kiosk reads the new room at once."""
    talk = meeting(MORNING, MARA)
    invitation = await desk.lobby.expect(email=MARA.address)
    await reads(desk, talk)
    desk.scan(desk.lobby.pass_of(invitation))
    await desk.reads("Conference Room A")

    await reads(desk, replace(talk, attendees=(MARA, SEAT)))

    await desk.reads("Garden Room")
    assert "Conference Room A" not in desk.text()


async def test_a_second_scan_shows_the_new_room(desk: FrontDesk) -> None:
    """E12: who comes back to the kiosk reads the room as it is now."""
    talk = meeting(MORNING, MARA)
    invitation = await desk.lobby.expect(email=MARA.address)
    await reads(desk, talk)
    await desk.lobby.check_in(code=invitation.code)
    await reads(desk, replace(talk, attendees=(MARA, SEAT)))

    desk.scan(desk.lobby.pass_of(invitation))

    await desk.reads("You are already checked in")
    await desk.reads("Garden Room")


async def test_a_void_pass_leads_to_a_person(desk: FrontDesk) -> None:
    """Statement 28: the calendar cancelled the visit; the kiosk says where to go."""
    talk = meeting(MORNING + timedelta(hours=1), MARA)
    invitation = await desk.lobby.expect(
        email=MARA.address, arrival=talk.start, meeting=talk.id
    )
    await reads(desk, talk)
    await reads(desk)
    desk.lobby.clock.forward(minutes=5)
    await reads(desk)

    desk.scan(desk.lobby.pass_of(invitation))

    await desk.reads("This visit was cancelled.")
    await desk.reads("Please ask reception, they can help you")
    await desk.reads("To your right, by the stairs")
    await desk.touch("home")
    await desk.reads("Hold your QR code to the reader")


async def test_the_same_pass_admits_at_the_new_time(desk: FrontDesk) -> None:
    """Statement 28: the meeting is today instead of tomorrow, and so is the pass."""
    talk = meeting(MORNING + DAY, MARA)
    invitation = await desk.lobby.expect(email=MARA.address, arrival=talk.start)
    visitors_pass = desk.lobby.pass_of(invitation)
    await reads(desk, talk)

    await reads(desk, replace(talk, start=talk.start - DAY, end=talk.end - DAY))

    desk.scan(visitors_pass)
    await desk.reads("You are checked in, Mara")
    await desk.reads("Conference Room A")
