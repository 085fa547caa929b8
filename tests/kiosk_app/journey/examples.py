"""States, events and answers to build journeys from."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from kiosk_app.journey.effects import Effect
from kiosk_app.journey.events import (
    Approval,
    BackTouched,
    BadgeAgainWanted,
    BadgeElsewhere,
    BadgeFailed,
    BadgePrinted,
    BadgeTestWanted,
    BecameSlow,
    CameraSeen,
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
    ClockTouched,
    CodeGiven,
    CodeNotGiven,
    CodeWanted,
    ColleaguesConfirmed,
    ColleaguesWanted,
    ColleagueTouched,
    ComfortWanted,
    ConfirmTouched,
    DeliveryNotTaken,
    DeliveryTaken,
    DeliveryWanted,
    DoneTouched,
    EaseTouched,
    Erased,
    Event,
    FieldTouched,
    HelpAnswered,
    HelpUnanswered,
    HelpWanted,
    HostChosen,
    HostOverdue,
    HostsFound,
    HostsUnreachable,
    HostWasTold,
    LanguageChosen,
    LanguagesOffered,
    LanguageWanted,
    LeftAlone,
    LoadAnewTouched,
    MoreWanted,
    NextTouched,
    NoneOfThese,
    NotRecalled,
    OptionsTold,
    ParcelsCounted,
    PhoneLinkGiven,
    PhoneLinkNotGiven,
    PhoneWanted,
    PhotoAccepted,
    PhotoAgainWanted,
    PhotoSkipped,
    PhotoTaken,
    PhotoWanted,
    PrinterPageWanted,
    ReaderSeen,
    ReaderTestWanted,
    Recalled,
    RoomAnswered,
    RowChosen,
    Scanned,
    ScreenFailed,
    SecondPassed,
    ServerNotTaken,
    ServerSeen,
    ServerTaken,
    ServerUntrusted,
    ServerWanted,
    StaffFactsTold,
    StaffLetIn,
    StaffTurnedAway,
    StaffWanted,
    Stamp,
    StillHereTouched,
    SuggestionTaken,
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
    Answering,
    BadgeState,
    CheckedInOffline,
    Checking,
    CheckingOut,
    ChoosingLanguage,
    ChoosingType,
    ChoosingVisit,
    Colleagues,
    Comfort,
    Completed,
    Confirming,
    ConfirmingEmail,
    Entry,
    Finding,
    Goodbye,
    Journey,
    Leaving,
    OnPhone,
    OutOfOrder,
    Pairing,
    PairingCode,
    Recalling,
    Refused,
    SearchState,
    ServerAway,
    State,
    StillThere,
    TakingPhoto,
    TypingCode,
    WalkIn,
    WalkInField,
    WalkInForm,
    WalkInStep,
    Welcome,
    WelcomeBack,
)
from kiosk_app.journey.states_comfort import Eased
from kiosk_app.journey.states_help import Delivering, DeliveryTold, Helping
from kiosk_app.journey.states_names import Brought, Companion, Why
from kiosk_app.journey.states_photo import CameraState, Photo
from kiosk_app.journey.states_server import (
    AskingServer,
    ServerProblem,
    TrustingServer,
)
from kiosk_app.journey.states_staff import (
    BadgeFate,
    ReaderState,
    RecentBadge,
    StaffCode,
    StaffFacts,
    StaffPage,
    StaffPrinter,
)
from shared.badge import Badge
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
from shared.help import DeliveryReply, DeliveryRequest, HelpReply, HelpRequest
from shared.kiosk import PrinterState
from shared.kiosk_options import KioskOptions, Question, QuestionKind, VisitType
from shared.looking_up import ReturningReply
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

STAFF_FACTS = StaffFacts(
    version="0.1.0",
    server="visitors.example",
    server_seen_at=NINE,
    queue_length=0,
    printer=PrinterState.READY,
    reader=ReaderState.WORKS,
)
SOME_BADGES = StaffPage(
    replace(STAFF_FACTS, badges=(RecentBadge(3, NINE, BadgeFate.PRINTED),))
)
TEST_BADGE = Badge("Test", None, "Lobby", "Harbour", "2026-11-24")

PARCELS = DeliveryRequest(request_id=ID, kiosk_time=NINE, host_id="host-1", parcels=2)
DELIVERING = Delivering(query=Entry(ASKED, 1), search=SearchState.SEARCHING)
COUNTING = Delivering(query=Entry(ASKED, 1), host=JONAS, parcels=2)
CALL = HelpRequest(request_id=ID, kiosk_time=NINE)

MISTYPED = WalkInForm(
    name=Entry("Mara Lindt", 10), email=Entry("mara@gmial.com", 14), host=JONAS
)
READ_BACK = ConfirmingEmail(
    WalkIn(step=WalkInStep.DETAILS, form=MISTYPED, active=WalkInField.EMAIL)
)
KNOWN = ReturningReply(
    claim="claim-known",
    company="L•••t",
    phone="••• 45",
    host=HostFound(id="host-1", name="J••• W•••"),
)
RIGHT = WalkIn(
    step=WalkInStep.DETAILS,
    form=WalkInForm(
        name=Entry("Mara Lindt", 10),
        email=Entry("mara@lindt.example", 18),
        confirmed_email="mara@lindt.example",
    ),
    active=WalkInField.EMAIL,
)
PLATE = Question(key="plate", label={"en": "Number plate"})
FLOOR = Question(
    key="floor",
    kind=QuestionKind.CHOICE,
    label={"en": "Which floor?"},
    choices={f"row{at}": {"en": f"Floor {at}"} for at in range(8)},
)
SEVEN_KINDS = KioskOptions(
    by_name=False,
    visit_types=tuple(
        VisitType(key=f"row{at}", name={"en": f"Kind {at}"}) for at in range(7)
    ),
)

STATES: dict[str, tuple[State, ...]] = {
    "Welcome": (Welcome(),),
    "Pairing": (PAIRING,),
    "ChoosingLanguage": (ChoosingLanguage(),),
    "OnPhone": (OnPhone(ID, "de"), OnPhone(ID, "de", away=True, seconds_left=9)),
    "Comfort": (Comfort(),),
    "TypingCode": (TypingCode(Entry("K7Q2F", 3)),),
    "WalkIn": (NAMING, SEARCHING, AWAY),
    "ConfirmingEmail": (READ_BACK,),
    "Recalling": (Recalling(RIGHT),),
    "WelcomeBack": (WelcomeBack(RIGHT, KNOWN),),
    "ChoosingType": (ChoosingType(FORM),),
    "Answering": (
        Answering(FORM, PLATE, Entry("B ML", 2)),
        Answering(FORM, FLOOR),
    ),
    "Confirming": (Confirming(FORM),),
    "Checking": (Checking(REQUEST),),
    "Completed": (COMPLETED, ACCOMPANIED),
    "TakingPhoto": (
        TakingPhoto(FORM),
        TakingPhoto(FORM, camera=CameraState.READY),
        TakingPhoto(FORM, camera=CameraState.TAKING),
        TakingPhoto(COMPLETED, photo=Photo(b"jpeg")),
        TakingPhoto(COMPLETED, camera=CameraState.MISSING),
    ),
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
    "Delivering": (
        DELIVERING,
        Delivering(query=Entry(ASKED, 1), search=SearchState.AWAY),
        COUNTING,
        Delivering(host=JONAS, request=PARCELS),
    ),
    "DeliveryTold": (DeliveryTold(PARCELS, "Jonas Weber", told=False),),
    "Helping": (Helping(CALL),),
    "OutOfOrder": (OutOfOrder(),),
    "StaffCode": (StaffCode("4812"), StaffCode("481216")),
    "StaffPage": (StaffPage(STAFF_FACTS), StaffPage(STAFF_FACTS, loading=True)),
    "StaffPrinter": (StaffPrinter(SOME_BADGES),),
    "AskingServer": (
        AskingServer(Entry("a.example", 9)),
        AskingServer(Entry("a.example", 9), looking=True),
    ),
    "TrustingServer": (TrustingServer("https://a.example", "1A2B"),),
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
    RowChosen("row1"),
    MoreWanted(),
    SuggestionTaken(),
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
    ComfortWanted(),
    EaseTouched(Eased.LOW),
    DeliveryWanted(),
    ParcelsCounted(1),
    HelpWanted(LATER),
    StillHereTouched(),
    PhoneWanted(LATER),
    PhoneLinkGiven(ID, "https://a.example/phone/x"),
    PhoneLinkNotGiven(ID),
    ClockTouched(NINE),
    StaffWanted(),
    PrinterPageWanted(),
    BadgeTestWanted(TEST_BADGE),
    BadgeAgainWanted(3),
    ReaderTestWanted(),
    LoadAnewTouched(),
    StaffLetIn(STAFF_FACTS),
    StaffTurnedAway(NINE),
    StaffFactsTold(None),
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
    Recalled("mara@lindt.example", KNOWN),
    NotRecalled("mara@lindt.example"),
    DeliveryTaken(ID, DeliveryReply(host="Jonas Weber", where="By the stairs")),
    DeliveryNotTaken(ID),
    HelpAnswered(ID, HelpReply(told=True)),
    HelpUnanswered(ID),
    BadgePrinted("visit-1"),
    BadgeFailed("visit-1"),
    BadgeElsewhere("visit-1", "Foyer"),
    HostWasTold("visit-1", reached=True),
    HostOverdue("visit-1"),
    VisitCancelled("visit-1"),
    Unpaired(),
    ServerWanted(),
    ServerTaken(),
    ServerNotTaken(ServerProblem.NO_TLS),
    ServerUntrusted("https://a.example", "1A2B"),
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
    PhotoWanted(),
    PhotoAccepted(),
    PhotoAgainWanted(),
    PhotoSkipped(),
    PhotoTaken(b"jpeg"),
    CameraSeen(works=False),
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
