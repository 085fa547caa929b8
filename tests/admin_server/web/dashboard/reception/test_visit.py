"""One visit: its sheet, and what reception does with it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from admin_server.core.connecting import ORGANISATION
from admin_server.core.connections import Connection
from admin_server.core.meetings import Attendee
from admin_server.core.messages import Message
from admin_server.core.ports import Nouns
from admin_server.core.visits import Invitation, RoomOfVisit
from shared.check_in import RoomState, VisitState
from tests.fakes.lobby import (
    ADMIN,
    HARBOUR,
    HOUSE,
    JONAS,
    MEMBER,
    OTHER_ADMIN,
    OTHER_TENANT,
    PRIYA,
    RECEPTION,
    TENANT,
    Lobby,
    meeting,
)

HOUR = timedelta(hours=1)
FRAGMENT = {"HX-Request": "true"}


def path(invitation: Invitation, what: str = "") -> str:
    return f"/visits/{invitation.visit}{what}"


async def events(lobby: Lobby, invitation: Invitation) -> list[tuple[str, str]]:
    rows = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.audit.of(f"visit:{invitation.visit}")
    )
    return [(event, actor) for _, event, actor in rows]


async def kiosk_events(lobby: Lobby, site: str = HOUSE.id) -> list[str]:
    rows = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.kiosk_events.after(0, site=site)
    )
    return [row.kind for row in rows]


async def change(lobby: Lobby, invitation: Invitation, **values: object) -> None:
    visit = await lobby.visit(invitation)
    changed = replace(visit, **values)  # type: ignore[arg-type]
    await lobby.store.for_tenant(TENANT).write(lambda n: n.visits.put(changed))


async def wait_for_room(lobby: Lobby, invitation: Invitation) -> None:
    while (await lobby.visit(invitation)).room.state is RoomState.LOOKING:
        ticket = lobby.app.state.parts.pulse.ticket(TENANT)
        await lobby.app.state.parts.pulse.wait(TENANT, ticket, seconds=0.05)


async def mails(lobby: Lobby, number: int) -> list[Message]:
    while len(lobby.mail.sent) < number:
        await asyncio.sleep(0.01)
    return lobby.mail.sent


async def test_the_sheet_stands_beside_its_list(lobby: Lobby):
    """A visit has an address of its own, and its list stands beside it."""
    mara = await lobby.expect("Mara Lindt", email="mara@brightwater.example")
    await lobby.expect("Tom Vidal")
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get(path(mara))

    assert answer.status_code == 200
    assert "Tom Vidal" in answer.text
    assert "mailto:mara@brightwater.example" in answer.text
    assert "Invited by Jonas Weber" in answer.text


async def test_the_sheet_comes_alone_to_an_open_page(lobby: Lobby):
    """A page that is open fetches the sheet without the list."""
    mara = await lobby.expect("Mara Lindt")
    await lobby.expect("Tom Vidal")
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get(path(mara), headers=FRAGMENT)

    assert "Mara Lindt" in answer.text
    assert "Tom Vidal" not in answer.text


async def test_the_sheet_tells_needs_and_purpose(lobby: Lobby):
    """What the visitor needs, and why they come, stands on the sheet."""
    mara = await lobby.expect("Mara Lindt")
    await change(lobby, mara, needs="Step-free route", purpose="Interview")
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get(path(mara))

    assert "Step-free route" in answer.text
    assert "Interview" in answer.text


async def test_another_day_has_its_own_list(lobby: Lobby):
    """The visit of another day stands beside that day's list."""
    later = await lobby.expect("Later", arrival=lobby.clock.now() + 72 * HOUR)
    await lobby.expect("Today")
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get(path(later))

    day = HOUSE.local(lobby.clock.now() + 72 * HOUR).date()
    assert f'data-list="/visits?day={day}"' in answer.text
    assert "Check in Later" not in answer.text


