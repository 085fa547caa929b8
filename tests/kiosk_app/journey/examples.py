"""States, events and answers to build journeys from."""

from datetime import UTC, datetime
from uuid import UUID

from kiosk_app.journey.effects import Effect
from kiosk_app.journey.events import (
    Approval,
    BackTouched,
    BadgeFailed,
    BadgePrinted,
    BecameSlow,
    CaretMoved,
    ChangeTouched,
    CheckInAnswered,
    CheckInKept,
    CheckInNotKept,
    CheckInRefused,
    CheckInUnanswered,
    CheckOutAnswered,
    CheckOutRefused,
    CheckOutTouched,
    CheckOutUnanswered,
    CheckOutWanted,
    Cleared,
    CodeGiven,
    CodeNotGiven,
    CodeWanted,
    ColleaguesConfirmed,
    ColleaguesWanted,
    ColleagueTouched,
    ConfirmTouched,
    DoneTouched,
    Erased,
    Event,
    FieldTouched,
    HostChosen,
    HostOverdue,
    HostsFound,
    HostsUnreachable,
    HostWasTold,
    LanguageChosen,
    LanguagesOffered,
    LanguageWanted,
    LeftAlone,
    NextTouched,
    NoneOfThese,
    OptionsTold,
    ReaderSeen,
    RoomAnswered,
    Scanned,
    ScreenFailed,
    SecondPassed,
    ServerSeen,
    Stamp,
    StillHereTouched,
    TimeUp,
    TokenAsked,
    TryAgainTouched,
    Typed,
    Unpaired,
    VisitCancelled,
    VisitChosen,
    VisitsFound,
    VisitsUnknown,
    WalkInWanted,
)
from kiosk_app.journey.machine import advance
from kiosk_app.journey.offline import OfflineArrival
from kiosk_app.journey.states import (
    AlreadyHere,
    BadgeState,
    CheckedInOffline,
    Checking,
    CheckingOut,
    ChoosingLanguage,
    ChoosingVisit,
    Colleagues,
    Completed,
    Confirming,
    Entry,
    Finding,
    Goodbye,
    Journey,
    Leaving,
    OutOfOrder,
    Pairing,
    PairingCode,
    Refused,
    SearchState,
    ServerAway,
    State,
    StillThere,
    TypingCode,
    WalkIn,
    WalkInField,
    WalkInForm,
    WalkInStep,
    Welcome,
)
from kiosk_app.journey.states_names import Brought, Companion, Why
from shared.check_in import (
    BadgeReply,
    CheckInReply,
    CheckInRequest,
    Colleague,
    HostFound,
    HostReply,
    RoomReply,
    RoomState,
    VisitChoice,
    VisitorReply,
    VisitReply,
    VisitState,
)
from shared.check_out import CheckOutReply, CheckOutRequest
from shared.kiosk_options import KioskOptions
from shared.refusals import Refusal

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ID = UUID(int=1)
OTHER_ID = UUID(int=2)
STAMP = Stamp(ID, NINE)
LATER = Stamp(OTHER_ID, NINE)
PASS = "P1." + "A" * 151
CODE = "K7Q2FM"
JONAS = HostFound(id="host-1", name="Jonas Weber", department="Sales")
LOOKING = RoomReply(state=RoomState.LOOKING)
FOUND = RoomReply(state=RoomState.FOUND, name="Room A", floor="2")
NO_ROOM = RoomReply(state=RoomState.NONE)
REQUEST = CheckInRequest(request_id=ID, kiosk_time=NINE, pass_text=PASS)
FORM = WalkInForm(name=Entry("Mara Lindt", 10), host=JONAS)
ASKED = "Jo"


PARTY = (
    Colleague(name="Ben K.", claim="claim-ben"),
    Colleague(name="Ida S.", claim="claim-ida"),
)


def reply(
    room: RoomReply = LOOKING,
    *,
    already_here: bool = False,
    language: str = "en",
    party: tuple[Colleague, ...] = (),
) -> CheckInReply:
    """Answer a check-in of Mara Lindt."""
    return CheckInReply(
        visit=VisitReply(
            id="visit-1",
            state=VisitState.ON_SITE,
            expected_arrival=NINE,
            expected_departure=NINE,
        ),
        visitor=VisitorReply(name="Mara Lindt"),
        host=HostReply(name="Jonas Weber"),
        room=room,
        badge=BadgeReply(
            name="Mara Lindt",
            company="Lindt AG",
            host="Jonas Weber",
            site="Harbour",
            date="24 November 2026",
            code=CODE,
        ),
        language=language,
        already_here=already_here,
        deadline_ms=1800,
        party=list(party),
    )


SEARCHING = WalkIn(
    step=WalkInStep.HOST,
    form=WalkInForm(name=Entry("Mara Lindt", 10), query=Entry(ASKED, 1)),
    active=WalkInField.HOST,
    search=SearchState.SEARCHING,
)
AWAY = WalkIn(
    step=WalkInStep.HOST,
    form=SEARCHING.form,
    active=WalkInField.HOST,
    search=SearchState.AWAY,
)
NAMING = WalkIn(form=WalkInForm(name=Entry("Mara", 2)))
PAIRING_CODE = PairingCode(
    "BCDF-GHJK", "https://a.example/pair", "https://a.example/pair?code=BCDF-GHJK"
)
PAIRING = Pairing(PAIRING_CODE)
LEAVING = CheckOutRequest(request_id=ID, visit="visit-1")
LEFT = CheckOutReply(
    visit=VisitReply(
        id="visit-1",
        state=VisitState.LEFT,
        expected_arrival=NINE,
        expected_departure=NINE,
    ),
    visitor=VisitorReply(name="Mara Lindt"),
)
OFFLINE_ARRIVAL = OfflineArrival(name="Mara Lindt", host="Jonas Weber")
COMPLETED = Completed(reply(), LOOKING, badge=BadgeState.PRINTING)
ACCOMPANIED = Completed(reply(party=PARTY), LOOKING, badge=BadgeState.PRINTING)
ALREADY_HERE = AlreadyHere(reply(already_here=True), LOOKING)

