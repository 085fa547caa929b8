"""What a visitor reads: asked to come, something changed, cancelled."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import icalendar
import pytest
import zxingcpp
from PIL import Image

from admin_server.core.cancelling import cancel
from admin_server.core.changing import change, wanted_of
from admin_server.core.messages import (
    VISIT_CANCELLED,
    VISIT_CHANGED,
    VISITOR_INVITED,
    Message,
    NotNeeded,
    OutboxRow,
    Sender,
)
from admin_server.core.visits import Invitation, RoomOfVisit
from admin_server.jobs.writing import write_message
from admin_server.security.chance import CHANCE
from shared.check_in import RoomState
from tests.fakes.lobby import HOUSE, JONAS, TENANT, Lobby, open_lobby
from tests.fakes.sealed_lobby import MAIL, invite_by_mail, seal_pass_key
from tests.fakes.writing_desk import SENDER, desk_of


@pytest.fixture
async def lobby(tmp_path: Path) -> AsyncIterator[Lobby]:
    """A lobby that signs passes; its mails are only written."""
    async with open_lobby(tmp_path, deliver=False) as opened:
        await seal_pass_key(opened)
        yield opened


async def _write(
    lobby: Lobby, kind: str, invitation: Invitation, sequence: int | None = None
) -> Message | NotNeeded | None:
    payload = {"visit": invitation.visit}
    if sequence is not None:
        payload["sequence"] = str(sequence)
    row = OutboxRow("m1", kind, payload, lobby.clock.now())
    return await lobby.store.for_tenant(TENANT).read(
        lambda nouns: write_message(nouns, row, desk_of(lobby))
    )


async def _mail(lobby: Lobby, kind: str, invitation: Invitation) -> Message:
    message = await _write(lobby, kind, invitation)
    assert isinstance(message, Message)
    return message


async def _later(lobby: Lobby, invitation: Invitation) -> Invitation:
    visit = await lobby.visit(invitation)
    wanted = replace(
        wanted_of(visit),
        arrival=visit.expected_arrival + timedelta(hours=1),
        departure=visit.expected_departure + timedelta(hours=1),
    )
    newer = await lobby.store.for_tenant(TENANT).write(
        lambda nouns: change(
            nouns, visit, wanted, now=lobby.clock.now(), chance=CHANCE, by="user:x"
        )
    )
    assert newer is not None
    return newer


async def _cancel(lobby: Lobby, invitation: Invitation) -> None:
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: cancel(
            nouns, invitation.visit, by="user:x", now=lobby.clock.now()
        )
    )


async def _note(lobby: Lobby, invitation: Invitation, event: str) -> None:
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.audit.add(
            at=lobby.clock.now(),
            event=event,
            actor="system",
            subject=f"visit:{invitation.visit}",
        )
    )


async def _furnish(lobby: Lobby, **tenant: object) -> None:
    site = replace(HOUSE, directions="Tram 4, then two minutes on foot")

    def work(nouns) -> None:
        nouns.sites.put(site)
        nouns.change_tenant(replace(nouns.tenant, **tenant))

    await lobby.store.for_tenant(TENANT).write(work)


def _entry(message: Message) -> icalendar.Event:
    assert message.calendar is not None
    whole = icalendar.Calendar.from_ical(message.calendar.text)
    assert whole["METHOD"] == message.calendar.method
    (event,) = whole.walk("VEVENT")
    return event


async def test_an_invitation_says_everything(lobby: Lobby) -> None:
    """When, where, who, what for, what was noted, and what the house adds."""
    await _furnish(lobby, texts={"invitation": {"en": "Please bring an ID."}})
    invitation = await invite_by_mail(
        lobby, purpose="Contract talks", needs="Step-free route", room_text="Garden"
    )

    message = await _mail(lobby, VISITOR_INVITED, invitation)

    assert message.subject == "Your visit to Lakeside: Monday 23 November 2026, 11:00"
    assert (message.to_address, message.to_name) == (MAIL, "Mara Lindt")
    assert message.reply_to == Sender(JONAS.email, JONAS.name)
    assert message.text.splitlines() == [
        "Hello Mara Lindt,",
        "",
        "Jonas Weber is looking forward to your visit to Lakeside.",
        "",
        "When: Monday 23 November 2026, 11:00 to 13:00 (CET)",
        "Where: Lakeside House, Lake Road 1",
        "How to find us: Tram 4, then two minutes on foot",
        "Who meets you: Jonas Weber",
        "Room: Garden",
        "What it is about: Contract talks",
        "What you need, as we noted it: Step-free route",
        "",
        f"Your code: {invitation.code}",
        "At the entrance, hold the QR code to the reader or type the code.",
        "",
        "Please bring an ID.",
        "",
        "If you reply to this mail, your answer goes to Jonas Weber.",
    ]


async def test_the_picture_is_the_pass(lobby: Lobby) -> None:
    """The QR code in the mail checks its visitor in."""
    invitation = await invite_by_mail(lobby)

    message = await _mail(lobby, VISITOR_INVITED, invitation)

    (picture,) = message.images
    (code,) = zxingcpp.read_barcodes(Image.open(BytesIO(picture.content)).convert("L"))
    answer = await lobby.check_in(**{"pass": code.text})
    assert answer.status_code == 201
    assert answer.json()["visit"]["id"] == invitation.visit


async def test_the_picture_comes_with_the_mail(lobby: Lobby) -> None:
    """The page shows it large enough, and fetches nothing from anywhere."""
    invitation = await invite_by_mail(lobby)

    message = await _mail(lobby, VISITOR_INVITED, invitation)

    html = message.html or ""
    assert f'src="cid:{message.images[0].id}" width="196" height="196"' in html
    assert "http" not in html
    assert "<a " not in html
    assert Image.open(BytesIO(message.images[0].content)).width == 49 * 8


async def test_german_visitors_read_german(lobby: Lobby) -> None:
    """Mail, calendar entry and the house's words are in the visitor's language."""
    await _furnish(
        lobby, texts={"invitation": {"en": "Hello", "de": "Bitte klingeln."}}
    )
    invitation = await invite_by_mail(lobby, language="de")

    message = await _mail(lobby, VISITOR_INVITED, invitation)

    assert (
        message.subject
        == "Ihr Besuch bei Lakeside: Montag, 23. November 2026, 11:00 Uhr"
    )
    assert "Bitte klingeln." in message.text
    assert '<html lang="de" dir="ltr">' in (message.html or "")
    assert _entry(message)["SUMMARY"] == "Besuch bei Lakeside"


async def test_the_house_may_have_words_in_one_language_only(lobby: Lobby) -> None:
    """English words are better than none for a German visitor."""
    await _furnish(lobby, texts={"invitation": {"en": "Ring the bell."}})
    invitation = await invite_by_mail(lobby, language="de")

    message = await _mail(lobby, VISITOR_INVITED, invitation)

    assert "Ring the bell." in message.text


async def test_only_a_certain_room_is_named(lobby: Lobby) -> None:
    """A room that the look-up found stands in the mail, one it looks for does not."""
    invitation = await invite_by_mail(lobby)
    visit = await lobby.visit(invitation)
    looking = RoomOfVisit(state=RoomState.LOOKING, name="Conference Room B")
    found = RoomOfVisit(state=RoomState.FOUND, name="Conference Room A")
    store = lobby.store.for_tenant(TENANT)

    await store.write(lambda nouns: nouns.visits.set_room(visit.id, looking))
    uncertain = await _mail(lobby, VISITOR_INVITED, invitation)
    await store.write(lambda nouns: nouns.visits.set_room(visit.id, found))
    certain = await _mail(lobby, VISITOR_INVITED, invitation)

    assert "Room" not in uncertain.text
    assert "Room: Conference Room A" in certain.text
    assert _entry(certain)["LOCATION"].startswith("Conference Room A, Lakeside House")


async def test_a_night_has_two_days(lobby: Lobby) -> None:
    """A visit over midnight says both days."""
    evening = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
    invitation = await invite_by_mail(lobby, arrival=evening)

    message = await _mail(lobby, VISITOR_INVITED, invitation)

    assert (
        "Monday 23 November 2026, 23:00 to Tuesday 24 November 2026, 01:00 (CET)"
        in message.text
    )


async def test_a_zone_without_a_name_is_a_distance(lobby: Lobby) -> None:
    """In São Paulo the clock is three hours behind UTC, and has no short name."""
    site = replace(HOUSE, time_zone="America/Sao_Paulo")
    await lobby.store.for_tenant(TENANT).write(lambda nouns: nouns.sites.put(site))
    invitation = await invite_by_mail(lobby)

    message = await _mail(lobby, VISITOR_INVITED, invitation)

    assert "07:00 to 09:00 (UTC-03)" in message.text


async def test_the_calendar_entry_is_read_back(lobby: Lobby) -> None:
    """Any calendar takes the entry: times, place, people, and nothing private."""
    invitation = await invite_by_mail(lobby, needs="Step-free route")

    message = await _mail(lobby, VISITOR_INVITED, invitation)

    event = _entry(message)
    assert event["UID"] == invitation.visit
    assert event["SEQUENCE"] == 0
    assert event["STATUS"] == "CONFIRMED"
    assert event.decoded("DTSTART") == datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    assert event.decoded("DTEND") == datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    assert event.decoded("DTSTAMP") == lobby.clock.now()
    assert event["LOCATION"] == "Lakeside House, Lake Road 1"
    assert event["ORGANIZER"] == f"mailto:{SENDER.address}"
    assert event["ORGANIZER"].params["CN"] == SENDER.name
    assert event["ATTENDEE"] == f"mailto:{MAIL}"
    assert event["ATTENDEE"].params["CN"] == "Mara Lindt"
    assert invitation.code in event["DESCRIPTION"]
    assert "Step-free" not in event["DESCRIPTION"]


async def test_a_change_replaces_the_entry(lobby: Lobby) -> None:
    """The moved visit has the same UID, the next sequence and the new time."""
    first = await invite_by_mail(lobby)
    await _note(lobby, first, "visit.invitation_sent")
    newer = await _later(lobby, first)

    message = await _mail(lobby, VISIT_CHANGED, newer)

    event = _entry(message)
    assert message.subject.startswith("Changed: your visit to Lakeside, now Monday")
    assert "12:00 to 14:00" in message.text
    assert f"Your code: {first.code}" in message.text
    assert (event["UID"], event["SEQUENCE"]) == (first.visit, 1)
    assert event.decoded("DTSTART") == datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


async def test_who_never_heard_of_a_visit_reads_no_change(lobby: Lobby) -> None:
    """A visit that moves before its mail left is told once, as an invitation."""
    first = await invite_by_mail(lobby)
    newer = await _later(lobby, first)

    old = await _write(lobby, VISITOR_INVITED, first, sequence=0)
    new = await _write(lobby, VISIT_CHANGED, newer, sequence=1)

    assert old == NotNeeded(why="newer_one_waits")
    assert isinstance(new, Message)
    assert new.subject.startswith("Your visit to Lakeside")


async def test_a_cancellation_removes_the_entry(lobby: Lobby) -> None:
    """The cancelled visit leaves the visitor's calendar, and shows no pass."""
    invitation = await invite_by_mail(lobby)
    await _cancel(lobby, invitation)

    message = await _mail(lobby, VISIT_CANCELLED, invitation)

    event = _entry(message)
    assert message.subject.startswith("Cancelled: your visit to Lakeside")
    assert (event["UID"], event["SEQUENCE"]) == (invitation.visit, 1)
    assert event["STATUS"] == "CANCELLED"
    assert message.images == ()
    assert invitation.code not in message.text


