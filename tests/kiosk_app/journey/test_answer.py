"""What the server answers to a check-in."""

from datetime import timedelta

import pytest

from kiosk_app.journey.effects import (
    AskRoom,
    AwaitHost,
    ForgetVisitor,
    KeepCheckIn,
    PrintBadge,
    SendCheckIn,
)
from kiosk_app.journey.events import (
    BackTouched,
    BecameSlow,
    CheckInAnswered,
    CheckInNotKept,
    CheckInRefused,
    CheckInUnanswered,
    CodeWanted,
    DoneTouched,
    HostWasTold,
    ScreenFailed,
    TimeUp,
    TryAgainTouched,
    WalkInWanted,
)
from kiosk_app.journey.states import (
    AlreadyHere,
    BadgeState,
    Checking,
    Completed,
    HostTold,
    Journey,
    OutOfOrder,
    Refused,
    ServerAway,
    TypingCode,
    WalkIn,
)
from kiosk_app.journey.states_names import Punctual
from shared.badge import Badge
from shared.check_in import CheckInRequest, WalkInVisitor
from shared.refusals import Refusal
from tests.kiosk_app.journey.examples import (
    CODE,
    FOUND,
    ID,
    LOOKING,
    NINE,
    OTHER_ID,
    REQUEST,
    after,
    effects_of,
    journey,
    reply,
)

CHECKING = journey(Checking(REQUEST))
BADGE = Badge(
    name="Mara Lindt",
    company="Lindt AG",
    host="Jonas Weber",
    site="Harbour",
    date="24 November 2026",
    code=CODE,
)


def test_a_checked_in_visitor_sees_it_at_once():
    """Room and badge come later; the welcome does not wait for them."""
    answer = CheckInAnswered(ID, reply())

    done = after(CHECKING, answer)

    assert done.state == Completed(
        reply(), LOOKING, badge=BadgeState.PRINTING, host=HostTold.TELLING
    )
    assert effects_of(CHECKING, answer) == (
        AskRoom("visit-1", 1800),
        AwaitHost("visit-1"),
        PrintBadge("visit-1", BADGE, LOOKING),
    )


def test_a_known_room_is_not_asked_for():
    """The room is on the screen from the first moment if the server knew it."""
    effects = effects_of(CHECKING, CheckInAnswered(ID, reply(FOUND)))

    assert effects == (AwaitHost("visit-1"), PrintBadge("visit-1", BADGE, FOUND))


def test_a_kiosk_without_a_printer_promises_no_badge():
    """Where nothing prints, nobody reads of a badge."""
    start = Journey(state=Checking(REQUEST))
    answer = CheckInAnswered(ID, reply(FOUND))

    assert after(start, answer).state.badge is BadgeState.NONE
    assert effects_of(start, answer) == (AwaitHost("visit-1"),)


def test_a_visitor_who_is_here_already_gets_no_second_badge():
    """Scanning again shows room and Wi-Fi again, and prints nothing."""
    answer = CheckInAnswered(ID, reply(already_here=True))

    assert isinstance(after(CHECKING, answer).state, AlreadyHere)
    assert effects_of(CHECKING, answer) == (AskRoom("visit-1", 1800),)


@pytest.mark.parametrize(
    ("spoken", "invited", "expected"),
    [("en", "de", "de"), ("ar", "de", "ar"), ("en", "xx", "en")],
)
def test_an_invitation_may_know_the_visitors_language(spoken, invited, expected):
    """The invitation's language is spoken unless the visitor chose one."""
    start = journey(Checking(REQUEST), language=spoken)

    done = after(start, CheckInAnswered(ID, reply(language=invited)))

    assert done.language == expected


def test_a_refusal_is_told_with_its_details():
    """Somebody at the wrong building reads where to go."""
    detail = {"site": "Harbour Street 4"}

    done = after(CHECKING, CheckInRefused(ID, Refusal.OTHER_SITE, detail))

    assert done.state == Refused(Refusal.OTHER_SITE, detail)


@pytest.mark.parametrize(
    "answer",
    [
        CheckInAnswered(OTHER_ID, reply()),
        CheckInRefused(OTHER_ID, Refusal.EXPIRED, {}),
        CheckInUnanswered(OTHER_ID),
    ],
)
def test_answers_to_another_request_are_ignored(answer):
    """Nobody ever sees the answer meant for somebody else."""
    assert after(CHECKING, answer) == CHECKING
    assert effects_of(CHECKING, answer) == ()


