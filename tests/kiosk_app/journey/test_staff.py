"""Whoever looks after the kiosk finds their page, and nobody else does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk_app.journey.effects import (
    AskStaffFacts,
    CheckStaffPin,
    ForgetVisitor,
    PrintAgain,
    PrintBadge,
)
from kiosk_app.journey.events import (
    BackTouched,
    BadgeAgainWanted,
    BadgeFailed,
    BadgePrinted,
    BadgeTestWanted,
    Cleared,
    ClockTouched,
    DoneTouched,
    Erased,
    LeftAlone,
    LoadAnewTouched,
    PrinterPageWanted,
    ReaderTestWanted,
    Scanned,
    StaffFactsTold,
    StaffLetIn,
    StaffTurnedAway,
    StaffWanted,
    Typed,
    Unpaired,
)
from kiosk_app.journey.machine import advance
from kiosk_app.journey.staff import TEST_BADGE as TEST_VISIT
from kiosk_app.journey.states import Pairing, StillThere, Welcome
from kiosk_app.journey.states_staff import (
    BadgeTest,
    ReaderTest,
    StaffCode,
    StaffPage,
    StaffPrinter,
)
from shared.kiosk import PrinterState
from tests.kiosk_app.journey.examples import (
    LATER,
    NINE,
    PASS,
    SOME_BADGES,
    STAFF_FACTS,
    STAMP,
    TEST_BADGE,
    after,
    effects_of,
    journey,
)

PAGE = StaffPage(STAFF_FACTS)
PRINTER = StaffPrinter(SOME_BADGES)


def touches(*seconds: float) -> list[ClockTouched]:
    """Touch the clock at these moments."""
    return [ClockTouched(NINE + timedelta(seconds=one)) for one in seconds]


def test_five_quick_touches_of_the_clock_ask_for_the_pin():
    """Staff need no button that visitors would wonder about."""
    now = after(journey(), *touches(0, 0.5, 1, 2, 3))

    assert now.state == StaffCode()


@pytest.mark.parametrize(
    "seconds",
    [(0, 1, 2, 3), (0, 1, 2, 3, 3.1), (0, 2, 4, 6, 8, 10), (9, 9, 9, 9, 0)],
    ids=["four", "too slow", "now and then", "the clock was set back"],
)
def test_fewer_or_slower_touches_do_nothing(seconds):
    """A child that plays with the clock stays on the first screen."""
    now = after(journey(), *touches(*seconds))

    assert isinstance(now.state, Welcome)


def test_touches_before_another_visitor_do_not_count():
    """Whoever went on to another page and came back begins anew."""
    now = after(journey(StaffCode()), BackTouched(), *touches(0, 0, 0, 0))

    assert isinstance(now.state, Welcome)


def test_a_key_asks_for_the_pin_too():
    """At a kiosk with a keyboard F9 is enough."""
    assert after(journey(), StaffWanted()).state == StaffCode()


def test_the_last_digit_asks_and_others_do_not():
    """Nobody has to find an OK button."""
    five = after(journey(StaffCode()), *(Typed(one, STAMP) for one in "48121"))

    asked = effects_of(five, Typed("6", LATER))

    assert five.state == StaffCode("48121")
    assert asked == (CheckStaffPin("481216"),)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("4", "4"), ("x", ""), (" ", ""), ("٤", "4"), ("48121699", "481216")],
)
def test_only_digits_are_taken_of_whichever_script(typed, digits):
    """A keyboard that writes Arabic digits opens the page as well."""
    assert after(journey(StaffCode()), Typed(typed, STAMP)).state == StaffCode(digits)


def test_digits_can_be_taken_back():
    """A slip of the finger costs no try."""
    start = journey(StaffCode("4812", wrong=True))

    assert after(start, Erased()).state == StaffCode("481")
    assert after(start, Cleared()).state == StaffCode()


def test_while_it_is_checked_nothing_can_be_typed():
    """A seventh digit does not ask a second time."""
    start = journey(StaffCode("481216"))

    assert advance(start, Typed("9", LATER)) == (start, ())


def test_the_right_pin_opens_the_page():
    """Staff read how the kiosk is."""
    now = after(journey(StaffCode("481216")), StaffLetIn(STAFF_FACTS))

    assert now.state == PAGE


def test_an_answer_for_somebody_who_left_opens_nothing():
    """A late yes does not show the page to whoever types a PIN next."""
    start = journey(StaffCode("48"))

    assert advance(start, StaffLetIn(STAFF_FACTS)) == (start, ())


def test_a_wrong_pin_says_so_and_can_be_typed_again():
    """Whoever mistyped begins anew."""
    now = after(journey(StaffCode("481216")), StaffTurnedAway())

    assert now.state == StaffCode(wrong=True)


def test_after_too_many_tries_the_page_says_until_when():
    """Nobody goes on typing in vain."""
    now = after(journey(StaffCode("481216")), StaffTurnedAway(NINE))

    assert now.state == StaffCode(until=NINE)


def test_a_code_read_there_only_shows_that_the_reader_works():
    """A pass held up for the test checks nobody in, and is not kept."""
    waiting = after(journey(PAGE), ReaderTestWanted())
    read, effects = advance(waiting, Scanned(PASS, STAMP))

    assert waiting.state == replace(PAGE, reader=ReaderTest.WAITING)
    assert read.state == replace(PAGE, reader=ReaderTest.READ)
    assert effects == ()
    assert PASS not in repr(read)


def test_a_code_read_while_the_pin_is_typed_does_nothing():
    """A visitor who holds up a pass meanwhile does not push staff aside."""
    start = journey(StaffCode("48"))

    assert advance(start, Scanned(PASS, STAMP)) == (start, ())


def test_the_test_prints_one_badge():
    """Touching twice does not print twice."""
    printing, effects = advance(journey(PRINTER), BadgeTestWanted(TEST_BADGE))
    again = effects_of(printing, BadgeTestWanted(TEST_BADGE))

    assert [type(one) for one in effects] == [PrintBadge]
    assert again == ()


@pytest.mark.parametrize(
    ("event", "badge"),
    [
        (BadgePrinted(TEST_VISIT), BadgeTest.PRINTED),
        (BadgeFailed(TEST_VISIT), BadgeTest.FAILED),
        (BadgePrinted("visit-1"), BadgeTest.PRINTING),
        (BadgeFailed("visit-1"), BadgeTest.PRINTING),
    ],
)
def test_the_outcome_of_the_tests_own_badge_is_shown(event, badge):
    """The badge of the visitor before is not mistaken for the test's."""
    start = journey(replace(PRINTER, badge=BadgeTest.PRINTING))

    assert after(start, event).state == replace(PRINTER, badge=badge)


