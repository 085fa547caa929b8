"""Somebody needs a person, and is told honestly whether one comes."""

from dataclasses import replace

import pytest

from kiosk_app.journey.effects import CallHelp, SendOn
from kiosk_app.journey.events import (
    CheckInRefused,
    DoneTouched,
    HelpAnswered,
    HelpUnanswered,
    HelpWanted,
    ServerSeen,
)
from kiosk_app.journey.states import (
    Checking,
    ChoosingLanguage,
    Completed,
    Confirming,
    Entry,
    Refused,
    SearchState,
    ServerAway,
    StillThere,
    WalkIn,
    WalkInForm,
    WalkInStep,
    Welcome,
)
from kiosk_app.journey.states_help import Called, Delivering, DeliveryTold, Helping
from shared.check_in import CheckInRequest, WalkInVisitor
from shared.help import HelpReason, HelpReply, HelpRequest
from shared.refusals import Refusal
from tests.kiosk_app.journey.examples import (
    CALL,
    COMPLETED,
    FORM,
    ID,
    NINE,
    OTHER_ID,
    PARCELS,
    REQUEST,
    STAMP,
    after,
    effects_of,
    journey,
)

HELPING = Helping(CALL)
COMING = HelpAnswered(ID, HelpReply(told=True, phone="+49 30 5550 147"))
BY_MARA = CheckInRequest(
    request_id=ID,
    kiosk_time=NINE,
    visitor=WalkInVisitor(name="Mara Lindt"),
    host_id="host-1",
)
LOOKING = WalkIn(
    step=WalkInStep.HOST,
    form=WalkInForm(name=Entry("Mara Lindt", 3), query=Entry(" Jonhas  W", 2)),
    search=SearchState.FOUND,
)


def call(reason=HelpReason.RECEPTION, name=None, looked_for=None):
    """A call with what the visitor has said."""
    return HelpRequest(
        request_id=ID,
        kiosk_time=NINE,
        reason=reason,
        name=name,
        looked_for=looked_for,
    )


NOT_FOUND = HelpReason.HOST_NOT_FOUND


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (Welcome(), call()),
        (WalkIn(form=WalkInForm(name=Entry("Mara", 1))), call(name="Mara")),
        (LOOKING, call(NOT_FOUND, "Mara Lindt", "Jonhas W")),
        (Delivering(Entry("Jonhas", 1)), call(NOT_FOUND, looked_for="Jonhas")),
        (DeliveryTold(PARCELS, "Jonas", told=False), call()),
        (Refused(Refusal.CANCELLED), call(HelpReason.REFUSED)),
        (
            Refused(Refusal.HOST_UNKNOWN, name="Mara Lindt", looked_for="Jonas"),
            call(NOT_FOUND, "Mara Lindt", "Jonas"),
        ),
        (ServerAway(BY_MARA), call(name="Mara Lindt")),
        (ServerAway(REQUEST), call()),
    ],
)
def test_a_call_brings_along_what_was_said(state, expected):
    """Whoever comes knows who waits and whom they looked for, as far as was typed."""
    start = journey(state)

    assert after(start, HelpWanted(STAMP)).state == Helping(expected)
    assert effects_of(start, HelpWanted(STAMP)) == (CallHelp(expected),)


@pytest.mark.parametrize(
    "state",
    [
        ChoosingLanguage(),
        COMPLETED,
        Confirming(FORM),
        HELPING,
        StillThere(LOOKING, 9),
    ],
)
def test_nobody_is_called_from_a_screen_that_does_not_offer_it(state):
    """A late touch rings nobody."""
    start = journey(state)

    assert after(start, HelpWanted(STAMP)) == start
    assert effects_of(start, HelpWanted(STAMP)) == ()


def test_a_host_who_is_gone_meanwhile_leads_to_help():
    """A disabled host is refused, and the call says who looked for whom."""
    asked = journey(Checking(BY_MARA, looked_for="Jonas Weber"))

    helped = after(
        asked, CheckInRefused(ID, Refusal.HOST_UNKNOWN, {}), HelpWanted(STAMP)
    )

    assert helped.state == Helping(call(NOT_FOUND, "Mara Lindt", "Jonas Weber"))


def test_somebody_is_coming():
    """The visitor reads that reception comes."""
    done = after(journey(HELPING), COMING)

    assert done.state == Helping(CALL, Called.COMING, "+49 30 5550 147")


def test_nobody_could_be_told():
    """The visitor reads that nobody comes, and whom they may ring."""
    done = after(journey(HELPING), HelpAnswered(ID, HelpReply(told=False, phone="1")))

    assert done.state == Helping(CALL, Called.NOBODY, "1")


def test_offline_the_visitor_is_told_so_and_the_call_is_sent_on():
    """Without the server nobody has been called yet; the kiosk goes on trying."""
    start = journey(HELPING)

    done = after(start, HelpUnanswered(ID))

    assert done.state == replace(HELPING, called=Called.AWAY)
    assert done.online is False
    assert effects_of(start, HelpUnanswered(ID)) == (SendOn(CALL),)


def test_a_call_that_gets_through_later_is_shown():
    """Whoever still stands there reads that somebody comes after all."""
    away = replace(HELPING, called=Called.AWAY)

    done = after(journey(away), ServerSeen(online=True), COMING)

    assert done.state.called is Called.COMING


@pytest.mark.parametrize(
    "event", [HelpAnswered(OTHER_ID, HelpReply(told=True)), HelpUnanswered(OTHER_ID)]
)
def test_the_answer_to_another_call_changes_nothing(event):
    """One visitor does not read that somebody comes to another."""
    assert after(journey(HELPING), event).state == HELPING


def test_a_covered_call_still_hears_its_answer():
    """Behind "Are you still there?" the page goes on."""
    covered = StillThere(HELPING, 9)

    done = after(journey(covered), COMING)

    assert done.state.covered.called is Called.COMING


def test_done_goes_home():
    """The next visitor reads nothing of the call."""
    done = after(journey(HELPING, language="de"), DoneTouched())

    assert done.state == Welcome()
    assert done.language == "en"


def test_an_answered_call_means_nothing_later():
    """An answer that comes when the visitor has checked in stays unseen."""
    done = after(journey(COMPLETED), COMING)

    assert isinstance(done.state, Completed)