@pytest.mark.parametrize("kind", [VISITOR_INVITED, VISIT_CHANGED])
async def test_nobody_is_asked_to_a_cancelled_visit(lobby: Lobby, kind: str) -> None:
    """What still waits when a visit is cancelled is not sent."""
    invitation = await invite_by_mail(lobby)
    await _cancel(lobby, invitation)

    said = await _write(lobby, kind, invitation, sequence=0)

    assert said == NotNeeded(why="visit_moved_on")


async def test_a_visit_that_takes_place_is_not_cancelled(lobby: Lobby) -> None:
    """A cancellation of a visit that is expected is not sent."""
    invitation = await invite_by_mail(lobby)

    said = await _write(lobby, VISIT_CANCELLED, invitation)

    assert said == NotNeeded(why="visit_moved_on")


async def test_a_visit_that_is_over_is_not_told(lobby: Lobby) -> None:
    """A mail that waited until after the visit is not sent any more."""
    invitation = await invite_by_mail(lobby)
    lobby.clock.forward(hours=4)

    said = await _write(lobby, VISITOR_INVITED, invitation)

    assert said == NotNeeded(why="visit_over")


async def test_without_an_address_nothing_is_sent(lobby: Lobby) -> None:
    """A visitor without e-mail has a code, and no mail."""
    invitation = await invite_by_mail(lobby, email=None)

    said = await _write(lobby, VISITOR_INVITED, invitation)

    assert said == NotNeeded(why="no_address")


