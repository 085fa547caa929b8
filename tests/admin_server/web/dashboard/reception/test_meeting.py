"""What reception corrects of a visit's meeting, and what it decides on its news."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import httpx
import pytest

from admin_server.core.following import follow_meetings
from admin_server.core.meetings import Answer, Attendee, AttendeeKind, Meeting
from admin_server.core.ports import MeetingCopy
from admin_server.core.rooms import Room
from admin_server.core.visits import Invitation
from shared.check_in import VisitState
from tests.fakes.lobby import (
    ADMIN,
    HOUSE,
    JONAS,
    MEMBER,
    PRIYA,
    RECEPTION,
    TENANT,
    Lobby,
    meeting,
)

MAIL = "mara@brightwater.example"
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
ROOM_B = Room("room-b@lakeside.example", "Conference Room B", site=HOUSE.id)
GUEST = Attendee(MAIL, "Mara Lindt")


def path(visit: Invitation, what: str = "") -> str:
    return f"/visits/{visit.visit}{what}"


def keys(page: httpx.Response) -> list[str]:
    """What the page's forms call the meetings."""
    return re.findall(r'name="meeting" value="([0-9a-f]+)"', page.text)


def in_room_b(start: datetime, **changes: object) -> Meeting:
    """A meeting of Jonas's alone, in the other room."""
    seat = Attendee(ROOM_B.address, ROOM_B.name, AttendeeKind.ROOM, Answer.ACCEPTED)
    host = Attendee(JONAS.email, JONAS.name, answer=Answer.ACCEPTED)
    return meeting(start, **{"attendees": (host, seat), **changes})


async def expects_mara(lobby: Lobby, **asked: object) -> Invitation:
    """Mara is expected in an hour."""
    start = lobby.clock.now() + HOUR
    values = {"arrival": start, "email": MAIL, **asked}
    return await lobby.expect("Mara Lindt", **values)  # type: ignore[arg-type]


async def reads(lobby: Lobby, *meetings: Meeting) -> None:
    """Jonas's calendar is read, and the visits follow it."""
    now = lobby.clock.now()
    day = timedelta(days=2)
    copy = MeetingCopy(JONAS.email, now - day, now + day, now, meetings)

    def work(nouns) -> None:
        nouns.rooms.put(ROOM_B)
        nouns.meetings.keep(copy)
        follow_meetings(nouns, JONAS.id, now=now, schedules=lambda _: False)

    await lobby.store.for_tenant(TENANT).write(work)


async def two_maybes(lobby: Lobby) -> Invitation:
    """Mara comes without an e-mail, and Jonas has two meetings around that time."""
    mara = await expects_mara(lobby, email=None)
    at_ten = lobby.clock.now() + HOUR
    await reads(lobby, meeting(at_ten), in_room_b(at_ten + 15 * MINUTE))
    return mara


async def cancelled_in_calendar(lobby: Lobby) -> Invitation:
    """The meeting that Mara's visit followed by her e-mail is gone for good."""
    mara = await expects_mara(lobby)
    await reads(lobby, meeting(lobby.clock.now() + HOUR, GUEST))
    await reads(lobby)
    lobby.clock.forward(minutes=5)
    await reads(lobby)
    return mara


