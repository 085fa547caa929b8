"""A courier brings something, finds whom it is for, and may go."""

from dataclasses import replace

import pytest

from kiosk_app.journey.effects import SearchHosts, SendOn, TellOfDelivery
from kiosk_app.journey.events import (
    BackTouched,
    BecameSlow,
    ConfirmTouched,
    DeliveryNotTaken,
    DeliveryTaken,
    DeliveryWanted,
    DoneTouched,
    HostChosen,
    HostsFound,
    HostsUnreachable,
    LeftAlone,
    NextTouched,
    ParcelsCounted,
    Scanned,
    TryAgainTouched,
    Typed,
)
from kiosk_app.journey.patience import patience
from kiosk_app.journey.states import Checking, Entry, SearchState, StillThere, Welcome
from kiosk_app.journey.states_help import Delivering, DeliveryTold
from shared.help import DeliveryReply, DeliveryRequest
from tests.kiosk_app.journey.examples import (
    ASKED,
    COUNTING,
    DELIVERING,
    ID,
    JONAS,
    NINE,
    OTHER_ID,
    PARCELS,
    PASS,
    STAMP,
    after,
    effects_of,
    journey,
)

REPLY = DeliveryReply(host="Jonas Weber", where="By the stairs")
TELLING = Delivering(host=JONAS, parcels=2, request=PARCELS)
TOLD = DeliveryTold(PARCELS, "Jonas Weber", told=True, where="By the stairs")
UNTOLD = DeliveryTold(PARCELS, "Jonas Weber", told=False)


def test_a_courier_tells_a_host_in_four_touches():
    """Delivery, two letters, the name, and send: the host is told."""
    found = after(
        journey(),
        DeliveryWanted(),
        Typed(ASKED, STAMP),
        HostsFound(ASKED, (JONAS,)),
        HostChosen(JONAS),
    )
    expected = DeliveryRequest(request_id=ID, kiosk_time=NINE, host_id="host-1")

    sent = effects_of(found, ConfirmTouched(STAMP))
    told = after(found, ConfirmTouched(STAMP), DeliveryTaken(ID, REPLY))

    assert sent == (TellOfDelivery(expected),)
    assert told.state == replace(TOLD, request=expected)


def test_two_letters_begin_the_search():
    """There is no list to browse: one letter finds nobody."""
    start = journey(Delivering())

    assert effects_of(start, Typed("J", STAMP)) == ()
    assert effects_of(start, Typed(ASKED, STAMP)) == (SearchHosts(ASKED),)


def test_a_search_without_an_answer_can_be_repeated():
    """Names that could not be looked up are looked up once more."""
    away = after(journey(DELIVERING), HostsUnreachable(ASKED))

    assert away.state.search is SearchState.AWAY
    assert effects_of(away, TryAgainTouched()) == (SearchHosts(ASKED),)


def test_hosts_of_an_older_query_are_not_shown():
    """What was typed since counts, not what was asked before."""
    done = after(journey(DELIVERING), HostsFound("An", (JONAS,)))

    assert done.state == DELIVERING


def test_enter_without_a_recipient_says_what_is_missing():
    """Whoever presses Enter reads that they choose from the list."""
    done = after(journey(Delivering()), NextTouched())

    assert done.state == Delivering(nudged=True)
    assert after(done, Typed("J", STAMP)).state.nudged is False


@pytest.mark.parametrize(
    ("parcels", "by", "counted"), [(2, 1, 3), (2, -1, 1), (1, -1, 1), (99, 1, 99)]
)
def test_parcels_are_counted_from_one_to_ninety_nine(parcels, by, counted):
    """Nobody brings none, and nobody more than a van holds."""
    start = journey(replace(COUNTING, parcels=parcels))

    assert after(start, ParcelsCounted(by)).state.parcels == counted


def test_how_many_go_with_the_message():
    """The host reads how many parcels lie there."""
    asked = effects_of(journey(COUNTING), ConfirmTouched(STAMP))

    assert asked == (TellOfDelivery(PARCELS),)


def test_back_goes_from_the_count_to_the_search_and_then_home():
    """Another host can be chosen, with what was typed still there."""
    search = after(journey(COUNTING), BackTouched())

    assert search.state == replace(COUNTING, host=None)
    assert after(search, BackTouched()).state == Welcome()


def test_without_an_answer_the_courier_is_told_so_and_the_kiosk_goes_on():
    """The server is silent: a person takes the parcel, and the message is sent later."""
    start = journey(TELLING)

    done = after(start, DeliveryNotTaken(ID))

    assert done.state == UNTOLD
    assert done.online is False
    assert effects_of(start, DeliveryNotTaken(ID)) == (SendOn(PARCELS),)


def test_what_the_server_refused_is_not_sent_again():
    """A host who is gone meanwhile is not asked for twice."""
    start = journey(TELLING)

    done = after(start, DeliveryNotTaken(ID, answered=True))

    assert done.state == UNTOLD
    assert done.online is True
    assert effects_of(start, DeliveryNotTaken(ID, answered=True)) == ()


def test_a_message_that_gets_through_later_is_shown():
    """The courier who still stands there reads that the host is told after all."""
    done = after(journey(UNTOLD), DeliveryTaken(ID, REPLY))

    assert done.state == TOLD


@pytest.mark.parametrize("start", [TELLING, UNTOLD])
def test_the_answer_to_another_delivery_changes_nothing(start):
    """One courier does not read of another's parcel."""
    assert after(journey(start), DeliveryTaken(OTHER_ID, REPLY)).state == start


@pytest.mark.parametrize("event", [DoneTouched(), BackTouched()])
def test_done_goes_home(event):
    """The next one finds the first page."""
    assert after(journey(TOLD), event).state == Welcome()


def test_while_the_host_is_told_nothing_disturbs():
    """No cover and no scan comes between the question and its answer."""
    start = journey(TELLING)

    assert after(start, LeftAlone(20), Scanned(PASS, STAMP)) == start


def test_a_calm_line_comes_when_it_takes_long():
    """After a moment the screen says that we are at it, and waits."""
    slow = after(journey(TELLING), BecameSlow())

    assert patience(journey(TELLING), 20).event == BecameSlow()
    assert slow.state == replace(TELLING, slow=True)
    assert patience(slow, 20) is None


def test_a_delivery_left_alone_is_covered():
    """A courier who went away leaves no name on the screen."""
    covered = after(journey(COUNTING), LeftAlone(20))

    assert covered.state == StillThere(COUNTING, 20)


def test_the_next_visitor_begins_anew_after_a_delivery():
    """Whoever scans after a courier is checked in in the house's language."""
    done = after(journey(TOLD, language="de"), Scanned(PASS, STAMP))

    assert isinstance(done.state, Checking)
    assert done.language == "en"


def test_what_was_typed_is_searched_without_blanks_around_it():
    """A blank more does not search again."""
    found = journey(Delivering(Entry("Jo", 2), search=SearchState.FOUND))

    assert effects_of(found, Typed(" ", STAMP)) == ()