@pytest.mark.parametrize("what", ["", "/cancel"])
async def test_members_open_their_own_visits_only(lobby: Lobby, what: str):
    """A member reads and cancels no visit of a colleague's."""
    mine, other = await lobby.expect(), await lobby.expect("Tom", host=PRIYA.id)
    browser = await lobby.sign_in(MEMBER)

    allowed = await browser.get(path(mine, what))
    refused = await browser.get(path(other, what))

    assert (allowed.status_code, refused.status_code) == (200, 404)


async def test_whoever_entered_a_visit_sees_it(lobby: Lobby):
    """A member sees a visit that they entered for a colleague."""
    other = await lobby.expect("Tom", host=PRIYA.id)
    await change(lobby, other, created_by=MEMBER.id)
    browser = await lobby.sign_in(MEMBER)

    assert (await browser.get(path(other))).status_code == 200


@pytest.mark.parametrize(
    "what", ["check-in", "check-out", "cancel", "undo-check-in", "undo-check-out"]
)
async def test_another_buildings_visits_are_nobodys(lobby: Lobby, what: str):
    """Reception of one building changes nothing in another, nor in another company."""
    there = await lobby.expect(site=HARBOUR.id)
    here = await lobby.sign_in(RECEPTION)
    stranger = await lobby.sign_in(OTHER_ADMIN, tenant=OTHER_TENANT)

    answers = [
        await browser.post(path(there, f"/{what}")) for browser in (here, stranger)
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert len(await events(lobby, there)) == 1


async def check_in(lobby: Lobby, invitation: Invitation) -> httpx.Response:
    browser = await lobby.sign_in(RECEPTION)
    return await browser.post(path(invitation, "/check-in"), data={"back": "/today"})


async def test_reception_checks_in(lobby: Lobby):
    """A check-in at the desk tells the host, looks for the room and shows the Wi-Fi."""
    mara = await lobby.expect("Mara Lindt", email="mara@guest.example")
    guest = Attendee("mara@guest.example", "Mara Lindt")
    lobby.calendar.put(JONAS.email, meeting(lobby.clock.now(), guest))

    answer = await check_in(lobby, mara)
    await wait_for_room(lobby, mara)

    visit = await lobby.visit(mara)
    assert answer.headers["location"] == path(mara, "/wifi")
    assert (visit.state, visit.arrived_at) == (VisitState.ON_SITE, lobby.clock.now())
    assert visit.room.name == "Conference Room A"
    assert (await events(lobby, mara))[-1] == (
        "visit.checked_in",
        "user:user-reception",
    )


async def test_the_host_is_told_of_a_check_in_at_the_desk(lobby: Lobby):
    """The host gets the same message as after a check-in at a kiosk."""
    mara = await lobby.expect("Mara Lindt", host=PRIYA.id)

    await check_in(lobby, mara)

    [message] = await mails(lobby, 1)
    assert message.to_address == PRIYA.email
    assert "Mara Lindt" in message.subject


async def test_the_network_is_shown_to_pass_on(lobby: Lobby):
    """Reception reads out network and password, and until when they count."""
    mara = await lobby.expect("Mara Lindt", stays=2 * HOUR)
    await check_in(lobby, mara)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get(path(mara, "/wifi"))

    until = HOUSE.local(lobby.clock.now() + 2 * HOUR)
    assert "lake-4827-mint" in answer.text
    assert "Portico Guest" in answer.text
    assert f"Valid until {until:%H:%M}" in answer.text


async def test_the_network_is_for_those_who_are_here(lobby: Lobby):
    """Before somebody is on site nobody reads out the password for them."""
    mara = await lobby.expect("Mara Lindt")
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get(path(mara, "/wifi"))

    assert answer.status_code == 404


async def test_without_a_network_the_list_comes_back(lobby: Lobby):
    """In a building without guest Wi-Fi the list says what was done."""
    mara = await lobby.expect("Mara Lindt", site=HARBOUR.id)
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(path(mara, "/check-in"), data={"back": "/today"})
    shown = await browser.get("/today")

    assert answer.headers["location"] == "/today"
    assert "Mara Lindt is checked in." in shown.text
    assert path(mara, "/undo-check-in") in shown.text


async def test_two_receptionists_at_once(lobby: Lobby):
    """The slower of two receptionists reads that somebody was faster."""
    mara = await lobby.expect("Mara Lindt")
    await check_in(lobby, mara)
    colleague = await lobby.sign_in(ADMIN)

    answer = await colleague.post(path(mara, "/check-in"))

    assert answer.status_code == 409
    assert "Somebody else has already checked in Mara Lindt." in answer.text
    assert len(await events(lobby, mara)) == 2


async def test_pressing_twice_is_once(lobby: Lobby):
    """Whoever presses a button twice sees what became of it, not a complaint."""
    mara = await lobby.expect("Mara Lindt")
    await check_in(lobby, mara)

    answer = await check_in(lobby, mara)

    assert (answer.status_code, answer.headers["location"]) == (303, path(mara))


async def test_a_later_day_is_too_early(lobby: Lobby):
    """Somebody expected next week is not checked in by mistake."""
    later = await lobby.expect("Later", arrival=lobby.clock.now() + 168 * HOUR)

    answer = await check_in(lobby, later)

    assert answer.status_code == 409
    assert "Later is expected on" in answer.text
    assert (await lobby.visit(later)).state is VisitState.EXPECTED


async def test_a_check_in_can_be_taken_back(lobby: Lobby):
    """Within five minutes the wrong visitor is expected again."""
    mara = await lobby.expect("Mara Lindt", host=PRIYA.id)
    before = await lobby.visit(mara)
    await check_in(lobby, mara)
    browser = await lobby.sign_in(RECEPTION)
    lobby.clock.forward(minutes=5)

    answer = await browser.post(path(mara, "/undo-check-in"))

    assert answer.headers["location"] == "/today"
    assert await lobby.visit(mara) == before


async def test_later_a_check_in_stays(lobby: Lobby):
    """After five minutes a check-in is not taken back any more."""
    mara = await lobby.expect("Mara Lindt")
    await check_in(lobby, mara)
    browser = await lobby.sign_in(RECEPTION)
    lobby.clock.forward(minutes=6)

    answer = await browser.post(path(mara, "/undo-check-in"))

    assert answer.status_code == 409
    assert (await lobby.visit(mara)).state is VisitState.ON_SITE


async def test_a_kiosks_check_in_stays(lobby: Lobby):
    """Who checked in at a kiosk is not made expected again by reception."""
    mara = await lobby.expect("Mara Lindt")
    await lobby.check_in(code=mara.code)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.post(path(mara, "/undo-check-in"))

    assert answer.status_code == 409


async def test_the_host_hears_of_the_real_arrival(lobby: Lobby):
    """After a check-in that was taken back, the host is told when they really come."""
    mara = await lobby.expect("Mara Lindt", host=PRIYA.id)
    browser = await lobby.sign_in(RECEPTION)
    await check_in(lobby, mara)
    await mails(lobby, 1)
    await browser.post(path(mara, "/undo-check-in"))

    await check_in(lobby, mara)

    first, second = await mails(lobby, 2)
    assert first.to_address == second.to_address == PRIYA.email


async def test_reception_asks_before_checking_out(lobby: Lobby):
    """Nobody is checked out without being asked for by name."""
    mara = await lobby.expect("Mara Lindt")
    await check_in(lobby, mara)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get(path(mara, "/check-out"))

    assert "Check out Mara Lindt?" in answer.text
    assert (await lobby.visit(mara)).state is VisitState.ON_SITE


async def test_reception_checks_out(lobby: Lobby):
    """Somebody who is checked out has left, and the kiosks hear of it."""
    mara = await lobby.expect("Mara Lindt")
    await check_in(lobby, mara)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.post(
        path(mara, "/check-out"), data={"back": "/today/on-site"}
    )
    shown = await browser.get("/today/on-site")

    visit = await lobby.visit(mara)
    assert answer.headers["location"] == "/today/on-site"
    assert (visit.state, visit.left_at) == (VisitState.LEFT, lobby.clock.now())
    assert "visit_ended" in await kiosk_events(lobby)
    assert path(mara, "/undo-check-out") in shown.text


async def test_a_check_out_can_be_taken_back(lobby: Lobby):
    """Whoever was checked out by mistake is on site again."""
    mara = await lobby.expect("Mara Lindt")
    await check_in(lobby, mara)
    browser = await lobby.sign_in(RECEPTION)
    await browser.post(path(mara, "/check-out"))

    answer = await browser.post(path(mara, "/undo-check-out"))
    lobby.clock.forward(minutes=6)
    again = await browser.post(path(mara, "/undo-check-out"))

    visit = await lobby.visit(mara)
    assert answer.headers["location"] == "/today/on-site"
    assert (visit.state, visit.left_at) == (VisitState.ON_SITE, None)
    assert again.status_code == 303


async def test_later_a_check_out_stays(lobby: Lobby):
    """After five minutes a check-out is not taken back any more."""
    mara = await lobby.expect("Mara Lindt")
    await check_in(lobby, mara)
    browser = await lobby.sign_in(RECEPTION)
    await browser.post(path(mara, "/check-out"))
    lobby.clock.forward(minutes=6)

    answer = await browser.post(path(mara, "/undo-check-out"))

    assert answer.status_code == 409
    assert "Mara Lindt is already checked out." in answer.text


async def test_whoever_is_not_here_cannot_be_checked_out(lobby: Lobby):
    """Somebody who has not come yet cannot leave."""
    mara = await lobby.expect("Mara Lindt")
    browser = await lobby.sign_in(RECEPTION)

    asked = await browser.get(path(mara, "/check-out"))
    done = await browser.post(path(mara, "/check-out"))

    assert (asked.status_code, done.status_code) == (409, 409)
    assert "Mara Lindt is not on site." in done.text


async def test_a_cancelled_visit_is_told_to_everybody(lobby: Lobby):
    """Cancelling is asked for, then told to the guest and to the kiosks."""
    mara = await lobby.expect("Mara Lindt")
    browser = await lobby.sign_in(MEMBER)

    asked = await browser.get(path(mara, "/cancel"))
    done = await browser.post(path(mara, "/cancel"), data={"back": "/today"})

    assert "Cancel the visit of Mara Lindt?" in asked.text
    assert done.status_code == 303
    assert (await lobby.visit(mara)).state is VisitState.CANCELLED
    assert await kiosk_events(lobby) == ["visit_cancelled"]
    assert (await events(lobby, mara))[-1] == ("visit.cancelled", "user:user-member")


async def test_whoever_is_here_cannot_be_cancelled(lobby: Lobby):
    """The visit of somebody on site is not cancelled under their feet."""
    mara = await lobby.expect("Mara Lindt")
    await check_in(lobby, mara)
    browser = await lobby.sign_in(MEMBER)

    answer = await browser.post(path(mara, "/cancel"))

    assert answer.status_code == 409
    assert (await lobby.visit(mara)).state is VisitState.ON_SITE


@pytest.mark.parametrize("what", ["check-in", "check-out", "undo-check-in"])
async def test_members_do_not_receive(lobby: Lobby, what: str):
    """Checking in and out is reception's, not a member's, even for their own guest."""
    mara = await lobby.expect("Mara Lindt")
    browser = await lobby.sign_in(MEMBER)

    answer = await browser.post(path(mara, f"/{what}"))

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"room_text": "Ask at the gate"}, "Typed by reception"),
        ({"state": VisitState.EXPECTED}, "We ask the host’s calendar on arrival"),
        (
            {"state": VisitState.ON_SITE, "room": RoomOfVisit()},
            "The host’s calendar did not answer in time",
        ),
        ({"state": VisitState.CANCELLED}, "calendar is asked on arrival only"),
        ({"host": PRIYA.id}, "The host’s calendar is not connected"),
    ],
)
async def test_the_sheet_says_why_this_room(
    lobby: Lobby, values: dict[str, object], words: str
):
    """Reception reads in plain words where a room comes from, or why there is none."""
    mara = await lobby.expect("Mara Lindt")
    await change(lobby, mara, **values)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get(path(mara))

    assert words in answer.text


