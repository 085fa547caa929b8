"""The way of a visitor while the server is away."""

from dataclasses import replace

import pytest

from kiosk_app.journey.effects import (
    ForgetVisitor,
    KeepCheckIn,
    PrintBadge,
    SendCheckIn,
)
from kiosk_app.journey.events import (
    BadgeFailed,
    BadgePrinted,
    CheckInKept,
    CheckInNotKept,
    CheckInUnanswered,
    DoneTouched,
    LeftAlone,
    Scanned,
    SecondPassed,
    ServerSeen,
)
from kiosk_app.journey.offline import OfflineArrival
from kiosk_app.journey.states import (
    BadgeState,
    CheckedInOffline,
    Checking,
    Refused,
    ServerAway,
    StillThere,
    Welcome,
)
from shared.badge import Badge
from shared.check_in import RoomReply, RoomState
from shared.refusals import Refusal
from tests.kiosk_app.journey.examples import (
    ID,
    LATER,
    NINE,
    OTHER_ID,
    PASS,
    REQUEST,
    STAMP,
    after,
    effects_of,
    journey,
)

ARRIVAL = OfflineArrival(
    name="Mara Lindt", host="Jonas Weber", room="Room A", as_of=NINE, language="de"
)
BADGE = Badge(name="Mara Lindt", company=None, host="Jonas Weber", site="", date="x")
CHECKING = journey(Checking(REQUEST))
ALONE = journey(Checking(REQUEST, unanswered=True))
OFFLINE = replace(journey(), online=False)
KEPT = CheckInKept(ID, ARRIVAL, BADGE)


def test_without_an_answer_the_kiosk_decides_by_itself():
    """It may have arrived all the same: what is kept has the very same id."""
    event = CheckInUnanswered(ID)

    alone = after(CHECKING, event)

    assert alone.state == Checking(REQUEST, unanswered=True)
    assert alone.online is False
    assert effects_of(CHECKING, event) == (KeepCheckIn(REQUEST),)


def test_the_next_visitor_does_not_wait_for_the_server_again():
    """Once the server is known to be away a scan is answered at once."""
    assert effects_of(OFFLINE, Scanned(PASS, STAMP)) == (KeepCheckIn(REQUEST),)


def test_once_the_server_is_back_it_is_asked_again():
    """Nobody has to switch anything back."""
    back = after(OFFLINE, ServerSeen(online=True))

    assert effects_of(back, Scanned(PASS, STAMP)) == (SendCheckIn(REQUEST),)


def test_a_kept_visitor_is_checked_in_and_gets_a_badge():
    """Name, host, room and badge as on any other day, in the invitation's language."""
    start = replace(ALONE, online=False)

    kept = after(start, KEPT)

    assert kept.state == CheckedInOffline(REQUEST, ARRIVAL, BadgeState.PRINTING)
    assert (kept.language, kept.online) == ("de", False)
    room = RoomReply(state=RoomState.FOUND, name="Room A")
    printed = PrintBadge(str(ID), BADGE, room, is_kept=True)
    assert effects_of(start, KEPT) == (printed,)


@pytest.mark.parametrize(
    ("prints", "badge"), [(True, None), (False, BADGE), (False, None)]
)
def test_no_badge_is_promised_that_nobody_prints(prints, badge):
    """Without a printer, or without a name, nobody reads of a badge."""
    start = replace(ALONE, prints_badges=prints)
    event = CheckInKept(ID, ARRIVAL, badge)

    assert after(start, event).state.badge is BadgeState.NONE
    assert effects_of(start, event) == ()


def test_a_chosen_language_counts_more_than_the_invitations():
    """Whoever chose Arabic goes on in Arabic."""
    start = replace(ALONE, language="ar")

    assert after(start, KEPT).language == "ar"


def test_a_cancelled_visit_is_refused_as_online():
    """What the kiosk is sure of it says at once; it stays offline."""
    start = replace(CHECKING, online=False)

    refused = after(start, CheckInNotKept(ID, Refusal.CANCELLED))

    assert refused.state == Refused(Refusal.CANCELLED)
    assert refused.online is False


def test_what_the_kiosk_cannot_tell_is_asked_of_the_server_once_more():
    """A code that the kiosk does not know is worth a try: the server may be back."""
    start = replace(CHECKING, online=False)

    assert effects_of(start, CheckInNotKept(ID)) == (SendCheckIn(REQUEST),)
    assert after(start, CheckInNotKept(ID)).state == Checking(REQUEST)


def test_where_nobody_can_tell_reception_helps():
    """After the server and the kiosk had no answer nobody waits any longer."""
    away = after(CHECKING, CheckInUnanswered(ID), CheckInNotKept(ID))

    assert away.state == ServerAway(REQUEST)


@pytest.mark.parametrize(
    "event",
    [
        CheckInKept(OTHER_ID, ARRIVAL),
        CheckInNotKept(OTHER_ID, Refusal.CANCELLED),
    ],
)
def test_an_answer_to_another_visitor_changes_nothing(event):
    """A late answer never shows somebody else's name."""
    assert after(CHECKING, event) == CHECKING


@pytest.mark.parametrize(
    ("event", "badge"),
    [
        (BadgePrinted(str(ID)), BadgeState.PRINTED),
        (BadgeFailed(str(ID)), BadgeState.FAILED),
        (BadgePrinted("visit-1"), BadgeState.PRINTING),
    ],
)
def test_the_visitor_reads_how_far_the_badge_is(event, badge):
    """The badge in the tray is theirs, or reception has one."""
    assert after(ALONE, KEPT, event).state.badge is badge


def test_the_same_pass_again_is_not_kept_twice():
    """Who holds the code up a second time has not come a second time."""
    kept = after(ALONE, KEPT)

    assert after(kept, Scanned(PASS, LATER)) == kept


def test_the_next_pass_forgets_the_visitor_before():
    """The next in the queue need not touch Done for them."""
    kept = replace(after(ALONE, KEPT), online=False)
    other = "P1." + "B" * 151

    effects = effects_of(kept, Scanned(other, LATER))

    assert effects[0] == ForgetVisitor()
    assert isinstance(effects[1], KeepCheckIn)
    assert effects[1].request.pass_text == other


def test_home_forgets_everything():
    """Done leaves nothing of the visitor on the screen."""
    home = after(ALONE, KEPT, DoneTouched())

    assert (home.state, home.language) == (Welcome(), "en")
    assert effects_of(after(ALONE, KEPT), DoneTouched()) == (ForgetVisitor(),)


def test_left_alone_the_name_is_covered():
    """Decision 20: whoever walks away leaves no name standing."""
    covered = after(ALONE, KEPT, LeftAlone(2))

    assert isinstance(covered.state, StillThere)
    assert after(covered, SecondPassed(), SecondPassed()).state == Welcome()