async def moved_in_calendar(lobby: Lobby) -> Invitation:
    """Reception set Mara's time by hand; then the meeting moved to half past eleven."""
    mara = await expects_mara(lobby)
    talk = meeting(lobby.clock.now() + HOUR, GUEST, id="talk", uid="talk")
    await reads(lobby, talk)
    browser = await lobby.sign_in(RECEPTION)
    form = await browser.get(path(mara, "/change"))
    values = dict(re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', form.text))
    answer = await browser.post(
        path(mara, "/change"),
        data={**values, "host": JONAS.id, "site": HOUSE.id, "arrival_time": "10:45"},
    )
    assert answer.status_code == 303, answer.text
    later = talk.start + 30 * MINUTE
    await reads(lobby, meeting(later, GUEST, id="talk", uid="talk"))
    return mara


async def test_the_room_stands_in_the_list_before_anybody_comes(lobby: Lobby):
    """E8, E10: Today names the room of a visit that is still expected, and why."""
    mara = await expects_mara(lobby)
    await reads(lobby, meeting(lobby.clock.now() + HOUR, GUEST))
    browser = await lobby.sign_in(RECEPTION)

    today = await browser.get("/today")
    sheet = await browser.get(path(mara))

    assert "Conference Room A" in today.text
    assert "No room yet" not in today.text
    assert "the visitor’s e-mail is in that meeting" in sheet.text
    assert "The meeting from 11:00 to 11:30" in sheet.text
    assert "Asked at 10:00" in sheet.text


async def test_a_check_in_needs_no_further_question(lobby: Lobby):
    """E10: whose room is known ahead is shown it at once, and no calendar is asked."""
    mara = await expects_mara(lobby, arrival=lobby.clock.now())
    await reads(lobby, meeting(lobby.clock.now(), GUEST))

    answer = await lobby.check_in(**{"pass": lobby.pass_of(mara)})

    assert answer.json()["room"]["name"] == "Conference Room A"
    assert lobby.calendar.calls.total() == 0


async def test_this_is_not_the_meeting(lobby: Lobby):
    """What reception rules out gives no room any more, now or for the series."""
    mara = await expects_mara(lobby)
    talk = meeting(lobby.clock.now() + HOUR, GUEST)
    await reads(lobby, talk)
    browser = await lobby.sign_in(RECEPTION)
    (key,) = keys(await browser.get(path(mara)))

    answer = await browser.post(path(mara, "/not-this-meeting"), data={"meeting": key})

    after = await browser.get(answer.headers["location"])
    assert "This is not the meeting of Mara Lindt. Room: No room yet." in after.text
    assert "Meeting ruled out by Noor Jansen" in after.text
    assert (await lobby.visit(mara)).room.name is None
    await reads(lobby, talk)
    assert (await lobby.visit(mara)).link is None


async def test_ruling_out_is_taken_back(lobby: Lobby):
    """Undo brings meeting and room back."""
    mara = await expects_mara(lobby)
    await reads(lobby, meeting(lobby.clock.now() + HOUR, GUEST))
    browser = await lobby.sign_in(RECEPTION)
    (key,) = keys(await browser.get(path(mara)))
    done = await browser.post(path(mara, "/not-this-meeting"), data={"meeting": key})
    told = await browser.get(done.headers["location"])

    answer = await browser.post(path(mara, "/undo-meeting"))

    assert f'action="{path(mara, "/undo-meeting")}"' in told.text
    assert answer.status_code == 303
    visit = await lobby.visit(mara)
    assert visit.room.name == "Conference Room A"
    assert visit.link is not None


async def test_choosing_among_two_meetings(lobby: Lobby):
    """Reception sees when the two are, and where; nothing else of Jonas's calendar."""
    mara = await two_maybes(lobby)
    browser = await lobby.sign_in(RECEPTION)

    sheet = await browser.get(path(mara))
    page = await browser.get(path(mara, "/meeting"))

    assert "No meeting was certainly this visitor’s" in sheet.text
    assert f'href="{path(mara, "/meeting")}"' in sheet.text
    shown = " ".join(re.sub("<[^>]+>", " ", page.text).split())
    assert "11:00 to 11:30 Conference Room A" in shown
    assert "11:15 to 11:45 Conference Room B" in shown
    assert "uid-" not in page.text
    assert "meeting-1@" not in page.text


async def test_the_chosen_meeting_is_followed(lobby: Lobby):
    """The chosen meeting gives the room at once, and the visit follows it."""
    mara = await two_maybes(lobby)
    browser = await lobby.sign_in(RECEPTION)
    _, second = keys(await browser.get(path(mara, "/meeting")))

    answer = await browser.post(path(mara, "/meeting"), data={"meeting": second})

    after = await browser.get(answer.headers["location"])
    assert "The meeting of Mara Lindt is chosen. Room: Conference Room B." in after.text
    assert "somebody chose this meeting" in after.text


async def test_a_choice_counts_for_the_series(lobby: Lobby):
    """Next week's meeting of the series is Mara's without anybody's doing."""
    mara = await expects_mara(lobby, email=None)
    start = lobby.clock.now() + HOUR
    await reads(
        lobby, meeting(start), in_room_b(start + 15 * MINUTE, id="b1", uid="series")
    )
    browser = await lobby.sign_in(RECEPTION)
    _, second = keys(await browser.get(path(mara, "/meeting")))
    await browser.post(path(mara, "/meeting"), data={"meeting": second})
    lobby.clock.forward(days=7)
    visitor = (await lobby.visit(mara)).visitor
    next_week = await expects_mara(lobby)
    visit = await lobby.visit(next_week)

    def same_person(nouns) -> None:
        nouns.visits.put(replace(visit, visitor=visitor))

    await lobby.store.for_tenant(TENANT).write(same_person)
    again = lobby.clock.now() + HOUR
    await reads(lobby, meeting(again), in_room_b(again, id="b2", uid="series"))

    assert (await lobby.visit(next_week)).room.name == "Conference Room B"


async def test_ruling_out_what_was_chosen_before_is_taken_back(lobby: Lobby):
    """Undo brings back what was said yesterday: that this meeting is theirs."""
    mara = await two_maybes(lobby)
    browser = await lobby.sign_in(RECEPTION)
    first, _ = keys(await browser.get(path(mara, "/meeting")))
    await browser.post(path(mara, "/meeting"), data={"meeting": first})
    chosen = (await lobby.visit(mara)).room.name
    lobby.clock.forward(hours=1)
    (key,) = keys(await browser.get(path(mara)))
    await browser.post(path(mara, "/not-this-meeting"), data={"meeting": key})

    await browser.post(path(mara, "/undo-meeting"))

    visit = await lobby.visit(mara)
    (said,) = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.meeting_choices.of(visit.visitor, visit.host)
    )
    assert (said.theirs, said.before) == (True, None)
    assert visit.room.name == chosen
    assert visit.link is not None