@pytest.mark.parametrize(
    ("asked", "guest", "words"),
    [
        ({"meeting": "the-meeting"}, "x@y.example", "made from a meeting there"),
        ({"email": "m@guest.example"}, "m@guest.example", "e-mail is in that"),
        ({}, None, "only meeting near that time"),
        ({}, "someone@else.example", "No meeting was certainly"),
    ],
)
async def test_the_sheet_says_how_the_room_was_found(
    lobby: Lobby, asked: dict[str, object], guest: str | None, words: str
):
    """Reception reads by which rule the calendar gave the room, and no more of it."""
    mara = await lobby.expect("Mara Lindt", **asked)
    guests = [Attendee(guest, "Somebody Else")] if guest else []
    event = meeting(lobby.clock.now(), *guests, id="the-meeting")
    lobby.calendar.put(JONAS.email, event)
    await check_in(lobby, mara)
    await wait_for_room(lobby, mara)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get(path(mara))

    assert words in answer.text
    assert "Somebody Else" not in answer.text


async def test_looking_is_said(lobby: Lobby):
    """While the room is looked for, the sheet and the list say so."""
    mara = await lobby.expect("Mara Lindt")
    until = lobby.clock.now() + HOUR
    looking = RoomOfVisit(state=RoomState.LOOKING, until=until)
    await change(lobby, mara, room=looking)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get(path(mara))

    assert "We are asking the host’s calendar" in answer.text
    assert answer.text.count("Looking for the room") >= 2


