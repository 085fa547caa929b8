"""The page for whoever looks after the kiosk: how one comes there, what one can try."""

import unicodedata
from dataclasses import replace
from datetime import datetime, timedelta

from kiosk_app.journey.effects import (
    AskStaffFacts,
    CheckStaffPin,
    PrintAgain,
    PrintBadge,
)
from kiosk_app.journey.events import (
    BackTouched,
    BadgeAgainWanted,
    BadgeElsewhere,
    BadgeFailed,
    BadgePrinted,
    BadgeTestWanted,
    Cleared,
    DoneTouched,
    Erased,
    Event,
    LoadAnewTouched,
    PrinterPageWanted,
    ReaderTestWanted,
    Scanned,
    ServerWanted,
    StaffFactsTold,
    StaffLetIn,
    StaffTurnedAway,
    Typed,
)
from kiosk_app.journey.finding_server import ask_for_server
from kiosk_app.journey.states import Journey, Welcome
from kiosk_app.journey.states_staff import (
    BadgeTest,
    ReaderTest,
    StaffCode,
    StaffPage,
    StaffPrinter,
)
from kiosk_app.journey.turn import Turn, home, show, stay
from shared.check_in import RoomReply, RoomState
from shared.kiosk import PrinterState
from shared.staff_pin import PIN_LENGTH

TOUCHES = 5
WITHIN = timedelta(seconds=3)
TEST_BADGE = "staff-test"
"""What stands for a visit on the test's badge."""
_NO_ROOM = RoomReply(state=RoomState.NONE)


def touch_clock(journey: Journey, at: datetime) -> Turn:
    """Count touches of the clock; quick enough, the last of them asks for the PIN."""
    if not isinstance(journey.state, Welcome):
        return stay(journey)
    before = journey.state.touched
    recent = [one for one in before if timedelta() <= at - one <= WITHIN]
    touched = (*recent, at)
    if len(touched) < TOUCHES:
        return show(journey, replace(journey.state, touched=touched))
    return ask_for_pin(journey)


def ask_for_pin(journey: Journey) -> Turn:
    """Let somebody type the PIN of the day."""
    return show(journey, StaffCode())


def at_staff(
    journey: Journey, state: StaffCode | StaffPage | StaffPrinter, event: Event
) -> Turn:
    """Let somebody in who knows the PIN, and let them look and try."""
    match state:
        case StaffPrinter() if isinstance(event, BackTouched):
            return show(journey, state.page)
        case _ if isinstance(event, BackTouched | DoneTouched):
            return home(journey)
        case StaffCode():
            return _at_code(journey, state, event)
        case StaffPage():
            return _at_page(journey, state, event)
        case StaffPrinter():
            return _at_printer(journey, state, event)


def _at_code(journey: Journey, state: StaffCode, event: Event) -> Turn:
    asked = len(state.digits) == PIN_LENGTH
    match event:
        case StaffLetIn(facts) if asked:
            return show(journey, StaffPage(facts))
        case StaffTurnedAway(until) if asked:
            return show(journey, StaffCode(wrong=until is None, until=until))
        case Typed() | Erased() | Cleared() if not asked:
            return _type(journey, state, event)
        case _:
            return stay(journey)


def _type(journey: Journey, state: StaffCode, key: Typed | Erased | Cleared) -> Turn:
    match key:
        case Typed(text):
            digits = (state.digits + _digits(text))[:PIN_LENGTH]
        case Erased():
            digits = state.digits[:-1]
        case _:
            digits = ""
    if digits == state.digits:
        return stay(journey)
    effects = (CheckStaffPin(digits),) if len(digits) == PIN_LENGTH else ()
    return show(journey, StaffCode(digits), *effects)


def _digits(text: str) -> str:
    """Take the digits of a text, of whichever script a keyboard writes."""
    found = (unicodedata.digit(sign, None) for sign in text)
    return "".join(str(digit) for digit in found if digit is not None)


def _at_page(journey: Journey, state: StaffPage, event: Event) -> Turn:
    match event:
        case LoadAnewTouched() if not state.loading:
            return show(journey, replace(state, loading=True), AskStaffFacts())
        case StaffFactsTold(facts):
            known = facts or state.facts
            return show(journey, replace(state, facts=known, loading=False))
        case PrinterPageWanted() if state.facts.printer is not PrinterState.NONE:
            return show(journey, StaffPrinter(state))
        case ReaderTestWanted() | Scanned():
            return show(journey, _tried(state, event))
        case ServerWanted():
            return ask_for_server(journey)
        case _:
            return stay(journey)


def _tried(state: StaffPage, event: ReaderTestWanted | Scanned) -> StaffPage:
    if isinstance(event, Scanned):
        return replace(state, reader=ReaderTest.READ)
    return replace(state, reader=ReaderTest.WAITING)


def _at_printer(journey: Journey, state: StaffPrinter, event: Event) -> Turn:
    match event:
        case StaffFactsTold(facts):
            page = replace(state.page, facts=facts or state.page.facts)
            return show(journey, replace(state, page=page))
        case BadgeAgainWanted(number) if number in _numbers(state):
            return show(journey, state, PrintAgain(number))
        case _:
            return _try_printer(journey, state, event)


def _numbers(state: StaffPrinter) -> set[int]:
    return {badge.number for badge in state.page.facts.badges}


def _try_printer(journey: Journey, state: StaffPrinter, event: Event) -> Turn:
    match event:
        case BadgeTestWanted(badge) if state.badge is not BadgeTest.PRINTING:
            printing = replace(state, badge=BadgeTest.PRINTING)
            return show(journey, printing, PrintBadge(TEST_BADGE, badge, _NO_ROOM))
        case BadgePrinted(visit) if visit == TEST_BADGE:
            return show(journey, replace(state, badge=BadgeTest.PRINTED))
        case BadgeFailed(visit) | BadgeElsewhere(visit) if visit == TEST_BADGE:
            return show(journey, replace(state, badge=BadgeTest.FAILED))
        case _:
            return stay(journey)