async def test_choosing_is_taken_back(lobby: Lobby):
    """Undo leaves the visit without a meeting again."""
    mara = await two_maybes(lobby)
    browser = await lobby.sign_in(RECEPTION)
    first, _ = keys(await browser.get(path(mara, "/meeting")))
    await browser.post(path(mara, "/meeting"), data={"meeting": first})

    await browser.post(path(mara, "/undo-meeting"))

    visit = await lobby.visit(mara)
    assert (visit.room.name, visit.meeting, visit.link) == (None, None, None)


@pytest.mark.parametrize("what", ["/meeting", "/not-this-meeting", "/undo-meeting"])
async def test_a_meeting_that_is_not_there_any_more(lobby: Lobby, what: str):
    """Who answers too late is told so, and nothing changes."""
    mara = await expects_mara(lobby)
    await reads(lobby)
    before = await lobby.visit(mara)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.post(path(mara, what), data={"meeting": "f" * 24})

    assert answer.status_code == 409
    assert "The calendar has changed since." in answer.text
    assert await lobby.visit(mara) == before


async def test_there_is_nothing_to_choose(lobby: Lobby):
    """Where no meeting may be theirs, the page says so."""
    mara = await expects_mara(lobby)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get(path(mara, "/meeting"))

    assert answer.status_code == 409


async def test_another_persons_word_is_not_undone(lobby: Lobby):
    """Undo takes back one's own word only."""
    mara = await two_maybes(lobby)
    browser = await lobby.sign_in(RECEPTION)
    first, _ = keys(await browser.get(path(mara, "/meeting")))
    await browser.post(path(mara, "/meeting"), data={"meeting": first})
    somebody = await lobby.sign_in(ADMIN)

    answer = await somebody.post(path(mara, "/undo-meeting"))

    assert answer.status_code == 409
    assert (await lobby.visit(mara)).room.name == "Conference Room A"


async def test_somebody_on_site_is_sent_to_the_right_room(lobby: Lobby):
    """A correction for somebody who is here reaches their screen at the kiosk."""
    mara = await two_maybes(lobby)
    browser = await lobby.sign_in(RECEPTION)
    await browser.post(path(mara, "/check-in"))
    await reads(
        lobby,
        meeting(lobby.clock.now() + HOUR),
        in_room_b(lobby.clock.now() + 75 * MINUTE),
    )
    lobby.clock.forward(minutes=1)
    _, second = keys(await browser.get(path(mara, "/meeting")))

    await browser.post(path(mara, "/meeting"), data={"meeting": second})

    heard = await lobby.store.for_tenant(TENANT).read(
        lambda n: n.kiosk_events.after(0, site=HOUSE.id)
    )
    assert (await lobby.visit(mara)).room.name == "Conference Room B"
    assert "room_changed" in [one.kind for one in heard]


