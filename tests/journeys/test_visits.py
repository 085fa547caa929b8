"""Every way a visit can go, through kiosk, server and paper."""

from datetime import timedelta

import pytest
import zxingcpp

from admin_server.core.errors import TryLater
from admin_server.core.meetings import Answer, Attendee
from admin_server.core.messages import GaveUp
from kiosk_app.journey.states import Completed, Welcome
from shared.check_in import VisitState
from tests.fakes.clock import MORNING
from tests.fakes.front_desk import FrontDesk
from tests.fakes.lobby import HARBOUR, JONAS, TENANT, meeting
from tests.fakes.sleeper import until

MARA = Attendee("mara@lindt.example", "Mara Lindt", answer=Answer.ACCEPTED)


async def test_a_pass_leads_to_the_room(desk: FrontDesk) -> None:
    """E4, E11: scan, and room, Wi-Fi, host and badge are there."""
    desk.lobby.calendar.put(JONAS.mailbox, meeting(MORNING, MARA))
    invitation = await desk.lobby.expect(email="mara@lindt.example")

    desk.scan(desk.lobby.pass_of(invitation))

    await desk.reads("You are checked in, Mara")
    await desk.reads("Conference Room A")
    await desk.reads("Floor 2, left after the lift")
    await desk.reads("lake-4827-mint")
    await desk.reads("Jonas Weber knows you are here")
    await desk.reads("Take your badge below")
    codes = zxingcpp.read_barcodes(await desk.badge())
    assert [code.text for code in codes] == [invitation.code]


async def test_the_room_fills_in_when_it_comes(desk: FrontDesk) -> None:
    """A calendar that needs a second is waited for on the screen, not before it."""
    desk.lobby.calendar.put(JONAS.mailbox, meeting(MORNING, MARA))
    desk.lobby.calendar.delay = timedelta(seconds=0.4)
    invitation = await desk.lobby.expect(email="mara@lindt.example")

    desk.scan(desk.lobby.pass_of(invitation))

    await desk.reads("Finding your room")
    assert desk.badges() == []
    await desk.reads("Conference Room A")
    await desk.badge()
    assert len(desk.badges()) == 1


async def test_no_room_means_the_host_comes(desk: FrontDesk) -> None:
    """Statement 26: without a certain meeting no room is shown, never a wrong one."""
    invitation = await desk.lobby.expect()

    desk.scan(desk.lobby.pass_of(invitation))

    await desk.reads("Jonas Weber will meet you here")
    await desk.badge()


async def test_a_calendar_that_is_away_harms_nobody(desk: FrontDesk) -> None:
    """B36, statement 27: with the calendar failing the visitor is in all the same."""
    desk.lobby.calendar.fail_with = TryLater()
    invitation = await desk.lobby.expect()

    desk.scan(desk.lobby.pass_of(invitation))

    await desk.reads("You are checked in, Mara")
    await desk.reads("Jonas Weber will meet you here")
    await desk.badge()


async def test_a_silent_calendar_ends_with_the_deadline(desk: FrontDesk) -> None:
    """Statement 27: a calendar that never answers is given up after two seconds."""
    desk.lobby.calendar.delay = timedelta(minutes=5)
    invitation = await desk.lobby.expect()

    desk.scan(desk.lobby.pass_of(invitation))

    await desk.reads("Finding your room")
    await desk.reads("Jonas Weber will meet you here")
    await desk.badge()


async def test_a_typed_code_needs_no_button(desk: FrontDesk) -> None:
    """Six characters typed, and the visitor is in."""
    invitation = await desk.lobby.expect()

    await desk.touch("code")
    await desk.type(invitation.code.lower())

    await desk.reads("You are checked in, Mara")


async def test_a_walk_in_finds_their_host(desk: FrontDesk) -> None:
    """Name, host, confirmed: company and e-mail can be left out."""
    await desk.touch("walk-in")
    await desk.type("Zoe Ng")
    await desk.touch("next")
    await desk.touch("next")
    await desk.type("webe")
    await desk.touch(f"host-{JONAS.id}")
    await desk.reads("Is this right?")
    await desk.touch("check-in")

    await desk.reads("You are checked in, Zoe")
    await desk.reads("Jonas Weber will meet you here")
    (visit,) = await desk.lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.visits.on_site()
    )
    assert not visit.invited


async def test_a_second_scan_shows_the_room_again(desk: FrontDesk) -> None:
    """Whoever has forgotten the way scans again; no second badge is printed."""
    desk.lobby.calendar.put(JONAS.mailbox, meeting(MORNING, MARA))
    invitation = await desk.lobby.expect(email="mara@lindt.example")
    await desk.lobby.check_in(code=invitation.code)

    desk.scan(desk.lobby.pass_of(invitation))

    await desk.reads("You are already checked in")
    await desk.reads("Conference Room A")
    assert desk.badges() == []


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (VisitState.CANCELLED, "This visit was cancelled."),
        (VisitState.LEFT, "This visit is over."),
    ],
)
async def test_a_pass_that_no_longer_counts(
    desk: FrontDesk, state: VisitState, sentence: str
) -> None:
    """Statement 30: a cancelled or used pass names its reason, and nobody."""
    invitation = await desk.lobby.expect()
    await desk.lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.visits.set_state(invitation.visit, state)
    )

    desk.scan(desk.lobby.pass_of(invitation))

    await desk.reads(sentence)
    assert "Mara" not in desk.text()


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (-3, "This code is from an earlier visit."),
        (3, "Your visit is on Thursday 26 November, 10:00."),
    ],
)
async def test_a_pass_on_another_day(desk: FrontDesk, days: int, sentence: str) -> None:
    """An old pass and an early one say which they are."""
    invitation = await desk.lobby.expect(arrival=MORNING + timedelta(days=days))

    desk.scan(desk.lobby.pass_of(invitation))

    await desk.reads(sentence)


