"""What holds whatever visitors touch and whatever the world answers."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.journey.effects import (
    AskRoom,
    KeepCheckIn,
    PrintBadge,
    SendCheckIn,
)
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
    DeliveryNotTaken,
    DeliveryTaken,
    DeliveryWanted,
    DoneTouched,
    Erased,
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
    MoreWanted,
    NextTouched,
    NoneOfThese,
    OptionsTold,
    ParcelsCounted,
    ReaderSeen,
    RoomAnswered,
    RowChosen,
    Scanned,
    ScreenFailed,
    SecondPassed,
    ServerSeen,
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
from kiosk_app.journey.patience import patience
from kiosk_app.journey.states import (
    Checking,
    CheckingOut,
    Colleagues,
    Finding,
    OutOfOrder,
    Pairing,
    StillThere,
    WalkInField,
    WalkInStep,
    Welcome,
)
from kiosk_app.journey.states_help import Delivering
from shared.help import DeliveryReply, HelpReply
from shared.kiosk_options import Asked, KioskOptions, VisitType
from shared.refusals import Refusal
from tests.kiosk_app.journey.examples import (
    ASKED,
    ELEVEN,
    FLOOR,
    FOUND,
    ID,
    JONAS,
    LEFT,
    LOOKING,
    NO_ROOM,
    OFFLINE_ARRIVAL,
    OTHER_ID,
    PAIRING_CODE,
    PARTY,
    PASS,
    PLATE,
    TEN,
    journey,
    reply,
)

TOUR = VisitType(key="tour", name={"en": "Tour"}, questions=(FLOOR, PLATE))
IDS = st.sampled_from([ID, OTHER_ID])
STAMPS = st.builds(Stamp, st.uuids(), st.just(datetime(2026, 11, 24, tzinfo=UTC)))
WORDS = st.text(max_size=12) | st.sampled_from([ASKED, "Mara", "K7Q2FM", "a@b.example"])
VISITS = st.sampled_from(["visit-1", "visit-2"])
SOME_EVENTS = st.one_of(
    st.builds(Scanned, st.text() | st.sampled_from([PASS, "K7Q2FM"]), STAMPS),
    st.builds(Typed, WORDS, STAMPS),
    st.builds(ConfirmTouched, STAMPS),
    st.builds(CheckOutTouched, STAMPS),
    st.builds(CheckOutAnswered, IDS, st.just(LEFT)),
    st.builds(CheckOutRefused, IDS, st.sampled_from(Refusal)),
    st.builds(CheckOutUnanswered, IDS),
    st.builds(
        TokenAsked, st.just(PAIRING_CODE.text) | WORDS, st.sampled_from(Approval)
    ),
    st.builds(CaretMoved, st.integers(-3, 3)),
    st.builds(LanguageChosen, st.sampled_from(["de", "ar", "xx"])),
    st.builds(FieldTouched, st.sampled_from(WalkInField)),
    st.builds(ChangeTouched, st.sampled_from(WalkInStep), st.none() | st.just("floor")),
    st.builds(RowChosen, st.sampled_from(["tour", "row1", "yes"])),
    st.builds(
        CheckInAnswered,
        IDS,
        st.builds(
            reply,
            st.sampled_from([LOOKING, FOUND, NO_ROOM]),
            already_here=st.booleans(),
            language=st.sampled_from(["en", "de", "xx"]),
            party=st.sampled_from([(), PARTY]),
        ),
    ),
    st.builds(
        CheckInRefused,
        IDS,
        st.sampled_from(Refusal),
        st.just({}),
        st.sampled_from([(), (TEN, ELEVEN)]),
    ),
    st.builds(VisitChosen, st.sampled_from([TEN, ELEVEN]), STAMPS),
    st.builds(VisitsFound, WORDS, st.sampled_from([(), (TEN,), (TEN, ELEVEN)])),
    st.builds(VisitsUnknown, WORDS),
    st.builds(HelpWanted, STAMPS),
    st.builds(ParcelsCounted, st.integers(-1, 1)),
    st.builds(DeliveryTaken, IDS, st.just(DeliveryReply(host="Jonas Weber"))),
    st.builds(DeliveryNotTaken, IDS, st.booleans()),
    st.builds(HelpAnswered, IDS, st.builds(HelpReply, told=st.booleans())),
    st.builds(HelpUnanswered, IDS),
    st.builds(ColleagueTouched, st.integers(-1, 3)),
    st.builds(ColleaguesConfirmed, st.lists(STAMPS, max_size=3).map(tuple)),
    st.builds(
        OptionsTold,
        st.builds(
            KioskOptions,
            by_name=st.booleans(),
            email=st.sampled_from(Asked),
            phone=st.sampled_from(Asked),
            purpose=st.sampled_from(Asked),
            visit_types=st.sampled_from([(), (TOUR,)]),
        ),
    ),
    st.builds(CheckInUnanswered, IDS),
    st.builds(CheckInKept, IDS, st.just(OFFLINE_ARRIVAL)),
    st.builds(CheckInNotKept, IDS, st.none() | st.sampled_from(Refusal)),
    st.builds(RoomAnswered, VISITS, st.sampled_from([FOUND, NO_ROOM])),
    st.builds(HostsFound, WORDS, st.just((JONAS,))),
    st.builds(HostsUnreachable, WORDS),
    st.builds(BadgePrinted, VISITS),
    st.builds(BadgeFailed, VISITS),
    st.builds(HostWasTold, VISITS, st.booleans()),
    st.builds(HostOverdue, VISITS),
    st.builds(VisitCancelled, VISITS),
    st.builds(ServerSeen, st.booleans()),
    st.builds(ReaderSeen, st.booleans()),
    st.builds(LanguagesOffered, st.lists(WORDS, max_size=3).map(tuple)),
    st.builds(LeftAlone, st.integers(0, 20)),
    st.sampled_from(
        [
            HostChosen(JONAS),
            Unpaired(),
            CodeGiven(PAIRING_CODE),
            CodeNotGiven(),
            CodeWanted(),
            CheckOutWanted(),
            DeliveryWanted(),
            NoneOfThese(),
            MoreWanted(),
            SuggestionTaken(),
            ColleaguesWanted(),
            WalkInWanted(),
            LanguageWanted(),
            Erased(),
            Cleared(),
            NextTouched(),
            BackTouched(),
            TryAgainTouched(),
            DoneTouched(),
            StillHereTouched(),
            ScreenFailed(),
            BecameSlow(),
            SecondPassed(),
            TimeUp(),
        ]
    ),
)
STORIES = st.lists(SOME_EVENTS, max_size=30)


def _play(story):
    """Give every journey on the way, and what was asked of the world at each."""
    now, asked = journey(), ()
    way = [(now, asked)]
    for event in story:
        now, asked = advance(now, event)
        way.append((now, asked))
    return way


@given(STORIES)
def test_no_order_of_touches_and_answers_breaks_the_kiosk(story):
    """Whatever happens in whatever order, the kiosk shows one of its screens."""
    way = _play(story)

    assert len(way) == len(story) + 1


@given(STORIES)
def test_home_remembers_nothing_of_the_visitor(story):
    """After the countdown the kiosk is as if nobody had been there."""
    now, _ = _play(story)[-1]
    covered = replace(now, state=StillThere(OutOfOrder(), 1))

    home, _ = advance(covered, SecondPassed())

    assert home == replace(
        journey(),
        language=now.default_language,
        default_language=now.default_language,
        languages=now.languages,
        online=now.online,
        reader_works=now.reader_works,
        paired=now.paired,
        options=now.options,
        state=Welcome() if now.paired else Pairing(),
    )


@given(STORIES)
def test_every_screen_but_the_first_goes_home_by_itself(story):
    """No screen waits for ever, so nobody's name stays on it."""
    way = _play(story)

    waiting = [now for now, _ in way if patience(now, 20) is None]

    assert all(
        isinstance(now.state, Welcome | Pairing) or _is_being_answered(now)
        for now in waiting
    )