async def test_switched_off_look_ups_are_said(lobby: Lobby):
    """Where an organisation wants no look-ups, the sheet says so."""
    mara = await lobby.expect("Mara Lindt")

    def off(nouns: Nouns) -> None:
        nouns.change_tenant(replace(nouns.tenant, calendar_integration=False))

    await lobby.store.for_tenant(TENANT).write(off)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get(path(mara))

    assert "Looking into calendars is switched off" in answer.text


async def test_the_sheet_leads_to_the_pass(lobby: Lobby):
    """Who is expected and has lost the invitation gets the pass from the sheet."""
    mara = await lobby.expect("Mara Lindt")
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get(path(mara))

    assert f"{path(mara)}/pass" in answer.text


async def test_the_kiosk_stands_in_what_happened(lobby: Lobby):
    """Who checked in at a kiosk did so at that kiosk, and it is told by its name."""
    mara = await lobby.expect("Mara Lindt")
    await lobby.check_in(code=mara.code)
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.get(path(mara))

    assert "Checked in at kiosk Front desk" in answer.text


@pytest.mark.parametrize(
    ("name", "told"), [(ORGANISATION, "Google"), ("Desk calendar", "Desk calendar")]
)
async def test_the_calendar_stands_in_what_happened(lobby: Lobby, name: str, told: str):
    """A calendar that nobody named is called by its provider."""
    mara = await lobby.expect("Mara Lindt")
    google = Connection("google-1", "google", name)
    now, subject = lobby.clock.now(), f"visit:{mara.visit}"

    def follow(nouns: Nouns) -> None:
        nouns.connections.put(google)
        nouns.audit.add(
            at=now,
            event="visit.room_changed",
            actor="calendar:google-1",
            subject=subject,
        )

    await lobby.store.for_tenant(TENANT).write(follow)

    answer = await (await lobby.sign_in(RECEPTION)).get(path(mara))

    assert f"({told})" in answer.text