TEN, ELEVEN = (
    VisitChoice(claim="claim-ten", starts=NINE.replace(hour=10), hint="m•••@l•••.de"),
    VisitChoice(claim="claim-eleven", starts=NINE.replace(hour=11)),
)
LEAVER = Leaving(Entry("Mara Lindt", 5))
BY_NAME = ChoosingVisit((TEN, ELEVEN), Why.BY_NAME, NAMING)
SEVERAL = ChoosingVisit((TEN, ELEVEN), Why.SEVERAL)
TOGETHER = Colleagues(
    ACCOMPANIED, tuple(Companion(one.name, one.claim) for one in PARTY)
)
ASKED_FOR_BEN = CheckInRequest(request_id=ID, kiosk_time=NINE, claim="claim-ben")
BRINGING_BEN = Colleagues(
    ACCOMPANIED,
    (
        Companion("Ben K.", "claim-ben", brought=Brought.ASKING, request=ASKED_FOR_BEN),
        Companion("Ida S.", "claim-ida", chosen=False),
    ),
)

STATES: dict[str, tuple[State, ...]] = {
    "Welcome": (Welcome(),),
    "Pairing": (PAIRING,),
    "ChoosingLanguage": (ChoosingLanguage(),),
    "TypingCode": (TypingCode(Entry("K7Q2F", 3)),),
    "WalkIn": (NAMING, SEARCHING, AWAY),
    "Confirming": (Confirming(FORM),),
    "Checking": (Checking(REQUEST),),
    "Completed": (COMPLETED, ACCOMPANIED),
    "CheckedInOffline": (CheckedInOffline(REQUEST, OFFLINE_ARRIVAL),),
    "AlreadyHere": (ALREADY_HERE,),
    "CheckingOut": (CheckingOut(LEAVING, ALREADY_HERE),),
    "Leaving": (LEAVER,),
    "Finding": (Finding("Mara", NAMING),),
    "ChoosingVisit": (BY_NAME,),
    "Colleagues": (TOGETHER, BRINGING_BEN),
    "Goodbye": (Goodbye("Mara Lindt"),),
    "Refused": (Refused(Refusal.EXPIRED),),
    "ServerAway": (ServerAway(REQUEST),),
    "OutOfOrder": (OutOfOrder(),),
    "StillThere": (
        StillThere(COMPLETED, 20),
        StillThere(SEARCHING, 1),
        StillThere(NAMING, 3),
    ),
}
"""For each state at least one sample in which every event that can act does act."""

EVENTS: tuple[Event, ...] = (
    Scanned(PASS, LATER),
    CodeWanted(),
    WalkInWanted(),
    LanguageWanted(),
    LanguageChosen("de"),
    Typed("m", LATER),
    Erased(),
    Cleared(),
    CaretMoved(-1),
    FieldTouched(WalkInField.NAME),
    NextTouched(),
    BackTouched(),
    HostChosen(JONAS),
    ChangeTouched(WalkInStep.NAME),
    ConfirmTouched(LATER),
    TryAgainTouched(),
    DoneTouched(),
    CheckOutTouched(LATER),
    CheckOutWanted(),
    VisitChosen(TEN, LATER),
    NoneOfThese(),
    ColleaguesWanted(),
    ColleagueTouched(0),
    ColleaguesConfirmed((STAMP, LATER)),
    StillHereTouched(),
    CheckInAnswered(ID, reply()),
    CheckInRefused(ID, Refusal.EXPIRED, {}),
    CheckInUnanswered(ID),
    CheckInKept(ID, OFFLINE_ARRIVAL),
    CheckInNotKept(ID),
    CheckOutAnswered(ID, LEFT),
    CheckOutRefused(ID, Refusal.ALREADY_USED),
    CheckOutUnanswered(ID),
    RoomAnswered("visit-1", FOUND),
    HostsFound(ASKED, (JONAS,)),
    HostsUnreachable(ASKED),
    VisitsFound("Mara", (TEN,)),
    VisitsUnknown("Mara"),
    BadgePrinted("visit-1"),
    BadgeFailed("visit-1"),
    HostWasTold("visit-1", reached=True),
    HostOverdue("visit-1"),
    VisitCancelled("visit-1"),
    Unpaired(),
    CodeGiven(PAIRING_CODE),
    CodeNotGiven(),
    TokenAsked("BCDF-GHJK", Approval.DENIED),
    ServerSeen(online=False),
    ReaderSeen(works=False),
    LanguagesOffered(("fr", "en")),
    OptionsTold(KioskOptions(colleagues=False)),
    ScreenFailed(),
    BecameSlow(),
    LeftAlone(20),
    SecondPassed(),
    TimeUp(),
)


def journey(state: State = Welcome(), *, language: str = "en") -> Journey:  # noqa: B008 - frozen
    """Stand at a state, at a kiosk with a printer that speaks three languages."""
    return Journey(
        state=state,
        language=language,
        languages=("en", "de", "ar"),
        prints_badges=True,
    )


def after(start: Journey, *events: Event) -> Journey:
    """Let events happen, and say where the journey stands then."""
    now = start
    for event in events:
        now, _ = advance(now, event)
    return now


def effects_of(start: Journey, event: Event) -> tuple[Effect, ...]:
    """Say what the last event asks of the world."""
    return advance(start, event)[1]
