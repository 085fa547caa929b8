"""What the kiosk makes of a scanned text."""

import pytest

from kiosk_app.journey.effects import ForgetVisitor, SendCheckIn
from kiosk_app.journey.events import CheckInUnanswered, Scanned
from kiosk_app.journey.states import (
    Checking,
    ChoosingLanguage,
    Confirming,
    OutOfOrder,
    Refused,
    ServerAway,
    StillThere,
    TypingCode,
    WalkIn,
    Welcome,
)
from shared.check_in import CheckInRequest
from shared.refusals import Refusal
from tests.kiosk_app.journey.examples import (
    ALREADY_HERE,
    COMPLETED,
    FORM,
    ID,
    LATER,
    NINE,
    PASS,
    REQUEST,
    STAMP,
    after,
    effects_of,
    journey,
)


def test_a_scanned_pass_is_sent_to_the_server():
    """A visitor holds up their QR code and the kiosk asks the server."""
    expected = CheckInRequest(
        request_id=ID, kiosk_time=NINE, language="de", pass_text=PASS
    )

    start = journey(language="de")
    effects = effects_of(start, Scanned(PASS, STAMP))

    assert effects == (SendCheckIn(expected),)
    assert after(start, Scanned(PASS, STAMP)).state == Checking(expected)


def test_a_scanned_code_counts_as_a_typed_one():
    """A QR code with only the six characters works like typing them."""
    done = after(journey(), Scanned("k7q-2fm", STAMP))

    assert done.state.request.code == "K7Q2FM"
    assert done.state.request.pass_text is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://example.org/win",
        "javascript:alert(1)",
        "P1." + "A" * 4093,
        "\x1b]0;\x07" + PASS,
        PASS + "\n",
        "WIFI:T:WPA;S:x;P:y;;",
        "P2." + "A" * 151,
        "{{7*7}}",
    ],
)
def test_foreign_codes_are_refused_without_asking_anybody(text):
    """A poster's QR code gets the same calm answer whatever stands in it."""
    scanned = Scanned(text, STAMP)

    assert after(journey(), scanned).state == Refused(Refusal.PASS_UNKNOWN)
    assert effects_of(journey(), scanned) == ()


@pytest.mark.parametrize(
    "state",
    [
        Welcome(),
        ChoosingLanguage(),
        TypingCode(),
        WalkIn(),
        Confirming(FORM),
        Refused(Refusal.EXPIRED),
        OutOfOrder(),
    ],
)
def test_a_code_may_be_scanned_on_any_screen(state):
    """Whoever began to type may still hold up their code instead."""
    start = journey(state, language="de")

    done = after(start, Scanned(PASS, STAMP))

    assert done.state == Checking(done.state.request)
    assert done.language == "de"


def test_a_scan_while_the_server_is_asked_is_dropped():
    """Holding the code there longer does not check in twice."""
    start = journey(Checking(REQUEST))

    assert after(start, Scanned(PASS, LATER)) == start


@pytest.mark.parametrize("state", [COMPLETED, ALREADY_HERE, StillThere(COMPLETED, 12)])
def test_a_scan_after_a_check_in_belongs_to_the_next_visitor(state):
    """The next visitor need not wait for the first to touch Done."""
    start = journey(state, language="de")

    done = after(start, Scanned(PASS, LATER))
    effects = effects_of(start, Scanned(PASS, LATER))

    assert done.language == "en"
    assert done.state.request.language == "en"
    assert effects == (ForgetVisitor(), SendCheckIn(done.state.request))


@pytest.mark.parametrize(("text", "same"), [(PASS, True), ("K7Q2FM", False)])
def test_scanning_again_while_the_server_is_away_repeats_the_request(text, same):
    """The same code held up again is the same check-in, not a second one."""
    start = journey(ServerAway(REQUEST))

    done = after(start, Scanned(text, LATER))

    assert (done.state.request == REQUEST) is same


def test_scanning_the_same_short_code_again_repeats_the_request():
    """The six characters scanned again are the same check-in too."""
    first = after(journey(), Scanned("K7Q2FM", STAMP), CheckInUnanswered(ID))

    again = after(first, Scanned("k7q2fm", LATER))

    assert again.state.request.request_id == ID