async def test_members_correct_their_own_visits(lobby: Lobby):
    """A member chooses for their own visitors, and for nobody else's."""
    mara = await two_maybes(lobby)
    other = await lobby.expect("Tom", host=PRIYA.id)
    browser = await lobby.sign_in(MEMBER)

    mine = await browser.get(path(mara, "/meeting"))
    theirs = await browser.get(path(other, "/meeting"))

    assert (mine.status_code, theirs.status_code) == (200, 404)


async def test_a_cancelled_meeting_is_seen_in_the_list(lobby: Lobby):
    """Statement 28: Today and the sheet say so, and ask what to do."""
    mara = await cancelled_in_calendar(lobby)
    browser = await lobby.sign_in(RECEPTION)

    today = await browser.get("/today")
    sheet = await browser.get(path(mara))

    assert "Meeting cancelled" in today.text
    assert "Decide about Mara Lindt" in today.text
    assert "The meeting was cancelled in the calendar." in sheet.text
    assert f'href="{path(mara, "/cancel")}"' in sheet.text
    assert "Meeting moved or cancelled (Calendar)" in sheet.text


async def test_a_visit_is_kept_without_its_meeting(lobby: Lobby):
    """Keeping the visit ends the question, and the next reading does not ask again."""
    mara = await cancelled_in_calendar(lobby)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.post(path(mara, "/keep"))
    lobby.clock.forward(minutes=10)
    await reads(lobby)

    after = await browser.get(answer.headers["location"])
    assert "The visit of Mara Lindt stays as it is." in after.text
    assert "cancelled in the calendar" not in after.text
    visit = await lobby.visit(mara)
    assert (visit.state, visit.link) == (VisitState.EXPECTED, None)


async def test_keeping_a_visit_is_taken_back(lobby: Lobby):
    """Undo asks again what shall become of the visit."""
    mara = await cancelled_in_calendar(lobby)
    before = await lobby.visit(mara)
    browser = await lobby.sign_in(RECEPTION)
    kept = await browser.post(path(mara, "/keep"))
    told = await browser.get(kept.headers["location"])

    done = await browser.post(path(mara, "/undo-keep"))

    sheet = await browser.get(done.headers["location"])
    assert f'action="{path(mara, "/undo-keep")}"' in told.text
    assert "You are asked about the visit of Mara Lindt again." in sheet.text
    assert "The meeting was cancelled in the calendar." in sheet.text
    assert (await lobby.visit(mara)).link == before.link


async def test_nobody_else_takes_it_back(lobby: Lobby):
    """Another receptionist, who holds nothing of it, changes nothing."""
    mara = await cancelled_in_calendar(lobby)
    browser = await lobby.sign_in(RECEPTION)
    await browser.post(path(mara, "/keep"))
    somebody = await lobby.sign_in(ADMIN)
    held = "__Host-portico-kept-visit"
    somebody.cookies.set(held, browser.cookies[held], domain="lobby.example")

    answer = await somebody.post(path(mara, "/undo-keep"))

    assert answer.status_code == 409
    assert (await lobby.visit(mara)).link is None


async def test_what_was_cancelled_since_stays_cancelled(lobby: Lobby):
    """Undo does not bring a cancelled visit back."""
    mara = await cancelled_in_calendar(lobby)
    browser = await lobby.sign_in(RECEPTION)
    await browser.post(path(mara, "/keep"))
    await browser.post(path(mara, "/cancel"))

    answer = await browser.post(path(mara, "/undo-keep"))

    assert answer.status_code == 409
    assert (await lobby.visit(mara)).state is VisitState.CANCELLED


async def test_the_visit_is_cancelled_with_its_meeting(lobby: Lobby):
    """Cancelling is what it always is: asked once, then the pass counts no more."""
    mara = await cancelled_in_calendar(lobby)
    browser = await lobby.sign_in(RECEPTION)

    await browser.post(path(mara, "/cancel"))

    refused = await lobby.check_in(**{"pass": lobby.pass_of(mara)})
    assert refused.json()["error"] == "cancelled"