def test_without_an_answer_the_same_request_can_be_sent_again():
    """Trying again can never check in twice: the request keeps its id."""
    away = after(CHECKING, CheckInUnanswered(ID), CheckInNotKept(ID))

    again = after(away, TryAgainTouched())

    assert (away.state, away.online) == (ServerAway(REQUEST), False)
    assert again.state == Checking(REQUEST)
    # There may be room on the disk by now; else the server is asked.
    assert effects_of(away, TryAgainTouched()) == (KeepCheckIn(REQUEST),)
    assert effects_of(again, CheckInNotKept(ID)) == (SendCheckIn(REQUEST),)


@pytest.mark.parametrize(
    "answer",
    [CheckInAnswered(ID, reply()), CheckInRefused(ID, Refusal.EXPIRED, {})],
)
def test_an_answer_shows_that_the_server_is_back(answer):
    """The line about working offline goes with the first answer."""
    offline = Journey(state=Checking(REQUEST), online=False)

    assert after(offline, answer).online is True


@pytest.mark.parametrize(
    ("visit", "reached", "told"),
    [
        ("visit-1", True, HostTold.TOLD),
        ("visit-1", False, HostTold.NOT_REACHED),
        ("visit-2", True, HostTold.TELLING),
    ],
)
def test_news_of_the_host_may_overtake_the_answer(visit, reached, told):
    """A host who is told in no time is known to be told on the first screen."""
    news = HostWasTold(visit, reached=reached)

    done = after(CHECKING, news, CheckInAnswered(ID, reply()))

    assert done.state.host is told


def test_a_slow_answer_is_admitted():
    """After a moment the screen says that it is checking."""
    assert after(CHECKING, BecameSlow()).state == Checking(REQUEST, slow=True)


@pytest.mark.parametrize(
    ("touch", "state"), [(WalkInWanted(), WalkIn()), (CodeWanted(), TypingCode())]
)
def test_a_refused_visitor_has_another_way_in(touch, state):
    """Whoever's code was refused may type it or check in by name."""
    start = journey(Refused(Refusal.CODE_UNKNOWN))

    assert after(start, touch).state == state


@pytest.mark.parametrize("state", [Refused(Refusal.EXPIRED), ServerAway(REQUEST)])
def test_back_keeps_the_language_and_done_forgets_it(state):
    """Back is the same visitor again, Done is the next one."""
    start = journey(state, language="de")

    assert after(start, BackTouched()) == journey(language="de")
    assert after(start, DoneTouched()) == journey()
    assert effects_of(start, DoneTouched()) == (ForgetVisitor(),)


@pytest.mark.parametrize("end", [TimeUp(), DoneTouched()])
def test_a_failed_screen_goes_home_calmly(end):
    """When drawing fails, a calm page comes, then the welcome."""
    failed = after(CHECKING, ScreenFailed())

    assert failed.state == OutOfOrder()
    assert after(failed, end) == journey()


@pytest.mark.parametrize(
    ("late", "punctual"),
    [
        (timedelta(minutes=-15), Punctual.EARLY),
        (timedelta(minutes=-14), Punctual.ABOUT),
        (timedelta(), Punctual.ABOUT),
        (timedelta(minutes=14), Punctual.ABOUT),
        (timedelta(minutes=15), Punctual.LATE),
        (timedelta(days=900), Punctual.ABOUT),
    ],
)
def test_whoever_is_early_or_late_is_told_the_time(late, punctual):
    """A quarter of an hour counts; a kiosk whose clock is wrong by years says nothing."""
    request = REQUEST.model_copy(update={"kiosk_time": NINE + late})

    done = after(journey(Checking(request)), CheckInAnswered(ID, reply()))

    assert done.state.punctual is punctual


def test_a_walk_in_is_never_late():
    """Whoever comes unexpected has no time to be late for."""
    request = CheckInRequest(
        request_id=ID,
        kiosk_time=NINE + timedelta(hours=1),
        visitor=WalkInVisitor(name="Mara Lindt"),
        host_id="host-1",
    )

    done = after(journey(Checking(request)), CheckInAnswered(ID, reply()))

    assert done.state.punctual is Punctual.ABOUT