@given(STORIES)
def test_an_unpaired_kiosk_never_asks_for_visitors(story):
    """Without a token the kiosk shows a code or its calm page, and nothing else."""
    way = _play(story)

    unpaired = [now.state for now, _ in way if not now.paired]

    assert all(isinstance(state, Pairing | OutOfOrder) for state in unpaired)


@given(STORIES)
def test_a_check_in_is_asked_for_only_while_the_screen_says_so(story):
    """The kiosk asks the server exactly when it shows that it is checking."""
    way = _play(story)

    asking = [
        (now, effect)
        for now, asked in way
        for effect in asked
        if isinstance(effect, SendCheckIn | KeepCheckIn)
    ]

    assert all(effect.request in _asked_at(now.state) for now, effect in asking)


@given(STORIES)
def test_only_an_answered_check_in_prints_or_looks_for_a_room(story):
    """Nothing is printed and no room is asked for without the server's yes."""
    way = _play(story)

    outcomes = [
        event
        for event, (_, asked) in zip(story, way[1:], strict=True)
        if any(isinstance(effect, AskRoom | PrintBadge) for effect in asked)
    ]

    assert all(isinstance(event, CheckInAnswered) for event in outcomes)


@given(STORIES)
def test_the_caret_stays_within_the_text(story):
    """The caret never leaves the field, wherever the arrows are touched."""
    way = _play(story)

    entries = [entry for now, _ in way for entry in _entries(now.state)]

    assert all(0 <= entry.caret <= len(entry.text) <= 200 for entry in entries)


def _is_being_answered(now):
    waits = isinstance(now.state, Checking | CheckingOut | Finding | Delivering)
    return waits and now.state.slow


def _asked_at(state):
    if isinstance(state, StillThere):
        return _asked_at(state.covered)
    if isinstance(state, Colleagues):
        return [one.request for one in state.people if one.brought == "asking"]
    return [state.request] if isinstance(state, Checking) else []


def _entries(state):
    form = getattr(state, "form", None)
    alone = getattr(state, "entry", None) or getattr(state, "query", None)
    written = [] if form is None else [form.name, form.company, form.email, form.query]
    return written if alone is None else [*written, alone]