@pytest.mark.parametrize("kind", [VISITOR_INVITED, VISIT_CHANGED, VISIT_CANCELLED])
async def test_an_unknown_visit_has_nobody_to_tell(lobby: Lobby, kind: str) -> None:
    """A message about a visit that is gone is given up."""
    nothing = Invitation("i", "v", "h", "s", "gone", "AAAAAA", lobby.clock.now())

    assert await _write(lobby, kind, nothing) is None


async def test_nasty_names_stay_text(lobby: Lobby) -> None:
    """Checks 25 and 27: nothing that is typed becomes HTML or calendar lines."""
    nasty = 'Eve "<script>" ;:, \\n BEGIN:VEVENT'
    await _furnish(lobby, name="Lake\r\nBcc: x@y.example")
    invitation = await invite_by_mail(lobby, name=nasty, purpose=nasty, needs=nasty)

    message = await _mail(lobby, VISITOR_INVITED, invitation)

    event = _entry(message)
    assert "<script" not in (message.html or "")
    assert "&lt;script&gt;" in (message.html or "")
    assert event["ATTENDEE"].params["CN"] == nasty.replace('"', "'")
    assert "\r\nBcc" not in (message.calendar.text if message.calendar else "")


async def test_the_houses_colour_stands_on_top(lobby: Lobby) -> None:
    """A tenant's accent colours the mail; what is no colour does not get in."""
    invitation = await invite_by_mail(lobby)

    await _furnish(lobby, accent="#E4002B")
    coloured = await _mail(lobby, VISITOR_INVITED, invitation)
    await _furnish(lobby, accent='red;background:url("x")')
    plain = await _mail(lobby, VISITOR_INVITED, invitation)

    assert "solid #E4002B" in (coloured.html or "")
    assert "solid #0B5D66" in (plain.html or "")