async def test_a_moved_meeting_is_seen_in_the_list(lobby: Lobby):
    """Statement 28: where a person set the time, reception is asked about the new one."""
    mara = await moved_in_calendar(lobby)
    browser = await lobby.sign_in(RECEPTION)

    today = await browser.get("/today")
    sheet = await browser.get(path(mara))

    assert "Moved to 11:30" in today.text
    assert "The meeting moved to 11:30." in sheet.text
    assert "10:45" in today.text


async def test_the_new_time_is_taken(lobby: Lobby):
    """With the new time the visit follows its meeting again."""
    mara = await moved_in_calendar(lobby)
    browser = await lobby.sign_in(RECEPTION)

    await browser.post(path(mara, "/new-time"))

    visit = await lobby.visit(mara)
    assert f"{HOUSE.local(visit.expected_arrival):%H:%M}" == "11:30"
    later = lobby.clock.now() + 3 * HOUR
    await reads(lobby, meeting(later, GUEST, id="talk", uid="talk"))
    assert (await lobby.visit(mara)).expected_arrival == later


async def test_the_old_time_is_kept(lobby: Lobby):
    """Keeping the time ends the question."""
    mara = await moved_in_calendar(lobby)
    browser = await lobby.sign_in(RECEPTION)

    await browser.post(path(mara, "/keep"))

    sheet = await browser.get(path(mara))
    assert "The meeting moved" not in sheet.text
    assert f"{HOUSE.local((await lobby.visit(mara)).expected_arrival):%H:%M}" == "10:45"


async def test_a_new_time_that_has_passed(lobby: Lobby):
    """Nobody is expected in the past: reception is told to change the visit."""
    mara = await moved_in_calendar(lobby)
    lobby.clock.forward(hours=3)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.post(path(mara, "/new-time"))

    assert answer.status_code == 409
    assert "The new time has passed." in answer.text


async def test_the_audit_page_reads_old_and_new(lobby: Lobby):
    """E12: the audit names the calendar, the old time and the new one."""
    await expects_mara(lobby)
    start = lobby.clock.now() + HOUR
    await reads(lobby, meeting(start, GUEST, id="talk", uid="talk"))
    await reads(lobby, meeting(start + HOUR, GUEST, id="talk", uid="talk"))
    browser = await lobby.sign_in(ADMIN)

    page = await browser.get("/audit")

    assert "time changed by the calendar" in page.text
    assert "2026-11-23 11:00–13:00 → 2026-11-23 12:00–14:00" in page.text


@pytest.mark.parametrize("what", ["/keep", "/new-time"])
async def test_deciding_when_nothing_is_asked(lobby: Lobby, what: str):
    """Where the calendar says nothing new any more, a decision changes nothing."""
    mara = await expects_mara(lobby)
    await reads(lobby, meeting(lobby.clock.now() + HOUR, GUEST))
    before = await lobby.visit(mara)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.post(path(mara, what))

    assert answer.status_code == 303
    assert await lobby.visit(mara) == before


async def test_a_meeting_chosen_for_a_visit_made_from_another(lobby: Lobby):
    """What is ruled out for a visit made from a meeting is remembered, and undone."""
    mara = await expects_mara(lobby, meeting="talk")
    await reads(lobby, meeting(lobby.clock.now() + HOUR, GUEST, id="talk", uid="talk"))
    browser = await lobby.sign_in(RECEPTION)
    sheet = await browser.get(path(mara))
    await browser.post(
        path(mara, "/not-this-meeting"), data={"meeting": keys(sheet)[0]}
    )
    ruled_out = await lobby.visit(mara)

    await browser.post(path(mara, "/undo-meeting"))

    assert "this visit was made from a meeting there" in sheet.text
    assert (ruled_out.room.name, ruled_out.meeting) == (None, "talk")
    assert (await lobby.visit(mara)).room.name == "Conference Room A"


async def test_nobody_corrects_what_is_over(lobby: Lobby):
    """The meeting of somebody who has left is nobody's question any more."""
    mara = await expects_mara(lobby, arrival=lobby.clock.now())
    await reads(lobby, meeting(lobby.clock.now(), GUEST))
    browser = await lobby.sign_in(RECEPTION)
    await browser.post(path(mara, "/check-in"))
    here = await browser.get(path(mara))
    await browser.post(path(mara, "/check-out"))

    left = await browser.get(path(mara))

    assert "This is not the meeting" in here.text
    assert "This is not the meeting" not in left.text