def test_the_printers_page_leads_back_to_the_staffs_page():
    """Whoever looked at the printer goes on with the rest."""
    there = after(journey(SOME_BADGES), PrinterPageWanted())

    assert there.state == PRINTER
    assert after(there, BackTouched()).state == SOME_BADGES


def test_a_kiosk_without_a_printer_has_no_page_for_it():
    """What is not there is not shown."""
    bare = StaffPage(replace(STAFF_FACTS, printer=PrinterState.NONE))

    assert advance(journey(bare), PrinterPageWanted()) == (journey(bare), ())


def test_only_a_badge_on_the_page_is_printed_again():
    """A touch that comes late prints nobody else's badge."""
    start = journey(PRINTER)

    assert effects_of(start, BadgeAgainWanted(3)) == (PrintAgain(3),)
    assert effects_of(start, BadgeAgainWanted(4)) == ()


def test_the_printers_page_follows_the_printer():
    """A badge that comes out meanwhile is seen to come out."""
    fresh = replace(STAFF_FACTS, printer=PrinterState.JAM)

    now = after(journey(PRINTER), StaffFactsTold(fresh))

    assert now.state == StaffPrinter(StaffPage(fresh))


def test_loading_anew_asks_once_and_shows_what_is_so_now():
    """What staff put right is seen right."""
    loading, effects = advance(journey(PAGE), LoadAnewTouched())
    fresh = replace(STAFF_FACTS, queue_length=3)

    assert effects == (AskStaffFacts(),)
    assert effects_of(loading, LoadAnewTouched()) == ()
    assert after(loading, StaffFactsTold(fresh)).state == StaffPage(fresh)
    assert after(loading, StaffFactsTold(None)).state == PAGE


@pytest.mark.parametrize("state", [StaffCode("48"), PAGE], ids=["code", "page"])
@pytest.mark.parametrize("event", [BackTouched(), DoneTouched()])
def test_one_touch_leads_home(state, event):
    """Afterwards the kiosk welcomes visitors."""
    now, effects = advance(journey(state), event)

    assert now.state == Welcome()
    assert effects == (ForgetVisitor(),)


def test_the_page_is_covered_when_it_is_left_alone():
    """A page that staff forgot does not stand there for visitors."""
    now = after(journey(PAGE), LeftAlone(20))

    assert now.state == StillThere(PAGE, 20)


def test_a_revoked_kiosk_leaves_the_page():
    """Without a token there is no PIN that would have opened it."""
    assert after(journey(PAGE), Unpaired()).state == Pairing()
