"""Which event does nothing on which screen: each pair was decided by a person."""

from typing import get_args

import pytest

from kiosk_app.journey.events import Event
from kiosk_app.journey.machine import advance
from kiosk_app.journey.states import State
from tests.kiosk_app.journey.examples import EVENTS, STATES, journey

DOES_NOTHING = {
    "Welcome": """
        LanguageChosen Typed Erased Cleared CaretMoved FieldTouched NextTouched
        BackTouched HostChosen ChangeTouched ConfirmTouched TryAgainTouched
        DoneTouched StillHereTouched CheckInAnswered CheckInRefused CheckInUnanswered
        RoomAnswered HostsFound HostsUnreachable BadgePrinted BadgeFailed HostWasTold HostOverdue
        VisitCancelled BecameSlow LeftAlone SecondPassed
        CheckOutAnswered CheckOutRefused CheckOutUnanswered
        CheckOutTouched CodeGiven CodeNotGiven TokenAsked
        ColleagueTouched ColleaguesConfirmed ColleaguesWanted NoneOfThese VisitChosen
        VisitsFound VisitsUnknown
        CheckInKept CheckInNotKept
    """,
    "ChoosingLanguage": """
        CodeWanted WalkInWanted LanguageWanted Typed Erased Cleared CaretMoved
        FieldTouched NextTouched HostChosen ChangeTouched ConfirmTouched
        TryAgainTouched DoneTouched StillHereTouched CheckInAnswered CheckInRefused
        CheckInUnanswered RoomAnswered HostsFound HostsUnreachable BadgePrinted
        BadgeFailed HostWasTold HostOverdue VisitCancelled BecameSlow SecondPassed TimeUp
        CheckOutAnswered CheckOutRefused CheckOutUnanswered
        CheckOutTouched CodeGiven CodeNotGiven TokenAsked
        CheckOutWanted ColleagueTouched ColleaguesConfirmed ColleaguesWanted NoneOfThese
        VisitChosen VisitsFound VisitsUnknown
        CheckInKept CheckInNotKept
    """,
    "TypingCode": """
        CodeWanted WalkInWanted LanguageWanted LanguageChosen FieldTouched NextTouched
        HostChosen ChangeTouched ConfirmTouched TryAgainTouched DoneTouched
        StillHereTouched CheckInAnswered CheckInRefused CheckInUnanswered RoomAnswered
        HostsFound HostsUnreachable BadgePrinted BadgeFailed HostWasTold HostOverdue
        VisitCancelled BecameSlow SecondPassed TimeUp
        CheckOutAnswered CheckOutRefused CheckOutUnanswered
        CheckOutTouched CodeGiven CodeNotGiven TokenAsked
        CheckOutWanted ColleagueTouched ColleaguesConfirmed ColleaguesWanted NoneOfThese
        VisitChosen VisitsFound VisitsUnknown
        CheckInKept CheckInNotKept
    """,
    "WalkIn": """
        CodeWanted WalkInWanted LanguageWanted LanguageChosen ChangeTouched
        ConfirmTouched DoneTouched StillHereTouched CheckInAnswered CheckInRefused
        CheckInUnanswered RoomAnswered BadgePrinted BadgeFailed HostWasTold HostOverdue
        VisitCancelled BecameSlow SecondPassed TimeUp
        CheckOutAnswered CheckOutRefused CheckOutUnanswered
        CheckOutTouched CodeGiven CodeNotGiven TokenAsked
        CheckOutWanted ColleagueTouched ColleaguesConfirmed ColleaguesWanted NoneOfThese
        VisitChosen VisitsFound VisitsUnknown
        CheckInKept CheckInNotKept
    """,
    "Confirming": """
        CodeWanted WalkInWanted LanguageWanted LanguageChosen Typed Erased Cleared
        CaretMoved FieldTouched NextTouched HostChosen TryAgainTouched DoneTouched
        StillHereTouched CheckInAnswered CheckInRefused CheckInUnanswered RoomAnswered
        HostsFound HostsUnreachable BadgePrinted BadgeFailed HostWasTold HostOverdue
        VisitCancelled BecameSlow SecondPassed TimeUp
        CheckOutAnswered CheckOutRefused CheckOutUnanswered
        CheckOutTouched CodeGiven CodeNotGiven TokenAsked
        CheckOutWanted ColleagueTouched ColleaguesConfirmed ColleaguesWanted NoneOfThese
        VisitChosen VisitsFound VisitsUnknown
        CheckInKept CheckInNotKept
    """,
    "Checking": """
        Scanned CodeWanted WalkInWanted LanguageWanted LanguageChosen Typed Erased
        Cleared CaretMoved FieldTouched NextTouched BackTouched HostChosen
        ChangeTouched ConfirmTouched TryAgainTouched DoneTouched StillHereTouched
        RoomAnswered HostsFound HostsUnreachable BadgePrinted BadgeFailed HostOverdue
        VisitCancelled LeftAlone SecondPassed TimeUp
        CheckOutAnswered CheckOutRefused CheckOutUnanswered
        CheckOutTouched CodeGiven CodeNotGiven TokenAsked
        CheckOutWanted ColleagueTouched ColleaguesConfirmed ColleaguesWanted NoneOfThese
        VisitChosen VisitsFound VisitsUnknown
    """,
    "Completed": """
        CodeWanted WalkInWanted LanguageWanted LanguageChosen Typed Erased Cleared
        CaretMoved FieldTouched NextTouched BackTouched HostChosen ChangeTouched
        ConfirmTouched TryAgainTouched StillHereTouched CheckInAnswered CheckInRefused
        CheckInUnanswered HostsFound HostsUnreachable BecameSlow SecondPassed TimeUp
        CheckOutAnswered CheckOutRefused CheckOutUnanswered
        CheckOutTouched CodeGiven CodeNotGiven TokenAsked
        CheckOutWanted ColleagueTouched ColleaguesConfirmed NoneOfThese VisitChosen
        VisitsFound VisitsUnknown
        CheckInKept CheckInNotKept
    """,
    # Its badge goes by the check-in's own id: see test_kept.
    "CheckedInOffline": """
        CodeWanted WalkInWanted LanguageWanted LanguageChosen Typed Erased Cleared
        CaretMoved FieldTouched NextTouched BackTouched HostChosen ChangeTouched
        ConfirmTouched TryAgainTouched StillHereTouched CheckInAnswered CheckInRefused
        CheckInUnanswered HostsFound HostsUnreachable BecameSlow SecondPassed TimeUp
        CheckOutAnswered CheckOutRefused CheckOutUnanswered
        CheckOutTouched CodeGiven CodeNotGiven TokenAsked
        CheckOutWanted ColleagueTouched ColleaguesConfirmed NoneOfThese VisitChosen
        VisitsFound VisitsUnknown ColleaguesWanted RoomAnswered BadgePrinted
        BadgeFailed HostWasTold HostOverdue VisitCancelled Scanned
        CheckInKept CheckInNotKept
    """,
    "AlreadyHere": """
        CodeWanted WalkInWanted LanguageWanted LanguageChosen Typed Erased Cleared
        CaretMoved FieldTouched NextTouched BackTouched HostChosen ChangeTouched
        ConfirmTouched TryAgainTouched StillHereTouched CheckInAnswered CheckInRefused
        CheckInUnanswered HostsFound HostsUnreachable BadgePrinted BadgeFailed
        HostWasTold HostOverdue BecameSlow SecondPassed TimeUp
        CheckOutAnswered CheckOutRefused CheckOutUnanswered
        CodeGiven CodeNotGiven TokenAsked
        CheckOutWanted ColleagueTouched ColleaguesConfirmed ColleaguesWanted NoneOfThese
        VisitChosen VisitsFound VisitsUnknown
        CheckInKept CheckInNotKept
    """,
    "Pairing": """
        Scanned CodeWanted WalkInWanted LanguageWanted LanguageChosen Typed Erased
        Cleared CaretMoved FieldTouched NextTouched BackTouched HostChosen
        ChangeTouched ConfirmTouched TryAgainTouched DoneTouched CheckOutTouched
        StillHereTouched CheckInAnswered CheckInRefused CheckInUnanswered
        CheckOutAnswered CheckOutRefused CheckOutUnanswered RoomAnswered HostsFound
        HostsUnreachable BadgePrinted BadgeFailed HostWasTold HostOverdue
        VisitCancelled BecameSlow LeftAlone SecondPassed TimeUp
        CheckOutWanted ColleagueTouched ColleaguesConfirmed ColleaguesWanted NoneOfThese
        VisitChosen VisitsFound VisitsUnknown
        CheckInKept CheckInNotKept
    """,
    "CheckingOut": """
        Scanned CodeWanted WalkInWanted LanguageWanted LanguageChosen Typed Erased
        Cleared CaretMoved FieldTouched NextTouched BackTouched HostChosen
        ChangeTouched ConfirmTouched TryAgainTouched DoneTouched CheckOutTouched
        StillHereTouched CheckInAnswered CheckInRefused CheckInUnanswered RoomAnswered
        HostsFound HostsUnreachable BadgePrinted BadgeFailed HostWasTold HostOverdue
        VisitCancelled CodeGiven CodeNotGiven TokenAsked LeftAlone SecondPassed TimeUp
        CheckOutWanted ColleagueTouched ColleaguesConfirmed ColleaguesWanted NoneOfThese
        VisitChosen VisitsFound VisitsUnknown
        CheckInKept CheckInNotKept
    """,
    "Leaving": """
        BadgeFailed BadgePrinted BecameSlow ChangeTouched CheckInAnswered CheckInRefused
        CheckInUnanswered CheckOutAnswered CheckOutRefused CheckOutTouched
        CheckOutUnanswered CheckOutWanted CodeGiven CodeNotGiven CodeWanted
        ColleagueTouched ColleaguesConfirmed ColleaguesWanted ConfirmTouched DoneTouched
        FieldTouched HostChosen HostOverdue HostWasTold HostsFound HostsUnreachable
        LanguageChosen LanguageWanted NoneOfThese RoomAnswered SecondPassed
        StillHereTouched TimeUp TokenAsked TryAgainTouched VisitCancelled VisitChosen
        VisitsFound VisitsUnknown WalkInWanted
        CheckInKept CheckInNotKept
    """,
    "Finding": """
        BackTouched BadgeFailed BadgePrinted CaretMoved ChangeTouched CheckInAnswered
        CheckInRefused CheckInUnanswered CheckOutAnswered CheckOutRefused
        CheckOutTouched CheckOutUnanswered CheckOutWanted Cleared CodeGiven CodeNotGiven
        CodeWanted ColleagueTouched ColleaguesConfirmed ColleaguesWanted ConfirmTouched
        DoneTouched Erased FieldTouched HostChosen HostOverdue HostWasTold HostsFound
        HostsUnreachable LanguageChosen LanguageWanted LeftAlone NextTouched NoneOfThese
        RoomAnswered Scanned SecondPassed StillHereTouched TimeUp TokenAsked
        TryAgainTouched Typed VisitCancelled VisitChosen WalkInWanted
        CheckInKept CheckInNotKept
    """,
    "ChoosingVisit": """
        BadgeFailed BadgePrinted BecameSlow CaretMoved ChangeTouched CheckInAnswered
        CheckInRefused CheckInUnanswered CheckOutAnswered CheckOutRefused
        CheckOutTouched CheckOutUnanswered CheckOutWanted Cleared CodeGiven CodeNotGiven
        CodeWanted ColleagueTouched ColleaguesConfirmed ColleaguesWanted ConfirmTouched
        Erased FieldTouched HostChosen HostOverdue HostWasTold HostsFound
        HostsUnreachable LanguageChosen LanguageWanted NextTouched RoomAnswered
        SecondPassed StillHereTouched TimeUp TokenAsked TryAgainTouched Typed
        VisitCancelled VisitsFound VisitsUnknown WalkInWanted
        CheckInKept CheckInNotKept
    """,
    "Colleagues": """
        BecameSlow CaretMoved ChangeTouched CheckOutAnswered CheckOutRefused
        CheckOutTouched CheckOutUnanswered CheckOutWanted Cleared CodeGiven CodeNotGiven
        CodeWanted ColleaguesWanted ConfirmTouched Erased FieldTouched HostChosen
        HostsFound HostsUnreachable LanguageChosen LanguageWanted NextTouched
        NoneOfThese SecondPassed StillHereTouched TimeUp TokenAsked TryAgainTouched
        Typed VisitChosen VisitsFound VisitsUnknown WalkInWanted
        CheckInKept CheckInNotKept
    """,
    "Goodbye": """
        CodeWanted WalkInWanted LanguageWanted LanguageChosen Typed Erased Cleared
        CaretMoved FieldTouched NextTouched BackTouched HostChosen ChangeTouched
        ConfirmTouched TryAgainTouched CheckOutTouched StillHereTouched
        CheckInAnswered CheckInRefused CheckInUnanswered CheckOutAnswered
        CheckOutRefused CheckOutUnanswered RoomAnswered HostsFound HostsUnreachable
        BadgePrinted BadgeFailed HostWasTold HostOverdue VisitCancelled CodeGiven
        CodeNotGiven TokenAsked BecameSlow LeftAlone SecondPassed
        CheckOutWanted ColleagueTouched ColleaguesConfirmed ColleaguesWanted NoneOfThese
        VisitChosen VisitsFound VisitsUnknown
        CheckInKept CheckInNotKept
    """,
    "Refused": """
        LanguageWanted LanguageChosen Typed Erased Cleared CaretMoved FieldTouched
        NextTouched HostChosen ChangeTouched ConfirmTouched TryAgainTouched
        StillHereTouched CheckInAnswered CheckInRefused CheckInUnanswered RoomAnswered
        HostsFound HostsUnreachable BadgePrinted BadgeFailed HostWasTold HostOverdue
        VisitCancelled BecameSlow SecondPassed TimeUp
        CheckOutAnswered CheckOutRefused CheckOutUnanswered
        CheckOutTouched CodeGiven CodeNotGiven TokenAsked
        CheckOutWanted ColleagueTouched ColleaguesConfirmed ColleaguesWanted NoneOfThese
        VisitChosen VisitsFound VisitsUnknown
        CheckInKept CheckInNotKept
    """,
    "ServerAway": """
        CodeWanted WalkInWanted LanguageWanted LanguageChosen Typed Erased Cleared
        CaretMoved FieldTouched NextTouched HostChosen ChangeTouched ConfirmTouched
        StillHereTouched CheckInAnswered CheckInRefused CheckInUnanswered RoomAnswered
        HostsFound HostsUnreachable BadgePrinted BadgeFailed HostWasTold HostOverdue
        VisitCancelled BecameSlow SecondPassed TimeUp
        CheckOutAnswered CheckOutRefused CheckOutUnanswered
        CheckOutTouched CodeGiven CodeNotGiven TokenAsked
        CheckOutWanted ColleagueTouched ColleaguesConfirmed ColleaguesWanted NoneOfThese
        VisitChosen VisitsFound VisitsUnknown
        CheckInKept CheckInNotKept
    """,
    "OutOfOrder": """
        CodeWanted WalkInWanted LanguageWanted LanguageChosen Typed Erased Cleared
        CaretMoved FieldTouched NextTouched BackTouched HostChosen ChangeTouched
        ConfirmTouched TryAgainTouched StillHereTouched CheckInAnswered CheckInRefused
        CheckInUnanswered RoomAnswered HostsFound HostsUnreachable BadgePrinted
        BadgeFailed HostWasTold HostOverdue VisitCancelled ScreenFailed BecameSlow LeftAlone
        SecondPassed
        CheckOutAnswered CheckOutRefused CheckOutUnanswered
        CheckOutTouched CodeGiven CodeNotGiven TokenAsked
        CheckOutWanted ColleagueTouched ColleaguesConfirmed ColleaguesWanted NoneOfThese
        VisitChosen VisitsFound VisitsUnknown
        CheckInKept CheckInNotKept
    """,
    "StillThere": """
        CodeWanted WalkInWanted LanguageWanted LanguageChosen Typed Erased Cleared
        CaretMoved FieldTouched NextTouched BackTouched HostChosen ChangeTouched
        ConfirmTouched TryAgainTouched DoneTouched CheckInAnswered CheckInRefused
        CheckInUnanswered BecameSlow LeftAlone TimeUp
        CheckOutAnswered CheckOutRefused CheckOutUnanswered
        CheckOutTouched CodeGiven CodeNotGiven TokenAsked
        CheckOutWanted ColleagueTouched ColleaguesConfirmed ColleaguesWanted NoneOfThese
        VisitChosen VisitsFound VisitsUnknown
        CheckInKept CheckInNotKept
    """,
}
"""A new state or event is missing here until somebody says what it does."""


def _idle_events(name: str) -> set[str]:
    # A visitor who chose a language: for one who did not, Welcome has no TimeUp.
    starts = [journey(state, language="de") for state in STATES[name]]
    return {
        type(event).__name__
        for event in EVENTS
        if all(advance(start, event) == (start, ()) for start in starts)
    }


@pytest.mark.parametrize("name", STATES)
def test_only_the_listed_events_do_nothing(name):
    """Every touch and every answer either does something or was meant to do nothing."""
    expected = set(DOES_NOTHING[name].split())

    idle = _idle_events(name)

    assert idle == expected


def test_every_screen_and_every_event_is_in_the_table():
    """No screen and no event was forgotten when the table was written."""
    states = {state.__name__ for state in get_args(State)}
    events = {event.__name__ for event in get_args(Event)}

    assert set(STATES) == set(DOES_NOTHING) == states
    assert {type(event).__name__ for event in EVENTS} == events