async def test_the_wrong_building_names_the_right_one(desk: FrontDesk) -> None:
    """A visitor at the wrong door is told the right address."""
    invitation = await desk.lobby.expect(site=HARBOUR.id)

    desk.scan(desk.lobby.pass_of(invitation))

    await desk.reads("This invitation is for another building")
    await desk.reads("Harbour Street 4")


async def test_what_is_no_pass_never_leaves_the_kiosk(desk: FrontDesk) -> None:
    """Check 12: a link held to the reader is refused on the spot."""
    desk.scan("https://evil.example/" + "x" * 3000)

    await desk.reads("We do not know this QR code.")


async def test_a_refusal_leads_on_to_a_walk_in(desk: FrontDesk) -> None:
    """Nobody ends at a refusal: the name works where the code did not."""
    desk.scan("nonsense")
    await desk.reads("We do not know this QR code.")

    await desk.touch("walk-in")

    await desk.reads("What is your name?")


async def test_a_host_who_cannot_be_reached_is_said_so(desk: FrontDesk) -> None:
    """If the host's mail is refused for good the visitor is not left waiting."""
    desk.lobby.mail.outcome = GaveUp(why="smtp_550")
    invitation = await desk.lobby.expect()

    desk.scan(desk.lobby.pass_of(invitation))

    await desk.reads("We could not reach Jonas Weber yet.")


async def test_a_printer_without_paper_fails_no_check_in(desk: FrontDesk) -> None:
    """R12: out of labels, the visitor is in, and reception gives the badge."""
    desk.tray.mkdir(exist_ok=True)
    (desk.tray / "condition.txt").write_text("out_of_paper")
    invitation = await desk.lobby.expect()

    desk.scan(desk.lobby.pass_of(invitation))

    await desk.reads("You are checked in, Mara")
    await desk.reads("Reception will give you a badge")


async def test_done_forgets_the_visitor(desk: FrontDesk) -> None:
    """Decision 20: after Done nothing of the visitor is left on the glass."""
    invitation = await desk.lobby.expect()
    desk.scan(desk.lobby.pass_of(invitation))
    await desk.reads("You are checked in, Mara")

    await desk.touch("done")

    await desk.reads("Hold your QR code to the reader")
    assert "Mara" not in desk.text()
    assert "lake-4827-mint" not in desk.text()
    assert isinstance(desk.kiosk.journey.state, Welcome)


async def test_the_next_visitor_need_not_wait(desk: FrontDesk) -> None:
    """A second visitor scans while the first one's screen still stands."""
    first = await desk.lobby.expect("Ada First", host=JONAS.id)
    second = await desk.lobby.expect("Bea Second", host=JONAS.id)
    desk.scan(desk.lobby.pass_of(first))
    await desk.reads("You are checked in, Ada")

    desk.scan(desk.lobby.pass_of(second))

    await desk.reads("You are checked in, Bea")
    await until(lambda: len(desk.badges()) == 2)


async def test_german_from_the_first_touch_to_the_badge(desk: FrontDesk) -> None:
    """A visitor who chooses German reads German to the end, then it is home again."""
    invitation = await desk.lobby.expect()
    await desk.touch("language")
    await desk.touch("language-de")
    await desk.reads("Willkommen")

    desk.scan(desk.lobby.pass_of(invitation))

    await desk.reads("Sie sind angemeldet, Mara")
    await desk.touch("done")
    await desk.reads("Welcome")


async def test_a_cancellation_reaches_the_open_screen(desk: FrontDesk) -> None:
    """A visit cancelled while its screen stands open is told so."""
    invitation = await desk.lobby.expect()
    desk.scan(desk.lobby.pass_of(invitation))
    await desk.reads("Jonas Weber knows you are here")

    await desk.lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.kiosk_events.add(
            site="site-house", kind="visit_cancelled",
            visit=invitation.visit, at=MORNING,
        )
    )  # fmt: skip

    await desk.reads("This visit was cancelled.")


async def test_a_name_of_any_script_arrives_whole(desk: FrontDesk) -> None:
    """An Arabic name is shown, printed and told as it was written."""
    invitation = await desk.lobby.expect("محمد علي")

    desk.scan(desk.lobby.pass_of(invitation))

    await desk.reads("محمد")
    await until(lambda: isinstance(desk.kiosk.journey.state, Completed))
    await desk.badge()
    await until(lambda: bool(desk.lobby.mail.sent))
    assert desk.lobby.mail.sent[0].subject == "محمد علي is here to see you"
